/** A finished run as lines for a terminal; the log itself has been printed while it ran. */
import type { Annotation, JobResult, WorkflowResult } from './result.ts';

/** The closing lines of `sandbox run`: one per job, its annotations, its summary, the conclusion. */
export function reportLines(result: WorkflowResult): readonly string[] {
  return ['', ...result.jobs.flatMap(jobLines), `The workflow ended: ${result.conclusion}`];
}

function jobLines(job: JobResult): readonly string[] {
  const outputs = Object.entries(job.outputs).map(
    ([name, value]) => `   output ${name}=${value.split('\n')[0]}`,
  );
  const summary =
    job.summary === '' ? [] : ['   summary:', ...job.summary.trimEnd().split('\n').map(indented)];
  return [`${job.name}: ${job.conclusion}`, ...job.annotations.map(annotationLine), ...outputs, ...summary];
}

function annotationLine({ kind, title, file, line, message }: Annotation): string {
  const place = file === undefined ? '' : ` ${file}${line === undefined ? '' : `:${line}`}`;
  const heading = title === undefined ? '' : ` ${title}:`;
  return `   ${kind}${place}${heading} ${message.split('\n')[0]}`;
}

function indented(line: string): string {
  return `   | ${line}`;
}
