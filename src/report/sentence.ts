/** The verdict in one sentence, made of counts and our own words alone: nothing in it comes from outside. */
import type { Status } from '../model/finding.ts';
import type { Report } from './report.ts';
import { count } from './words.ts';

const refusedWords = { block: 'failed', 'set-aside': 'refused and set aside', report: 'failed' } as const;

/** Such as `1 of 3 files failed, 1 could not be decided.` */
export function sentence(report: Report): string {
  const { verdicts, onFail = 'block' } = report;
  if (verdicts.length === 0) return 'There was nothing to decide on, and that never passes.';
  const files = count(verdicts.length, 'file');
  const bad = [
    [number(report, 'fail'), refusedWords[onFail]],
    [number(report, 'unknown'), 'could not be decided'],
  ] as const;
  const [first, ...more] = bad.flatMap(([many, what]) => (many > 0 ? [`${many} ${what}`] : []));
  if (first === undefined) return allWell(report, files);
  const parts = [first.replace(' ', ` of ${files} `), ...more].join(', ');
  if (onFail === 'block') return `${parts}.`;
  const end = onFail === 'report' ? ' It is reported, and stops nothing.' : '';
  return `${parts}; ${number(report, 'pass')} verified.${end}`;
}

function allWell({ sealed, sboms, verb }: Report, files: string): string {
  if (sealed) return `${files} sealed${sealed.reused ? ' already' : ''}, verified and stored.`;
  return verb === 'sbom' && sboms ? `${files} taken stock of.` : `${files} verified.`;
}

function number(report: Report, status: Status): number {
  return report.verdicts.filter((verdict) => verdict.status === status).length;
}
