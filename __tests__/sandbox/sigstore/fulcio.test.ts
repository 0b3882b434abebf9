/** Fulcio refuses what it must, and issues the extensions of `oid-info.md`. */
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { X509Certificate as ParsedCertificate } from '@sigstore/core';
import { requestCertificate, requestToken } from '../../../sandbox/sigstore/attest.ts';
import {
  bootSigstore,
  exampleClaims,
  type SandboxSigstore,
  type TokenFaults,
} from '../../../sandbox/sigstore/index.ts';
import { generateCurveKey } from '../../../sandbox/sigstore/keys.ts';
import { attestExample, leafOf, rejection } from './support.ts';

let sigstore: SandboxSigstore;

beforeAll(async () => {
  sigstore = await bootSigstore();
});

afterAll(() => sigstore.close());

async function certificateFor(token: TokenFaults, audience?: string): Promise<string> {
  const { privateKey, publicKey } = await generateCurveKey('P-256');
  const value = await requestToken(sigstore, { claims: exampleClaims(), token }, audience);
  return requestCertificate(sigstore.urls.fulcio, value, privateKey, publicKey);
}

describe('a token is refused', () => {
  test.each<[string, TokenFaults]>([
    ['token signature does not verify', { signature: 'foreign' }],
    ['token is not signed with RS256', { signature: 'none' }],
    ['token is for another audience', { audience: 'sigstore.example' }],
    ['token has expired', { timeShift: -301 }],
    ['token is not yet valid', { timeShift: 700 }],
    ['token is of an unknown issuer', { issuer: 'https://token.actions.githubusercontent.com' }],
  ])('because %s', async (reason, faults) => {
    const message = await rejection(certificateFor(faults));
    expect(message).toMatch(/^400 /);
    expect(message).toContain(`There was an error processing the identity token: ${reason}`);
  });

  test('because it was requested for another audience', async () => {
    expect(await rejection(certificateFor({}, 'registry'))).toContain('token is for another audience');
  });

  test('because a claim of its own was changed after signing', async () => {
    const { privateKey, publicKey } = await generateCurveKey('P-256');
    const token = await requestToken(sigstore, { claims: exampleClaims() });
    const [header, payload = '', signature] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...claims, repository: 'evil/shop' })).toString('base64url');
    const forged = `${header}.${changed}.${signature}`;
    const message = await rejection(requestCertificate(sigstore.urls.fulcio, forged, privateKey, publicKey));
    expect(message).toContain('token signature does not verify');
    expect(message).not.toContain(changed);
  });

  test('because it is no token', async () => {
    const { privateKey, publicKey } = await generateCurveKey('P-256');
    const action = requestCertificate(sigstore.urls.fulcio, 'a.b.c', privateKey, publicKey, 'subject');
    expect(await rejection(action)).toContain('token part is not a JSON object');
  });
});

describe('a key is refused', () => {
  test('whose proof of possession is over another subject', async () => {
    const { privateKey, publicKey } = await generateCurveKey('P-256');
    const token = await requestToken(sigstore, { claims: exampleClaims() });
    const action = requestCertificate(sigstore.urls.fulcio, token, privateKey, publicKey, 'repo:evil/shop');
    expect(await rejection(action)).toContain('The signature supplied in the request could not be verified');
  });

  test('whose proof of possession is by another key', async () => {
    const [mine, other] = await Promise.all([generateCurveKey('P-256'), generateCurveKey('P-256')]);
    const token = await requestToken(sigstore, { claims: exampleClaims() });
    const action = requestCertificate(sigstore.urls.fulcio, token, mine.privateKey, other.publicKey);
    expect(await rejection(action)).toContain('The signature supplied in the request could not be verified');
  });

  test('of a curve that is not taken', async () => {
    const { privateKey } = await generateCurveKey('P-256');
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const token = await requestToken(sigstore, { claims: exampleClaims() });
    const action = requestCertificate(sigstore.urls.fulcio, token, privateKey, publicKey);
    expect(await rejection(action)).toContain('is insecure');
  });
});

describe('a leaf', () => {
  test('is valid for ten minutes, chains to the root, and is for code signing', async () => {
    const leaf = new X509Certificate(leafOf(await attestExample(sigstore)));
    const bundle = (await (await fetch(`${sigstore.urls.fulcio}/api/v2/trustBundle`)).json()) as {
      chains: [{ certificates: [string, string] }];
    };
    const [intermediate, root] = bundle.chains[0].certificates.map((pem) => new X509Certificate(pem));
    expect(Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)).toBe(600_000);
    expect(leaf.verify((intermediate as X509Certificate).publicKey)).toBe(true);
    expect(intermediate?.verify((root as X509Certificate).publicKey)).toBe(true);
    expect(root?.verify(root.publicKey)).toBe(true);
    expect([leaf.ca, intermediate?.ca, root?.ca]).toEqual([false, true, true]);
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.3']);
    expect(leaf.subjectAltName).toBe(
      'URI:https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main',
    );
  });

  test('has the claims of the token in the encodings of oid-info.md', async () => {
    const leaf = ParsedCertificate.parse(leafOf(await attestExample(sigstore)));
    const raw = (arc: number): string | undefined =>
      leaf.extension(`1.3.6.1.4.1.57264.1.${arc}`)?.value.toString();
    const text = (arc: number): string | undefined => {
      const value = leaf.extension(`1.3.6.1.4.1.57264.1.${arc}`)?.value;
      return value?.[0] === 0x0c && value[1] === value.length - 2 ? value.subarray(2).toString() : undefined;
    };
    const sha = exampleClaims().sha;
    const signer = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main';
    expect([1, 2, 3, 4, 5, 6].map(raw)).toEqual([
      sigstore.issuer,
      'push',
      sha,
      'release',
      'acme/shop',
      'refs/heads/main',
    ]);
    expect(Array.from({ length: 17 }, (_, index) => text(index + 8))).toEqual([
      sigstore.issuer,
      signer,
      sha,
      'github-hosted',
      'https://github.com/acme/shop',
      sha,
      'refs/heads/main',
      '123456',
      'https://github.com/acme',
      '42',
      signer,
      sha,
      'push',
      'https://github.com/acme/shop/actions/runs/9000000001/attempts/1',
      'public',
      undefined,
      'repo:acme/shop:ref:refs/heads/main',
    ]);
  });

  test('names the environment of a job that has one', async () => {
    const { privateKey, publicKey } = await generateCurveKey('P-256');
    const token = await requestToken(sigstore, { claims: exampleClaims({ environment: 'production' }) });
    const pem = await requestCertificate(sigstore.urls.fulcio, token, privateKey, publicKey);
    const leaf = ParsedCertificate.parse(pem);
    const texts = [23, 24].map((arc) =>
      leaf.extension(`1.3.6.1.4.1.57264.1.${arc}`)?.value.subarray(2).toString(),
    );
    expect(texts).toEqual(['production', 'repo:acme/shop:environment:production']);
  });

  test('is not issued without a claim that it needs', async () => {
    const { privateKey, publicKey } = await generateCurveKey('P-256');
    const token = await requestToken(sigstore, { claims: exampleClaims({ job_workflow_sha: '' }) });
    const action = requestCertificate(sigstore.urls.fulcio, token, privateKey, publicKey);
    expect(await rejection(action)).toBe(
      '400 {"code":3,"message":"token has no claim job_workflow_sha","details":[]}',
    );
  });

  test('is not issued when the certificate transparency log is down', async () => {
    sigstore.faults.intercept = (service) => (service === 'ctlog' ? { status: 503 } : undefined);
    expect(await rejection(certificateFor({}))).toMatch(/^500 .*Error entering certificate in CTL/);
    delete sigstore.faults.intercept;
  });
});
