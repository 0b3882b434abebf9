/** What one step is given while it runs, and what it gives back. */
import type { StepScope } from './job-state.ts';
import type { Step } from './model.ts';
import type { Conclusion } from './result.ts';
import type { StepLog } from './step-log.ts';

/** The surroundings of a single step. */
export interface StepFrame {
  readonly log: StepLog;
  /** The step's own `env`, rendered. */
  readonly env: Readonly<Record<string, string>>;
  /** GITHUB_ACTION. */
  readonly action: string;
  readonly timeoutMs?: number;
  /** Runs a step of a composite action within this one. */
  readonly runInner: (step: Step, scope: StepScope) => Promise<unknown>;
}

/** How a step ended, before continue-on-error. */
export interface StepEnd {
  readonly outcome: Exclude<Conclusion, 'skipped'>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** An action's own failure: an error annotation and a failed step, not a fault of the workflow. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
}
