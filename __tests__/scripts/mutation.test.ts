/** `npm run mutation`: which changes are made, that they lie asleep until woken, and what is told of a small project. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { measure } from '../../scripts/mutation/measure.ts';
import { mutantsOf } from '../../scripts/mutation/mutants.ts';
import { table } from '../../scripts/mutation/table.ts';
import type { Result } from '../../scripts/mutation/theatre.ts';
import { QUESTION, weave } from '../../scripts/mutation/weave.ts';

const root = resolve(import.meta.dirname, '../..');

const changes = (text: string) =>
  mutantsOf('x.ts', text, 1).map(({ original, text: mutated }) => [original, mutated]);

describe('what is changed', () => {
  test.each<readonly [string, ...(readonly [string, string])[]]>([
    ['a < 1;', ['a < 1;', ';'], ['a < 1', 'a <= 1'], ['a < 1', 'a >= 1'], ['1', '2']],
    ['x = !a;', ['x = !a;', ';'], ['!a', 'a']],
    ['x = a ?? b;', ['x = a ?? b;', ';'], ['a ?? b', 'a'], ['a ?? b', 'b']],
    ['x = `é${a}`;', ['x = `é${a}`;', ';'], ['`é${a}`', '``']],
    ["const a = 'é' + 'b';", ["'é' + 'b'", "'é' - 'b'"], ["'é'", "''"], ["'b'", "''"]],
    ['const a = b.some(c);', ['some', 'every']],
    ['const a = b?.filter(c);', ['c', '() => true']],
    [
      'const a = /^[^x]{2,3}$/u;',
      ...['[^x]{2,3}$', '^[x]{2,3}$', '^[^x]{2,4}$', '^[^x]{2,3}'].map(
        (pattern) => ['/^[^x]{2,3}$/u', `/${pattern}/u`] as const,
      ),
    ],
    ['const f = (a: number) => a === b;', ['a === b', 'true'], ['a === b', 'false'], ['a === b', 'a !== b']],
    ['if (a) throw b;', ['a', 'true'], ['a', 'false'], ['throw b;', ';']],
    ['const f = () => { a(); b(); };', [' a(); b(); ', ''], ['a();', ';'], ['b();', ';']],
    ['function f() { g(); }', ['g();', ';']],
  ])('%s', (text, ...expected) => {
    expect(changes(text)).toEqual(expected);
  });

  test.each([
    "import a from 'b';",
    "export * from 'c';",
    "type A = 'b' | 1;",
    "let a: 'b';",
    'const { b: c } = d as { b: 1 };',
    'const a = b?.c;',
  ])('nothing in %s', (text) => {
    expect(changes(text)).toEqual([]);
  });

  test('each says where it stands', () => {
    const [mutant] = mutantsOf('x.ts', '// é\nconst a = true;\n', 7);
    expect(mutant).toMatchObject({ id: 7, file: 'x.ts', line: 2, original: 'true', text: 'false' });
  });
});

describe('woven', () => {
  const source = `function told(found: string[] = []): string {
    const size = (list?: readonly number[]): number => list?.filter((one) => one > 1).length ?? -1;
    if (size([1, 2]) === 1) found.push('one'); else found.push('more');
    for (const one of [3, 4]) if (one > 3) { found.push(\`n\${one}\`); found.push('é'); }
    if ([1, 2].some((one) => one === 2)) found.push('some');
    found.push(String(size()));
    return found.join(' ');
  }`;
  const mutants = mutantsOf('x.ts', source, 1);
  const told = (text: string, awake = 0): unknown => {
    try {
      const body = `${stripTypeScriptTypes(text)}\nreturn told();`;
      return new Function(QUESTION, body)((id: number) => id === awake);
    } catch (error) {
      return (error as Error).name;
    }
  };

  test('it does what the source does, and with one awake what that mutant does', () => {
    const bytes = Buffer.from(source);
    const woven = weave(source, mutants);
    expect(told(woven)).toBe('one n4 é some -1');
    expect(mutants.length).toBeGreaterThan(30);
    for (const { id, start, end, text } of mutants) {
      const alone = `${bytes.subarray(0, start)}${text}${bytes.subarray(end)}`;
      expect([text, told(woven, id)]).toEqual([text, told(alone)]);
    }
  });
});

const project = {
  'package.json': '{"type":"module"}',
  'tsconfig.json': readFileSync(join(root, 'tsconfig.json'), 'utf8'),
  'src/x.ts': [
    'const limit = 10;',
    'export const isSmall = (size: number): boolean => size < limit;',
    "export const words = (small: boolean): string => (small ? 'small' : 'large');",
    'export function rest(size: number): number {',
    '  let left = size;',
    '  while (left >= 3) left -= 3;',
    '  return left;',
    '}',
    'export const unused = (): boolean => true;',
  ].join('\n'),
  '__tests__/x.test.ts': [
    "import { beforeEach, describe, expect, test } from '@jest/globals';",
    "import { isSmall, rest, words } from '../src/x.ts';",
    'let calls = 0;',
    'beforeEach(() => { calls += 1; });',
    "describe('size', () => {",
    "  test.each([[9, true], [10, false]])('%i', (size, small) => expect(isSmall(size)).toBe(small));",
    "  test('words', async () => expect([words(isSmall(1)), calls > 0]).toEqual(['small', true]));",
    '});',
    "test('rest', () => expect(rest(7)).toBe(1));",
    "test('broken', () => { throw new Error('always'); });",
  ].join('\n'),
};

describe('a small project', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'custody-mutation-test-'));
    for (const [path, text] of Object.entries(project)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('what no test notices survives, and what does not compile is no mutant', async () => {
    const results: Result[] = [];
    const notes: string[] = [];
    await measure({
      root: folder,
      files: ['src/x.ts'],
      testFiles: ['__tests__/x.test.ts'],
      patience: 2_000,
      onNote: (text) => notes.push(text),
      onResult: (result) => results.push(result),
    });
    expect(notes).toContain('left out, for it fails without any mutant: __tests__/x.test.ts: broken: always');
    const told = results.map(
      ({ mutant: { original, text }, outcome }) => `${original} → ${text}: ${outcome}`,
    );
    expect(told).toEqual(
      expect.arrayContaining([
        '10 → 11: killed',
        'size < limit → size <= limit: killed',
        'size < limit → false: killed',
        "'small' → '': killed",
        "'large' → '': unreached",
        'small → true: survived',
        'left -= 3 → left += 3: killed',
        'left >= 3 → left > 3: survived',
        'true → false: unreached',
      ]),
    );
    expect(told.filter((one) => one.endsWith('survived'))).toHaveLength(3);
    const endless = results.filter(({ by }) => by === 'it never ends');
    expect(new Set(endless.map(({ mutant }) => mutant.line))).toEqual(new Set([6]));
    expect(table(results)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^src\/x\.ts +\d+ +\d+ +5 +\d\d\.\d %$/),
        "src/x.ts:3 unreached: 'large' → ''",
      ]),
    );
  }, 120_000);
});
