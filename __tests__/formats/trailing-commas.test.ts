/** Commas that JSON does not have, and nothing but them. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withoutTrailingCommas } from '../../src/formats/trailing-commas.ts';
import { runs } from '../support/runs.ts';

const without = (text: string): string => Buffer.from(withoutTrailingCommas(Buffer.from(text))).toString();

test('JSON stays as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.constantFrom(undefined, 1), (value, space) => {
      const text = JSON.stringify(value, null, space);
      expect(without(text)).toBe(text);
    }),
    { numRuns: runs(3_000) },
  );
});

test('with a comma behind every last one it is the same, character for character', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnpairedSurrogate: true } as object), (value) => {
      const text = JSON.stringify(value, null, 1);
      const more = text.replace(/([^[{,\n])(\n *[\]}])/g, '$1,$2');
      expect(without(more)).toBe(text.replace(/([^[{,\n])(\n *[\]}])/g, '$1 $2'));
    }),
    { numRuns: runs(3_000) },
  );
});

test.each(['[,]', '{,}', '[1,,]', '{"a":,}', '[1,', '"a,]', '["a,]"]', '["\\",]"]'])('%j stays', (text) => {
  if (text === '[1,,]') expect(without(text)).toBe('[1,,]');
  expect(without(text)).toBe(text);
});
