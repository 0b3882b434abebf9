/** How old the data of a scan is (trust rule T32): signing it again makes it no younger. */
import type { Objection } from '../../model/evidence.ts';
import type { Scan } from '../../model/vulnerability.ts';

/** A runner's clock may be that much ahead of the timestamp's, in milliseconds. */
const clockSkew = 5 * 60 * 1000;

/**
 * By the oldest of: the database, the end of the scan, the signature.
 * @param maxAge in seconds
 */
export function checkDataAge(scan: Scan, signedAt: Date, now: Date, maxAge: number): Objection | undefined {
  const stated = [scan.dataAt, scan.finishedAt].flatMap((date) => (date ? [date.getTime()] : []));
  const later = stated.find((time) => time > signedAt.getTime() + clockSkew);
  if (later !== undefined)
    return tooOld(
      `the scan names ${new Date(later).toISOString()}, which is after it was signed: its age is not known`,
      'Scan where the clock is right, and attest the new result.',
    );
  const oldest = Math.min(...stated, signedAt.getTime());
  if (now.getTime() - oldest <= maxAge * 1000) return undefined;
  return tooOld(
    `the scan's data is of ${new Date(oldest).toISOString()}; the policy allows ${maxAge} seconds`,
    'Scan again with a current database, and attest the new result. Signing the old one again does not help.',
  );
}

function tooOld(message: string, hint: string): Objection {
  return { outcome: 'undecided', code: 'CUSTODY-409', message, hint };
}
