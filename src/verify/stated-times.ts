/** The times at which a bundle says that it was signed: by a timestamp authority (RFC 3161), or by a log that promised. */
import type { Bundle, TransparencyLogEntry } from '@sigstore/bundle';
import { RFC3161Timestamp } from '@sigstore/core';
import type { SignedEntity } from '@sigstore/verify';
import type { Refusal } from '../model/finding.ts';
import { isRekorV2 } from './log-entry.ts';
import { parseReceived } from './received.ts';

/** Stated and not yet proven. */
export interface StatedTimes {
  /** For @sigstore/verify to prove, each by itself; it does not hand out which times they are. */
  readonly timestamps: SignedEntity['timestamps'];
  readonly times: readonly Date[];
}

/** Throws what the library throws where a timestamp cannot be taken apart. */
export function statedTimes({ verificationMaterial }: Bundle): StatedTimes {
  const { tlogEntries, timestampVerificationData } = verificationMaterial;
  const entries = tlogEntries.filter(claimsTime);
  const stamps = (timestampVerificationData?.rfc3161Timestamps ?? []).map(
    ({ signedTimestamp }) => new RFC3161Timestamp(parseReceived(signedTimestamp)),
  );
  return {
    timestamps: [
      ...entries.map((tlogEntry) => ({ $case: 'transparency-log' as const, tlogEntry })),
      ...stamps.map((timestamp) => ({ $case: 'timestamp-authority' as const, timestamp })),
    ],
    times: [
      ...entries.map(({ integratedTime }) => new Date(Number(integratedTime) * 1000)),
      ...stamps.map(({ signingTime }) => signingTime),
    ],
  };
}

/** A log's time counts only where its promise signs it, and a Rekor v2 log's never: an authority has to give it. */
function claimsTime(entry: TransparencyLogEntry): boolean {
  if (isRekorV2(entry)) return false;
  return entry.inclusionPromise !== undefined && entry.integratedTime !== '0' && entry.integratedTime !== '';
}

/** Clocks of a runner and of an authority may differ by this much. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

/** @param now times after it are refused */
export function checkTimes(times: readonly Date[], now: Date): Refusal | undefined {
  const ahead = times.find((time) => time.getTime() > now.getTime() + CLOCK_SKEW_MS);
  if (!ahead) return undefined;
  const found = ahead.toISOString();
  return {
    ...noTime(),
    message: `the trusted time ${found} lies in the future`,
    expected: `not after ${now.toISOString()}`,
    found,
  };
}

export function noTime(): Refusal {
  return {
    code: 'CUSTODY-425',
    message: 'there is no trusted time of signing',
    expected: 'a timestamp or a signed log time',
    found: 'none',
    hint: 'Do not use what this bundle says. If it should be good, fetch it again from where it was stored.',
  };
}
