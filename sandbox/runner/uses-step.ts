/** A `uses:` step: a stand-in, or a composite action of the mapped repository or the workspace. */

import { loadAction, runComposite } from './composite.ts';
import { renderMap } from './expressions/template.ts';
import { type JobState, type StepScope, surroundings } from './job-state.ts';
import type { UsesStep } from './model.ts';
import type { StandInSlug } from './pins.ts';
import { runStandIn } from './stand-ins/index.ts';
import type { StepEnd, StepFrame } from './step-frame.ts';

/** Runs the action of a step. */
export async function runUses(
  step: UsesStep,
  job: JobState,
  scope: StepScope,
  frame: StepFrame,
): Promise<StepEnd> {
  const given = renderMap(step.with, surroundings(job, scope, frame.env));
  if (step.uses.kind === 'stand-in') {
    return runStandIn(step.uses.slug as StandInSlug, given, step, job, frame);
  }
  const loaded = await loadAction(step.uses, step, job);
  return runComposite(
    loaded,
    { ...silentInputs(step, given, job, frame), ...given },
    step,
    job,
    scope,
    frame,
  );
}

/** What the sandbox adds to a step of its own action; it is said in the log. */
function silentInputs(
  { uses }: UsesStep,
  given: Readonly<Record<string, string>>,
  job: JobState,
  { log }: StepFrame,
): Record<string, string> {
  if (uses.kind !== 'mapped') return {};
  const named = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  const all = Object.entries(job.run.options.action?.silentInputs?.[uses.path]?.(named) ?? {});
  const added = all.filter(([name]) => !named.has(name));
  if (added.length > 0)
    log.print(`Added by the sandbox: ${added.map(([name, value]) => `${name}: ${value}`).join(', ')}`);
  return Object.fromEntries(added);
}
