/** An OIDC issuer for tests whose every document and token can be bent. */
import type { webcrypto } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { type Reply, type Served, type ServedRequest, serve } from '../../../sandbox/http.ts';

export interface TestIssuer {
  readonly url: string;
  readonly served: Served;
  readonly publicJwk: Record<string, unknown>;
  /** A token with all claims, changed by `change`; a claim that is set to `undefined` is left out. */
  token(
    change?: JWTPayload,
    header?: Record<string, unknown>,
    key?: webcrypto.CryptoKey | Uint8Array,
  ): Promise<string>;
}

export const audience = 'sigstore';

export const claims = {
  ref: 'refs/heads/main',
  sha: '1'.repeat(40),
  repository: 'acme/app',
  repository_id: '101',
  repository_owner: 'acme',
  repository_owner_id: '42',
  repository_visibility: 'public',
  event_name: 'push',
  workflow_ref: 'acme/app/.github/workflows/release.yml@refs/heads/main',
  workflow_sha: '1'.repeat(40),
  job_workflow_ref: 'acme/app/.github/workflows/release.yml@refs/heads/main',
  job_workflow_sha: '1'.repeat(40),
  runner_environment: 'github-hosted',
  run_id: '7001',
  run_attempt: '1',
  sub: 'repo:acme/app:ref:refs/heads/main',
};

export async function testIssuer(
  bend: (request: ServedRequest, reply: Reply) => Reply = (_, reply) => reply,
): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const publicJwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const served = await serve((request) => bend(request, answer(request, served.url, publicJwk)));
  return {
    url: served.url,
    served,
    publicJwk,
    token: (change = {}, header = {}, key = privateKey) => {
      const now = Math.floor(Date.now() / 1000);
      const times = { iat: now, nbf: now - 5, exp: now + 300, jti: 'a-unique-value' };
      const payload = { iss: served.url, aud: audience, ...times, ...claims, ...change };
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'JWT', ...header })
        .sign(key);
    },
  };
}

function answer(request: ServedRequest, issuer: string, jwk: object): Reply {
  switch (request.path) {
    case '/.well-known/openid-configuration':
      return { status: 200, body: { issuer, jwks_uri: `${issuer}/keys` } };
    case '/keys':
      return { status: 200, body: { keys: [jwk] } };
    default:
      return { status: 404, body: { message: 'not found' } };
  }
}
