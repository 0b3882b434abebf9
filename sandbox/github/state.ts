/**
 * What the sandbox's GitHub remembers: repositories, tokens, attestations by repository and subject digest, and
 * the switches. It lives as long as the server.
 */
import { type Commits, createCommits } from './contents.ts';
import {
  type App,
  type AttestationRefusal,
  type CheckRun,
  type CheckRunChanges,
  fullName,
  GITHUB_ACTIONS,
  type Grant,
  type Permissions,
  type Repository,
  type RunAttempt,
  type StoredAttestation,
  type Switches,
} from './model.ts';
import { statementHeader } from './subjects.ts';

/** The state of a running server; the switches may be assigned at any time. */
export interface GitHubState extends Switches {
  /** @throws Error where the name or the id is taken */
  addRepository(repository: Repository): Repository;
  /** The repository called `OWNER/NAME`, whatever the case of its letters. */
  repository(name: string): Repository | undefined;
  /** All repositories, in the order they were added. */
  repositories(): readonly Repository[];
  /** Lets a token act in a repository; a second call for the same repository replaces the first. */
  grant(token: string, grant: Grant): void;
  /** Forgets a token: requests that carry it are answered 401. */
  revoke(token: string): void;
  /** What a token may do, by the lower-case name of the repository; undefined for an unknown token. */
  permissions(token: string): ReadonlyMap<string, Permissions> | undefined;
  /** In whose name a token acts. */
  app(token: string): App;
  /** Makes a repository refuse attestations, or stop refusing them. */
  refuseAttestations(name: string, refusal: AttestationRefusal | undefined): void;
  refusal(name: string): AttestationRefusal | undefined;
  readonly commits: Commits;
  /** Files a bundle, as POST does; a string says why it cannot be filed. */
  store(repository: Repository, bundle: object): StoredAttestation | string;
  /** All attestations with a subject of this hex digest in these repositories, newest first. */
  attestations(repositories: readonly Repository[], sha256: string): readonly StoredAttestation[];
  /** Remembers an attempt of a run as it is now, in place of what was known of it. */
  recordAttempt(repository: Repository, attempt: RunAttempt): void;
  /** The attempts of a run that were recorded, the latest last. */
  attempts(repository: Repository, run: number): readonly RunAttempt[];
  addCheckRun(
    repository: Repository,
    app: App,
    headSha: string,
    said: CheckRunChanges & { readonly name: string },
  ): CheckRun;
  changeCheckRun(run: CheckRun, changes: CheckRunChanges): CheckRun;
  /** Oldest first. */
  checkRuns(repository: Repository): readonly CheckRun[];
}

/** An empty state with the default switches. */
export function createState(): GitHubState {
  const repositories = new Map<string, Repository>();
  const tokens = new Map<string, Map<string, Permissions>>();
  const refusals = new Map<string, AttestationRefusal>();
  const stored: StoredAttestation[] = [];
  const attempts = new Map<string, Map<number, RunAttempt>>();
  const apps = new Map<string, App>();
  const checkRuns = new Map<number, CheckRun>();
  const keep = (run: CheckRun) => {
    checkRuns.set(run.id, run);
    return run;
  };
  return {
    blobMode: 'inline',
    absent: 'not-found',
    linkPath: 'numeric',
    interrupt: undefined,
    around: undefined,
    alter: undefined,
    addRepository: (repository) => add(repositories, repository),
    repository: (name) => repositories.get(name.toLowerCase()),
    repositories: () => [...repositories.values()],
    grant: (token, grant) => {
      grantTo(tokens, token, grant);
      if (grant.app) apps.set(token, grant.app);
    },
    revoke: (token) => void tokens.delete(token),
    permissions: (token) => tokens.get(token),
    app: (token) => apps.get(token) ?? GITHUB_ACTIONS,
    refuseAttestations: (name, refusal) => setOrDelete(refusals, name.toLowerCase(), refusal),
    commits: createCommits(),
    refusal: (name) => refusals.get(name.toLowerCase()),
    store: (repository, bundle) => file(stored, repository, bundle),
    attestations: (within, sha256) => find(stored, within, sha256),
    recordAttempt: ({ id }, attempt) => {
      const key = `${id} ${attempt.run}`;
      attempts.set(key, (attempts.get(key) ?? new Map<number, RunAttempt>()).set(attempt.number, attempt));
    },
    attempts: ({ id }, run) =>
      [...(attempts.get(`${id} ${run}`)?.values() ?? [])].sort((a, b) => a.number - b.number),
    addCheckRun: (repository, app, headSha, said) => {
      const fresh = { id: checkRuns.size + 1, repositoryId: repository.id, app, headSha, ...unsaid };
      return keep(changed({ ...fresh, name: said.name }, said));
    },
    changeCheckRun: (run, changes) => keep(changed(run, changes)),
    checkRuns: ({ id }) => [...checkRuns.values()].filter((run) => run.repositoryId === id),
  };
}

const unsaid = {
  externalId: null,
  detailsUrl: null,
  status: 'queued',
  conclusion: null,
  output: { title: null, summary: null, text: null },
  annotations: [],
} as const;

/** A conclusion completes the run; annotations are added and never taken away. */
function changed(run: CheckRun, changes: CheckRunChanges): CheckRun {
  const { output, conclusion = run.conclusion } = changes;
  const { annotations = [], ...texts } = output ?? {};
  return {
    ...run,
    name: changes.name ?? run.name,
    externalId: changes.external_id ?? run.externalId,
    detailsUrl: changes.details_url ?? run.detailsUrl,
    status: changes.conclusion === undefined ? (changes.status ?? run.status) : 'completed',
    conclusion,
    output: { ...run.output, ...texts },
    annotations: [...run.annotations, ...annotations],
  };
}

function add(repositories: Map<string, Repository>, repository: Repository): Repository {
  const key = fullName(repository).toLowerCase();
  if (repositories.has(key)) throw new Error(`the repository ${fullName(repository)} exists`);
  for (const known of repositories.values()) {
    if (known.id === repository.id) throw new Error(`the repository id ${repository.id} is taken`);
  }
  repositories.set(key, repository);
  return repository;
}

function grantTo(tokens: Map<string, Map<string, Permissions>>, token: string, grant: Grant): void {
  const known = tokens.get(token) ?? new Map<string, Permissions>();
  known.set(grant.repository.toLowerCase(), grant.permissions);
  tokens.set(token, known);
}

function file(
  stored: StoredAttestation[],
  repository: Repository,
  bundle: object,
): StoredAttestation | string {
  const header = statementHeader(bundle);
  if (typeof header === 'string') return header;
  const attestation = { id: stored.length + 1, repositoryId: repository.id, bundle, ...header };
  stored.push(attestation);
  return attestation;
}

function find(
  stored: readonly StoredAttestation[],
  within: readonly Repository[],
  sha256: string,
): readonly StoredAttestation[] {
  const ids = new Set(within.map((repository) => repository.id));
  return stored
    .filter((entry) => ids.has(entry.repositoryId) && entry.subjectDigests.includes(sha256))
    .reverse();
}

function setOrDelete<T>(map: Map<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
