/** Subjects: what a statement is about (in-toto Statement v1, `subject`), and the artifact on disk beside them. */
import type { ArtifactDigests, DigestSet } from './digest.ts';

/** A ResourceDescriptor as Custody writes and reads it. */
export interface Subject {
  readonly name: string;
  readonly digest: DigestSet;
}

/** A file whose bytes were hashed here. `name` is relative, with forward slashes, in NFC. */
export interface Artifact {
  readonly name: string;
  readonly digests: ArtifactDigests;
  /** Size in bytes. */
  readonly size: number;
}
