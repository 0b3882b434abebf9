/** The page of a code in a terminal: all words of the page, none of its marks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Code, codes } from '../../src/model/codes.ts';
import { pageLines } from '../../src/report/page.ts';

const folder = join(import.meta.dirname, '../../docs/errors');
const all = Object.keys(codes) as Code[];
const fullPage = (code: Code) => readFileSync(join(folder, `${code}.md`), 'utf8');
const byHand = (code: Code) => fullPage(code).split('<!-- end of generated: head -->')[1] ?? '';

/** What is left of a text for whoever looks at words alone. */
const words = (text: string) =>
  text.replace(/```\w*|<!--.*?-->/g, '').match(/[\p{L}\p{N}](?:[\p{L}\p{N}'.-]*[\p{L}\p{N}])?/gu);

describe.each(all)('%s', (code) => {
  const lines = pageLines(code, byHand(code));
  const text = lines.join('\n');

  test('shows every word of its page', () => {
    const shown = new Set(words(text.toLowerCase()));
    const linked = fullPage(code).replace(/\]\([^)]+\)/g, ']');
    expect((words(linked.toLowerCase()) ?? []).filter((word) => !shown.has(word))).toEqual([]);
  });

  test('shows no mark of Markdown outside of code, and only what a terminal takes', () => {
    const prose = text.replace(/^ {4}.*$/gm, '').replace(/`[^`]*`/g, '');
    expect(prose).not.toMatch(/\]\(|\*\w|\w\*|^#|```|<!--|<https/m);
    expect(text).not.toMatch(/[^\P{C}\n]|\\u\{/u);
    expect(lines.at(-1)).toBe(`https://github.com/custody-actions/custody/blob/main/docs/errors/${code}.md`);
  });
});

test('links are shown by code or by address', () => {
  const shown = pageLines(
    'CUSTODY-101',
    '[CUSTODY-310](CUSTODY-310.md), [form](CUSTODY-524.md) and [more](../faults.md).',
  );
  expect(shown.at(-3)).toBe(
    'CUSTODY-310, form: CUSTODY-524 and more (https://github.com/custody-actions/custody/blob/main/docs/faults.md).',
  );
});

test('code is shown as it is', () => {
  const shown = pageLines(
    'CUSTODY-101',
    'a `**` b **c** and *d\ne* `*.ts`\n\n```yaml\n# x: *y*\n## z\n```\n\n## End\n',
  );
  expect(shown.slice(-9)).toEqual([
    'a `**` b c and d',
    'e `*.ts`',
    '',
    '    # x: *y*',
    '    ## z',
    '',
    'END',
    '',
    expect.stringContaining('101.md'),
  ]);
});
