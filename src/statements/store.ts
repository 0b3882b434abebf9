/** `store: auto`: GitHub's Attestations API where the repository has it, files where it does not. */
import { Fault } from '../model/fault.ts';
import type { TokenClaims } from '../model/token.ts';
import type { EvidenceStore } from '../ports/evidence.ts';
import type { Forge } from '../ports/forge.ts';

/**
 * Why the Attestations API cannot take evidence of this repository, as far as that is known before anything is signed;
 * a clause, `undefined` where nothing speaks against it
 * (https://docs.github.com/en/actions/concepts/security/artifact-attestations: public repositories on every plan, others
 * on Enterprise Cloud alone, and no Enterprise Server). What is left is a matter of the plan, which the API tells when
 * it is asked.
 *
 * @param server `https://HOST` that runs the job
 * @param forge asked for the kind of owner of a repository that is not public, and for nothing else
 */
export async function withoutAttestations(
  claims: TokenClaims,
  server: string,
  forge: () => Promise<Pick<Forge, 'repository'>>,
): Promise<string | undefined> {
  const { hostname } = new URL(server);
  if (hostname !== 'github.com' && !hostname.endsWith('.ghe.com')) {
    return `${hostname} is an Enterprise Server, which has no Attestations API`;
  }
  if (claims.repositoryVisibility === 'public') return undefined;
  const { ownerType } = await (await forge()).repository(claims.repository);
  if (ownerType !== 'User') return undefined;
  return `${claims.repository} is ${claims.repositoryVisibility} and belongs to a user, and GitHub keeps attestations of such repositories for organizations only`;
}

/**
 * A store that puts evidence into `first`, and from its first `CUSTODY-310` on, whenever that comes, into `second`. What
 * was signed meanwhile is not lost.
 *
 * @param onFallback told of that fault once
 */
export function fallbackStore(
  first: EvidenceStore,
  second: EvidenceStore,
  onFallback: (fault: Fault) => void,
): EvidenceStore {
  let current = first;
  const ask = async <T>(act: (store: EvidenceStore) => Promise<T>): Promise<T> => {
    const asked = current;
    try {
      return await act(asked);
    } catch (error) {
      if (asked === second || !(error instanceof Fault) || error.code !== 'CUSTODY-310') throw error;
      if (current !== second) onFallback(error);
      current = second;
      return act(second);
    }
  };
  return {
    get name() {
      return current.name;
    },
    recall: (statement) => ask((store) => store.recall(statement)),
    put: (statement, bundle) => ask((store) => store.put(statement, bundle)),
  };
}
