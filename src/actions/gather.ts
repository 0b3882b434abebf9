/** Brings together, for each artifact, the evidence of every source; what cannot be read stays visible (rule T22). */
import { Fault } from '../model/fault.ts';
import type { Candidate } from '../model/requirement.ts';
import type { Artifact } from '../model/subject.ts';
import type { EvidenceSource } from '../ports/evidence.ts';
import type { Wanted } from './verify-way.ts';

/** Requests under way at once: GitHub asks clients to keep to a few. */
const LANES = 6;

/** One list per artifact, in the order of `artifacts`. */
export async function gather(
  artifacts: readonly Artifact[],
  wanted: (artifact: Artifact) => Promise<Wanted>,
): Promise<readonly (readonly Candidate[])[]> {
  const found: (readonly Candidate[])[] = [];
  const queue = artifacts.entries();
  const lane = async () => {
    for (const [index, artifact] of queue) {
      const { sources, predicateTypes } = await wanted(artifact);
      const { sha256 } = artifact.digests;
      found[index] = (
        await Promise.all(sources.map((source) => collect(source, sha256, predicateTypes)))
      ).flat();
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
