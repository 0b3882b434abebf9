/** A report cannot be better than its verdicts, and no verdict at all never passes (trust rule T20). */
import type { Status } from '../model/finding.ts';
import { overall, type Verdict } from '../model/verdict.ts';
import type { Report } from './report.ts';

/**
 * What decides the exit code. What is set aside does not count, and where nothing else is left, nothing passes; what is
 * only reported stops nothing. What could not be decided blocks always.
 */
export function gateStatus(verdicts: readonly Verdict[], onFail: Report['onFail']): Status {
  const statuses = verdicts.map(({ status }) => status);
  const counted = onFail === undefined ? statuses : statuses.filter((status) => status !== 'fail');
  return onFail === 'report' && counted.length === 0 && statuses.length > 0 ? 'pass' : overall(counted);
}

export function trustworthy(report: Report): Report {
  const { status, verdicts, onFail } = report;
  return status === 'pass' ? { ...report, status: gateStatus(verdicts, onFail) } : report;
}
