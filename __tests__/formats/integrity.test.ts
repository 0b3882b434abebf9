/** Subresource Integrity as hexadecimal. */
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { integrityHashes } from '../../src/formats/integrity.ts';
import { runs } from '../support/runs.ts';

const algorithms = ['sha1', 'sha256', 'sha384', 'sha512'] as const;

test('what was hashed reads back, in any number of algorithms', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uniqueArray(fc.constantFrom(...algorithms)), (bytes, chosen) => {
      const text = chosen.map((one) => `${one}-${createHash(one).update(bytes).digest('base64')}`).join(' ');
      const wanted = chosen.map((one) => [one, createHash(one).update(bytes).digest('hex')]);
      expect(integrityHashes(text)).toEqual(Object.fromEntries(wanted));
    }),
    { numRuns: runs(1_000) },
  );
});

test('two values of one algorithm say nothing, an unknown algorithm neither', () => {
  const [a, b] = ['a', 'b'].map((text) => `sha1-${createHash('sha1').update(text).digest('base64')}`);
  expect(integrityHashes(`${a} ${b}`)).toEqual({});
  expect(integrityHashes(`${a} ${a}?option`)).toEqual({ sha1: createHash('sha1').update('a').digest('hex') });
  expect(integrityHashes('md5-AAAA')).toEqual({});
  expect(integrityHashes('')).toEqual({});
});

test.each([
  'sha1',
  'sha1-',
  'sha1-AAAA',
  'sha1-####',
  'SHA1-AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  'sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
])('%j is malformed', (text) => expect(integrityHashes(text)).toBeUndefined());
