/**
 * A policy as it was read: `.github/custody.yml`, checked, with the place of everything that a verdict may speak of.
 * Made by the reader alone; compiled to requirements and rules for one artifact (trust rules T2, T30, T31).
 */
import type { Place } from '../model/fault.ts';
import type { PolicyReference } from '../model/requirement.ts';

/** A part of a policy, with where it stands. */
interface Stated {
  readonly at: Place;
}

type Some<T> = readonly [T, ...T[]];

export interface Policy {
  readonly reference: PolicyReference;
  readonly owner: string;
  /** The last day on which it decides anything: it ends with that day in UTC. */
  readonly expires: Stated & { readonly until: Date };
  /** By name, in the order of the file. */
  readonly signers: ReadonlyMap<string, PolicySigner>;
  readonly artifacts: Some<ArtifactEntry>;
  readonly environments: ReadonlyMap<string, EnvironmentEntry>;
  readonly rules: readonly CustomRule[];
  readonly exceptions: readonly Exception[];
  /** Policies that must pass as well, as `OWNER/REPOSITORY@COMMIT:PATH`. */
  readonly extends: readonly (Stated & PolicyAddress)[];
}

/** Where a policy lies that is pinned. */
export interface PolicyAddress {
  /** `OWNER/REPOSITORY`. */
  readonly repository: string;
  /** Full commit. */
  readonly commit: string;
  readonly path: string;
}

/** As it is written: equal for the same file of the same commit alone. */
export function addressOf({ repository, commit, path }: PolicyAddress): string {
  return `${repository}@${commit}:${path}`;
}

/** A workflow of GitHub's that may sign. Other kinds of identity are not built yet, and refused by the reader. */
export interface PolicySigner extends Stated {
  readonly name: string;
  /** `public`, `github`, or the name of a root that the caller gives. */
  readonly root: string;
  readonly issuer: string;
  /** `OWNER/REPOSITORY/PATH`. */
  readonly workflow: string;
  readonly refs?: Some<string>;
  readonly commit?: string;
  readonly trustName?: true;
  readonly runner?: 'github-hosted' | 'self-hosted';
  /** A reusable workflow that keeps signing apart from the build: what makes Build L3 (T13). */
  readonly isolated?: true;
  /** Numbers of the repository in which the signer's own runs take place, for what it signs about others' builds. */
  readonly repositoryId?: string;
  readonly ownerId?: string;
}

export interface ArtifactEntry extends Stated {
  readonly name: string;
  /** Segment globs over artifact names. */
  readonly match: Some<string>;
  readonly source: {
    readonly repository: string;
    readonly repositoryId?: string;
    readonly ownerId?: string;
    readonly refs: Some<string>;
    readonly triggers?: readonly string[];
  };
  /** Names of signers of the provenance. */
  readonly signers: Some<string>;
  readonly require: Require;
  /** Verification summaries that count in place of the evidence, by their verifiers. */
  readonly summaries?: Stated & { readonly signers: Some<string>; readonly maxAge: number };
}

/** What must be true of an artifact. Ages in seconds. Provenance by one of the signers is required always. */
export interface Require {
  readonly provenance: Stated & {
    /** SLSA Build level (T13). */
    readonly level: 1 | 2 | 3;
    /** What must have become of the run (T14). */
    readonly runConclusion?: 'success';
    readonly buildTypes?: Some<string>;
    /** Distinct signers (T8). */
    readonly threshold: number;
  };
  readonly predicates: readonly (Stated & {
    readonly type: string;
    readonly signers: Some<string>;
    readonly threshold: number;
    readonly maxAge?: number;
  })[];
  readonly sbom?: Stated & {
    readonly formats: Some<'cyclonedx' | 'spdx'>;
    readonly signers: Some<string>;
    /** Least share of components with each element filled, 0 to 1. */
    readonly fields?: number;
    /** Least shares that the SBOM states of itself. */
    readonly precision?: number;
    readonly recall?: number;
    /** Whether it has to name the artifact, and the provenance it. */
    readonly bound: boolean;
  };
  readonly vulnerabilities?: Stated & {
    readonly signers: Some<string>;
    /** The least severity that is refused. */
    readonly failOn: Severity;
    readonly maxDataAge: number;
    /** Signers of OpenVEX statements that may take a vulnerability out; none unless named. */
    readonly vexSigners: readonly string[];
  };
  /** Of every piece of evidence. */
  readonly maxAge?: Stated & { readonly seconds: number };
}

export const severities = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** Checked here, decided on by promotion. */
export interface EnvironmentEntry extends Stated {
  readonly name: string;
  readonly promotedBy: Some<string>;
  readonly requires?: string;
  readonly minTimeInPrevious?: number;
  readonly approvals?: { readonly count: number; readonly gates: Some<string> };
  readonly distinctPeople: readonly ('author' | 'approver' | 'promoter')[];
}

/** A rule in CEL. `when` absent: always. */
export interface CustomRule extends Stated {
  readonly id: string;
  readonly when?: Stated & { readonly expression: string };
  readonly assert: Stated & { readonly expression: string };
  readonly message: string;
}

/** Lifts one rule for one artifact until a day. */
export interface Exception extends Stated {
  readonly rule: string;
  /** `sha256:` and the digest. */
  readonly subject: string;
  /** It ends with that day in UTC. */
  readonly until: Date;
  readonly reason: string;
  readonly owner: string;
  /** Numeric user ids. */
  readonly approvedBy: Some<number>;
}
