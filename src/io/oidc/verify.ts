/** Verifies the job's OIDC token (RFC 7519, RFC 8725): expected issuer, its keys, audience, times, every claim. */
import type { JSONWebKeySet } from 'jose';
import type { TokenClaims } from '../../model/token.ts';
import type { Http } from '../http/types.ts';
import { claimOf, claimsOf, payloadOfToken, unacceptable } from './claims.ts';
import { issuerKeys } from './keys.ts';

/** The token itself stays in io/. */
export interface VerifiedToken {
  readonly token: string;
  readonly claims: TokenClaims;
  /** The claim `sub`: what the certificate authority asks a proof over. */
  readonly subject: string;
  readonly expiresAt: Date;
}

export interface TokenExpectation {
  /** Asked before any request goes to the issuer. */
  readonly acceptsIssuer: (issuer: string) => boolean;
  readonly audience: string;
  readonly now: () => Date;
  readonly http: Http;
}

const CLOCK_SKEW_SECONDS = 60;

/** @throws Fault `CUSTODY-302` naming what is wrong; `-903`, `-904` when the issuer's keys cannot be had */
export async function verifyToken(token: string, expectation: TokenExpectation): Promise<VerifiedToken> {
  const payload = payloadOfToken(token);
  const issuer = claimOf(payload, 'iss');
  if (!expectation.acceptsIssuer(issuer))
    throw unacceptable('its issuer is not the one that is expected here');
  await checkSignature(token, issuer, await issuerKeys(issuer, expectation.http), expectation);
  if (payload['aud'] !== expectation.audience) throw unacceptable('it is for other audiences too');
  return {
    token,
    claims: claimsOf(payload),
    subject: claimOf(payload, 'sub'),
    expiresAt: new Date(Number(payload['exp']) * 1000),
  };
}

async function checkSignature(
  token: string,
  issuer: string,
  keys: JSONWebKeySet,
  { audience, now }: TokenExpectation,
): Promise<void> {
  const { jwtVerify, createLocalJWKSet } = await import('jose');
  try {
    await jwtVerify(token, createLocalJWKSet(keys), {
      issuer,
      audience,
      algorithms: ['RS256', 'ES256'],
      clockTolerance: CLOCK_SKEW_SECONDS,
      currentDate: now(),
      requiredClaims: ['exp', 'iat', 'sub'],
    });
  } catch (error) {
    throw unacceptable(reasonOf(error));
  }
}

/** In our words: the library's errors carry the payload. */
function reasonOf(error: unknown): string {
  const { code, claim } = error as { code?: unknown; claim?: unknown };
  switch (code) {
    case 'ERR_JWT_EXPIRED':
      return 'it has expired';
    case 'ERR_JWT_CLAIM_VALIDATION_FAILED':
      return `its claim \`${String(claim)}\` is not as expected`;
    case 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED':
      return 'its signature does not verify with the keys of its issuer';
    case 'ERR_JWKS_NO_MATCHING_KEY':
    case 'ERR_JWKS_MULTIPLE_MATCHING_KEYS':
      return 'it does not name one of the keys of its issuer';
    case 'ERR_JOSE_ALG_NOT_ALLOWED':
      return 'it is signed with another algorithm than RS256 or ES256';
    default:
      return `it cannot be verified (${typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : 'unknown reason'})`;
  }
}
