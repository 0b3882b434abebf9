/** What the steps of one job share, and what one list of steps shares: the job's own, or a composite's. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifacts } from './artifact-list.ts';
import type { Surroundings } from './expressions/expression.ts';
import type { Masks } from './masks.ts';
import type { RunDefaults } from './model.ts';
import { killGroup } from './process.ts';
import type { Conclusion } from './result.ts';
import type { RunState } from './run-state.ts';

/** The folders of one job; each is its own and fresh. */
export interface JobFolders {
  readonly workspace: string;
  readonly temp: string;
  readonly home: string;
  readonly tools: string;
}

/** A job while it runs. */
export interface JobState {
  readonly run: RunState;
  readonly folders: JobFolders;
  readonly defaults: RunDefaults;
  /** github, needs, strategy, matrix, inputs, job, runner. */
  readonly contexts: Readonly<Record<string, unknown>> & {
    readonly github: Readonly<Record<string, unknown>>;
  };
  /** Variables that nothing in the workflow can change: RUNNER_*, ACTIONS_*. */
  readonly fixed: Readonly<Record<string, string>>;
  /** Variables under everything else: HOME, LANG, CI, the caller's own. */
  readonly base: Readonly<Record<string, string>>;
  /** `env` of workflow and job, and what GITHUB_ENV adds. */
  readonly env: Record<string, string>;
  /** What GITHUB_PATH adds, first in front. */
  readonly path: string[];
  readonly masks: Masks;
  readonly summaries: string[];
  /** What the steps so far named in GITHUB_ARTIFACTS. */
  readonly artifacts: Artifacts;
  /** Process groups of the steps so far. */
  readonly groups: Set<number>;
  /** Counts the names that steps without an id get in GITHUB_ACTION. */
  readonly names: Map<string, number>;
  /** Aborted when the run is cancelled or the job's time is up. */
  readonly signal: AbortSignal;
}

/** What a list of steps shares. */
export interface StepScope {
  /** Overrides of the job's contexts: `inputs` and `github` inside a composite. */
  readonly contexts: Readonly<Record<string, unknown>>;
  /** `env` of the step that uses the composite. */
  readonly env: Readonly<Record<string, string>>;
  /** The `steps` context. */
  readonly results: Record<string, StepOutcome>;
  /** Fails with the first failed step. */
  status: 'success' | 'failure';
  /** 0 for the job's own steps. */
  readonly depth: number;
}

/** A step in the `steps` context. */
export interface StepOutcome {
  readonly outputs: Readonly<Record<string, string>>;
  readonly outcome: Conclusion;
  readonly conclusion: Conclusion;
}

/** A scope in which nothing has run yet. */
export function createScope(
  contexts: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>>,
  depth: number,
): StepScope {
  return { contexts, env, results: {}, status: 'success', depth };
}

/** What the expressions of a step see; `env` is that of the step itself. */
export function surroundings(
  job: JobState,
  scope: StepScope,
  env: Readonly<Record<string, string>> = {},
): Surroundings {
  const cancelled = job.signal.aborted;
  const status = cancelled ? 'cancelled' : scope.status;
  return {
    contexts: {
      ...job.contexts,
      ...scope.contexts,
      job: { ...(job.contexts['job'] as object), status },
      env: { ...job.env, ...scope.env, ...env },
      steps: scope.results,
    },
    status: {
      success: status === 'success',
      failure: status === 'failure',
      cancelled,
      always: true,
    },
  };
}

/** Makes the folders of a job in the run's folder. */
export async function createFolders(run: RunState, number: number, id: string): Promise<JobFolders> {
  const root = join(run.folder, 'jobs', `${number}-${id.replaceAll('/', '-')}`);
  const { name } = run.options.repository;
  const folders = {
    workspace: join(root, 'work', name, name),
    temp: join(root, 'work', '_temp'),
    home: join(root, 'home'),
    tools: join(root, 'tools'),
  };
  await Promise.all(Object.values(folders).map((folder) => mkdir(folder, { recursive: true })));
  return folders;
}

/** Ends what the steps of a job left running. */
export function endProcesses(job: JobState): void {
  for (const group of job.groups) killGroup(group);
  job.groups.clear();
}
