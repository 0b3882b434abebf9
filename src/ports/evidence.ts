/** Where evidence comes from and where it goes. Files and GitHub's API today; each is one file in io/. */
import type { Candidate } from '../model/requirement.ts';
import type { Subject } from '../model/subject.ts';

/** Finds bundles about an artifact. */
export interface EvidenceSource {
  /** For people: `files`, `attestations API of OWNER/REPOSITORY`. */
  readonly name: string;
  /**
   * Bundles that may be about the artifact, unverified. What cannot be read is yielded as a candidate with its fault,
   * or thrown as a `Fault`; nothing is left out in silence (trust rule T22).
   */
  find(sha256: string, predicateTypes: readonly string[]): AsyncIterable<Candidate>;
}

/** A statement that is about to be stored or was stored. */
export interface StatementKey {
  /** SHA-256 of the statement's bytes, lower-case hexadecimal. */
  readonly key: string;
  readonly subjects: readonly [Subject, ...Subject[]];
  readonly predicateType: string;
}

export interface Stored {
  /** Path of the bundle on this machine, where there is one. */
  readonly path?: string;
  /** Page of the attestation, where there is one. */
  readonly url?: string;
}

export interface EvidenceStore {
  readonly name: 'files' | 'github';
  /** Bundles stored for exactly this statement, newest first, read back from where they lie; unverified. */
  recall(
    statement: StatementKey,
  ): Promise<readonly { readonly bytes: Uint8Array; readonly stored: Stored }[]>;
  /** Stores the bundle whole or throws `CUSTODY-309`, or `-310` where evidence of its kind is not taken at all. */
  put(statement: StatementKey, bundle: Uint8Array): Promise<Stored>;
}
