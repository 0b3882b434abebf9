/** The OIDC token of the job while it signs: one token for all, renewed only when it is about to expire. */
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
 * @returns a function that gives a verified token which stays valid for a minute; every one it ever gives states the
 * same claims, so that what was said of the signer before signing stays true. Throws as `requestToken`, `verifyToken`.
 */
export function tokenHolder(source: TokenSource): () => Promise<VerifiedToken> {
  let held: VerifiedToken | undefined;
  let pending: Promise<VerifiedToken> | undefined;
  const renew = async () => {
    const token = await verifyToken(await requestToken(source), source);
    if (held && !sameIdentity(held, token)) {
      throw unacceptable(
        'a second one, requested because the first was about to expire, states another identity',
      );
    }
    held = token;
    return token;
  };
  return async () => {
    if (held && held.expiresAt.getTime() - source.now().getTime() >= RENEW_BEFORE_MS) return held;
    pending ??= renew().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}

function sameIdentity(a: VerifiedToken, b: VerifiedToken): boolean {
  return a.subject === b.subject && isDeepStrictEqual(a.claims, b.claims);
}
