/**
 * What must be true of an artifact before it passes. Flat inputs make one requirement, a policy file makes many; the
 * judge (verify/judge.ts) knows nothing else.
 */
import type { ArtifactRule, Evidence, EvidenceCheck, Objection } from './evidence.ts';
import type { Fault, Place } from './fault.ts';
import type { Artifact } from './subject.ts';

/** Evidence as it was found: the bytes of one bundle, or the fault that kept them from being read (trust rule T22). */
export type Candidate =
  | { readonly origin: string; readonly bytes: Uint8Array }
  | { readonly origin: string; readonly fault: Fault };

/**
 * Keys and authorities that are trusted, and what a bundle must show under them (trust rule T9). Made by
 * `readTrustRoot` of verify/ alone.
 */
export interface TrustRoot {
  readonly name: string;
  /** How many of each a bundle must bring: certificate timestamps, log entries, trusted times. */
  readonly profile: { readonly scts: 0 | 1; readonly logEntries: 0 | 1; readonly times: 1 };
  /** The trusted root as parsed (`dev.sigstore.trustroot.v1.TrustedRoot`); opaque outside verify/. */
  readonly material: object;
}

/**
 * A workflow that may sign. `root` names one of the expectation's roots, so that a weaker profile never counts for a
 * stronger one.
 */
export interface GitHubSigner {
  readonly kind: 'github';
  readonly root: string;
  /** Compared exactly (trust rule T4). */
  readonly issuer: string;
  /** `https://HOST` of the signing workflow. */
  readonly server: string;
  /** `OWNER/REPOSITORY/PATH`; a `*` matches within one segment of the path. */
  readonly workflow: string;
  /** Segment globs over the ref that the signing workflow was taken from. */
  readonly refs?: readonly [string, ...string[]];
  /** The signing workflow's full commit; needed where it lives in another repository than the source (T5). */
  readonly commit?: string;
  /**
   * Takes the name of a workflow in another repository for the workflow itself: whoever gets hold of the name of that
   * repository may sign (T5).
   */
  readonly trustName?: true;
  /** A reusable workflow that keeps signing apart from the build (T13). */
  readonly isolated?: true;
  /** Where this signer's run must belong, in place of the requirement's source. */
  readonly source?: SourceRule;
  /** `github-hosted` or `self-hosted`; any when absent. */
  readonly runner?: 'github-hosted' | 'self-hosted';
}

/** Closed union: other kinds of identity are added here, and every `switch` over `kind` then asks for them. */
export type SignerRule = GitHubSigner;

/** Where the artifact's source must be. */
export interface SourceRule {
  /** `OWNER/REPOSITORY`. */
  readonly repository: string;
  readonly repositoryId?: string;
  readonly ownerId?: string;
  /** Segment globs over the full ref, such as `refs/tags/v*`. */
  readonly refs: readonly [string, ...string[]];
  /** Triggers that are refused unless they are named here (T7). */
  readonly triggers?: readonly string[];
}

export interface Requirement {
  /** The name under which the verdict speaks of it. */
  readonly id: string;
  /** Where the policy states it. */
  readonly at?: Place;
  /** Statements of any of these types count. */
  readonly predicateTypes: readonly [string, ...string[]];
  readonly signers: readonly [SignerRule, ...SignerRule[]];
  readonly source: SourceRule;
  /** How many distinct signers must agree (T8). */
  readonly threshold: number;
  /** Evidence that can only help a rule: there is no finding about it, unless it cannot be read. */
  readonly optional?: true;
  /** Puts what proven evidence refers to in its place. A `Fault` that it throws makes the whole finding `unknown`. */
  readonly resolve?: (evidence: Evidence) => Evidence | Objection;
  /** What else must hold of a piece of evidence before it counts; asked in this order, the first objection is told. */
  readonly checks?: readonly EvidenceCheck[];
}

/** The policy that a verdict follows. */
export interface PolicyReference {
  /** Where it was read: `OWNER/REPOSITORY@COMMIT:PATH`, or a path on this machine. */
  readonly uri: string;
  /** SHA-256 of its bytes. What it extends is named in them by commit, so that this covers all of it. */
  readonly sha256: string;
}

export interface Expectation {
  readonly artifact: Artifact;
  readonly requirements: readonly [Requirement, ...Requirement[]];
  /** Decided after the requirements, on what satisfied them. */
  readonly rules?: readonly ArtifactRule[];
  /** Where requirements and rules come from; absent for inputs. */
  readonly policy?: PolicyReference;
  /** Root name → root. */
  readonly roots: ReadonlyMap<string, TrustRoot>;
  readonly now: Date;
}
