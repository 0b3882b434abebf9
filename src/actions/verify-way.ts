/** The two ways to decide on files: by inputs that name one identity, or by a policy. Both end in the same judge. */
import type { Candidate } from '../model/requirement.ts';
import type { Artifact } from '../model/subject.ts';
import type { Verdict } from '../model/verdict.ts';
import type { EvidenceSource } from '../ports/evidence.ts';

/** Where evidence about one artifact may lie, and of which types it is wanted. */
export interface Wanted {
  readonly sources: readonly EvidenceSource[];
  readonly predicateTypes: readonly string[];
}

export interface Way {
  wanted(artifact: Artifact): Promise<Wanted>;
  /** @param evidence one list per artifact, in their order */
  decide(
    artifacts: readonly Artifact[],
    evidence: readonly (readonly Candidate[])[],
  ): Promise<readonly Verdict[]>;
  readonly notices: readonly string[];
  /** The command that repeats the check. */
  readonly repeat: string;
}
