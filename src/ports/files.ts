/** The files that a verb works on. */
import type { DigestAlgorithm } from '../model/digest.ts';
import type { Artifact } from '../model/subject.ts';

export interface FileSelection {
  /** Globs and paths as the user wrote them, one each; a leading `!` excludes. */
  readonly patterns: readonly string[];
  /** Absolute folder that names are relative to and that no file may leave. */
  readonly base: string;
  /** Most files that may be selected; one more is `CUSTODY-206`. */
  readonly most: number;
}

export interface Files {
  /** Selects, hashes and names. Sorted by name. Throws faults `CUSTODY-201` to `-208`. */
  artifacts(
    selection: FileSelection,
    algorithms: readonly DigestAlgorithm[],
  ): Promise<readonly [Artifact, ...Artifact[]]>;
}
