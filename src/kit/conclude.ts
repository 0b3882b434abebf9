/**
 * The one place where a report or a fault becomes log, annotations, summary, outputs and exit code: 0 pass, 1 decided
 * against, 2 everything else.
 */
import { Fault } from '../model/fault.ts';
import { annotations, faultAnnotations, warnings } from '../report/annotations.ts';
import type { Answer } from '../report/answer.ts';
import { faultSummary } from '../report/fault-summary.ts';
import { asFaults, redactFaulted } from '../report/faulted.ts';
import { faultLines, logLines } from '../report/log.ts';
import { summary } from '../report/summary.ts';
import { trustworthy } from '../report/trustworthy.ts';
import type { Outcome } from './define.ts';
import { type ExitCode, exitCodeOf } from './exit-code.ts';
import { redactAll } from './masks.ts';
import { publicName } from './names.ts';
import type { Output } from './output.ts';

/** Tells of a decision. Throws `CUSTODY-906` when the outputs of the step cannot be written. */
export async function concludeOutcome(outcome: Outcome, output: Output): Promise<ExitCode> {
  const report = redactAll(output.masks, trustworthy(outcome.report));
  for (const line of logLines(report)) output.result(line);
  for (const annotation of report.status === 'pass' ? [] : annotations(report)) output.annotate(annotation);
  for (const warning of warnings(report)) output.annotate(warning, 'warning');
  const outputs = Object.entries(outcome.outputs).map(
    ([key, value]) => [publicName(key), output.masks.redact(value)] as const,
  );
  await finish(output, summary(report), { ...Object.fromEntries(outputs), verdict: report.status });
  return exitCodeOf(report.status);
}

/** Tells of what was no decision about an artifact, and so is no verdict of the step. */
export function concludeAnswer({ lines, status }: Answer, output: Output): ExitCode {
  for (const line of lines) output.result(line);
  return exitCodeOf(status);
}

/** Tells of whatever was thrown. Never throws. */
export async function concludeThrown(verb: string, thrown: unknown, output: Output): Promise<2> {
  const faulted = redactFaulted({ verb, faults: asFaults(named(thrown)) }, output.masks.redact);
  for (const line of faultLines(faulted)) output.complaint(line);
  for (const annotation of faultAnnotations(faulted)) output.annotate(annotation);
  try {
    await finish(output, faultSummary(faulted), { verdict: 'unknown' });
  } catch (error) {
    const again = redactFaulted({ verb, faults: asFaults(error) }, output.masks.redact);
    for (const line of faultLines(again)) output.complaint(line);
  }
  return 2;
}

/** A pipe whose reader went away, as with `| head`, is no defect of ours. */
function named(thrown: unknown): unknown {
  if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EPIPE')) return thrown;
  const hint =
    'Nobody read the verdict to its end, so that it does not count. Let the reader read everything.';
  return new Fault('CUSTODY-906', 'The output was closed before everything was written.', {
    hint,
    cause: thrown,
  });
}

async function finish(
  output: Output,
  text: string,
  outputs: Readonly<Record<string, string>>,
): Promise<void> {
  try {
    await output.finish(text, outputs);
  } catch (cause) {
    throw new Fault('CUSTODY-906', 'The outputs of this step could not be written.', {
      hint: 'The runner names a file for them in GITHUB_OUTPUT: it must exist, and the disk must not be full.',
      cause,
    });
  }
}
