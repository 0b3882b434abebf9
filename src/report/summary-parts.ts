/** What the summary of a report and that of faults share. Returned Markdown is escaped. */
import type { Status } from '../model/finding.ts';
import { forMarkdownBlock, forMarkdownProse } from './escape.ts';
import { summaryBytes } from './platform-limits.ts';

/** Heading and verdict; `words` is Markdown of ours. */
export function head(verb: string, status: Status, words: string): string {
  return `### Custody ${verb}\n\n**${status}**: ${words}\n`;
}

/** Prose for one line, a block of code for several: these are lines to be copied. */
export function hintMarkdown(text: string): string {
  return text.includes('\n') ? forMarkdownBlock('text', text) : forMarkdownProse(text);
}

/**
 * The first text that GitHub keeps. A summary that is too large is never cut, for a cut may fall into the middle of a
 * table or a tag: it is written again, smaller. The last one has to fit by its nature.
 */
export function firstThatFits(
  texts: readonly [() => string, ...(() => string)[]],
  most: number = summaryBytes,
): string {
  let written = '';
  for (const write of texts) {
    written = write();
    if (Buffer.byteLength(written) < most) break;
  }
  return written;
}
