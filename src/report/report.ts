/** What a verb reports: one value, from which every text that a person or a program reads is built. */
import type { Place } from '../model/fault.ts';
import type { Status } from '../model/finding.ts';
import type { Truth } from '../model/truth.ts';
import type { Verdict } from '../model/verdict.ts';

/** What was signed and where it lies. */
export interface Sealed {
  /** SHA-256 of the bytes of each statement, lower-case hexadecimal. */
  readonly keys: readonly string[];
  readonly predicateType: string;
  /** Paths of the bundles on this machine. */
  readonly bundles: readonly string[];
  /** Pages of the stored attestations. */
  readonly urls: readonly string[];
  /** True when an earlier run of the same attempt had stored all of it already. */
  readonly reused: boolean;
  /** The Sigstore instance that signed: `public`, `github`, or the name of a folder. */
  readonly instance: string;
}

/** An SBOM that was made or held against its artifact. Shares from 0 to 1. */
export interface SbomLine {
  /** The artifact's name. */
  readonly artifact: string;
  readonly components: number;
  /** How much of the minimum elements is filled; absent where nothing is listed that could fill any. */
  readonly fields?: number;
  readonly truth?: Truth;
  /** Paths of the documents on this machine. */
  readonly paths: readonly string[];
  /** What the list lacks or cannot tell. */
  readonly gaps: number;
}

/** Text in it may come from outside; `report/` escapes it for each sink. */
export interface Report {
  readonly verb: string;
  /** Decides the exit code. */
  readonly status: Status;
  /** One per artifact. */
  readonly verdicts: readonly Verdict[];
  /** What becomes of artifacts that are refused, where it is not that they block. */
  readonly onFail?: 'set-aside' | 'report';
  readonly sealed?: Sealed;
  readonly sboms?: readonly SbomLine[];
  /** What a file of the build should be better at, with its place. */
  readonly warnings?: readonly { readonly at: Place; readonly message: string }[];
  /** What a reader should know although it changes nothing. */
  readonly notices: readonly string[];
  /** The command that repeats the check; made by `shellCommand` of report/escape.ts. */
  readonly repeat?: string;
}
