/** The summary of a step that could not decide. */
import type { Fault } from '../model/fault.ts';
import { forMarkdownCode, forMarkdownProse } from './escape.ts';
import { type Faulted, headline, pageOf, placeOf } from './faulted.ts';
import { summaryBytes } from './platform-limits.ts';
import { firstThatFits, head, hintMarkdown } from './summary-parts.ts';
import { count } from './words.ts';

/** Markdown of less than `most` bytes. */
export function faultSummary({ verb, faults }: Faulted, most: number = summaryBytes): string {
  const top = head(verb, 'unknown', `nothing was decided, for ${count(faults.length, 'reason')}.`);
  const all = () => [top, ...faults.map(paragraph)].join('\n');
  const codesOnly = () =>
    `${[top, ...faults.slice(0, 100).map(({ code }) => `- ${link(code)}`)].join('\n')}\n`;
  return firstThatFits([all, codesOnly], most);
}

function paragraph(fault: Fault): string {
  const place = placeOf(fault);
  const parts = [
    `**${link(fault.code)}**`,
    forMarkdownProse(fault.message),
    ...(place === undefined ? [] : [`at ${forMarkdownCode(place)}`]),
    hintMarkdown(fault.hint),
  ];
  return `${parts.join('\n\n')}\n`;
}

function link(code: Fault['code']): string {
  return `[${headline(code)}](${pageOf(code)})`;
}
