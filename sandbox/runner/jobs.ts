/** Runs the jobs of a workflow, started or called: order, needs, conditions, matrices, permissions. */

import type { Surroundings } from './expressions/expression.ts';
import { holds, render, renderMap, resolve } from './expressions/template.ts';
import { WorkflowFault } from './fault.ts';
import { githubContext } from './github-context.ts';
import { checkRunId } from './identity.ts';
import { type InputValues, resolveInputs, triggerOf } from './inputs.ts';
import { runJob } from './job.ts';
import { callDepth } from './limits.ts';
import { type Combination, combinationName, expandMatrix } from './matrix.ts';
import type { CallJob, Job, Permissions, Workflow } from './model.ts';
import { checkWithin } from './parse/permissions.ts';
import { inOrder } from './parse/workflow.ts';
import { type Conclusion, combine, type JobResult } from './result.ts';
import { loadCalled, type RunState } from './run-state.ts';

/** A workflow with what it is started or called with. */
export interface WorkflowCall {
  readonly run: RunState;
  readonly workflow: Workflow;
  readonly inputs: InputValues;
  /** What the caller gives at most; undefined for the started workflow. */
  readonly ceiling?: Permissions;
  /** `caller/` and `caller / `, or nothing. */
  readonly prefix: { readonly id: string; readonly name: string };
  readonly depth: number;
}

/** A job as the `needs` context shows it. */
interface FinishedJob {
  readonly result: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
}

/** What a workflow's jobs came to. */
export interface WorkflowEnd {
  readonly conclusion: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
  readonly jobs: readonly JobResult[];
}

/** Runs all jobs, one after another. */
export async function runJobs(call: WorkflowCall): Promise<WorkflowEnd> {
  const finished: Record<string, FinishedJob> = {};
  const jobs: JobResult[] = [];
  for (const job of inOrder(call.workflow.jobs)) {
    const results = await runNeeded(job, call, finished);
    const own = results.filter((one) => one.id === call.prefix.id + job.id);
    finished[job.id] = {
      result: combine(own.map((one) => one.conclusion)),
      outputs: Object.assign({}, ...own.map((one) => one.outputs)) as Record<string, string>,
    };
    jobs.push(...results);
  }
  const conclusion = combine(Object.values(finished).map((job) => job.result));
  return { conclusion, outputs: callOutputs(call, finished), jobs };
}

function callOutputs(
  call: WorkflowCall,
  finished: Readonly<Record<string, FinishedJob>>,
): Record<string, string> {
  if (call.depth === 0) return {};
  const contexts = { github: githubContext(call.run), inputs: call.inputs, jobs: finished };
  return renderMap(triggerOf(call.workflow, 'workflow_call').outputs, { contexts });
}

async function runNeeded(
  job: Job,
  call: WorkflowCall,
  finished: Readonly<Record<string, FinishedJob>>,
): Promise<readonly JobResult[]> {
  const around = jobSurroundings(job, call, finished);
  if (!holds(job.condition, around)) {
    const name = call.prefix.name + (job.name === undefined ? job.id : render(job.name, around));
    return [notRun(job, call, name, around.status?.cancelled === true && job.condition === undefined)];
  }
  const permissions = permissionsOf(job, call);
  const combinations = matrixOf(job, around);
  const results: JobResult[] = [];
  for (const [index, matrix] of combinations.entries()) {
    const strategy = {
      'fail-fast': true,
      'job-index': index,
      'job-total': combinations.length,
      'max-parallel': 1,
    };
    const contexts = { ...around.contexts, matrix: matrix ?? null, strategy };
    results.push(...(await runOne(job, call, permissions, contexts, matrix)));
  }
  return results;
}

function notRun(job: Job, call: WorkflowCall, name: string, cancelled: boolean): JobResult {
  const conclusion = cancelled ? 'cancelled' : 'skipped';
  const id = checkRunId(call.run, call.run.nextJob());
  call.run.register.job({ id, name, status: 'completed', conclusion });
  return {
    id: call.prefix.id + job.id,
    name,
    conclusion,
    outputs: {},
    steps: [],
    annotations: [],
    summary: '',
    artifacts: {},
  };
}

/** What a job's `if` sees; the status functions speak of all jobs it depends on, however far. */
function jobSurroundings(
  job: Job,
  call: WorkflowCall,
  finished: Readonly<Record<string, FinishedJob>>,
): Surroundings {
  const before = [...ancestors(job, call.workflow.jobs)].map((id) => finished[id]?.result);
  const direct = job.needs.map((id) => finished[id]?.result);
  const cancelled = call.run.options.signal?.aborted === true || before.includes('cancelled');
  const failed = before.includes('failure');
  return {
    contexts: {
      github: githubContext(call.run),
      inputs: call.inputs,
      needs: Object.fromEntries(job.needs.map((id) => [id, finished[id]])),
    },
    status: {
      success: !cancelled && !failed && direct.every((result) => result === 'success'),
      failure: failed,
      cancelled,
      always: true,
    },
  };
}

function ancestors(job: Job, jobs: readonly Job[], seen: Set<string> = new Set()): Set<string> {
  for (const id of job.needs) {
    if (seen.has(id)) continue;
    seen.add(id);
    const needed = jobs.find((one) => one.id === id);
    if (needed !== undefined) ancestors(needed, jobs, seen);
  }
  return seen;
}

function permissionsOf(job: Job, call: WorkflowCall): Permissions {
  const asked = job.permissions ?? call.workflow.permissions;
  if (call.ceiling === undefined) return asked ?? {};
  if (asked !== undefined) checkWithin(asked, call.ceiling, job.at);
  return asked ?? call.ceiling;
}

function matrixOf(job: Job, around: Surroundings): readonly (Combination | undefined)[] {
  return job.matrix === undefined ? [undefined] : expandMatrix(resolve(job.matrix, around), job.at);
}

async function runOne(
  job: Job,
  call: WorkflowCall,
  permissions: Permissions,
  contexts: Readonly<Record<string, unknown>>,
  matrix: Combination | undefined,
): Promise<readonly JobResult[]> {
  const id = call.prefix.id + job.id;
  const name = call.prefix.name + jobName(job, contexts, matrix);
  const results =
    job.kind === 'steps'
      ? [await runJob(job, { run: call.run, workflow: call.workflow, id, name, permissions, contexts })]
      : await runCalled(job, call, { id, name, permissions, contexts });
  if (matrix === undefined) return results;
  return results.map((result) => (result.id === id ? { ...result, matrix } : result));
}

function jobName(
  job: Job,
  contexts: Readonly<Record<string, unknown>>,
  matrix: Combination | undefined,
): string {
  if (job.name !== undefined) return render(job.name, { contexts });
  return matrix === undefined ? job.id : combinationName(job.id, matrix);
}

interface CallSetting {
  readonly id: string;
  readonly name: string;
  readonly permissions: Permissions;
  readonly contexts: Readonly<Record<string, unknown>>;
}

/** Runs a called workflow; its jobs come before the job that calls it, which carries its outputs. */
async function runCalled(
  job: CallJob,
  call: WorkflowCall,
  setting: CallSetting,
): Promise<readonly JobResult[]> {
  if (call.depth >= callDepth)
    throw new WorkflowFault(job.at, `workflows call each other at most ${callDepth} deep`);
  const workflow = await loadCalled(call.run, job.workflow, job.at);
  const given = Object.fromEntries(
    job.with.map(([name, value]) => [name, resolve(value, { contexts: setting.contexts })]),
  );
  const end = await runJobs({
    run: call.run,
    workflow,
    inputs: resolveInputs(triggerOf(workflow, 'workflow_call').inputs, given, job.at),
    ceiling: setting.permissions,
    prefix: { id: `${setting.id}/`, name: `${setting.name} / ` },
    depth: call.depth + 1,
  });
  const { id, name } = setting;
  const { conclusion, outputs, jobs } = end;
  return [...jobs, { id, name, conclusion, outputs, steps: [], annotations: [], summary: '', artifacts: {} }];
}
