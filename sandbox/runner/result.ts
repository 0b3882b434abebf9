/** What a run gives back. */

/** How a step, a job or the workflow ended; the words are GitHub's. */
export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped';

/** An annotation of a step: a workflow command, or the runner's own complaint. */
export interface Annotation {
  readonly kind: 'error' | 'warning' | 'notice';
  /** At most 4,096 characters, masked. */
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly endColumn?: number;
}

/** A step of a job; what ran inside a composite action is part of its log, annotations and outputs. */
export interface StepResult {
  readonly id: string;
  readonly name: string;
  /** Before continue-on-error. */
  readonly outcome: Conclusion;
  /** After continue-on-error. */
  readonly conclusion: Conclusion;
  /** Masked here; the steps after it see them as they are. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Lines joined by `\n`, masked. */
  readonly log: string;
  readonly annotations: readonly Annotation[];
}

/** One job, or one combination of a matrix; a called workflow's jobs are `caller/job`. */
export interface JobResult {
  readonly id: string;
  readonly name: string;
  readonly conclusion: Conclusion;
  readonly matrix?: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly steps: readonly StepResult[];
  readonly annotations: readonly Annotation[];
  /** Markdown of all steps, in order, masked. */
  readonly summary: string;
  /** What its steps named in GITHUB_ARTIFACTS: name → SHA-256. */
  readonly artifacts: Readonly<Record<string, string>>;
}

/** A whole run. */
export interface WorkflowResult {
  readonly conclusion: Conclusion;
  readonly jobs: readonly JobResult[];
  /** Where the run kept its files; gone unless `keepFolder` was given. */
  readonly folder: string;
}

/** The conclusion of several: one failure fails, else one cancellation cancels; all skipped is skipped. */
export function combine(conclusions: readonly Conclusion[]): Conclusion {
  if (conclusions.includes('failure')) return 'failure';
  if (conclusions.includes('cancelled')) return 'cancelled';
  return conclusions.length > 0 && conclusions.every((one) => one === 'skipped') ? 'skipped' : 'success';
}
