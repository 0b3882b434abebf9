/** T11: the digest in the entry of a Rekor v2 log is that of the key, and of what was signed. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BundleJson } from '../../sandbox/sigstore/attest.ts';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { preAuthenticationEncoding } from '../../sandbox/sigstore/rekor-entry.ts';
import { signingAlgorithm } from '../../src/formats/signing-algorithm.ts';
import { evidence, outcome, statementOf, tryOn } from '../support/stand.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore({ rekor: 2 });
  await evidence(sigstore);
});
afterEach(() => {
  delete sigstore.faults.enter;
});
afterAll(() => sigstore.close());

const tried = (bundle: BundleJson) => outcome(tryOn(sigstore, [bundle]));

interface Names {
  readonly algorithm?: string;
  /** Another digest of what was signed. */
  readonly digest?: string;
  readonly keyDetails?: string;
}

/** Evidence whose log entered these names in place of the right ones. */
function entered(curve: 'P-256' | 'P-384', { algorithm, digest, keyDetails }: Names) {
  const statement = Buffer.from(JSON.stringify(statementOf(exampleClaims())));
  const signed = preAuthenticationEncoding('application/vnd.in-toto+json', statement);
  const other = digest && createHash(digest).update(signed).digest('base64');
  sigstore.faults.enter = (body) =>
    Object.entries({ algorithm, keyDetails, digest: other }).reduce(
      (text, [name, value]) =>
        value === undefined ? text : text.replace(new RegExp(`"${name}":"[^"]*"`), `"${name}":"${value}"`),
      body,
    );
  return evidence(sigstore, { curve, statement });
}

interface Entry {
  canonicalizedBody: string;
}
const entryOf = (bundle: BundleJson) => bundle.verificationMaterial.tlogEntries[0] as unknown as Entry;
const bodyOf = (bundle: BundleJson) => Buffer.from(entryOf(bundle).canonicalizedBody, 'base64').toString();

describe.each([
  ['P-256', 'SHA2_256', 44],
  ['P-384', 'SHA2_384', 64],
] as const)('a %s key', (curve, algorithm, characters) => {
  test(`is logged with ${algorithm}, and passes`, async () => {
    const bundle = await evidence(sigstore, { curve });
    const { data, signature } = JSON.parse(bodyOf(bundle)).spec.hashedRekordV002;
    expect(data).toEqual({ algorithm, digest: expect.any(String) });
    expect(data.digest).toHaveLength(characters);
    expect(signature.verifier.keyDetails).toBe(`PKIX_ECDSA_P${curve.slice(2)}_SHA_${curve.slice(2)}`);
    expect(tried(bundle)).toBe('pass');
  });

  test('T11 refuses every changed byte of what was signed', async () => {
    const bundle = await evidence(sigstore, { curve });
    const { payload } = bundle.dsseEnvelope;
    const bytes = Buffer.from(payload, 'base64');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const changed = Buffer.from(bytes);
        changed[place] = (changed[place] ?? 0) ^ change;
        const dsseEnvelope = { ...bundle.dsseEnvelope, payload: changed.toString('base64') };
        expect(tried({ ...bundle, dsseEnvelope })).toMatch(/^fail CUSTODY-42[17]$/);
      }),
      { numRuns: 20 },
    );
  });

  test('T11 refuses an entry with the digest of something else, however it came into the log (sigstore-go#611)', async () => {
    sigstore.faults.enter = (body) => body.replace(/("digest":"....)..../, '$1AAAA');
    expect(tried(await evidence(sigstore, { curve }))).toBe('fail CUSTODY-427');
  });

  test('T11 refuses a changed byte of the entry', async () => {
    const bundle = await evidence(sigstore, { curve });
    const changed = bodyOf(bundle).replace(/("digest":"....)..../, '$1AAAA');
    expect(changed).not.toBe(bodyOf(bundle));
    entryOf(bundle).canonicalizedBody = Buffer.from(changed).toString('base64');
    expect(tried(bundle)).toBe('fail CUSTODY-426');
  });
});

describe('T11 a digest that the key does not sign with', () => {
  const p256 = { algorithm: 'SHA2_256', digest: 'sha256', keyDetails: 'PKIX_ECDSA_P256_SHA_256' };
  const p384 = { algorithm: 'SHA2_384', digest: 'sha384', keyDetails: 'PKIX_ECDSA_P384_SHA_384' };

  test('T11 the log may enter the right names', async () => {
    expect(tried(await entered('P-256', p256))).toBe('pass');
    expect(tried(await entered('P-384', p384))).toBe('pass');
  });

  test.each<[string, 'P-256' | 'P-384', Names]>([
    ['SHA-256 for P-384', 'P-384', p256],
    ['SHA-256 for P-384, as it is', 'P-384', { ...p256, keyDetails: p384.keyDetails }],
    ['SHA-256 for P-384, under the name of SHA-384', 'P-384', { ...p384, digest: 'sha256' }],
    ['SHA-384 for P-256', 'P-256', p384],
    ['SHA-512 for P-256', 'P-256', { ...p256, algorithm: 'SHA2_512', digest: 'sha512' }],
    ['SHA-1 for P-256', 'P-256', { ...p256, digest: 'sha1' }],
    ['another algorithm for the right digest', 'P-384', { ...p384, algorithm: 'SHA2_256' }],
    ['no algorithm', 'P-256', { ...p256, algorithm: 'HASH_ALGORITHM_UNSPECIFIED' }],
    ['another kind of key', 'P-256', { ...p256, keyDetails: 'PKIX_RSA_PKCS1V15_2048_SHA256' }],
  ])('T11 refuses %s', async (_, curve, names) => {
    expect(tried(await entered(curve, names))).toBe('fail CUSTODY-427');
  });
});

describe('the algorithm of a key', () => {
  const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).publicKey;
  test.each<[string, KeyObject, string | undefined]>([
    ['P-521', ec('P-521'), 'SHA2_512 PKIX_ECDSA_P521_SHA_512'],
    [
      'RSA',
      generateKeyPairSync('rsa', { modulusLength: 3072 }).publicKey,
      'SHA2_256 PKIX_RSA_PKCS1V15_3072_SHA256',
    ],
    ['secp256k1', ec('secp256k1'), undefined],
    ['Ed25519', generateKeyPairSync('ed25519').publicKey, undefined],
  ])('%s', (_, key, expected) => {
    const found = signingAlgorithm(key);
    expect(found && `${found.hashAlgorithm} ${found.keyDetails}`).toBe(expected);
  });
});
