/** `Fault`: Custody could not decide. What was decided against is a `Refusal` (finding.ts), never one for the other. */
import { codes, type FaultCode } from './codes.ts';

/** Where in a file or document the cause stands. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface FaultDetails {
  /** What to do next, one or more whole sentences or lines. */
  readonly hint: string;
  readonly at?: Place;
  readonly cause?: unknown;
}

/**
 * Thrown wherever something stands between Custody and a decision. `message` names the value concerned; it may carry
 * text from outside, so that it passes an escaper of `report/` before anyone sees it. It never carries a credential.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;
  readonly hint: string;
  readonly at: Place | undefined;

  constructor(code: FaultCode, message: string, details: FaultDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.at = details.at;
  }

  get title(): string {
    return codes[this.code].title;
  }
}

/** Several faults that are reported at once, such as every bad input of a step. */
export class Faults extends Error {
  override readonly name = 'Faults';
  readonly faults: readonly [Fault, ...Fault[]];

  constructor(faults: readonly [Fault, ...Fault[]]) {
    super(faults.map((fault) => fault.message).join('\n'));
    this.faults = faults;
  }
}
