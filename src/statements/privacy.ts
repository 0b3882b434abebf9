/** The public instance's log is public and append-only: a private repository's name must not enter it by accident. */
import { Fault } from '../model/fault.ts';
import type { TokenClaims } from '../model/token.ts';

/**
 * @param claims of the verified token: its `repository_visibility` is signed, unlike the event's payload
 * @param allowed the user's word that the names may become public
 * @throws Fault `CUSTODY-303`
 */
export function checkPrivacy(claims: TokenClaims, instance: string, allowed: boolean): void {
  if (instance !== 'public' || claims.repositoryVisibility === 'public' || allowed) return;
  throw new Fault(
    'CUSTODY-303',
    `${claims.repository} is ${claims.repositoryVisibility}, and \`sigstore: public\` would publish its name`,
    {
      hint:
        'The certificate and the log entry would show repository, workflow, ref and commit to everyone, forever. Leave ' +
        '`sigstore` out for an instance without a public log, or accept it with `allow-private-names-in-public-log: true`.',
    },
  );
}
