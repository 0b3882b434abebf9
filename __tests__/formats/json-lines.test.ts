/** The lines of what a JSON file holds, and of what is wrong with one that is none. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lineAt, syntaxErrorAt } from '../../src/formats/json-error.ts';
import { readJsonFile } from '../../src/formats/json-lines.ts';
import type { Json } from '../../src/model/statement.ts';
import { runs } from '../support/runs.ts';

const hasProto = (text: string): boolean => /"__proto__"\s*:/.test(text);

describe('lines', () => {
  test('each object and list, by the line of its key or its own', () => {
    const text = '{\n"a":\n{"b": [\n[], {\n}]},\r\n"1": {},\n"0": [1, {"c": "\\n,{"}]}';
    const { root, placeOf } = readJsonFile(Buffer.from(text), 'f');
    const at = (value: unknown) => placeOf(value as Json).line;
    const a = root['a'] as { readonly b: readonly Json[] };
    const zero = root['0'] as readonly Json[];
    expect([root, a, a.b, a.b[0], a.b[1], root['1'], zero, zero[1]].map(at)).toEqual([
      1, 2, 3, 4, 4, 6, 7, 7,
    ]);
  });

  test('everything has the line at which a printer put it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), (value) => {
        const text = JSON.stringify(value, null, 1);
        fc.pre(!hasProto(text) && !text.includes('\\'));
        const { root, placeOf } = readJsonFile(Buffer.from(text), 'f');
        const lines = text.split('\n');
        const check = (inner: Json, begins: string): void => {
          if (typeof inner !== 'object' || inner === null) return;
          expect(lines[(placeOf(inner).line ?? 0) - 1]?.trimStart().startsWith(begins)).toBe(true);
          for (const [key, next] of Object.entries(inner)) {
            const bracket = Array.isArray(next) ? '[' : '{';
            check(next as Json, Array.isArray(inner) ? bracket : `${JSON.stringify(key)}: ${bracket}`);
          }
        };
        check(root, '{');
      }),
      { numRuns: runs(2_000) },
    );
  });
});

describe('where a text stops being JSON', () => {
  test('nowhere in what the platform accepts', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(syntaxErrorAt(text)).toBe(text.length);
      }),
      { numRuns: runs(3_000) },
    );
  });

  test('what stands before it can be completed, as far as the platform is concerned', () => {
    const unit = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\',
      '1',
      '-',
      '.',
      'e',
      'true',
      'nul',
      ' ',
      '\n',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        const at = syntaxErrorAt(text);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThanOrEqual(text.length);
        const isJson = (() => {
          try {
            JSON.parse(text);
            return true;
          } catch {
            return false;
          }
        })();
        if (isJson) expect(at).toBe(text.length);
      }),
      { numRuns: runs() },
    );
  });

  test.each([
    ['{"a": 1,}', 8],
    ['{"a" 1}', 5],
    ['[1 2]', 3],
    ['{"a": 01}', 6],
    ['{"a": "\n"}', 6],
    ['{"a": "\\x"}', 6],
    ['[]]', 2],
    ['{"a": [1, 2', 11],
    ['{a: 1}', 1],
    ['[1, ]', 4],
  ])('%j', (text, offset) => {
    expect(syntaxErrorAt(text)).toBe(offset);
  });

  test('a line begins behind the sign that ends the one before', () => {
    expect([0, 1, 2, 3].map((offset) => lineAt('a\nb\n', offset))).toEqual([1, 1, 2, 2]);
  });
});
