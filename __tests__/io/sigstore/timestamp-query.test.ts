/** RFC 3161 queries and answers, byte by byte. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { timestampFacts, timestampQuery } from '../../../src/io/sigstore/timestamp-query.ts';
import { runs } from '../../support/runs.ts';

const digest = new Uint8Array(32).fill(0xab);
const nonce = Buffer.from('4102030405060708', 'hex');

function element(tag: number, ...parts: (Uint8Array | string)[]): Buffer {
  const value = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { length: n } = value;
  const long = n < 256 ? [0x81, n] : [0x82, n >> 8, n & 255];
  const length = Buffer.from(n < 128 ? [n] : long);
  return Buffer.concat([Buffer.of(tag), length, value]);
}

/** A response that is right but for its signature, which is not looked at here. */
function response(time: string, optional: Buffer[] = [element(0x02, nonce)]): Buffer {
  const imprint = timestampQuery(digest, nonce).slice(5, 5 + 2 + 49);
  const info = element(
    0x30,
    element(0x02, '\x01'),
    element(0x06, '\x2a'),
    imprint,
    element(0x02, '\x09'),
    element(0x18, time),
    ...optional,
  );
  const content = element(0x30, element(0x06, '\x2a'), element(0xa0, element(0x04, info)));
  const signed = element(0x30, element(0x02, '\x03'), element(0x31), content, element(0x31));
  const token = element(0x30, element(0x06, '\x2a'), element(0xa0, signed));
  return element(0x30, element(0x30, element(0x02, '\x00')), token);
}

test('a query is the DER of version 1, SHA-256 imprint, nonce and certReq', () => {
  expect(Buffer.from(timestampQuery(digest, nonce)).toString('hex')).toBe(
    `3043020101${'3031300d060960864801650304020105000420'}${'ab'.repeat(32)}${'0208'}${nonce.toString('hex')}0101ff`,
  );
});

test('the facts of an answer', () => {
  const facts = timestampFacts(response('20260901120000Z'));
  expect(facts.granted).toBe(true);
  expect(Buffer.from(facts.sha256 ?? []).equals(digest)).toBe(true);
  expect(Buffer.from(facts.nonce ?? []).equals(nonce)).toBe(true);
  expect(facts.time).toEqual(new Date('2026-09-01T12:00:00Z'));
});

test.each(['20260901120000.5Z', '20260901120000.95Z', '20260901120000+0200', 'soon'])(
  '%s cannot be read by verifiers',
  (time) => {
    expect(timestampFacts(response(time)).time).toBeUndefined();
  },
);

test('the nonce is found behind accuracy and ordering, and missed where it is not', () => {
  const accuracy = element(0x30, element(0x02, '\x01'));
  const ordering = element(0x01, Buffer.of(0xff));
  const facts = timestampFacts(response('20260901120000Z', [accuracy, ordering, element(0x02, nonce)]));
  expect(Buffer.from(facts.nonce ?? []).equals(nonce)).toBe(true);
  expect(timestampFacts(response('20260901120000Z', [accuracy])).nonce).toBeUndefined();
});

test('no bytes are taken for a granted timestamp of ours by chance', () => {
  const whole = response('20260901120000Z');
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const bent = Buffer.from(whole);
      bent[at] = (bent[at] ?? 0) ^ flip;
      try {
        const facts = timestampFacts(bent);
        return facts.granted === true || (facts.sha256 === undefined && facts.time === undefined);
      } catch (error) {
        return error instanceof Error;
      }
    }),
    { numRuns: runs() },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        return timestampFacts(bytes).sha256 === undefined;
      } catch (error) {
        return error instanceof Error;
      }
    }),
    { numRuns: runs() },
  );
});
