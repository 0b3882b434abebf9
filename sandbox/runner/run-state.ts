/** What all jobs of a run share: its folder, numbers, artifacts, and the options it was started with. */
import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { WorkflowFault } from './fault.ts';
import type { Workflow } from './model.ts';
import type { RunOptions } from './options.ts';
import { parseWorkflow } from './parse/workflow.ts';
import { createRegister, type Register } from './register.ts';

/** The state of a run. */
export interface RunState {
  readonly options: RunOptions;
  readonly folder: string;
  /** A folder per uploaded artifact. */
  readonly artifacts: string;
  readonly runId: string;
  readonly runAttempt: string;
  readonly runNumber: string;
  readonly actor: { readonly login: string; readonly id: number };
  /** The workflow that was started; called workflows keep its name and path in `github`. */
  readonly root: Workflow;
  /** Gives each job its check run id and its folder's number. */
  nextJob(): number;
  readonly register: Register;
  readonly log: (line: string) => void;
}

/** The path by which GitHub would know a workflow file. */
export function workflowPath(options: Pick<RunOptions, 'workflow' | 'source'>): string {
  const path = relative(resolve(options.source), resolve(options.workflow)).replaceAll('\\', '/');
  if (/^\.github\/workflows\/[^/]+$/.test(path)) return path;
  return `.github/workflows/${path.split('/').at(-1) ?? ''}`;
}

/** Reads a workflow of the source tree; `at` is where it is called from. */
export async function loadCalled(
  run: RunState,
  path: string,
  at: { file: string; line: number },
): Promise<Workflow> {
  let source: string;
  try {
    source = await readFile(join(run.options.source, path), 'utf8');
  } catch (error) {
    throw new WorkflowFault(at, `the called workflow ${path} cannot be read`, error);
  }
  return parseWorkflow(path, source, run.options.action);
}

/** Parses the workflow and makes the run's folder. */
export async function createRun(options: RunOptions): Promise<RunState> {
  const source = await readStarted(options.workflow);
  const root = parseWorkflow(workflowPath(options), source, options.action);
  const folder = await runFolder(options.keepFolder);
  const artifacts = join(folder, 'artifacts');
  await mkdir(artifacts, { recursive: true });
  const { runId = 1_000_000_001, runAttempt = 1 } = options;
  let jobs = 0;
  return {
    options,
    folder,
    artifacts,
    root,
    runId: String(runId),
    runAttempt: String(runAttempt),
    runNumber: String(options.runNumber ?? 1),
    actor: options.actor ?? { login: options.repository.owner, id: options.repository.ownerId },
    nextJob: () => ++jobs,
    register: createRegister(options, root.path, runId, runAttempt),
    log: options.log ?? (() => undefined),
  };
}

async function readStarted(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new WorkflowFault({ file, line: 1 }, 'the workflow cannot be read', error);
  }
}

async function runFolder(keep: string | undefined): Promise<string> {
  if (keep === undefined) return realpath(await mkdtemp(join(tmpdir(), 'workflow-run-')));
  const folder = isAbsolute(keep) ? keep : resolve(keep);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Removes the run's folder unless it was to be kept. */
export async function closeRun(run: RunState): Promise<void> {
  if (run.options.keepFolder === undefined) await rm(run.folder, { recursive: true, force: true });
}
