/** The judge's answer for one artifact. */
import type { Finding, Status } from './finding.ts';
import type { PolicyReference } from './requirement.ts';
import type { Artifact } from './subject.ts';

/** The finding that stands for all others where a verification summary counted in place of the evidence. */
export const SUMMARY_RULE = 'summary';

export interface Verdict {
  readonly artifact: Artifact;
  readonly status: Status;
  /** The policy that was followed, where there is one (trust rule T31). */
  readonly policy?: PolicyReference;
  /** One per requirement, then one per rule. */
  readonly findings: readonly [Finding, ...Finding[]];
}

/** The worst of several: `fail` before `unknown` before `pass`; nothing at all is `fail` (trust rule T20). */
export function overall(statuses: readonly Status[]): Status {
  if (statuses.length === 0 || statuses.includes('fail')) return 'fail';
  return statuses.includes('unknown') ? 'unknown' : 'pass';
}
