/** Composite actions: GitHub's metadata syntax, "runs for composite actions", as actions/runner runs them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { render, renderMap } from './expressions/template.ts';
import { WorkflowFault } from './fault.ts';
import { createScope, type JobState, type StepScope, surroundings } from './job-state.ts';
import { compositeDepth } from './limits.ts';
import type { Action, ActionReference, UsesStep } from './model.ts';
import { parseAction } from './parse/action.ts';
import type { StepEnd, StepFrame } from './step-frame.ts';

/** An action with where it came from. */
export interface LoadedAction {
  readonly action: Action;
  /** GITHUB_ACTION_PATH. */
  readonly folder: string;
  readonly repository: string;
  readonly ref: string;
}

type Composite = Exclude<ActionReference, { kind: 'stand-in' }>;

/** Reads the action.yml of a reference: of the workspace for `./path`, of the mapped tree otherwise. */
export async function loadAction(uses: Composite, { at }: UsesStep, job: JobState): Promise<LoadedAction> {
  const mapped = job.run.options.action;
  const local = uses.kind === 'local';
  const folder = join(local ? job.folders.workspace : (mapped?.folder ?? ''), uses.path);
  const origin = local ? { repository: '', ref: '' } : { repository: uses.slug, ref: uses.ref };
  const name = [local ? '.' : uses.slug, uses.path].filter((part) => part !== '').join('/');
  for (const file of ['action.yml', 'action.yaml']) {
    const source = await readFile(join(folder, file), 'utf8').catch(() => undefined);
    if (source !== undefined)
      return { action: parseAction(`${name}/${file}`, source, mapped), folder, ...origin };
  }
  throw new WorkflowFault(
    at,
    `no action.yml in ${name}${local ? ' of the workspace (was it checked out?)' : ''}`,
  );
}

/** Runs a composite action inside the step that uses it. */
export async function runComposite(
  loaded: LoadedAction,
  given: Readonly<Record<string, string>>,
  step: UsesStep,
  job: JobState,
  outer: StepScope,
  frame: StepFrame,
): Promise<StepEnd> {
  if (outer.depth >= compositeDepth) {
    throw new WorkflowFault(step.at, `composite actions nest at most ${compositeDepth} deep`);
  }
  const inputs = inputsOf(loaded.action, given, job, frame);
  const scope = innerScope(loaded, inputs, job, outer, frame);
  const cancelledBefore = job.signal.aborted;
  for (const inner of loaded.action.steps) {
    await frame.runInner(inner, scope);
  }
  const outputs = renderMap(loaded.action.outputs, surroundings(job, scope));
  const cancelled = job.signal.aborted && !cancelledBefore;
  return { outcome: cancelled ? 'cancelled' : scope.status, outputs };
}

function innerScope(
  { folder, repository, ref }: LoadedAction,
  inputs: Readonly<Record<string, string>>,
  job: JobState,
  outer: StepScope,
  frame: StepFrame,
): StepScope {
  const github = {
    ...job.contexts.github,
    action: frame.action,
    action_path: folder,
    action_repository: repository,
    action_ref: ref,
  };
  return createScope({ github, inputs }, { ...outer.env, ...frame.env }, outer.depth + 1);
}

/** What is given, and the defaults of the rest; names compare without case. An unknown one warns, as on GitHub. */
function inputsOf(
  action: Action,
  given: Readonly<Record<string, string>>,
  job: JobState,
  frame: StepFrame,
): Record<string, string> {
  const known = action.inputs.map((input) => input.name.toLowerCase());
  const unexpected = Object.keys(given).filter((name) => !known.includes(name.toLowerCase()));
  if (unexpected.length > 0) {
    const names = action.inputs.map((input) => input.name).join(', ');
    frame.log.annotate('warning', `Unexpected input(s) ${unexpected.join(', ')}; valid inputs are: ${names}`);
  }
  const inputs: Record<string, string> = {};
  for (const { name, default: fallback } of action.inputs) {
    const key = Object.keys(given).find((one) => one.toLowerCase() === name.toLowerCase());
    if (key !== undefined) inputs[name] = given[key] ?? '';
    else if (fallback !== undefined) inputs[name] = render(fallback, { contexts: job.contexts });
  }
  return inputs;
}
