/**
 * Which contexts and functions an expression may name, by the place where it stands.
 *
 * Follows GitHub's table "Context availability". `secrets` and `vars` are left out: this runner has none, and
 * naming one is a fault. `hashFiles` is not built.
 */

/** A place in a workflow or action file that takes expressions. */
export type Place = keyof typeof contexts;

const job = ['github', 'needs', 'strategy', 'matrix', 'inputs'] as const;
const step = [...job, 'job', 'runner', 'env', 'steps'] as const;
const composite = ['github', 'inputs', 'strategy', 'matrix', 'steps', 'job', 'runner', 'env'] as const;

const contexts = {
  workflow: ['github', 'inputs'],
  'job-if': ['github', 'needs', 'inputs'],
  matrix: ['github', 'needs', 'inputs'],
  job,
  step,
  'step-if': step,
  'job-outputs': step,
  'call-outputs': ['github', 'jobs', 'inputs'],
  composite,
  'composite-if': composite,
  'input-default': ['github', 'strategy', 'matrix', 'job', 'runner'],
} as const satisfies Record<string, readonly string[]>;

/** The status functions; they exist in `if` only. */
export const statusFunctions = ['success', 'failure', 'always', 'cancelled'] as const;

/** One of success, failure, always, cancelled. */
export type StatusFunction = (typeof statusFunctions)[number];

/** The contexts that may be named at a place. */
export function contextsAt(place: Place): readonly string[] {
  return contexts[place];
}

/** The status functions that may be called at a place. */
export function functionsAt(place: Place): readonly StatusFunction[] {
  return place === 'job-if' || place === 'step-if' || place === 'composite-if' ? statusFunctions : [];
}
