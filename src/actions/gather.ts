/** Brings together, for each artifact, the evidence of every source; what cannot be read stays visible (rule T22). */
import { Fault } from '../model/fault.ts';
import type { Candidate } from '../model/requirement.ts';
import type { Artifact } from '../model/subject.ts';
import type { EvidenceSource } from '../ports/evidence.ts';

/** Requests under way at once: GitHub asks clients to keep to a few. */
const LANES = 6;

/** One list per artifact, in the order of `artifacts`. */
export async function gather(
  sources: readonly EvidenceSource[],
  artifacts: readonly Artifact[],
  predicateTypes: readonly string[],
): Promise<readonly (readonly Candidate[])[]> {
  const found: (readonly Candidate[])[] = [];
  const queue = artifacts.entries();
  const lane = async () => {
    for (const [index, { digests }] of queue) {
      const lists = await Promise.all(
        sources.map((source) => collect(source, digests.sha256, predicateTypes)),
      );
      found[index] = lists.flat();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return found;
}

async function collect(
  source: EvidenceSource,
  sha256: string,
  types: readonly string[],
): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = [];
  try {
    for await (const candidate of source.find(sha256, types)) candidates.push(candidate);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    candidates.push({ origin: source.name, fault: error });
  }
  return candidates;
}
