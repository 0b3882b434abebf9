/** Signatures: which keys may sign, and that the log saw exactly the signature that the bundle shows. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bootSigstore, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { verifySignature } from '../../src/verify/signature.ts';
import { runs } from '../support/runs.ts';
import { evidence, outcome, tryOn } from '../support/stand.ts';

/** Order of the group of P-256 (SEC 2, section 2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The other signature that ECDSA allows for the same key and message: `(r, n - s)`. */
function mirrored(base64: string): string {
  const der = Buffer.from(base64, 'base64');
  const lengthOfR = der[3] ?? 0;
  const r = der.subarray(4, 4 + lengthOfR);
  const s = BigInt(`0x${der.subarray(6 + lengthOfR).toString('hex')}`);
  const digits = (ORDER - s).toString(16).padStart(64, '0');
  const other = integer(Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex'));
  const content = Buffer.concat([integer(r), other]);
  return Buffer.concat([Buffer.from([0x30, content.length]), content]).toString('base64');
}

function integer(bytes: Buffer): Buffer {
  let content = bytes;
  while (content.length > 1 && content[0] === 0 && (content[1] ?? 0) < 0x80) content = content.subarray(1);
  if ((content[0] ?? 0) >= 0x80) content = Buffer.concat([Buffer.from([0]), content]);
  return Buffer.concat([Buffer.from([0x02, content.length]), content]);
}

describe('T11 the log saw this signature', () => {
  let sigstore: SandboxSigstore;
  beforeAll(async () => {
    sigstore = await bootSigstore();
  });
  afterAll(() => sigstore.close());

  test('T11 refuses another valid signature of the same key over the same payload', async () => {
    // The timestamp would refuse it too: without one, the promise of the log gives the time.
    const bundle = await evidence(sigstore, { omit: { timestamp: true } });
    expect(outcome(tryOn(sigstore, [bundle]))).toBe('pass');
    const { dsseEnvelope } = bundle;
    dsseEnvelope.signatures = dsseEnvelope.signatures.map(({ sig }) => ({ sig: mirrored(sig) }));
    expect(outcome(tryOn(sigstore, [bundle]))).toBe('fail CUSTODY-427');
  });
});

describe('T10 each key with its own digest', () => {
  const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
  const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
  const pairs: readonly (readonly [
    string,
    { privateKey: KeyObject; publicKey: KeyObject },
    string | null,
  ])[] = [
    ['P-256', ec('P-256'), 'sha256'],
    ['P-384', ec('P-384'), 'sha384'],
    ['P-521', ec('P-521'), 'sha512'],
    ['Ed25519', generateKeyPairSync('ed25519'), null],
    ['RSA 2048', rsa(2048), 'sha256'],
  ];

  test.each(pairs)('T10 accepts %s, and nothing else of it', (_, { privateKey, publicKey }, digest) => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array({ minLength: 1 }), (data, more) => {
        const signature = sign(digest, data, privateKey);
        expect(verifySignature(publicKey, data, signature)).toBe(true);
        expect(verifySignature(publicKey, Buffer.concat([data, more]), signature)).toBe(false);
      }),
      // A signature each, of every kind of key.
      { numRuns: runs(20) },
    );
  });

  test.each([
    ['P-384 with SHA-256', ec('P-384'), 'sha256'],
    ['P-256 with SHA-512', ec('P-256'), 'sha512'],
    ['secp256k1', ec('secp256k1'), 'sha256'],
    ['RSA 1024', rsa(1024), 'sha256'],
    ['RSA 2048 with SHA-1', rsa(2048), 'sha1'],
  ] as const)('T10 refuses %s', (_, { privateKey, publicKey }, digest) => {
    const data = Buffer.from('data');
    expect(verifySignature(publicKey, data, sign(digest, data, privateKey))).toBe(false);
  });
});
