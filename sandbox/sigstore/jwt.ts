/**
 * JSON Web Tokens with RS256: making and checking. Follows RFC 7515 (compact serialization), RFC 7519
 * section 4.1 and RFC 7518 section 3.3.
 */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** A public key as the issuer lists it (RFC 7517). */
export interface PublishedKey {
  readonly kty: string;
  readonly kid: string;
  readonly alg: string;
  readonly use: string;
  readonly n: string;
  readonly e: string;
}

/** Times are seconds since 1970. */
export interface VerifiedClaims extends Readonly<Record<string, unknown>> {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string;
  readonly exp: number;
}

/** A token that was refused; the message names the check and never holds a part of the token. */
export class TokenRefused extends Error {
  override name = 'TokenRefused';
}

/** What a token must be to be accepted. */
export interface TokenExpectation {
  readonly issuer: string;
  readonly audience: string;
  readonly now: Date;
  readonly keys: readonly PublishedKey[];
}

/** Encodes claims; without a key the token is `alg: none` with an empty signature. */
export function encodeToken(claims: object, keyId: string, key?: KeyObject): string {
  const header = { typ: 'JWT', alg: key === undefined ? 'none' : 'RS256', kid: keyId };
  const signed = `${encodePart(header)}.${encodePart(claims)}`;
  const signature = key === undefined ? '' : sign('sha256', Buffer.from(signed), key).toString('base64url');
  return `${signed}.${signature}`;
}

/** The issuer that a token claims to be of, unverified, to find the keys to check it with. */
export function claimedIssuer(token: string): unknown {
  return decodePart(token.split('.')[1])['iss'];
}

/** Checks algorithm, signature, issuer, audience and times; throws {@link TokenRefused}. */
export function verifyToken(token: string, expected: TokenExpectation): VerifiedClaims {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  if (rest.length > 0) throw new TokenRefused('token has more than three parts');
  const { alg, kid } = decodePart(header);
  if (alg !== 'RS256') throw new TokenRefused('token is not signed with RS256');
  const key = expected.keys.find((candidate) => candidate.kid === kid);
  if (key === undefined) throw new TokenRefused('token is signed by an unknown key');
  const bytes = Buffer.from(`${header}.${payload}`);
  const publicKey = createPublicKey({ key: { ...key }, format: 'jwk' });
  if (!verify('sha256', bytes, publicKey, Buffer.from(signature, 'base64url'))) {
    throw new TokenRefused('token signature does not verify');
  }
  return checkClaims(decodePart(payload), expected);
}

function checkClaims(claims: Record<string, unknown>, expected: TokenExpectation): VerifiedClaims {
  const { iss, sub, aud, exp, nbf } = claims;
  const now = expected.now.getTime() / 1000;
  if (iss !== expected.issuer) throw new TokenRefused('token is of another issuer');
  if (aud !== expected.audience) throw new TokenRefused('token is for another audience');
  if (typeof sub !== 'string' || sub === '') throw new TokenRefused('token has no subject');
  if (typeof exp !== 'number' || exp <= now) throw new TokenRefused('token has expired');
  if (nbf !== undefined && (typeof nbf !== 'number' || nbf > now))
    throw new TokenRefused('token is not yet valid');
  return { ...claims, iss: expected.issuer, sub, aud: expected.audience, exp };
}

const encodePart = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function decodePart(part: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Fall through: a part that is no JSON is refused like one that is no object.
  }
  throw new TokenRefused('token part is not a JSON object');
}
