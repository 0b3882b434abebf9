/**
 * The whole sandbox in one process on loopback: a Sigstore, a GitHub API, and the folder that `sigstore:` takes. A
 * careful imitation for tests, for `npm start` and for trying a workflow on a laptop; nothing it issues is trusted
 * anywhere else.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOutages, type Outages } from './faults.ts';
import { bootGitHub, type SandboxGitHub } from './github/index.ts';
import { fullName, type Repository } from './github/model.ts';
import type { GitHubState } from './github/state.ts';
import { exampleClaims, type TokenClaims } from './sigstore/claims.ts';
import { bootSigstore, type SandboxSigstore, type SigstoreOptions } from './sigstore/index.ts';

export interface Sandbox {
  /** Holds `trusted_root.json` and `signing_config.json`. */
  readonly folder: string;
  readonly issuer: string;
  readonly apiUrl: string;
  readonly github: GitHubState;
  readonly githubService: SandboxGitHub;
  readonly sigstore: SandboxSigstore;
  /** Spoils answers of any service. */
  readonly outages: Outages;
  /** The environment of a job that may sign and store: what GitHub's runner would set, for one process. */
  job(options?: JobOptions): Record<string, string>;
  /** Rejects when the GitHub API was asked, or answered, what GitHub does not declare. */
  close(): Promise<void>;
}

export interface JobOptions {
  readonly repository?: Repository;
  readonly claims?: Partial<TokenClaims>;
}

export interface SandboxOptions extends SigstoreOptions {
  /** Where the two files go; a temporary folder, removed at the end, unless given. */
  readonly folder?: string;
  /** Where redirects of an outage lead. */
  readonly elsewhere?: string;
}

/** The repository of the examples. */
export const exampleRepository: Repository = {
  owner: 'acme',
  name: 'shop',
  id: 123456,
  ownerId: 42,
  ownerType: 'Organization',
  visibility: 'public',
  defaultBranch: 'main',
};

export async function bootSandbox({
  folder: given,
  elsewhere,
  ...options
}: SandboxOptions = {}): Promise<Sandbox> {
  const [sigstore, github] = await Promise.all([bootSigstore(options), bootGitHub()]);
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'custody-sandbox-')));
  const outages = createOutages(elsewhere);
  sigstore.faults.around = (service, request, answer) => outages.around({ ...request, service }, answer);
  github.state.around = (request, answer) => outages.around(request, answer);
  await writeFile(join(folder, 'trusted_root.json'), JSON.stringify(sigstore.trustedRoot, null, 2));
  await writeFile(join(folder, 'signing_config.json'), JSON.stringify(sigstore.signingConfig, null, 2));
  return {
    folder,
    issuer: sigstore.issuer,
    apiUrl: github.apiUrl,
    github: github.state,
    githubService: github,
    sigstore,
    outages,
    job: (job) => jobEnvironment(sigstore, github, job),
    close: async () => {
      if (given === undefined) await rm(folder, { recursive: true, force: true });
      await Promise.all([sigstore.close(), github.close()]);
    },
  };
}

function jobEnvironment(sigstore: SandboxSigstore, github: SandboxGitHub, options: JobOptions = {}) {
  const repository = options.repository ?? exampleRepository;
  const name = fullName(repository);
  if (!github.state.repository(name)) github.state.addRepository(repository);
  const token = `ghs_${randomBytes(18).toString('hex')}`;
  github.state.grant(token, { repository: name, permissions: { attestations: 'write', contents: 'read' } });
  const claims = exampleClaims({ ...claimsOf(repository), ...options.claims });
  const { requestUrl, requestToken } = sigstore.registerJob(claims);
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: requestUrl,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: name,
    GITHUB_TOKEN: token,
  };
}

function claimsOf(repository: Repository): Partial<TokenClaims> {
  const name = fullName(repository);
  const workflow = `${name}/.github/workflows/release.yml@refs/heads/${repository.defaultBranch}`;
  return {
    ref: `refs/heads/${repository.defaultBranch}`,
    repository: name,
    repository_id: String(repository.id),
    repository_owner: repository.owner,
    repository_owner_id: String(repository.ownerId),
    repository_visibility: repository.visibility,
    workflow_ref: workflow,
    job_workflow_ref: workflow,
  };
}
