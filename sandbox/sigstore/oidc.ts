/**
 * The OIDC issuer of the sandbox: discovery (OpenID Connect Discovery 1.0), key set, and the endpoint from
 * which a job of GitHub Actions requests its token.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Handler, Reply, ServedRequest } from '../http.ts';
import { subjectOf, type TokenClaims } from './claims.ts';
import type { CertificateFaults, JobFaults } from './faults.ts';
import { encodeToken, type PublishedKey } from './jwt.ts';
import { type KeyPair, logIdOf } from './keys.ts';

/** Seconds around `iat`, as GitHub sets them. */
const NOT_BEFORE = -600;
const EXPIRES = 300;

/** An issuer before it has an address. */
export interface Issuer {
  readonly handler: Handler;
  /** Registers a job; the secret is what its token requests must present. */
  register(claims: TokenClaims, faults: JobFaults): { readonly query: string; readonly secret: string };
  /** The certificate faults of the job whose token has this `jti`. */
  certificateFaults(tokenId: unknown): CertificateFaults;
}

interface Job {
  readonly claims: TokenClaims;
  readonly faults: JobFaults;
}

export interface IssuerOptions {
  readonly key: KeyPair;
  /** Signs the tokens that must not verify; never published. */
  readonly foreignKey: KeyPair;
  readonly now: () => Date;
  /** The issuer's own address, asked for at each request. */
  readonly url: () => string;
}

export function createIssuer(options: IssuerOptions): Issuer {
  const jobs = new Map<string, Job>();
  const issued = new Map<unknown, CertificateFaults>();
  const key = publishedKey(options.key);
  const issue = (job: Job, audience: string | null): Reply => {
    const tokenId = randomUUID();
    issued.set(tokenId, job.faults.certificate ?? {});
    return { status: 200, body: { count: 1, value: mintToken(options, key.kid, job, audience, tokenId) } };
  };
  return {
    handler: (request) => route(request, options.url(), key, jobs, issue),
    register: (claims, faults) => {
      const secret = randomBytes(32).toString('base64url');
      jobs.set(secret, { claims, faults });
      return { query: 'api-version=2.0', secret };
    },
    certificateFaults: (tokenId) => issued.get(tokenId) ?? {},
  };
}

function route(
  request: ServedRequest,
  issuer: string,
  key: PublishedKey,
  jobs: ReadonlyMap<string, Job>,
  issue: (job: Job, audience: string | null) => Reply,
): Reply {
  if (request.method !== 'GET') return { status: 405, body: { message: 'method not allowed' } };
  switch (request.path) {
    case '/.well-known/openid-configuration':
      return { status: 200, body: discoveryDocument(issuer) };
    case '/.well-known/jwks':
      return { status: 200, body: { keys: [key] } };
    case '/token': {
      const [, secret = ''] = /^bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
      const job = jobs.get(secret);
      if (job === undefined) return { status: 401, body: { message: 'request token is missing or unknown' } };
      return issue(job, request.url.searchParams.get('audience'));
    }
    default:
      return { status: 404, body: { message: 'not found' } };
  }
}

function mintToken(
  options: IssuerOptions,
  keyId: string,
  job: Job,
  audience: string | null,
  jti: string,
): string {
  const faults = job.faults.token ?? {};
  const iat = Math.floor(options.now().getTime() / 1000) + (faults.timeShift ?? 0);
  const claims = {
    ...job.claims,
    sub: subjectOf(job.claims),
    iss: faults.issuer ?? options.url(),
    aud: faults.audience ?? audience ?? `https://github.com/${job.claims.repository_owner}`,
    iat,
    nbf: iat + NOT_BEFORE,
    exp: iat + EXPIRES,
    jti,
  };
  if (faults.signature === 'none') return encodeToken(claims, keyId);
  const signer = faults.signature === 'foreign' ? options.foreignKey : options.key;
  return encodeToken(claims, keyId, signer.privateKey);
}

function publishedKey(key: KeyPair): PublishedKey {
  const { n = '', e = '' } = key.publicKey.export({ format: 'jwk' });
  const kid = Buffer.from(logIdOf(key.publicKey)).toString('hex').slice(0, 40);
  return { kty: 'RSA', kid, alg: 'RS256', use: 'sig', n, e };
}

const discoveryDocument = (issuer: string): object => ({
  issuer,
  jwks_uri: `${issuer}/.well-known/jwks`,
  subject_types_supported: ['public', 'pairwise'],
  response_types_supported: ['id_token'],
  id_token_signing_alg_values_supported: ['RS256'],
  scopes_supported: ['openid'],
});
