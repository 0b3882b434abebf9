/**
 * The ways in which the sandbox can be told to misbehave, so that a verifier can be shown evidence that the
 * real services would not issue. Nothing here is on unless a test asks for it.
 */
import type { Reply, ServedRequest } from '../http.ts';

export type ServiceName = 'oidc' | 'fulcio' | 'rekor' | 'timestamp' | 'ctlog';

/** One entry of a subject alternative name (RFC 5280 section 4.2.1.6). */
export type AlternativeName =
  | { readonly kind: 'uri'; readonly value: string }
  | { readonly kind: 'email'; readonly value: string }
  /** An OtherName of the type 1.3.6.1.4.1.57264.1.7, which Fulcio uses for user names. */
  | { readonly kind: 'other'; readonly value: string };

/** How the certificate of one job differs from what its token would give. */
export interface CertificateFaults {
  /**
   * By the last arc of the extension (1–6, 8–24): another text in the extension's own encoding, raw content
   * of `extnValue` as bytes, or `null` to leave it out.
   */
  readonly extensions?: Readonly<Record<number, string | Uint8Array | null>>;
  /** Extensions written a second time at the end, by their last arc, with this text. */
  readonly repeated?: Readonly<Record<number, string>>;
  /** The whole list of alternative names in place of the one URI; an empty list leaves the extension out. */
  readonly names?: readonly AlternativeName[];
  /** Purposes in place of code signing, as object identifiers; an empty list leaves the extension out. */
  readonly purposes?: readonly string[];
  /** Seconds added to the start of validity; negative for a certificate that has expired already. */
  readonly startShift?: number;
  /** Seconds of validity in place of 600. */
  readonly lifetime?: number;
  /** No signed certificate timestamp, or one of a log that is in no trusted root. */
  readonly sct?: 'omit' | 'foreign';
}

/** How the token of one job differs from what the issuer would give. */
export interface TokenFaults {
  readonly issuer?: string;
  readonly audience?: string;
  /** Seconds added to all of `iat`, `nbf` and `exp`. */
  readonly timeShift?: number;
  /** Signed by a key that is not published, or `alg: none` without a signature. */
  readonly signature?: 'foreign' | 'none';
}

/** Faults that belong to one job. */
export interface JobFaults {
  readonly certificate?: CertificateFaults;
  readonly token?: TokenFaults;
}

/** Faults of the services for everybody; the object may be changed while they run. */
export interface ServiceFaults {
  /**
   * The log's promise (signed entry timestamp): left out, or by a key that is in no trusted root. `add` makes a
   * Rekor 2 give one with a time, which such a log never does.
   */
  promise?: 'omit' | 'foreign' | 'add';
  /** The log's inclusion proof is left out, or its checkpoint is by a key that is in no trusted root. */
  proof?: 'omit' | 'foreign';
  /** The body that a Rekor 2 enters, given the one that is right. */
  enter?: (body: string) => string;
  /** Seconds added to the log's integrated time. */
  integratedTimeShift?: number;
  /** Timestamps are signed by a key that is in no trusted root. */
  timestamp?: 'foreign';
  /** Seconds added to the time of timestamps. */
  timestampShift?: number;
  /** Answers in place of a service (an outage, a redirect, broken bytes); `undefined` lets the service answer. */
  intercept?: (
    service: ServiceName,
    request: ServedRequest,
  ) => Promise<Reply | undefined> | Reply | undefined;
  /** Stands around every answer of a service; see sandbox/faults.ts. */
  around?: (
    service: ServiceName,
    request: ServedRequest,
    answer: () => Promise<Reply> | Reply,
  ) => Promise<Reply>;
}
