/** A report as the summary of a step: GitHub's Markdown, escaped, and always below the size that GitHub keeps. */
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
  const [first, ...smaller] = plans.map((plan) => () => [top, ...body(report, plan)].join('\n'));
  return firstThatFits([first ?? (() => top), ...smaller, () => top]);
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
