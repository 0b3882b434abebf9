/** The parts of a report in GitHub's Markdown, escaped: a step's summary and a check run are put together from them. */
import type { Verdict } from '../model/verdict.ts';
import { forMarkdown, forMarkdownBlock, forMarkdownCode, forMarkdownProse } from './escape.ts';
import { type Block, explain } from './explain.ts';
import { summaryRows } from './platform-limits.ts';
import type { Report } from './report.ts';
import { hintMarkdown } from './summary-parts.ts';
import { policiesOf, setAside } from './words.ts';

/** Values, not prose: shown literally. */
const literal: ReadonlySet<string> = new Set(['expected', 'found', 'rule at']);

/** Why an artifact did not pass, folded away. */
export function details(verdict: Verdict, mostEvidence: number): string {
  const title = `${verdict.status}: ${forMarkdown(verdict.artifact.name)}`;
  const blocks = explain(verdict, mostEvidence).map(block);
  return ['<details>', `<summary>${title}</summary>`, '', ...blocks, '</details>', ''].join('\n');
}

/** What stands below the table and the reasons. */
export function closing(report: Report): readonly string[] {
  const { sealed, repeat, verdicts } = report;
  const aside = setAside(report).map(({ artifact }) => artifact.name);
  return [
    ...list('Set aside', aside),
    ...(sealed ? list('Stored', [...sealed.bundles, ...sealed.urls]) : []),
    ...policiesOf(verdicts).map((policy) => `Policy: ${policy.map(forMarkdownCode).join(' ')}\n`),
    ...report.notices.map((notice) => `${forMarkdownProse(notice)}\n`),
    ...(repeat === undefined ? [] : [`Repeat it:\n\n${forMarkdownBlock('sh', repeat)}\n`]),
  ];
}

function block({ about, lines }: Block): string {
  const items = lines.map(([label, text]) => {
    if (label === 'hint') return `\n${hintMarkdown(text)}`;
    return `- ${label}: ${literal.has(label) ? forMarkdownCode(text) : forMarkdownProse(text)}`;
  });
  return [`**${forMarkdown(about)}**`, '', ...items, ...(items.length > 0 ? [''] : [])].join('\n');
}

function list(title: string, entries: readonly string[]): readonly string[] {
  if (entries.length === 0) return [];
  const shown = entries.slice(0, summaryRows).map((entry) => `- ${forMarkdownCode(entry)}`);
  const hidden = entries.length - shown.length;
  const more = hidden > 0 ? [`- ${hidden} more`] : [];
  return [`${title}:\n\n${[...shown, ...more].join('\n')}\n`];
}
