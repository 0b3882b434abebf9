/** A report as the summary of a step: GitHub's Markdown, escaped, and always below the size that GitHub keeps. */
import type { Verdict } from '../model/verdict.ts';
import { forMarkdown, forMarkdownBlock, forMarkdownCode, forMarkdownProse } from './escape.ts';
import { type Block, explain } from './explain.ts';
import { summaryRows } from './platform-limits.ts';
import type { Report } from './report.ts';
import { sentence } from './sentence.ts';
import { firstThatFits, head, hintMarkdown } from './summary-parts.ts';
import { count, shortDigest, signersOf, worstFirst } from './words.ts';

/** How much is shown: rows of the table, artifacts explained, pieces of evidence explained for each finding. */
interface Plan {
  readonly rows: number;
  readonly details: number;
  readonly evidence: number;
}

const plans: readonly Plan[] = [
  { rows: summaryRows, details: summaryRows, evidence: 20 },
  { rows: summaryRows, details: 20, evidence: 3 },
  { rows: summaryRows, details: 3, evidence: 1 },
  { rows: 10, details: 0, evidence: 0 },
];

/** Markdown of at most `summaryBytes`: verdict, table, the reasons folded away, the command that repeats the check. */
export function summary(report: Report): string {
  const top = head(report.verb, report.status, sentence(report));
  const [first, ...smaller] = plans.map((plan) => () => [top, ...body(report, plan)].join('\n'));
  return firstThatFits([first ?? (() => top), ...smaller, () => top]);
}

function body(report: Report, plan: Plan): readonly string[] {
  const verdicts = worstFirst(report.verdicts);
  const explained = verdicts.filter(({ status }) => status !== 'pass').slice(0, plan.details);
  const { sealed, repeat } = report;
  return [
    ...table(verdicts, plan.rows),
    ...explained.map((verdict) => details(verdict, plan.evidence)),
    ...(sealed ? list('Stored', [...sealed.bundles, ...sealed.urls]) : []),
    ...report.notices.map((notice) => `${forMarkdownProse(notice)}\n`),
    ...(repeat === undefined ? [] : [`Repeat it:\n\n${forMarkdownBlock('sh', repeat)}\n`]),
  ];
}

function table(verdicts: readonly Verdict[], most: number): readonly string[] {
  if (verdicts.length === 0) return [];
  const rows = verdicts.slice(0, most).map(row);
  const hidden = verdicts.length - rows.length;
  return [
    ['| subject | digest | signer | verdict |', '| --- | --- | --- | --- |', ...rows, ''].join('\n'),
    ...(hidden > 0 ? [`The log of this step names ${count(hidden, 'more file')}.\n`] : []),
  ];
}

function row(verdict: Verdict): string {
  const { artifact, status } = verdict;
  const signers = signersOf(verdict).map(forMarkdownCode).join('<br>') || '–';
  return `| ${forMarkdownCode(artifact.name)} | \`${shortDigest(artifact)}\` | ${signers} | ${status} |`;
}

function details(verdict: Verdict, mostEvidence: number): string {
  const title = `${verdict.status}: ${forMarkdown(verdict.artifact.name)}`;
  const blocks = explain(verdict, mostEvidence).map(block);
  return ['<details>', `<summary>${title}</summary>`, '', ...blocks, '</details>', ''].join('\n');
}

function block({ about, lines }: Block): string {
  const items = lines.map(([label, text]) => {
    if (label === 'hint') return `\n${hintMarkdown(text)}`;
    const value = label === 'expected' || label === 'found' ? forMarkdownCode(text) : forMarkdownProse(text);
    return `- ${label}: ${value}`;
  });
  return [`**${forMarkdown(about)}**`, '', ...items, ...(items.length > 0 ? [''] : [])].join('\n');
}

function list(title: string, places: readonly string[]): readonly string[] {
  const shown = places.slice(0, summaryRows).map((place) => `- ${forMarkdownCode(place)}`);
  return places.length === 0 ? [] : [`${title}:\n\n${shown.join('\n')}\n`];
}
