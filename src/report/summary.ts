/** A report as the summary of a step: GitHub's Markdown, escaped, and always below the size that GitHub keeps. */
import { isDeepStrictEqual } from 'node:util';
import { closing, details } from './details.ts';
import { summaryRows } from './platform-limits.ts';
import type { Report } from './report.ts';
import { sbomTable } from './sbom.ts';
import { sentence } from './sentence.ts';
import { firstThatFits, head } from './summary-parts.ts';
import { table } from './table.ts';
import { worstFirst } from './words.ts';

/** How much is shown: rows of the table, artifacts explained, pieces of evidence explained for each finding. */
interface Plan {
  readonly rows: number;
  readonly details: number;
  readonly evidence: number;
}

const plans: readonly Plan[] = [
  { rows: summaryRows, details: summaryRows, evidence: 20 },
  { rows: summaryRows, details: 20, evidence: 3 },
  { rows: summaryRows, details: 3, evidence: 1 },
  { rows: 10, details: 0, evidence: 0 },
];

/** Markdown of at most `summaryBytes`: verdict, table, the reasons folded away, the command that repeats the check. */
export function summary(report: Report): string {
  const top = head(report.verb, report.status, sentence(report));
  const [first, ...smaller] = plansFor(report).map((plan) => () => [top, ...body(report, plan)].join('\n'));
  return firstThatFits([first ?? (() => top), ...smaller, () => top]);
}

/** Those that show less than the one before: most reports have few verdicts, and would be written twice for nothing. */
function plansFor({ verdicts, sboms = [] }: Report): readonly Plan[] {
  const explained = verdicts.filter(({ status }) => status !== 'pass');
  const weighed = explained.flatMap(({ findings }) => findings.map((finding) => finding.weighed.length));
  const whole = {
    rows: Math.max(verdicts.length, sboms.length),
    details: explained.length,
    evidence: weighed.reduce((most, length) => Math.max(most, length), 0),
  };
  const shown = plans.map(({ rows, details: some, evidence }) => ({
    rows: Math.min(rows, whole.rows),
    details: Math.min(some, whole.details),
    evidence: Math.min(evidence, whole.evidence),
  }));
  return shown.filter((plan, index) => !isDeepStrictEqual(plan, shown[index - 1]));
}

function body(report: Report, plan: Plan): readonly string[] {
  const explained = worstFirst(report.verdicts)
    .filter(({ status }) => status !== 'pass')
    .slice(0, plan.details);
  return [
    ...table(report, plan.rows),
    ...sbomTable(report, plan.rows),
    ...explained.map((verdict) => details(verdict, plan.evidence)),
    ...closing(report),
  ];
}
