/**
 * What a rule may look at: evidence that was proven first. A rule is a pure function that a requirement or an
 * expectation carries; the judge calls it with nothing that has not verified (trust rules T2, T21).
 */
import type { FaultCode, RefusalCode } from './codes.ts';
import type { Place } from './fault.ts';
import type { Refusal, SignerFacts, Status } from './finding.ts';
import type { Reference } from './reference.ts';
import type { SignerRule } from './requirement.ts';
import type { JsonObject } from './statement.ts';
import type { Artifact } from './subject.ts';

/** One statement about the artifact, by a signer whom the requirement names. */
export interface Evidence {
  readonly origin: string;
  /** SHA-256 of the bundle's bytes, lower-case hexadecimal. */
  readonly bundle: string;
  readonly predicateType: string;
  /** As it was signed, by itself or by its digest: what it says is the signer's word, no more. */
  readonly predicate: JsonObject;
  readonly signer: SignerFacts;
  /** The rule that accepted the signer. */
  readonly acceptedBy: SignerRule;
}

/** Why evidence that verified does not count: decided against, or not to be decided on. */
export type Objection =
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | {
      readonly outcome: 'undecided';
      readonly code: FaultCode;
      readonly message: string;
      readonly hint: string;
      /** What the evidence refers to, and was not at hand. */
      readonly document?: Reference;
    };

/** The check is met, and the reader of the verdict should know this beside it. */
export interface Remark {
  readonly outcome: 'remark';
  readonly message: string;
  /** The SLSA Build level that was found. */
  readonly level?: 1 | 2 | 3;
}

/** What a check may look at beside the evidence itself. */
export interface Beside {
  readonly artifact: Artifact;
  /** Requirement id → what satisfied it, of the requirements before this one. */
  readonly proven: ReadonlyMap<string, readonly Evidence[]>;
}

/** Looks at one piece of evidence. A `Fault` that it throws makes the whole finding `unknown`. */
export type EvidenceCheck = (evidence: Evidence, beside: Beside) => Objection | Remark | undefined;

/** What a rule over all evidence of an artifact came to. */
export interface Decision {
  readonly status: Status;
  readonly code?: FaultCode | RefusalCode;
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  readonly hint?: string;
}

/** A rule over everything that was proven about one artifact, decided after its requirements. */
export interface ArtifactRule {
  readonly id: string;
  /** Where the policy states it. */
  readonly at?: Place;
  /**
   * @param proven requirement id → the evidence that satisfied it, in the order of the candidates; an id without any
   *   maps to an empty list. A `Fault` that is thrown makes the finding `unknown`.
   */
  decide(artifact: Artifact, proven: ReadonlyMap<string, readonly Evidence[]>): Decision;
}
