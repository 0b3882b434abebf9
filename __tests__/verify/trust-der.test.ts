/** Structures that are slow to read, at every door through which they come: T24. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { X509Certificate } from '@sigstore/core';
import type { BundleJson } from '../../sandbox/sigstore/attest.ts';
import { bootSigstore, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { timestampFacts } from '../../src/io/sigstore/timestamp-query.ts';
import { limits } from '../../src/model/limits.ts';
import { readIdentity } from '../../src/verify/certificate.ts';
import { doubling, element } from '../support/der.ts';
import { faultOf } from '../support/faults.ts';
import { evidence, outcome, rootOf, tryOn } from '../support/stand.ts';
import { stopwatch } from '../support/stopwatch.ts';

/** Slow enough to be noticed without the check, and to come to an end. */
const bomb = doubling(16);
const bombText = bomb.toString('base64');

let sigstore: SandboxSigstore;
let bundle: BundleJson;
beforeAll(async () => {
  sigstore = await bootSigstore();
  bundle = await evidence(sigstore);
});
afterAll(() => sigstore.close());

type Material = BundleJson['verificationMaterial'];

function withMaterial(change: (material: Material) => object, mediaType = bundle.mediaType): object {
  return { ...bundle, mediaType, verificationMaterial: change(bundle.verificationMaterial) };
}

const chained = (rawBytes: readonly string[]) =>
  withMaterial(
    ({ certificate: _, ...rest }) => ({
      ...rest,
      x509CertificateChain: { certificates: rawBytes.map((bytes) => ({ rawBytes: bytes })) },
    }),
    'application/vnd.dev.sigstore.bundle+json;version=0.1',
  );

/** A certificate with nothing but extensions. */
function certificateWith(...extensions: readonly Buffer[]): X509Certificate {
  return X509Certificate.parse(element(0x30, element(0x30, element(0xa3, element(0x30, ...extensions)))));
}
const extendedKeyUsage = Buffer.from('0603551d25', 'hex');
const alternativeName = Buffer.from('0603551d11', 'hex');
const codeSigning = element(0x30, Buffer.from('06082b06010505070303', 'hex'));

describe('T24 what doubles the work of a parser is refused before it is taken apart', () => {
  test('T24 as the certificate (GHSA-87x9-7grx-m28v)', async () => {
    const attack = withMaterial((material) => ({ ...material, certificate: { rawBytes: bombText } }));
    expect(await swiftly(() => outcome(tryOn(sigstore, [attack])))).toBe('unknown CUSTODY-404');
  });

  test('T24 anywhere in a chain', async () => {
    const { rawBytes } = bundle.verificationMaterial.certificate;
    for (const chain of [[bombText], [rawBytes, bombText]]) {
      expect(await swiftly(() => outcome(tryOn(sigstore, [chained(chain)])))).toBe('unknown CUSTODY-404');
    }
  });

  test('T24 as a timestamp, though another is good', async () => {
    const attack = withMaterial(({ timestampVerificationData: { rfc3161Timestamps }, ...rest }) => ({
      ...rest,
      timestampVerificationData: {
        rfc3161Timestamps: [...rfc3161Timestamps, { signedTimestamp: bombText }],
      },
    }));
    expect(await swiftly(() => outcome(tryOn(sigstore, [attack])))).toBe('unknown CUSTODY-404');
  });

  test('T24 in a trusted root', async () => {
    const root = sigstore.trustedRoot as { readonly certificateAuthorities: readonly object[] };
    const authorities = root.certificateAuthorities.map((authority) => ({
      ...authority,
      certChain: { certificates: [{ rawBytes: bombText }] },
    }));
    const fault = await swiftly(() =>
      faultOf(() => rootOf(sigstore, { certificateAuthorities: authorities })),
    );
    expect(fault.code).toBe('CUSTODY-405');
    expect(fault.cause).toMatchObject({ code: 'CUSTODY-404' });
  });

  test('T24 as the answer of a timestamp authority', async () => {
    const fault = await swiftly(() => faultOf(() => timestampFacts(bomb)));
    expect(fault.code).toBe('CUSTODY-404');
  });

  test('T24 in an extension that hides it in a BIT STRING', async () => {
    const hidden = element(0x03, bomb);
    const usage = certificateWith(element(0x30, extendedKeyUsage, hidden));
    const names = certificateWith(
      element(0x30, extendedKeyUsage, element(0x04, codeSigning)),
      element(0x30, alternativeName, hidden),
    );
    for (const certificate of [usage, names]) {
      const fault = await swiftly(() => faultOf(() => readIdentity(certificate)));
      expect(fault.message).toContain('an extension of the certificate has more elements');
    }
  });
});

test('T24 the most certificates are read, one more is not', () => {
  const { rawBytes } = bundle.verificationMaterial.certificate;
  const many = (count: number) => outcome(tryOn(sigstore, [chained(Array(count).fill(rawBytes))]));
  expect(many(limits.certificates)).not.toContain('CUSTODY-404');
  expect(many(limits.certificates + 1)).toBe('unknown CUSTODY-404');
});

async function swiftly<T>(work: () => T | Promise<T>): Promise<T> {
  const took = stopwatch();
  const result = await work();
  expect(took()).toBeLessThan(500);
  return result;
}
