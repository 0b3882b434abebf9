/** Every fault produces the evidence that it promises: checked in the certificate or by the stock verifier. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { X509Certificate as ParsedCertificate } from '@sigstore/core';
import { attest } from '../../../sandbox/sigstore/attest.ts';
import {
  bootSigstore,
  type CertificateFaults,
  exampleClaims,
  type SandboxSigstore,
  type ServiceFaults,
} from '../../../sandbox/sigstore/index.ts';
import { attestExample, leafOf, refusal, rejection, STATEMENT, stockVerify } from './support.ts';

let sigstore: SandboxSigstore;

beforeAll(async () => {
  sigstore = await bootSigstore();
});

afterEach(() => {
  for (const name of Object.keys(sigstore.faults)) delete sigstore.faults[name as keyof ServiceFaults];
});

afterAll(() => sigstore.close());

const OID = '1.3.6.1.4.1.57264.1';

/** Object identifier and content of each extension, in order. */
async function extensionsWith(faults: CertificateFaults): Promise<[string, Buffer][]> {
  const leaf = ParsedCertificate.parse(leafOf(await attestExample(sigstore, faults)));
  return leaf.extensions.map((extension) => [
    extension.subs[0]?.toOID() ?? '',
    extension.subs[extension.subs.length - 1]?.value ?? Buffer.of(),
  ]);
}

const valuesOf = (extensions: readonly [string, Buffer][], oid: string): string[] =>
  extensions.filter(([name]) => name === oid).map(([, value]) => value.toString('latin1'));

describe('a certificate', () => {
  test('with a repeated extension has both values and still verifies in stock', async () => {
    const faults = { repeated: { 9: 'https://github.com/evil/x' } };
    const values = valuesOf(await extensionsWith(faults), `${OID}.9`);
    expect(values).toHaveLength(2);
    expect(values[1]).toBe('\x0c\x19https://github.com/evil/x');
    const bundle = await attestExample(sigstore, faults);
    expect(refusal(() => stockVerify(sigstore.trustedRoot, bundle))).toBe('accepted');
  });

  test('has changed, raw and missing extensions', async () => {
    const extensions = await extensionsWith({
      extensions: {
        1: 'https://evil.test',
        9: 'https://github.com/evil/x',
        12: Buffer.from('raw'),
        15: null,
      },
    });
    expect(valuesOf(extensions, `${OID}.1`)).toEqual(['https://evil.test']);
    expect(valuesOf(extensions, `${OID}.8`)).toEqual([`\x0c\x16${sigstore.issuer}`]);
    expect(valuesOf(extensions, `${OID}.9`)).toEqual(['\x0c\x19https://github.com/evil/x']);
    expect(valuesOf(extensions, `${OID}.12`)).toEqual(['raw']);
    expect(valuesOf(extensions, `${OID}.15`)).toEqual([]);
  });

  test('has other names beside the URI', async () => {
    const extensions = await extensionsWith({
      names: [
        { kind: 'uri', value: 'https://a.test' },
        { kind: 'other', value: 'someone' },
        { kind: 'email', value: 'a@b.test' },
      ],
    });
    expect(valuesOf(extensions, '2.5.29.17')).toEqual([
      '\x30\x33\x86\x0ehttps://a.test\xa0\x17\x06\x0a\x2b\x06\x01\x04\x01\x83\xbf\x30\x01\x07\xa0\x09\x0c\x07someone\x81\x08a@b.test',
    ]);
    expect(valuesOf(await extensionsWith({ names: [] }), '2.5.29.17')).toEqual([]);
  });

  test('has another purpose, or none', async () => {
    const [purpose] = valuesOf(await extensionsWith({ purposes: ['1.3.6.1.5.5.7.3.1'] }), '2.5.29.37');
    expect(purpose).toBe('\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01');
    expect(valuesOf(await extensionsWith({ purposes: [] }), '2.5.29.37')).toEqual([]);
  });

  test.each<[string, CertificateFaults, RegExp]>([
    ['that has expired', { startShift: -3600 }, /^CERTIFICATE_ERROR: /],
    ['that is not yet valid', { startShift: 3600 }, /^CERTIFICATE_ERROR: /],
    ['without a certificate timestamp', { sct: 'omit' }, /^CERTIFICATE_ERROR: expected 1 SCTs, got 0/],
    ['with one of a foreign log', { sct: 'foreign' }, /^CERTIFICATE_ERROR: SCT verification failed/],
  ])('%s is refused by stock', async (_, faults, expected) => {
    const bundle = await attestExample(sigstore, faults);
    expect(refusal(() => stockVerify(sigstore.trustedRoot, bundle))).toMatch(expected);
  });

  test('has the start and the length of validity that it was told', async () => {
    const bundle = await attestExample(sigstore, { startShift: -2, lifetime: 600 });
    expect(refusal(() => stockVerify(sigstore.trustedRoot, bundle))).toBe('accepted');
    const leaf = ParsedCertificate.parse(leafOf(await attestExample(sigstore, { lifetime: 1 })));
    expect(leaf.notAfter.getTime() - leaf.notBefore.getTime()).toBe(1000);
  });
});

test('a leaf under an intermediate that has expired is refused by stock', async () => {
  const expired = await bootSigstore({ intermediateLifetime: 3600 });
  const bundle = await attestExample(expired);
  expect(refusal(() => stockVerify(expired.trustedRoot, bundle))).toMatch(/^CERTIFICATE_ERROR: /);
  await expired.close();
});

describe('evidence', () => {
  test.each<[string, ServiceFaults, RegExp]>([
    ['whose promise is foreign', { promise: 'foreign' }, /^TLOG_INCLUSION_PROMISE_ERROR: /],
    [
      'whose checkpoint is foreign',
      { proof: 'foreign' },
      /^TLOG_INCLUSION_PROOF_ERROR: invalid checkpoint signature/,
    ],
    ['whose timestamp is foreign', { timestamp: 'foreign' }, /^TIMESTAMP_ERROR: /],
    ['timestamped after the certificate', { timestampShift: 3600 }, /^CERTIFICATE_ERROR: /],
    ['logged after the certificate', { integratedTimeShift: 3600 }, /^CERTIFICATE_ERROR: /],
  ])('%s is refused by stock', async (_, faults, expected) => {
    Object.assign(sigstore.faults, faults);
    const bundle = await attestExample(sigstore);
    expect(refusal(() => stockVerify(sigstore.trustedRoot, bundle))).toMatch(expected);
  });

  test('can lack promise, proof, entry and timestamp', async () => {
    Object.assign(sigstore.faults, { promise: 'omit', proof: 'omit' });
    const [entry] = (await attestExample(sigstore)).verificationMaterial.tlogEntries;
    expect([entry?.['inclusionPromise'], entry?.['inclusionProof']]).toEqual([undefined, undefined]);
    const { verificationMaterial } = await attest(sigstore, {
      statement: STATEMENT,
      claims: exampleClaims(),
      omit: { log: true, timestamp: true },
    });
    expect(verificationMaterial.tlogEntries).toEqual([]);
    expect(verificationMaterial.timestampVerificationData.rfc3161Timestamps).toEqual([]);
  });

  test('can be of any payload type and any bytes', async () => {
    const bundle = await attest(sigstore, {
      statement: Buffer.from('{"a":1,"a":2}'),
      claims: exampleClaims(),
      payloadType: 'text/plain; näme=1',
    });
    expect(bundle.dsseEnvelope.payload).toBe(Buffer.from('{"a":1,"a":2}').toString('base64'));
    expect(refusal(() => stockVerify(sigstore.trustedRoot, bundle))).toBe('accepted');
  });
});

describe('a service', () => {
  test('answers what the test says instead', async () => {
    sigstore.faults.intercept = (service) =>
      service === 'rekor' ? { status: 429, headers: { 'retry-after': '1' }, body: 'slow down' } : undefined;
    expect(await rejection(attestExample(sigstore))).toBe('429 slow down');
    expect(sigstore.requests.at(-1)).toEqual({
      service: 'rekor',
      method: 'POST',
      path: '/api/v1/log/entries',
      status: 429,
    });
  });

  test.each(['before-headers', 'in-body'] as const)('drops the connection %s', async (drop) => {
    sigstore.faults.intercept = () => ({ status: 200, body: 'x'.repeat(100), drop });
    expect(await rejection(attestExample(sigstore))).toMatch(/^(fetch failed|terminated)$/);
  });
});
