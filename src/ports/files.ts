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

/** Files that a caller names one by one, wherever they lie. */
export interface NamedFiles {
  /**
   * Absolute paths that patterns name, sorted; every pattern has a match. They may lie anywhere and be anything. Throws
   * `CUSTODY-102`, `-201`, `-204` to `-206`, `-208`.
   */
  select(patterns: readonly string[], most: number): Promise<readonly string[]>;
  /**
   * The bytes of a file, through links; `undefined` where nothing stands. Throws faults `CUSTODY-203` to `-205`, and
   * `-404` for more than `most` bytes.
   */
  read(path: string, most: number): Promise<Uint8Array | undefined>;
  /** Writes or replaces a file whole. Throws `CUSTODY-906`. */
  write(path: string, bytes: Uint8Array): Promise<void>;
}

export interface Files {
  /** Selects, hashes and names. Sorted by name. Throws faults `CUSTODY-201` to `-208`. */
  artifacts(
    selection: FileSelection,
    algorithms: readonly DigestAlgorithm[],
  ): Promise<readonly [Artifact, ...Artifact[]]>;
}
