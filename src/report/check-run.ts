/**
 * A report, or the faults that kept it from being made, as a check run (https://docs.github.com/en/rest/checks/runs). Its
 * texts are put together from whole parts, so that a limit never cuts one in the middle.
 */
import type { Place } from '../model/fault.ts';
import type { Finding } from '../model/finding.ts';
import type { Verdict } from '../model/verdict.ts';
import type { CheckAnnotation, CheckRun } from '../ports/checks.ts';
import { annotationLines, headlineOf } from './annotations.ts';
import { closing, details } from './details.ts';
import { forLog } from './escape.ts';
import { faultSummary } from './fault-summary.ts';
import { type Faulted, headline, pageOf } from './faulted.ts';
import { clipped, wholeBlocks, wholeLines } from './fit.ts';
import { type Here, locate } from './location.ts';
import {
  checkAnnotationMessageBytes,
  checkAnnotations,
  checkNameBytes,
  checkTextBytes,
  summaryRows,
} from './platform-limits.ts';
import type { Report } from './report.ts';
import { sentence } from './sentence.ts';
import { firstThatFits } from './summary-parts.ts';
import { table } from './table.ts';
import { count, policyPlace, worstFirst } from './words.ts';

const evidencePlans = [20, 3, 1] as const;
const elsewhere = 'The log and the summary of the step name the rest.';

/** @param name what stands behind `custody / ` */
export function checkRun(report: Report, name: string, here: Here): CheckRun {
  const text = reasons(report);
  return {
    name: checkName(name),
    conclusion: report.status === 'pass' ? 'success' : 'failure',
    title: titleOf(report),
    summary: summaryText(report),
    ...(text !== '' && { text }),
    annotations: capped(annotationsOf(report, here), here),
  };
}

/** Of a run that could not decide. */
export function faultedCheckRun(faulted: Faulted, name: string, here: Here): CheckRun {
  const annotations = faulted.faults.map(({ code, message, hint, at }) =>
    annotation([at], headline(code), [message, ...hint.split('\n'), pageOf(code)], here),
  );
  return {
    name: checkName(name),
    conclusion: 'failure',
    title: `could not decide: ${headline(faulted.faults[0].code)}`,
    summary: faultSummary(faulted, checkTextBytes),
    annotations: capped(annotations, here),
  };
}

function checkName(name: string): string {
  return clipped(forLog(`custody / ${name}`), checkNameBytes);
}

function titleOf(report: Report): string {
  switch (report.status) {
    case 'pass':
      return sentence(report);
    case 'fail':
      return `refused: ${sentence(report)}`;
    case 'unknown':
      return `could not decide: ${sentence(report)}`;
  }
}

function summaryText(report: Report): string {
  // The title says it already, and stands right above.
  const top = report.verdicts.length === 0 ? [`${sentence(report)}\n`] : [];
  const [first, ...smaller] = [summaryRows, 10].map(
    (rows) => () => [...top, ...table(report, rows), ...closing(report)].join('\n'),
  );
  const last = () => `${sentence(report)}\n`;
  return firstThatFits([first ?? last, ...smaller, last], checkTextBytes);
}

/** As many explanations as fit: those of every artifact with less evidence before those of fewer artifacts. */
function reasons(report: Report): string {
  const against = worstFirst(report.verdicts).filter(({ status }) => status !== 'pass');
  const room = checkTextBytes - Buffer.byteLength(elsewhere) - 100;
  let fitted = { text: '', kept: 0 };
  for (const evidence of evidencePlans) {
    const blocks = against.slice(0, summaryRows).map((verdict) => details(verdict, evidence));
    fitted = wholeBlocks(blocks, room);
    if (fitted.kept === blocks.length) break;
  }
  const hidden = against.length - fitted.kept;
  const more = `${count(hidden, 'more file')} did not pass. ${elsewhere}\n`;
  return hidden === 0 ? fitted.text : [...(fitted.text === '' ? [] : [fitted.text]), more].join('\n');
}

function annotationsOf(report: Report, here: Here): readonly CheckAnnotation[] {
  if (report.verdicts.length === 0)
    return [annotation([], 'Custody: fail', ['There was nothing to decide on.'], here)];
  const level = report.status === 'pass' ? 'warning' : 'failure';
  return worstFirst(report.verdicts).flatMap((verdict) =>
    verdict.findings
      .filter(({ status }) => status !== 'pass')
      .map((finding) => ({ ...ofFinding(verdict, finding, here), level })),
  );
}

function ofFinding(verdict: Verdict, finding: Finding, here: Here): CheckAnnotation {
  const places = [finding.at, policyPlace(verdict)];
  return annotation(
    places,
    headlineOf([finding], finding.status),
    annotationLines(verdict, [finding], 5),
    here,
  );
}

function annotation(
  places: readonly (Place | undefined)[],
  title: string,
  lines: readonly string[],
  here: Here,
): CheckAnnotation {
  const { file: path, line } = locate(places, here);
  const message = wholeLines(lines.map(forLog), checkAnnotationMessageBytes, elsewhere);
  return { path, line, level: 'failure', title, message };
}

function capped(all: readonly CheckAnnotation[], here: Here): readonly CheckAnnotation[] {
  if (all.length <= checkAnnotations) return all;
  const shown = all.slice(0, checkAnnotations - 1);
  const more = `${all.length - shown.length} more did not pass. ${elsewhere}`;
  return [...shown, annotation([], 'Custody: more', [more], here)];
}
