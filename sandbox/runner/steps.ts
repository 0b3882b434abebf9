/** Runs a list of steps in order: conditions, outcome and conclusion, the `steps` context. */

import { holds, render, renderMap, type Template, templateValue } from './expressions/template.ts';
import { isTruthy, toData } from './expressions/values.ts';
import { WorkflowFault } from './fault.ts';
import { type JobState, type StepScope, surroundings } from './job-state.ts';
import type { Step } from './model.ts';
import type { Conclusion } from './result.ts';
import { runScript } from './script-step.ts';
import type { StepEnd, StepFrame } from './step-frame.ts';
import type { StepLog } from './step-log.ts';
import { runUses } from './uses-step.ts';

/** A step that has run or was skipped. */
export interface FinishedStep {
  readonly id: string;
  readonly name: string;
  readonly outcome: Conclusion;
  readonly conclusion: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs one step and enters it into the scope. */
export async function runStep(
  step: Step,
  job: JobState,
  scope: StepScope,
  log: StepLog,
): Promise<FinishedStep> {
  const env = renderMap(step.env, surroundings(job, scope));
  const around = surroundings(job, scope, env);
  const id = step.id ?? generatedId(step, job);
  const name = step.name === undefined ? defaultName(step) : render(step.name, around);
  if (!holds(step.condition, around)) return enter(scope, step, { id, name, ...skipped });
  const runInner: StepFrame['runInner'] = (inner, innerScope) => runStep(inner, job, innerScope, log);
  const frame = { log, env, action: id, runInner, ...timeoutOf(step.timeoutMinutes, job, scope, env) };
  const end =
    step.kind === 'run' ? await runScript(step, job, scope, frame) : await runUses(step, job, scope, frame);
  const conclusion = conclude(step, end, job, scope, env);
  if (conclusion === 'failure') scope.status = 'failure';
  return enter(scope, step, { id, name, ...end, conclusion });
}

const skipped = { outcome: 'skipped', conclusion: 'skipped', outputs: {} } as const;

function enter(scope: StepScope, step: Step, finished: FinishedStep): FinishedStep {
  const { outputs, outcome, conclusion } = finished;
  if (step.id !== undefined) scope.results[step.id] = { outputs, outcome, conclusion };
  return finished;
}

function conclude(
  { continueOnError }: Step,
  { outcome }: StepEnd,
  job: JobState,
  scope: StepScope,
  env: Readonly<Record<string, string>>,
): Conclusion {
  if (outcome !== 'failure' || continueOnError === undefined) return outcome;
  const value = templateValue(continueOnError, surroundings(job, scope, env));
  return isTruthy(toData(value === 'false' ? false : value)) ? 'success' : 'failure';
}

function timeoutOf(
  template: Template | undefined,
  job: JobState,
  scope: StepScope,
  env: Readonly<Record<string, string>>,
): Pick<StepFrame, 'timeoutMs'> {
  if (template === undefined) return {};
  return { timeoutMs: minutes(template, render(template, surroundings(job, scope, env))) };
}

/** A number of minutes as milliseconds; anything but a positive number is a fault. */
export function minutes(template: Template, text: string): number {
  const value = Number(text);
  if (!(value > 0))
    throw new WorkflowFault(template.at, `timeout-minutes must be a positive number, not "${text}"`);
  return value * 60_000;
}

/** GITHUB_ACTION of a step without an id: `__run`, `__run_2`, `__actions_checkout`. */
function generatedId(step: Step, job: JobState): string {
  const word = step.kind === 'run' ? 'run' : usesName(step.uses).replace(/[^A-Za-z0-9]+/g, '_');
  const count = (job.names.get(word) ?? 0) + 1;
  job.names.set(word, count);
  return count === 1 ? `__${word}` : `__${word}_${count}`;
}

type Uses = Extract<Step, { kind: 'uses' }>['uses'];

function usesName(uses: Uses): string {
  if (uses.kind === 'local') return 'self';
  return uses.kind === 'mapped' && uses.path !== '' ? `${uses.slug}/${uses.path}` : uses.slug;
}

function defaultName(step: Step): string {
  if (step.kind === 'uses') {
    return step.uses.kind === 'local'
      ? `Run ./${step.uses.path}`
      : `Run ${usesName(step.uses)}@${step.uses.ref}`;
  }
  const [first] = step.script.parts;
  return `Run ${(typeof first === 'string' ? first : '').trimStart().split('\n')[0] ?? ''}`.trimEnd();
}
