/** The runner's list of what a job made: `$GITHUB_ARTIFACTS` and `$GITHUB_ARTIFACTS_LIST` of actions/runner. */

export interface ArtifactList {
  /** What earlier steps of the job named: name → SHA-256. Empty where the list is absent or cannot be read. */
  earlier(): Promise<ReadonlyMap<string, string>>;
  /**
   * Names files for the steps that follow.
   *
   * @param paths absolute
   * @returns those that were left out, because the list cannot name them or no file is there. Throws `CUSTODY-906`.
   */
  announce(paths: readonly string[]): Promise<readonly string[]>;
}
