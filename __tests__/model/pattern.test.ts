import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matchesPattern, patternProblem } from '../../src/model/pattern.ts';
import { runs } from '../support/runs.ts';
import { stopwatch } from '../support/stopwatch.ts';

/** The same meaning, by a regular expression: slow for hostile patterns, good as a measure. */
function oracle(pattern: string, text: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&'))
    .join('[^/]*');
  return new RegExp(`^${source}$`, 's').test(text);
}

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 10 });
const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*'), maxLength: 8 });

test('T3 a pattern means what a whole, literal expression with [^/]* means', () => {
  fc.assert(
    fc.property(patterns, letters, (pattern, text) => {
      expect(matchesPattern(pattern, text)).toBe(oracle(pattern, text));
    }),
    { numRuns: runs() },
  );
});

test('T3 text without `*` matches itself alone', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      if (a.includes('*')) return;
      expect(matchesPattern(a, b)).toBe(a === b);
    }),
    { numRuns: runs() },
  );
});

test('a hostile pattern takes no time', () => {
  const took = stopwatch();
  expect(matchesPattern(`${'*a'.repeat(2_000)}b`, 'a'.repeat(20_000))).toBe(false);
  expect(took()).toBeLessThan(500);
});

describe('patterns that are refused at load (GHSA-pmwq-pjrm-6p5r)', () => {
  test.each(['', '*', '*/*', 'refs/**', 'refs/tags/v?', 'refs/[ab]', 'a{b,c}', 'a b', 'a\\b'])(
    '%p',
    (pattern) => {
      expect(patternProblem(pattern)).toEqual(expect.any(String));
    },
  );
  test.each(['refs/tags/v*', 'main', '.github/workflows/*.yml'])('%p is accepted', (pattern) => {
    expect(patternProblem(pattern)).toBeUndefined();
  });
});
