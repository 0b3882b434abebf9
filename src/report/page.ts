/** The page of a code: as Markdown for docs/errors/, and as lines for a terminal. */
import { type Code, codes } from '../model/codes.ts';
import type { Fault } from '../model/fault.ts';
import type { Refusal } from '../model/finding.ts';
import { forLog } from './escape.ts';
import { pageOf } from './faulted.ts';

type Kind = (typeof codes)[Code]['kind'];

/** What it comes to. */
export const meanings = {
  fault:
    'A **fault**: Custody could not decide. The verdict is `unknown`, the exit code 2, and the job stops.',
  refusal:
    'A **refusal**: evidence was read and decided against. Where nothing else satisfies the requirement, the verdict is `fail` and the exit code 1.',
} as const satisfies Readonly<Record<Kind, string>>;

type Fields<Of> = Readonly<Record<keyof Of, string>>;

const fields = {
  fault: {
    message: 'what was wrong, with the value concerned',
    hint: 'what to do',
    at: 'file, line and column, where one is at fault',
  } satisfies Fields<Pick<Fault, 'message' | 'hint' | 'at'>>,
  refusal: {
    message: 'what the evidence failed at',
    expected: 'what was asked for, where it can be shown as a value',
    found: 'what the evidence holds in its place',
    hint: 'what to do',
  } satisfies Fields<Omit<Refusal, 'code'>>,
};

/** The part of a page that follows from the table of codes, as Markdown. */
export function pageHead(code: Code): string {
  const { title, kind } = codes[code];
  const rows = Object.entries(fields[kind]).map(([field, what]) => `- \`${field}\`: ${what}`);
  return `# ${code}: ${title}\n\n${meanings[kind]} It says:\n\n${rows.join('\n')}`;
}

/** @param byHand the rest of the page, as Markdown; @returns the whole page, escaped, with its address */
export function pageLines(code: Code, byHand: string): readonly string[] {
  return [...plain(`${pageHead(code)}\n\n${byHand.trim()}`), '', pageOf(code)].map(forLog);
}

/** Markdown as our pages use it, for readers who see the marks: headings, links, emphasis and blocks of code. */
function plain(markdown: string): readonly string[] {
  const blocks = markdown.split(/^ *```.*\n/m);
  return blocks.flatMap((block, index) => {
    const lines = block.replace(/\n$/, '').split('\n');
    return index % 2 === 1 ? lines.map((line) => `    ${line}`) : prose(lines.join('\n')).split('\n');
  });
}

function prose(text: string): string {
  return text
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, words: string, target: string) => link(words, target))
    .replace(/<(https:[^>\s]+)>/g, '$1')
    .replace(
      /(`[^`]*`)|(\*\*?)(?! )([^*`]+)\2/g,
      (_, code?: string, __?: string, words?: string) => code ?? words ?? '',
    )
    .replace(/^## (.*)$/gm, (_, heading: string) => heading.toUpperCase())
    .replace(/^# /gm, '');
}

/** Another code is read with the same command; everything else by its address. */
function link(words: string, target: string): string {
  const [, code] = /^(CUSTODY-\d+)\.md$/.exec(target) ?? [];
  if (code !== undefined) return words === code ? code : `${words}: ${code}`;
  return `${words} (${new URL(target, pageOf('CUSTODY-101')).href})`;
}
