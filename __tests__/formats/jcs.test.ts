/** Canonical JSON: RFC 8785 with its own examples, and one digest for one value. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../src/formats/jcs.ts';
import type { Json } from '../../src/model/statement.ts';
import { faultOf } from '../support/faults.ts';
import { runs } from '../support/runs.ts';

const text = (value: Json) => new TextDecoder().decode(canonicalJson(value));

describe('RFC 8785', () => {
  test('3.2.2, the sample of primitive data types', () => {
    const sample = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    ) as Json;
    expect(text(sample)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });
  test('3.2.3, keys by UTF-16 code units', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    const value = Object.fromEntries(keys.map((key, index) => [key, index]));
    expect([...text(value).matchAll(/:(\d)/g)].map(([, index]) => Number(index))).toEqual([
      1, 3, 5, 6, 0, 4, 2,
    ]);
  });
  test('a number that JSON cannot write', async () => {
    const fault = await faultOf(() => canonicalJson(JSON.parse('[1e400]') as Json));
    expect(fault.code).toBe('CUSTODY-406');
  });
});

test('what is in order only in part is written in order, and stays as it was', () => {
  const value = { a: [{ b: 1, a: 2 }, 3], b: { c: null, d: { f: 1, e: 2 } }, c: 4 };
  const before = JSON.stringify(value);
  expect(text(value)).toBe('{"a":[{"a":2,"b":1},3],"b":{"c":null,"d":{"e":2,"f":1}},"c":4}');
  expect(JSON.stringify(value)).toBe(before);
});

test('it is the same for every order of keys, and reads back as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const written = text(value as Json);
      expect(text(reversed(value as Json))).toBe(written);
      expect(text(JSON.parse(written) as Json)).toBe(written);
    }),
    { numRuns: runs() },
  );
});

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner as Json)]),
  );
}
