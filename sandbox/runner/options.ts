/** What a run is given: the workflow, the tree, the sandbox's services, and what GitHub would know. */
import type { Repository, RunAttempt } from '../github/model.ts';
import type { TokenClaims } from '../sigstore/claims.ts';
import type { Permissions } from './model.ts';
import type { ActionMapping } from './parse/uses.ts';

/** The services a job can reach, as functions so that any sandbox can stand behind them. */
export interface RunnerSandbox {
  /** Base address of the GitHub API: GITHUB_API_URL. */
  readonly apiUrl: string;
  /** Registers a job with the OIDC issuer; gives what the runner would put into its environment. */
  issuerJob(claims: TokenClaims): { readonly requestUrl: string; readonly requestToken: string };
  /** A GITHUB_TOKEN with these permissions in the run's repository. */
  token(permissions: Permissions): string;
  /** Takes the run's attempt as it is now, whenever a job begins or ends and when the run ends. */
  recordAttempt?(attempt: RunAttempt): void;
}

/** The event that started the run. */
export interface RunEvent {
  readonly name: string;
  /** The webhook's payload: GITHUB_EVENT_PATH and github.event. */
  readonly payload: object;
  /** `refs/heads/…`, `refs/tags/…` or `refs/pull/…/merge`. */
  readonly ref: string;
  /** Commit, 40 hex digits. */
  readonly sha: string;
  /** Pull requests only. */
  readonly headRef?: string;
  readonly baseRef?: string;
}

/** The options of `runWorkflow`. */
export interface RunOptions {
  /** Path of the workflow file; outside `.github/workflows/` of the source it runs as if it stood there. */
  readonly workflow: string;
  /** Folder of the tree that actions/checkout gives and that local workflows are read from. */
  readonly source: string;
  /** How checkout brings the tree: a copy of the files git would not ignore (default), or `git clone`. */
  readonly checkout?: 'copy' | 'clone';
  readonly sandbox: RunnerSandbox;
  readonly repository: Repository;
  readonly event: RunEvent;
  /** Inputs of workflow_dispatch, as text. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** More variables for every process; GitHub's own win over them. */
  readonly env?: Readonly<Record<string, string>>;
  /** PATH of every process; the caller's own by default. */
  readonly path?: string;
  /** The action repository whose tree is at hand. */
  readonly action?: ActionMapping;
  /** Where the run keeps its files; without it a temporary folder, removed at the end. */
  readonly keepFolder?: string;
  readonly runId?: number;
  readonly runAttempt?: number;
  readonly runNumber?: number;
  /** Who started the run; the repository's owner by default. */
  readonly actor?: { readonly login: string; readonly id: number };
  readonly refProtected?: boolean;
  /** Takes each line as it is logged, masked. */
  readonly log?: (line: string) => void;
  /** Cancels the run: the running step is interrupted, steps with always() still run. */
  readonly signal?: AbortSignal;
}
