/** What a stand-in is: an action of GitHub's own, imitated as far as workflows here need it. */
import type { JobState } from '../job-state.ts';
import { StepFailure } from '../step-frame.ts';
import type { StepLog } from '../step-log.ts';

/** What a stand-in is run with. */
export interface StandInRequest {
  readonly inputs: Readonly<Record<string, string>>;
  readonly job: JobState;
  readonly log: StepLog;
}

/** A stand-in: the inputs it knows, and what it does; it throws StepFailure to fail the step. */
export interface StandIn {
  readonly inputs: readonly string[];
  run(request: StandInRequest): Promise<Readonly<Record<string, string>>>;
}

/** An input that is true or false, as @actions/core reads it. */
export function flagInput(inputs: StandInRequest['inputs'], name: string, fallback: boolean): boolean {
  const value = inputs[name] ?? '';
  if (value === '') return fallback;
  if (['true', 'True', 'TRUE'].includes(value)) return true;
  if (['false', 'False', 'FALSE'].includes(value)) return false;
  throw new StepFailure(`Input ${name} must be true or false, not "${value}"`);
}

/** An input of one of several words. */
export function choiceInput<T extends string>(
  inputs: StandInRequest['inputs'],
  name: string,
  choices: readonly [T, ...T[]],
): T {
  const value = inputs[name] ?? '';
  const found = value === '' ? choices[0] : choices.find((one) => one === value);
  if (found === undefined) throw new StepFailure(`Input ${name} must be one of ${choices.join(', ')}`);
  return found;
}
