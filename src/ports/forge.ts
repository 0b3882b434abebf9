/** What is asked of GitHub about a repository. */
export interface RepositoryFacts {
  readonly defaultBranch: string;
  readonly visibility: 'public' | 'private' | 'internal';
  readonly repositoryId: string;
  readonly ownerId: string;
  /** Such as `User` or `Organization`. */
  readonly ownerType: string;
}

export interface Forge {
  /** Facts of `OWNER/REPOSITORY`. Throws `CUSTODY-903` or `-904`. */
  repository(fullName: string): Promise<RepositoryFacts>;
}
