/** The verdict in one sentence, made of counts and our own words alone: nothing in it comes from outside. */
import type { Report } from './report.ts';
import { count } from './words.ts';

/** Such as `Of 3 files 2 pass, 1 fails.` */
export function sentence(report: Report): string {
  const { verdicts, sealed } = report;
  if (verdicts.length === 0) return 'There was nothing to decide on, and that never passes.';
  const files = count(verdicts.length, 'file');
  if (report.status === 'pass')
    return sealed
      ? `${files} sealed${sealed.reused ? ' already' : ''}, verified and stored.`
      : `${files} verified.`;
  const passed = number(report, 'pass');
  const failed = number(report, 'fail');
  const undecided = number(report, 'unknown');
  const parts = [
    ...(passed > 0 ? [`${passed} ${passed === 1 ? 'passes' : 'pass'}`] : []),
    ...(failed > 0 ? [`${failed} ${failed === 1 ? 'fails' : 'fail'}`] : []),
    ...(undecided > 0 ? [`${undecided} could not be decided`] : []),
  ];
  return verdicts.length === 1 ? `1 file${parts.join('').slice(1)}.` : `Of ${files} ${parts.join(', ')}.`;
}

function number(report: Report, status: Report['status']): number {
  return report.verdicts.filter((verdict) => verdict.status === status).length;
}
