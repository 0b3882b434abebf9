/** Check runs on a commit: a verdict where people look. Never the gate itself, which is the conclusion of the job. */

/** A note at a line of a file of the repository. */
export interface CheckAnnotation {
  /** Relative, with forward slashes. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly level: 'failure' | 'warning';
  readonly title: string;
  readonly message: string;
}

/** A finished check run. Its texts are escaped and within the limits of the platform. */
export interface CheckRun {
  readonly name: string;
  readonly conclusion: 'success' | 'failure';
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  /** Markdown; more of the same. */
  readonly text?: string;
  readonly annotations: readonly CheckAnnotation[];
}

/** What a check run is about, and who says it. */
export interface CheckSubject {
  /** Full commit. */
  readonly commit: string;
  /** The same for every attempt and every run of one job of one workflow. */
  readonly job: string;
  /** `RUN.ATTEMPT`. */
  readonly attempt: string;
  /** Page of the run. */
  readonly page: string;
}

export interface Checks {
  /**
   * Makes the check run, or brings the one of an earlier attempt up to date.
   *
   * @returns why there is none, where the token may not write checks, as those of pull requests from forks may not
   * @throws Fault `CUSTODY-903`, `-904`, `-905`
   */
  post(run: CheckRun, subject: CheckSubject): Promise<'posted' | { readonly refused: string }>;
}
