/** A `run:` step: its script is written to a file and given to the shell as GitHub's runner does. */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { takeArtifacts, writeList } from './artifact-list.ts';
import { render } from './expressions/template.ts';
import {
  type CommandFiles,
  createCommandFiles,
  FileCommandError,
  readCommandFiles,
} from './file-commands.ts';
import { basePath, githubVariables } from './github-context.ts';
import { type JobState, type StepScope, surroundings } from './job-state.ts';
import { cancelledGrace, summaryBytes } from './limits.ts';
import type { RunStep, ShellName } from './model.ts';
import { type ProcessResult, runProcess } from './process.ts';
import type { StepEnd, StepFrame } from './step-frame.ts';

const shells: Readonly<Record<ShellName | 'default', { command: string; args: readonly string[] }>> = {
  bash: { command: 'bash', args: ['--noprofile', '--norc', '-eo', 'pipefail'] },
  sh: { command: 'sh', args: ['-e'] },
  default: { command: 'bash', args: ['-e'] },
};

/** Runs the script of a step and takes in what it wrote for the runner. */
export async function runScript(
  step: RunStep,
  job: JobState,
  scope: StepScope,
  frame: StepFrame,
): Promise<StepEnd> {
  const around = surroundings(job, scope, frame.env);
  const script = render(step.script, around);
  const path = join(job.folders.temp, `${randomUUID()}.sh`);
  await writeFile(path, `${script.replaceAll('\r\n', '\n')}\n`);
  const files = await createCommandFiles(job.folders.temp);
  const list = join(job.folders.temp, '_runner_file_commands', `artifacts_list_${randomUUID()}`);
  await writeList(list, job.artifacts);
  const { command, args } =
    shells[step.shell ?? (scope.depth === 0 ? job.defaults.shell : undefined) ?? 'default'];
  frame.log.print(`##[group]Run ${script.trim().split('\n')[0] ?? ''}`);
  frame.log.print('##[endgroup]');
  const env = { ...environment(job, scope, frame, files), GITHUB_ARTIFACTS_LIST: list };
  const outcome = await start(
    { command, args: [...args, path], cwd: folder(step, job, scope, frame), env },
    job,
    frame,
  );
  return takeIn(files, job, frame, outcome);
}

function folder(step: RunStep, job: JobState, scope: StepScope, frame: StepFrame): string {
  const chosen = step.workingDirectory ?? (scope.depth === 0 ? job.defaults.workingDirectory : undefined);
  const around = surroundings(job, scope, frame.env);
  return chosen === undefined
    ? job.folders.workspace
    : resolve(job.folders.workspace, render(chosen, around));
}

function environment(
  job: JobState,
  scope: StepScope,
  frame: StepFrame,
  files: CommandFiles,
): Record<string, string> {
  const github = (scope.contexts['github'] ?? job.contexts.github) as Readonly<Record<string, unknown>>;
  const commandFiles = Object.entries(files).map(([name, path]) => [`GITHUB_${name}`, path]);
  const env: Record<string, string> = {
    ...job.base,
    ...job.env,
    ...scope.env,
    ...frame.env,
    ...job.fixed,
    ...githubVariables({ ...github, action: frame.action }),
    ...Object.fromEntries(commandFiles),
  };
  env['PATH'] = [...job.path, env['PATH'] ?? basePath(job.run)].join(delimiter);
  return env;
}

type Start = { command: string; args: readonly string[]; cwd: string; env: Readonly<Record<string, string>> };

async function start(request: Start, job: JobState, frame: StepFrame): Promise<StepEnd['outcome']> {
  // A step that runs although the job is cancelled (always(), cancelled()) is not interrupted by that again.
  const limits = job.signal.aborted
    ? { timeoutMs: Math.min(frame.timeoutMs ?? cancelledGrace, cancelledGrace) }
    : { signal: job.signal, ...(frame.timeoutMs === undefined ? {} : { timeoutMs: frame.timeoutMs }) };
  const line = frame.log.output;
  const group = (id: number): void => void job.groups.add(id);
  try {
    return outcomeOf(await runProcess({ ...request, line, group, ...limits }), frame);
  } catch (error) {
    frame.log.annotate(
      'error',
      `The shell could not be started in ${request.cwd}: ${(error as Error).message}`,
    );
    return 'failure';
  }
}

function outcomeOf({ exitCode, interrupted }: ProcessResult, frame: StepFrame): StepEnd['outcome'] {
  switch (interrupted) {
    case 'cancelled':
      frame.log.annotate('error', 'The operation was canceled.');
      return 'cancelled';
    case 'timeout':
      frame.log.annotate('error', 'The step ran longer than its timeout-minutes.');
      return 'failure';
    case undefined:
      if (exitCode === 0) return 'success';
      frame.log.annotate('error', `Process completed with exit code ${exitCode}.`);
      return 'failure';
  }
}

async function takeIn(
  files: CommandFiles,
  job: JobState,
  frame: StepFrame,
  outcome: StepEnd['outcome'],
): Promise<StepEnd> {
  try {
    const { outputs, env, path, summary, artifacts } = await readCommandFiles(files);
    await takeArtifacts(artifacts, job.folders.workspace, job.artifacts);
    Object.assign(job.env, Object.fromEntries(env));
    job.path.unshift(...[...path].reverse());
    takeSummary(summary, job, frame);
    return { outcome, outputs: Object.fromEntries(outputs) };
  } catch (error) {
    if (!(error instanceof FileCommandError)) throw error;
    frame.log.annotate('error', `A file command could not be processed: ${error.message}.`);
    return { outcome: 'failure', outputs: {} };
  }
}

function takeSummary(summary: Buffer, job: JobState, frame: StepFrame): void {
  if (summary.length <= summaryBytes) {
    if (summary.length > 0) job.summaries.push(job.masks.apply(summary.toString('utf8')));
    return;
  }
  const sizes = `${Math.ceil(summary.length / 1024)}k, more than ${summaryBytes / 1024}k`;
  frame.log.annotate('error', `$GITHUB_STEP_SUMMARY was dropped: ${sizes}.`);
}
