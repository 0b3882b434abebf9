/** The verdict in one sentence, made of counts and our own words alone: nothing in it comes from outside. */
import type { Report } from './report.ts';
import { count } from './words.ts';

/** Such as `1 of 3 files failed, 1 could not be decided.` */
export function sentence(report: Report): string {
  const { verdicts, sealed } = report;
  if (verdicts.length === 0) return 'There was nothing to decide on, and that never passes.';
  const files = count(verdicts.length, 'file');
  if (report.status === 'pass')
    return sealed
      ? `${files} sealed${sealed.reused ? ' already' : ''}, verified and stored.`
      : `${files} verified.`;
  const bad = [
    [number(report, 'fail'), 'failed'],
    [number(report, 'unknown'), 'could not be decided'],
  ] as const;
  const parts = bad.flatMap(([many, what]) => (many > 0 ? [`${many} ${what}`] : []));
  const [first = '', ...more] = parts;
  return `${[first.replace(' ', ` of ${files} `), ...more].join(', ')}.`;
}

function number(report: Report, status: Report['status']): number {
  return report.verdicts.filter((verdict) => verdict.status === status).length;
}
