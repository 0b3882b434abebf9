/** Expressions at random: whatever is written, it is refused with a place or decided in time. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Fault } from '../../../src/model/fault.ts';
import type { JsonObject } from '../../../src/model/statement.ts';
import { runs } from '../../support/runs.ts';
import { stopwatch } from '../../support/stopwatch.ts';
import { decide, evidence } from './support.ts';

/** With fewer, an ending may be left out by chance. */
const options = { numRuns: Math.max(200, runs(500)) };

const P = 'evidence.provenance.predicate';
/** Conditions, values and lists, most of them of fitting types: few would be accepted else. */
const { condition } = fc.letrec<{ condition: string; value: string; list: string }>((tie) => {
  const joined = (...parts: readonly (string | fc.Arbitrary<string>)[]) =>
    fc
      .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
      .map((all) => all.join(''));
  const [condition, value, list] = [tie('condition'), tie('value'), tie('list')];
  return {
    condition: fc.oneof(
      { maxDepth: 5, depthSize: 'medium' },
      joined(value, fc.constantFrom(' == ', ' != ', ' < ', ' >= '), value),
      fc.constantFrom(`${P}.yes`, "environment == 'prod'"),
      joined('(', condition, fc.constantFrom(' && ', ' || '), condition, ')'),
      joined('!(', condition, ')'),
      joined('(', condition, ' ? ', condition, ' : ', condition, ')'),
      joined(value, fc.constantFrom(".contains('a')", ".matches('^a+$')", ".startsWith('x')")),
      joined(value, ' in ', list),
      joined(list, '.exists(x, ', condition, ')'),
      list.chain((over) => joined(`(size(${over}) > 0 && ${over}.all(y, `, condition, '))')),
      joined(list, fc.constantFrom('.all', '.exists_one'), '(z, ', condition, ')'),
    ),
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'medium' },
      fc.constantFrom(
        'environment',
        'artifact.size',
        `${P}.a`,
        `${P}.big`,
        `${P}.nope`,
        'null',
        '1',
        '-2.5',
        "'a'",
      ),
      fc.constantFrom('x', 'y', 'now', 'now.getHours()'),
      joined(value, fc.constantFrom(' + ', ' * ', ' / '), value),
      joined(fc.constantFrom('size', 'int', 'double', 'string', 'timestamp'), '(', value, ')'),
      joined('size(', list, ')'),
      joined(list, '[', value, ']'),
    ),
    list: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.constantFrom(`${P}.l`, `${P}.l`, 'evidence.all', '[1, artifact.size]', `${P}.m`),
      joined(list, '.filter(f, ', condition, ')'),
      joined(list, '.map(m, ', value, ')'),
      joined('(', list, ' + ', list, ')'),
    ),
  };
});

const predicate: JsonObject = {
  l: Array.from({ length: 3_000 }, (_, index) => index),
  m: { b: 1, c: [2] },
  yes: true,
  a: 'a',
  big: 'a'.repeat(100_000),
};
const provenance = [evidence({ predicate }), evidence({ bundle: 'b1' })];

/** How a rule that reads `text` ends: a code where it is refused at load, a status where it is decided. */
function outcome(text: string): { readonly ends: string; readonly took: number } {
  const took = stopwatch();
  try {
    return { ends: decide(text, { provenance }).status, took: took() };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    expect(error.at?.line).toBe(7);
    return { ends: error.code, took: took() };
  }
}

const ends = /^(?:pass|fail|unknown|CUSTODY-502)$/;

test('T30 expressions of the documented language', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(condition, (text) => {
      const result = outcome(text);
      seen.add(result.ends);
      expect(result.ends).toMatch(ends);
      expect(result.took).toBeLessThan(2_000);
    }),
    options,
  );
  // Else the generator would prove nothing.
  expect([...seen]).toEqual(expect.arrayContaining(['pass', 'fail', 'unknown', 'CUSTODY-502']));
});

test('T30 any text', () => {
  const characters = fc.constantFrom(
    ...'([{}])!?:.,-+*/%<>=&|"\'\\ \n_@`$0123456789abcdefxu',
    'all',
    'has(',
    'environment',
    '\u{1f600}',
  );
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: characters, maxLength: 300 }));
  fc.assert(
    fc.property(text, (written) => {
      const result = outcome(written);
      expect(result.ends).toMatch(ends);
      expect(result.took).toBeLessThan(2_000);
    }),
    options,
  );
});
