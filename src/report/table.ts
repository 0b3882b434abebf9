/** The table of a report: a row for each artifact, failures first. GitHub's Markdown, escaped. */
import type { Finding } from '../model/finding.ts';
import type { Verdict } from '../model/verdict.ts';
import { forMarkdownCode } from './escape.ts';
import { markdownTable } from './markdown-table.ts';
import type { Report } from './report.ts';
import { count, setAside, shortDigest, signersOf, worstFirst } from './words.ts';

/** Rules named in one cell. */
const mostRules = 3;

/** At most `most` rows, and how many more there are; rules have a column where an artifact has several. */
export function table(report: Report, most: number): readonly string[] {
  const verdicts = worstFirst(report.verdicts);
  if (verdicts.length === 0) return [];
  const several = verdicts.some(({ findings }) => findings.length > 1);
  const aside = new Set(setAside(report));
  // What matters most stands first: GitHub cuts a wide table off at its right.
  const heads = ['verdict', 'subject', ...(several ? ['rules'] : []), 'signer', 'digest'];
  const rows = verdicts.slice(0, most).map((verdict) => {
    const word = aside.has(verdict) ? `${verdict.status}, set aside` : verdict.status;
    const subject = forMarkdownCode(verdict.artifact.name);
    const signers = signersOf(verdict).map(forMarkdownCode).join('<br>') || '–';
    const digest = `\`${shortDigest(verdict.artifact)}\``;
    return [word, subject, ...(several ? [rules(verdict)] : []), signers, digest];
  });
  const hidden = verdicts.length - rows.length;
  return [
    `${markdownTable(heads, rows)}\n`,
    ...(hidden > 0 ? [`The log of this step names ${count(hidden, 'more file')}.\n`] : []),
  ];
}

function rules({ findings }: Verdict): string {
  const passing = findings.filter(({ status }) => status === 'pass').length;
  const against = (['fail', 'unknown'] as const).flatMap((status) =>
    findings.filter((finding: Finding) => finding.status === status),
  );
  const hidden = against.length - mostRules;
  return [
    ...against.slice(0, mostRules).map(({ rule, status }) => `${status} ${forMarkdownCode(rule)}`),
    ...(hidden > 0 ? [`${hidden} more not passed`] : []),
    ...(passing > 0 ? [`${passing} passed`] : []),
  ].join('<br>');
}
