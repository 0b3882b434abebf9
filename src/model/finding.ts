/** What was decided about one requirement, and about each piece of evidence weighed for it. */
import type { Code, RefusalCode } from './codes.ts';
import type { Place } from './fault.ts';
import type { Reference } from './reference.ts';

/** Why one bundle does not satisfy one requirement. Text may come from outside: escape before showing. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  readonly hint: string;
}

/** Facts of a bundle that verified, for the reader of a verdict. */
export interface SignerFacts {
  /** The certificate's SAN. */
  readonly identity: string;
  readonly issuer: string;
  readonly sourceRepository: string;
  readonly sourceRepositoryId: string;
  readonly sourceOwnerId: string;
  readonly sourceRef: string;
  readonly sourceCommit: string;
  /** The workflow that was started; another than `identity` where a reusable one signed. */
  readonly buildConfigUri: string;
  readonly runUrl: string;
  readonly runner: string;
  /** ISO 8601, UTC: the earliest trusted time. */
  readonly signedAt: string;
}

/** How one candidate fared against one requirement (trust rule T21: each is named). */
export type Weighed =
  | {
      readonly outcome: 'satisfies';
      readonly origin: string;
      /** SHA-256 of the bundle's bytes, lower-case hexadecimal. */
      readonly bundle: string;
      readonly signer: SignerFacts;
      /** What a rule that is met wants said beside it: `own-run: …`. */
      readonly remarks?: readonly string[];
      /** The SLSA Build level of provenance, where a rule asked for one (T13). */
      readonly level?: 1 | 2 | 3;
    }
  | { readonly outcome: 'refused'; readonly origin: string; readonly refusal: Refusal }
  /** What it says is not known, so that nothing can be decided beside it (T22). */
  | ({ readonly outcome: 'unreadable' } & Unclear)
  /** It verified, and a rule could not tell, as of stale data (T32); other evidence may still satisfy. */
  | ({
      readonly outcome: 'undecided';
      readonly signer?: SignerFacts;
      /** What it refers to, and was not at hand. */
      readonly document?: Reference;
    } & Unclear);

interface Unclear {
  readonly origin: string;
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
}

/** `unknown` (could not decide) and `fail` (decided no) are different, and both block. */
export type Status = 'pass' | 'fail' | 'unknown';

export interface Finding {
  /** The id of the requirement or the rule. */
  readonly rule: string;
  /** Where the policy states it. */
  readonly at?: Place;
  readonly status: Status;
  /** The artifact's name. */
  readonly subject: string;
  readonly code?: Code;
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  readonly hint?: string;
  /** Of a finding that passes only because somebody accepted what `message` says, until the end of a day. */
  readonly exception?: {
    readonly at: Place;
    /** `YYYY-MM-DD`. */
    readonly until: string;
    readonly reason: string;
    readonly owner: string;
    readonly approvedBy: readonly number[];
  };
  readonly weighed: readonly Weighed[];
}
