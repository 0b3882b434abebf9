/** Where policies are read from in a workflow: a branch that takes review, or a commit that cannot change (T31). */

export interface PolicyFile {
  readonly bytes: Uint8Array;
  /** `OWNER/REPOSITORY@COMMIT:PATH`, or the path of a local file. */
  readonly uri: string;
  /** Of the file of this machine that stands for `uri`, for places; absent where `uri` says it. */
  readonly path?: string;
}

export interface PolicyFiles {
  /**
   * The file at the head of the default branch of `OWNER/REPOSITORY`. The branch is asked for its commit once, and the
   * file is read at that commit. Throws `CUSTODY-504`, `-903`, `-904`; `-404` for a file past `limits.policyBytes`.
   */
  onDefaultBranch(repository: string, path: string): Promise<PolicyFile>;
  /** The file at a full commit. Throws as above. */
  atCommit(repository: string, commit: string, path: string): Promise<PolicyFile>;
}
