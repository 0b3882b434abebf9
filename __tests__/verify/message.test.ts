/** Signatures over an artifact's bytes: with the bytes, and with their digest alone. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { HashAlgorithm } from '@sigstore/protobuf-specs';
import fc from 'fast-check';
import { artifactOf, checkStatedDigest, messageContent } from '../../src/verify/message.ts';
import { runs } from '../support/runs.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const message = (signature: Buffer, digest = Buffer.alloc(0)) => ({
  signature,
  messageDigest: { algorithm: HashAlgorithm.SHA2_256, digest },
});
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function both(bytes: Uint8Array, signature: Buffer, key: KeyObject) {
  const whole = artifactOf('a', bytes);
  const { bytes: _, ...digestOnly } = whole;
  return [whole, digestOnly].map((artifact) =>
    messageContent(message(signature), artifact).verifySignature(key),
  );
}

describe('a P-256 signature', () => {
  test('verifies with the bytes and with the digest; after any change with neither', () => {
    const bytes = fc.uint8Array({ maxLength: 64 });
    fc.assert(
      fc.property(bytes, bytes, fc.nat(), (content, other, at) => {
        const signature = sign('sha256', content, p256.privateKey);
        expect(both(content, signature, p256.publicKey)).toEqual([true, true]);
        const same = Buffer.compare(content, other) === 0;
        expect(both(other, signature, p256.publicKey)).toEqual([same, same]);
        const changed = Buffer.from(signature);
        // The last bytes belong to s, whatever the lengths before it.
        const place = signature.length - 1 - (at % 16);
        changed[place] = (changed[place] ?? 0) ^ 1;
        expect(both(content, changed, p256.publicKey)).toEqual([false, false]);
      }),
      // A signature each, and six that are verified.
      { numRuns: runs(50) },
    );
  });

  test('that is not DER does not verify', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (junk) => {
        expect(both(Buffer.from('x'), Buffer.from(junk), p256.publicKey)).toEqual([false, false]);
      }),
      { numRuns: runs() },
    );
  });

  test('by another key does not verify', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signature = sign('sha256', Buffer.from('x'), other.privateKey);
    expect(both(Buffer.from('x'), signature, p256.publicKey)).toEqual([false, false]);
  });
});

describe('keys whose signatures are not over SHA-256 or not ECDSA', () => {
  const pairs = [
    ['P-384', 'sha384', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
    ['Ed25519', null, generateKeyPairSync('ed25519')],
    ['RSA', 'sha256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ] as const;
  test.each(pairs)('%s: verified with the bytes; with a digest nothing is decided', (_, digest, pair) => {
    const bytes = Buffer.from('the bytes');
    const { bytes: whole, ...digestOnly } = artifactOf('a', bytes);
    const content = message(sign(digest, bytes, pair.privateKey));
    expect(messageContent(content, { ...digestOnly, bytes: whole }).verifySignature(pair.publicKey)).toBe(
      true,
    );
    expect(() => messageContent(content, digestOnly).verifySignature(pair.publicKey)).toThrow(
      expect.objectContaining({ code: 'CUSTODY-105' }),
    );
  });
});

describe('digests', () => {
  const artifact = artifactOf('a', Buffer.from('x'));

  test("T1 the log's digest is compared with the artifact, not with what the bundle states", () => {
    const stated = sha256(Buffer.from('y'));
    const content = messageContent(message(Buffer.alloc(0), stated), artifact);
    expect(content.compareSignedDigest(stated)).toBe(false);
    expect(content.compareSignedDigest(sha256(Buffer.from('x')))).toBe(true);
    expect(content.compareSignedDigest(Buffer.alloc(0))).toBe(false);
  });

  test('a stated digest that contradicts the artifact is refused; one that cannot be compared is not', () => {
    const refusal = checkStatedDigest(message(Buffer.alloc(0), sha256(Buffer.from('y'))), artifact);
    expect(refusal?.code).toBe('CUSTODY-429');
    expect(checkStatedDigest(message(Buffer.alloc(0), sha256(Buffer.from('x'))), artifact)).toBeUndefined();
    const sha3 = { algorithm: HashAlgorithm.SHA3_256, digest: Buffer.alloc(32) };
    expect(checkStatedDigest({ signature: Buffer.alloc(0), messageDigest: sha3 }, artifact)).toBeUndefined();
  });
});
