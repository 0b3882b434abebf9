import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  keyOf,
  payloadOf,
  peekAlgorithms,
  peekOrigin,
  peekSubjects,
  sha256,
} from '../../src/formats/peek.ts';
import { runs } from '../support/runs.ts';

const bundleOf = (payload: unknown) => {
  const bytes = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return Buffer.from(JSON.stringify({ dsseEnvelope: { payload: bytes.toString('base64') } }));
};

test('the key is the hash of the payload, byte for byte', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(keyOf(bundleOf(text))).toBe(sha256(Buffer.from(text)));
      expect(Buffer.from(payloadOf(bundleOf(text)) ?? [])).toEqual(Buffer.from(text));
    }),
    { numRuns: runs() },
  );
});

test.each([
  ['one subject', [{ digest: { sha256: 'a' } }], { sha256: ['a'], certain: true }],
  [
    'a subject without SHA-256',
    [{ digest: { sha256: 'a' } }, { digest: { sha512: 'b' } }],
    { sha256: ['a'], certain: false },
  ],
  ['no subject', [], { sha256: [], certain: false }],
  ['no list', {}, undefined],
])('subjects: %s', (_, subject, expected) => {
  expect(peekSubjects(bundleOf({ subject }))).toEqual(expected);
});

test('no bytes whatever make it throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.jsonValue().map(bundleOf)), (bytes) => {
      payloadOf(bytes);
      peekSubjects(bytes);
      peekOrigin(bytes);
      peekAlgorithms(bytes);
      expect(keyOf(Buffer.from('{}'))).toBeUndefined();
    }),
    { numRuns: runs() },
  );
});
