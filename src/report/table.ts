/** The table of a report: a row for each artifact, failures first. GitHub's Markdown, escaped. */
import type { Finding } from '../model/finding.ts';
import type { Verdict } from '../model/verdict.ts';
import { forMarkdownCode } from './escape.ts';
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
  const heads = ['subject', 'digest', 'signer', ...(several ? ['rules'] : []), 'verdict'];
  const rows = verdicts.slice(0, most).map((verdict) => {
    const word = aside.has(verdict) ? `${verdict.status}, set aside` : verdict.status;
    return [...about(verdict), ...(several ? [rules(verdict)] : []), word];
  });
  const hidden = verdicts.length - rows.length;
  const lines = [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [
    `${lines.join('\n')}\n`,
    ...(hidden > 0 ? [`The log of this step names ${count(hidden, 'more file')}.\n`] : []),
  ];
}

function about(verdict: Verdict): readonly string[] {
  const signers = signersOf(verdict).map(forMarkdownCode).join('<br>') || '–';
  return [forMarkdownCode(verdict.artifact.name), `\`${shortDigest(verdict.artifact)}\``, signers];
}

function rules({ findings }: Verdict): string {
  const passing = findings.filter(({ status }) => status === 'pass').length;
  const against = (['fail', 'unknown'] as const).flatMap((status) =>
    findings.filter((finding: Finding) => finding.status === status),
  );
  const hidden = against.length - mostRules;
  return [
    ...against.slice(0, mostRules).map(({ rule, status }) => `${forMarkdownCode(rule)} ${status}`),
    ...(hidden > 0 ? [`${hidden} more not passed`] : []),
    ...(passing > 0 ? [`${passing} passed`] : []),
  ].join('<br>');
}
