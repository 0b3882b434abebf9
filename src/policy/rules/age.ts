/** How old evidence may be, by the earliest time that is proven for it (trust rule T32). */
import type { EvidenceCheck } from '../../model/evidence.ts';

const DAY_SECONDS = 24 * 60 * 60;

/** Stale evidence is not known to be true any more: it is never refused, and newer evidence may satisfy beside it. */
export function ageCheck(seconds: number, now: Date): EvidenceCheck {
  return ({ signer: { signedAt } }) => {
    const age = (now.getTime() - Date.parse(signedAt)) / 1000;
    if (age <= seconds) return undefined;
    return {
      outcome: 'undecided',
      code: 'CUSTODY-409',
      message: `the evidence is of ${signedAt}, older than the ${inDays(seconds)} days that the policy allows`,
      hint: 'Attest again: newer evidence beside the old one is enough. Or raise `max-age` in the policy.',
    };
  };
}

function inDays(seconds: number): string {
  return String(Math.round((seconds / DAY_SECONDS) * 100) / 100);
}
