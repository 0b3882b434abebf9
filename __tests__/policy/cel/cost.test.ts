/** T30: the worst expressions that are accepted, on the worst input that a signer could write. */
import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../../../src/model/evidence.ts';
import { limits } from '../../../src/model/limits.ts';
import type { JsonObject } from '../../../src/model/statement.ts';
import { decide, evidence } from './support.ts';

/** In ms of the processor: the slowest takes some 150, and a machine that does other things as well shows more. */
const BOUND = 1_000;

/** Everything grows with `n`: loops over it, texts, and depth. */
function hostile(n: number): JsonObject {
  const l = Array.from({ length: n }, (_, index) => index);
  let deep: JsonObject[string] = 1;
  for (let depth = 0; depth < 100; depth += 1) deep = { a: deep, b: [depth] };
  return {
    yes: true,
    l,
    root: l.slice(0, Math.sqrt(n)),
    objects: l.map((index) => ({ index, text: 'x'.repeat(50) })),
    words: l.map((index) => `abababababab${index}`),
    keys: Object.fromEntries(l.map((index) => [`k${index}`, index])),
    big: 'a'.repeat(20 * n),
    digits: '9'.repeat(20 * n),
    near: `${'a'.repeat(n / 2)}b${'a'.repeat(n / 2)}`,
    short: 'ab'.repeat(100),
    deep,
  };
}

const any = (part: string, times: number) => Array(times).fill(part).join(' || ');
const chained = (length: number, step: (name: string) => string) =>
  Array.from({ length }, (_, index) => `.map(a${index}, ${step(`a${index}`)})`).join('');

const bombs: readonly (readonly [string, string])[] = [
  ['a plain loop', '$.l.exists(x, x < 0)'],
  ['a loop in a loop', '$.root.exists(x, $.root.exists(y, x + y < 0))'],
  ['a loop over everything in a loop', '$.l.exists(x, $.objects.exists(y, y.text == environment))'],
  [
    'loops one after the other',
    Array.from({ length: 25 }, (_, i) => `$.root.exists(x, x < -${i + 1})`).join(' || '),
  ],
  ['an error for each element', '$.l.exists(x, x.nope == 1)'],
  ['many errors for each element', `$.l.exists(x, ${any('x.a == 1', 40)})`],
  ['overloads that are missing', `$.l.exists(x, ${any("x < 'a'", 30)})`],
  ['conversions that fail', "$.l.exists(x, double('x' + string(x)) == 1.0)"],
  ['comparisons', `$.l.exists(x, ${any('x < 0', 60)})`],
  ['lists that are built', '$.l.map(x, x).size() > 5'],
  ['lists that are joined', '$.root.map(a, $.l + [a]).size() > 1'],
  ['texts that double', `[environment]${chained(60, (a) => `${a} + ${a}`)}.exists(s, s == environment)`],
  ['lists that double', `[[environment]]${chained(40, (a) => `[${a}, ${a}]`)}.exists(s, s == [environment])`],
  ['joined lists that double', `[$.l]${chained(50, (a) => `${a} + ${a}`)}.exists(s, s == $.l)`],
  ['a text in a text', '$.l.exists(x, $.big.contains($.near))'],
  ['a text in a text, once', '$.big.contains($.near)'],
  ['the length of a text', '$.l.exists(x, size($.big) < 0)'],
  ['a text that is no number', '$.l.exists(x, double($.digits) < 0.0)'],
  ['a text that is no whole number', '$.l.exists(x, int($.digits) < 0)'],
  ['a pattern on a long text', "$.big.matches('^(a|b)*a(a|b){200}c$')"],
  ['a catastrophic pattern', "$.big.matches('^(a+)+$') && $.big.matches('^(a|a)*b$')"],
  ['a pattern on many texts', "$.words.exists(w, w.matches('^[^c]*a.{100}[cd]$'))"],
  ['a pattern in a loop', "$.l.exists(x, $.short.matches('^(?:a|b)*a[ab]{90}[cd]$'))"],
  ['deep equality', '$.l.exists(x, $.deep != evidence.all[0].predicate.deep)'],
  ['wide equality', '$.l.exists(x, $.l != evidence.all[0].predicate.l)'],
  ['membership', '$.l.exists(x, -1 in $.l)'],
  ['membership of a number in a map', '$.l.exists(x, x in $.keys)'],
  ['a number as the key of a map', '$.l.exists(x, $.keys[x] == 1)'],
  ['keys', '$.keys.exists(k, $.keys[k] < 0)'],
  ['elements', `$.l.exists(x, ${any('$.l[x] < 0', 20)})`],
  ['members', `$.l.exists(x, ${any('$.deep.a.a.a.a.a.a.a.a.a.a == 2', 20)})`],
  ['times', "$.l.exists(x, timestamp('2026-01-01T00:00:00Z') > now)"],
  ['durations', `$.l.exists(x, now + duration('${'1h'.repeat(60)}') < now)`],
  ['texts of times', "$.l.exists(x, string(now) == 'a')"],
  ['sums', `$.l.exists(x, ${Array(50).fill('x').join(' + ')} < 0)`],
];

describe('T30 what is accepted ends in time, whatever the evidence', () => {
  const sizes = [150, 1_500, 6_000, 40_000];
  const scenes = sizes.map((size) => ({ size, provenance: [evidence({ predicate: hostile(size) })] }));

  test.each(bombs)('%s', (_, assert) => {
    const written = assert.replaceAll('$.', 'evidence.provenance.predicate.');
    for (const { size, provenance } of scenes) {
      const { took } = timed(() => decide(written, { provenance }));
      expect({ size, inTime: took < BOUND }).toEqual({ size, inTime: true });
    }
  });
});

function timed(work: () => Decision): { readonly decision: Decision; readonly took: number } {
  const before = process.cpuUsage();
  const decision = work();
  const { user, system } = process.cpuUsage(before);
  return { decision, took: (user + system) / 1_000 };
}

test('T30 a bound that is passed is no pass, even where the expression is true without it', () => {
  const provenance = [evidence({ predicate: hostile(100_000) })];
  const loop = 'evidence.provenance.predicate.l.exists(x, x < 0)';
  expect(decide(`${loop} || evidence.provenance.predicate.yes`, { provenance })).toMatchObject({
    status: 'unknown',
    code: 'CUSTODY-506',
    message: expect.stringContaining(`more than ${limits.ruleSteps} steps`),
  });
});

test('T30 all provenances of an artifact share one bound', () => {
  const predicate = hostile(10_000);
  const provenance = Array.from({ length: 50 }, (_, index) => evidence({ bundle: `b${index}`, predicate }));
  const { decision, took } = timed(() =>
    decide('evidence.provenance.predicate.l.exists(x, x < 0)', { provenance }),
  );
  expect(decision.status).toBe('unknown');
  expect(took).toBeLessThan(BOUND);
});

test('what an honest rule needs is far below the bound', () => {
  const components = Array.from({ length: 8_000 }, (_, index) => ({ name: `c${index}`, licenses: ['MIT'] }));
  const rule = 'size($.c) > 0 && $.c.all(c, has(c.licenses) && "MIT" in c.licenses)';
  const written = rule.replaceAll('$.', 'evidence.provenance.predicate.');
  expect(decide(written, { provenance: [evidence({ predicate: { c: components } })] }).status).toBe('pass');
});

test('errors have their stacks again afterwards', () => {
  const before = Error.stackTraceLimit;
  decide('evidence.provenance.predicate.nope == 1');
  expect(Error.stackTraceLimit).toBe(before);
});
