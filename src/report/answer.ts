/** What a verb reports that decides about no artifact: a page, what is wrong with a policy, how its cases went. */
import type { Status } from '../model/finding.ts';

/** Text in it may come from outside; kit/output.ts escapes each line. */
export interface Answer {
  readonly lines: readonly string[];
  /** Decides the exit code; `pass` where there was nothing to decide. */
  readonly status: Status;
}
