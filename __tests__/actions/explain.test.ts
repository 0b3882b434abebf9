/** `custody explain` in a process of its own: pages, words that are no code, exit codes. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const main = join(import.meta.dirname, '../../src/main.ts');

function explain(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'explain', ...words], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('explain', () => {
  test('prints the page of a code, however it is written', () => {
    const page = explain('CUSTODY-432');
    expect([page.status, page.stderr]).toEqual([0, '']);
    expect(page.stdout).toMatch(
      /^CUSTODY-432: Another signer\n\nA refusal: [\s\S]+\nWHY IT MATTERS\n[\s\S]+\nHOW TO FIX IT\n[\s\S]+\nHOW TO ACCEPT THE RISK\n/,
    );
    expect(explain('432')).toEqual(page);
    expect(explain('custody-432')).toEqual(page);
  });

  test('prints several in their order', () => {
    const { stdout } = explain('310', '301');
    expect(stdout.match(/^CUSTODY-\d+/gm)).toEqual(['CUSTODY-310', 'CUSTODY-301']);
  });

  test.each([
    ['CUSTODY-44', 'Did you mean `CUSTODY-404`?'],
    ['CUSTODY-999', 'docs/errors/README.md lists all codes.'],
    ['__proto__', 'There is no code `__proto__`.'],
    ['constructor', 'There is no code `constructor`.'],
  ])('%s is no code', (word, words) => {
    const { status, stdout, stderr } = explain('101', word);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('CUSTODY-104 An unknown verb or option');
    expect(stderr).toContain(words);
  });

  test('T28 a word cannot speak to the terminal', () => {
    const { status, stderr } = explain('\u001b[31m\u202e::error::x');
    expect(status).toBe(2);
    expect(stderr).toContain('\\u{1b}[31M\\u{202e}'.toLowerCase());
    expect(stderr).not.toMatch(/[\u001b\u202e]/);
  });

  test('wants a code', () => {
    const { status, stderr } = explain();
    expect([status, stderr.split('\n')[0]]).toEqual([2, 'CUSTODY-101 A required input is missing']);
  });
});
