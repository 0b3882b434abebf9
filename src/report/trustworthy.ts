/** A report cannot be better than its verdicts, and no verdict at all never passes (trust rule T20). */
import { overall } from '../model/verdict.ts';
import type { Report } from './report.ts';

export function trustworthy(report: Report): Report {
  const { status, verdicts, onFail } = report;
  if (status !== 'pass') return report;
  const statuses = verdicts.map((verdict) => verdict.status);
  if (onFail === 'report' && statuses.length > 0) return report;
  // What is set aside does not count; where nothing else is left, nothing passes.
  const counted = onFail === 'set-aside' ? statuses.filter((one) => one !== 'fail') : statuses;
  return { ...report, status: overall(counted) };
}
