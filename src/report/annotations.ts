/** A report as annotations: one for each artifact that did not pass, as many as GitHub shows. Escaped by line. */
import type { Finding, Status } from '../model/finding.ts';
import type { Verdict } from '../model/verdict.ts';
import { forLog } from './escape.ts';
import { codeOf, explainFinding } from './explain.ts';
import { type Faulted, headline, pageOf } from './faulted.ts';
import { wholeLines } from './fit.ts';
import { relativePath } from './location.ts';
import { annotationCharacters, annotationsPerKind } from './platform-limits.ts';
import type { Report } from './report.ts';
import { shortDigest, worstFirst } from './words.ts';

/** An error at a step, or at a line of a file of the repository. */
export interface Annotation {
  readonly title: string;
  /** Lines joined by `\n`, each escaped. */
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** For what did not pass; past the limit the last one says how many more there are. */
export function annotations(report: Report): readonly Annotation[] {
  const failed = worstFirst(report.verdicts).filter(({ status }) => status !== 'pass');
  if (report.verdicts.length === 0)
    return [{ title: `Custody ${report.verb}: fail`, message: 'There was nothing to decide on.' }];
  return capped(failed.map(ofVerdict), `Custody ${report.verb}`);
}

/** What the report warns of, each at its line. */
export function warnings(report: Report): readonly Annotation[] {
  const all = (report.warnings ?? []).flatMap(({ at, message }) => {
    const path = relativePath(at.file);
    if (path === undefined) return [];
    return [
      {
        title: `Custody ${report.verb}`,
        message: forLog(message),
        file: forLog(path),
        ...(at.line !== undefined && { line: at.line }),
      },
    ];
  });
  return capped(all, `Custody ${report.verb}`, 'more gaps: the SBOM lists them.');
}

/** One for each fault, at its place where it has one. */
export function faultAnnotations({ verb, faults }: Faulted): readonly Annotation[] {
  const all = faults.map(({ code, message, hint, at }) => ({
    title: headline(code),
    message: whole([message, ...hint.split('\n'), pageOf(code)]),
    ...(at && { file: forLog(at.file) }),
    ...(at?.line !== undefined && { line: at.line }),
    ...(at?.column !== undefined && { column: at.column }),
  }));
  return capped(all, `Custody ${verb}`);
}

function ofVerdict(verdict: Verdict): Annotation {
  const findings = verdict.findings.filter(({ status }) => status !== 'pass');
  const at = findings.find((finding) => finding.at !== undefined)?.at;
  // Only what may lie in this repository can be shown there.
  const path = at && relativePath(at.file);
  return {
    title: headlineOf(findings, verdict.status),
    message: whole(annotationLines(verdict, findings, 5)),
    ...(path !== undefined && { file: forLog(path) }),
    ...(path !== undefined && at?.line !== undefined && { line: at.line }),
  };
}

/** The first code that speaks against it, with its title. */
export function headlineOf(findings: readonly Finding[], status: Status): string {
  const code = findings
    .flatMap((finding) => [finding.code, ...finding.weighed.map(codeOf)])
    .find((each) => each !== undefined);
  return code === undefined ? `Custody: ${status}` : headline(code);
}

/** What an annotation says about these findings of a verdict. Unescaped. */
export function annotationLines(
  { artifact, status }: Verdict,
  findings: readonly Finding[],
  mostEvidence: number,
): readonly string[] {
  const blocks = findings.flatMap((finding) => explainFinding(finding, mostEvidence));
  const lines = blocks.flatMap(({ about, lines: labelled }) => [
    about,
    ...labelled.flatMap(([label, text]) => text.split('\n').map((line) => `  ${label}: ${line}`)),
  ]);
  return [`${status}: ${artifact.name} (${shortDigest(artifact)})`, ...lines];
}

function capped(
  all: readonly Annotation[],
  title: string,
  rest = 'more did not pass; the log and the summary of this step name them.',
): readonly Annotation[] {
  if (all.length <= annotationsPerKind) return all;
  const shown = all.slice(0, annotationsPerKind - 1);
  const more = all.length - shown.length;
  return [...shown, { title, message: `${more} ${rest}` }];
}

/** As many whole lines as a message may hold. */
function whole(lines: readonly string[]): string {
  return wholeLines(lines.map(forLog), annotationCharacters, '… the log of this step says more.');
}
