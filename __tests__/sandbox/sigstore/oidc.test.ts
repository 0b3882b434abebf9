/** The issuer: discovery, keys, and who gets a token. */
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { requestToken } from '../../../sandbox/sigstore/attest.ts';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../../sandbox/sigstore/index.ts';

const NOW = new Date('2026-03-04T05:06:07Z');

let sigstore: SandboxSigstore;

beforeAll(async () => {
  sigstore = await bootSigstore({ now: () => NOW });
});

afterAll(() => sigstore.close());

const decode = (part: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString());

test('a token verifies by the published key and has the times and claims of GitHub', async () => {
  const discovery = await (await fetch(`${sigstore.issuer}/.well-known/openid-configuration`)).json();
  const { issuer, jwks_uri: address } = discovery as { issuer: string; jwks_uri: string };
  const { keys } = (await (await fetch(address)).json()) as { keys: [JsonWebKey & { kid: string }] };
  const token = await requestToken(sigstore, { claims: exampleClaims() });
  const [header, payload, signature = ''] = token.split('.');
  const key = createPublicKey({ key: keys[0], format: 'jwk' });
  expect(
    verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')),
  ).toBe(true);
  expect(decode(header)).toEqual({ typ: 'JWT', alg: 'RS256', kid: keys[0].kid });
  const iat = NOW.getTime() / 1000;
  expect(issuer).toBe(sigstore.issuer);
  expect(decode(payload)).toEqual({
    ...exampleClaims(),
    iss: issuer,
    aud: 'sigstore',
    sub: 'repo:acme/shop:ref:refs/heads/main',
    iat,
    nbf: iat - 600,
    exp: iat + 300,
    jti: expect.any(String),
  });
});

test('without an audience a token is for the owner', async () => {
  const { requestUrl, requestToken: secret } = sigstore.registerJob(exampleClaims());
  const response = await fetch(requestUrl, { headers: { authorization: `bearer ${secret}` } });
  const { value } = (await response.json()) as { value: string };
  expect(decode(value.split('.')[1])['aud']).toBe('https://github.com/acme');
});

test.each([
  ['no authorization', undefined],
  ['an unknown request token', 'Bearer unknown'],
  ['another scheme', 'Basic unknown'],
])('with %s no token is given', async (_, authorization) => {
  const { requestUrl } = sigstore.registerJob(exampleClaims());
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  const response = await fetch(`${requestUrl}&audience=sigstore`, { headers });
  expect(response.status).toBe(401);
  expect(await response.json()).toEqual({ message: 'request token is missing or unknown' });
});

test('the request address has a query, to which clients append', () => {
  expect(sigstore.registerJob(exampleClaims()).requestUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/token\?\S+$/);
});

test('two jobs get tokens of their own', async () => {
  const first = sigstore.registerJob(exampleClaims({ run_id: '1' }));
  const second = sigstore.registerJob(exampleClaims({ run_id: '2' }));
  expect(first.requestToken).not.toBe(second.requestToken);
  const token = await fetch(`${first.requestUrl}&audience=x`, {
    headers: { authorization: `Bearer ${second.requestToken}` },
  });
  const { value } = (await token.json()) as { value: string };
  expect(decode(value.split('.')[1])['run_id']).toBe('2');
});
