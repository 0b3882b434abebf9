/** What is asked of GitHub about a repository. */
export interface RepositoryFacts {
  readonly defaultBranch: string;
  readonly visibility: 'public' | 'private' | 'internal';
  readonly repositoryId: string;
  readonly ownerId: string;
  /** Such as `User` or `Organization`. */
  readonly ownerType: string;
}

/** What became of a run, as far as one of its attempts is concerned. */
export interface RunFacts {
  readonly repositoryId: string;
  /** Commit; of a pull request its head, which is not the commit that was checked out. */
  readonly headSha: string;
  /** The event that started it. */
  readonly event: string;
  readonly latest: AttemptFacts;
  /** The attempt that was asked for; absent where the run has had fewer. */
  readonly asked?: AttemptFacts;
}

export interface AttemptFacts extends Outcome {
  readonly number: number;
  /** All of them, none twice. */
  readonly jobs: readonly JobFacts[];
}

export interface JobFacts extends Outcome {
  /** The id of its check run. */
  readonly id: string;
  readonly name: string;
}

/** GitHub's own words: `completed` and `success`, for example. */
interface Outcome {
  readonly status: string;
  /** Absent before the end. */
  readonly conclusion?: string;
}

export interface Forge {
  /** Facts of `OWNER/REPOSITORY`. Throws `CUSTODY-903` or `-904`. */
  repository(fullName: string): Promise<RepositoryFacts>;
  /**
   * @param uri `https://HOST/OWNER/REPOSITORY/actions/runs/RUN/attempts/ATTEMPT`, as a certificate has it
   * @throws Fault `CUSTODY-507` for a run of another server, without asking, and where the API refuses; `-404`, `-903`,
   *   `-904`
   */
  run(uri: string): Promise<RunFacts>;
}
