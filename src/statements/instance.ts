/** Which Sigstore instance signs for a job, by what its verified token says of the repository. */
import { Fault } from '../model/fault.ts';
import type { TokenClaims } from '../model/token.ts';

/**
 * What `sigstore: auto` stands for: the public instance for a public repository; GitHub's own, which has no log, for
 * every other, so that no name becomes public by default. Anything but `auto` stands for itself.
 *
 * @param server `https://HOST` that runs the job
 * @throws Fault `CUSTODY-102` on another server than github.com, whose tokens neither of the two takes
 */
export function chooseInstance(name: string, claims: TokenClaims, server: string): string {
  if (name !== 'auto') return name;
  if (server !== 'https://github.com') {
    throw new Fault('CUSTODY-102', `\`sigstore: auto\` cannot choose an instance for ${server}`, {
      hint: 'It knows those of github.com. Name a folder with the trusted_root.json and signing_config.json of yours.',
    });
  }
  return claims.repositoryVisibility === 'public' ? 'public' : 'github';
}
