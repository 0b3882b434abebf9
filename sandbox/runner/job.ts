/** Runs one job with steps: its folders, its environment, its token, its steps, its outputs. */

import { fullName } from '../github/model.ts';
import { render, renderMap, resolve as resolveTemplate } from './expressions/template.ts';
import { baseEnvironment, githubContext, runnerContext, runnerVariables } from './github-context.ts';
import { checkRunId, claimsOf, type JobIdentity, workflowRef } from './identity.ts';
import {
  createFolders,
  createScope,
  endProcesses,
  type JobState,
  type StepScope,
  surroundings,
} from './job-state.ts';
import { createMasks } from './masks.ts';
import type { Permissions, StepsJob, Workflow } from './model.ts';
import type { Conclusion, JobResult, StepResult } from './result.ts';
import type { RunState } from './run-state.ts';
import { createStepLog } from './step-log.ts';
import { minutes, runStep } from './steps.ts';

/** What a job is run with. */
export interface JobSetting {
  readonly run: RunState;
  /** The workflow that holds the job. */
  readonly workflow: Workflow;
  /** `job`, or `caller/job`. */
  readonly id: string;
  readonly name: string;
  readonly permissions: Permissions;
  /** needs, strategy, matrix, inputs. */
  readonly contexts: Readonly<Record<string, unknown>>;
}

/** Runs the job to its end; what its steps left running is ended with it. */
export async function runJob(job: StepsJob, setting: JobSetting): Promise<JobResult> {
  const deadline = new AbortController();
  const number = setting.run.nextJob();
  const { job: state, scope } = await prepare(job, setting, number, deadline.signal);
  const registered = { id: checkRunId(setting.run, number), name: setting.name };
  setting.run.register.job({ ...registered, status: 'in_progress', conclusion: null });
  const timer = startTimer(job, state, deadline);
  setting.run.log(`== ${setting.name}`);
  try {
    const steps = await runSteps(job, state, scope);
    const result = finish(job, setting, state, scope, steps);
    setting.run.register.job({ ...registered, status: 'completed', conclusion: result.conclusion });
    return result;
  } finally {
    clearTimeout(timer);
    endProcesses(state);
  }
}

async function prepare(
  job: StepsJob,
  setting: JobSetting,
  number: number,
  deadline: AbortSignal,
): Promise<{ job: JobState; scope: StepScope }> {
  const { run, workflow } = setting;
  const folders = await createFolders(run, number, setting.id);
  const token = run.options.sandbox.token(setting.permissions);
  const github = { ...githubContext(run), token, job: job.id, workspace: folders.workspace };
  const identity = identityOf(job, setting, number, { ...setting.contexts, github });
  const runner = runnerContext(folders, identity.runnerEnvironment);
  const oidc = oidcVariables(setting, identity);
  const contexts = { ...setting.contexts, github, job: jobContext(run, identity), runner };
  const state: JobState = {
    run,
    folders,
    defaults: { ...workflow.defaults, ...job.defaults },
    contexts,
    fixed: { ...runnerVariables(runner), ...oidc },
    base: baseEnvironment(run, folders.home),
    env: environmentOf(job, workflow, contexts),
    path: [],
    masks: createMasks(token, oidc['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''),
    summaries: [],
    artifacts: new Map(),
    groups: new Set(),
    names: new Map(),
    signal: run.options.signal === undefined ? deadline : AbortSignal.any([deadline, run.options.signal]),
  };
  return { job: state, scope: createScope({}, {}, 0) };
}

function identityOf(
  job: StepsJob,
  { run, workflow }: JobSetting,
  number: number,
  contexts: Readonly<Record<string, unknown>>,
): JobIdentity {
  const environment = job.environment === undefined ? '' : render(job.environment, { contexts });
  return {
    workflowPath: workflow.path,
    environment: environment === '' ? undefined : environment,
    runnerEnvironment: runnerEnvironment(resolveTemplate(job.runsOn, { contexts })),
    checkRunId: String(checkRunId(run, number)),
  };
}

function environmentOf(
  job: StepsJob,
  workflow: Workflow,
  contexts: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return { ...renderMap(workflow.env, { contexts }), ...renderMap(job.env, { contexts }) };
}

/** Without `id-token: write` a job has no way to ask for an identity. */
function oidcVariables(
  { run, permissions }: JobSetting,
  identity: JobIdentity,
): Readonly<Record<string, string>> {
  if (permissions['id-token'] !== 'write') return {};
  const { requestUrl, requestToken } = run.options.sandbox.issuerJob(claimsOf(run, identity));
  return { ACTIONS_ID_TOKEN_REQUEST_URL: requestUrl, ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken };
}

function jobContext(run: RunState, identity: JobIdentity) {
  return {
    check_run_id: Number(identity.checkRunId),
    workflow_ref: workflowRef(run, identity.workflowPath),
    workflow_sha: run.options.event.sha,
    workflow_repository: fullName(run.options.repository),
    workflow_file_path: identity.workflowPath,
  };
}

function runnerEnvironment(runsOn: unknown): JobIdentity['runnerEnvironment'] {
  const labels = Array.isArray(runsOn) ? runsOn : [runsOn];
  return labels.includes('self-hosted') ? 'self-hosted' : 'github-hosted';
}

function startTimer(job: StepsJob, state: JobState, deadline: AbortController): NodeJS.Timeout | undefined {
  if (job.timeoutMinutes === undefined) return undefined;
  const text = render(job.timeoutMinutes, { contexts: state.contexts });
  return setTimeout(() => deadline.abort(), minutes(job.timeoutMinutes, text));
}

async function runSteps(job: StepsJob, state: JobState, scope: StepScope): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const step of job.steps) {
    const log = createStepLog(state.masks, (line) => state.run.log(`   ${line}`));
    const finished = await runStep(step, state, scope, log);
    state.run.log(`-- ${state.masks.apply(finished.name)}: ${finished.conclusion}`);
    const { lines, annotations } = log;
    results.push({
      ...finished,
      name: state.masks.apply(finished.name),
      outputs: masked(finished.outputs, state),
      log: lines.join('\n'),
      annotations,
    });
  }
  return results;
}

function masked(outputs: Readonly<Record<string, string>>, { masks }: JobState): Record<string, string> {
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, masks.apply(value)]));
}

function finish(
  job: StepsJob,
  setting: JobSetting,
  state: JobState,
  scope: StepScope,
  steps: readonly StepResult[],
): JobResult {
  const conclusion: Conclusion = state.signal.aborted ? 'cancelled' : scope.status;
  const rendered = Object.entries(renderMap(job.outputs, surroundings(state, scope)));
  // As on GitHub: an output that holds a secret does not leave the job.
  const dropped = rendered.filter(([, value]) => state.masks.found(value)).map(([name]) => name);
  const outputs = Object.fromEntries(rendered.filter(([name]) => !dropped.includes(name)));
  const warnings = dropped.map((name) => ({
    kind: 'warning' as const,
    message: `Skip output '${name}' since it may contain secret.`,
  }));
  return {
    id: setting.id,
    name: setting.name,
    conclusion,
    outputs,
    steps,
    annotations: [...steps.flatMap((step) => step.annotations), ...warnings],
    summary: state.summaries.join('\n'),
    artifacts: Object.fromEntries(state.artifacts),
  };
}
