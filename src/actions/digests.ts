/**
 * Which digests an artifact needs: SHA-256, by which evidence is found, and whatever else the evidence names, since
 * every digest of a subject must match (trust rule T1). SHA-384 and SHA-512 take twice as long as SHA-256 where the
 * processor helps with that, and are seldom named, so that they are not computed in advance.
 */
import { peekAlgorithms } from '../formats/peek.ts';
import type { DigestAlgorithm } from '../model/digest.ts';
import { Fault } from '../model/fault.ts';
import type { Candidate } from '../model/requirement.ts';
import type { Artifact } from '../model/subject.ts';

type Artifacts = readonly [Artifact, ...Artifact[]];

/**
 * The artifacts with every digest that a candidate names; read again only when there is another than SHA-256.
 *
 * @param select hashes the same selection again
 * @throws Fault `CUSTODY-203` when that finds other files or other bytes than before
 */
export async function withNamedDigests(
  artifacts: Artifacts,
  candidates: readonly Candidate[],
  select: (algorithms: readonly DigestAlgorithm[]) => Promise<Artifacts>,
): Promise<Artifacts> {
  const bundles = new Set(candidates.flatMap((each) => ('bytes' in each ? [each.bytes] : [])));
  const named = new Set([...bundles].flatMap(peekAlgorithms));
  named.delete('sha256');
  if (named.size === 0) return artifacts;
  const again = await select(['sha256', ...named]);
  const same =
    artifacts.length === again.length && artifacts.every((each, index) => isSame(each, again[index]));
  if (same) return again;
  throw new Fault('CUSTODY-203', 'The files changed while they were being verified.', {
    hint: 'Let whatever writes the files end first, then run again.',
  });
}

function isSame(before: Artifact, after: Artifact | undefined): boolean {
  return before.name === after?.name && before.digests.sha256 === after.digests.sha256;
}
