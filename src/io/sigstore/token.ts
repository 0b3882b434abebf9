/** The OIDC token of the job while it signs: one for all, renewed when it is about to expire or was rejected. */
import { isDeepStrictEqual } from 'node:util';
import { unacceptable } from '../oidc/claims.ts';
import { requestToken, type TokenRequest } from '../oidc/request.ts';
import { type VerifiedToken, verifyToken } from '../oidc/verify.ts';

export interface TokenSource extends TokenRequest {
  readonly acceptsIssuer: (issuer: string) => boolean;
  readonly now: () => Date;
}

const RENEW_BEFORE_MS = 60_000;

/**
 * Gives a verified token that stays valid for a minute; every one it ever gives states the same claims, so that what
 * was said of the signer before signing stays true. Throws as `requestToken`, `verifyToken`.
 *
 * @param rejected the token that a service did not take: another one is requested
 */
export type TokenHolder = (rejected?: Pick<VerifiedToken, 'token'>) => Promise<VerifiedToken>;

export function tokenHolder(source: TokenSource): TokenHolder {
  let held: VerifiedToken | undefined;
  let pending: Promise<VerifiedToken> | undefined;
  const renew = async () => {
    const token = await verifyToken(await requestToken(source), source);
    if (held && !sameIdentity(held, token)) {
      throw unacceptable('a second one, requested in place of the first, states another identity');
    }
    held = token;
    return token;
  };
  return async (rejected) => {
    if (
      held &&
      held.token !== rejected?.token &&
      held.expiresAt.getTime() - source.now().getTime() >= RENEW_BEFORE_MS
    )
      return held;
    pending ??= renew().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}

function sameIdentity(a: VerifiedToken, b: VerifiedToken): boolean {
  return a.subject === b.subject && isDeepStrictEqual(a.claims, b.claims);
}
