/**
 * The nouns of the sandbox's GitHub: repositories, what a token may do, stored attestations, refusals. Names
 * are those of GitHub's REST API and of `permissions:` in a workflow.
 */
import type { Reply, ServedRequest } from '../http.ts';

/** A repository as the API and the event payloads describe it. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
  readonly id: number;
  readonly ownerId: number;
  readonly ownerType: 'Organization' | 'User';
  readonly visibility: 'public' | 'private' | 'internal';
  readonly defaultBranch: string;
}

/** What a workflow's `permissions:` block can name here. */
export type Permissions = Readonly<
  Partial<
    Record<'attestations' | 'contents' | 'id-token' | 'actions' | 'checks' | 'metadata', 'read' | 'write'>
  >
>;

/** What one token may do in one repository, `OWNER/NAME`. */
export interface Grant {
  readonly repository: string;
  readonly permissions: Permissions;
  /** Whose token it is; that of a workflow unless given. */
  readonly app?: App;
}

/** A GitHub App, in whose name a token acts. */
export interface App {
  readonly id: number;
  readonly slug: string;
}

/** The app behind the token of every workflow. */
export const GITHUB_ACTIONS: App = { id: 15368, slug: 'github-actions' };

/** A note at lines of a file, as the API takes it. */
export interface CheckAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: string;
  readonly message: string;
  readonly title?: string;
}

/** What a request may say about a check run. */
export interface CheckRunChanges {
  readonly name?: string;
  readonly details_url?: string;
  readonly external_id?: string;
  readonly status?: string;
  readonly conclusion?: string;
  readonly output?: {
    readonly title?: string;
    readonly summary: string;
    readonly text?: string;
    readonly annotations?: readonly CheckAnnotation[];
  };
}

/** A check run as stored. */
export interface CheckRun {
  readonly id: number;
  readonly repositoryId: number;
  readonly app: App;
  readonly headSha: string;
  readonly name: string;
  readonly externalId: string | null;
  readonly detailsUrl: string | null;
  readonly status: string;
  readonly conclusion: string | null;
  readonly output: {
    readonly title: string | null;
    readonly summary: string | null;
    readonly text: string | null;
  };
  readonly annotations: readonly CheckAnnotation[];
}

/** An attestation as stored: the parsed bundle, never its bytes. */
export interface StoredAttestation {
  readonly id: number;
  readonly repositoryId: number;
  readonly bundle: object;
  readonly predicateType: string;
  /** Lower-case hex SHA-256 of each subject. */
  readonly subjectDigests: readonly string[];
}

/** One attempt of a workflow run, with what all its attempts have alike. */
export interface RunAttempt extends Outcome {
  readonly run: number;
  /** 1 for the first. */
  readonly number: number;
  readonly event: string;
  readonly headSha: string;
  /** Of the workflow that was started. */
  readonly path: string;
  readonly jobs: readonly RunJob[];
}

export interface RunJob extends Outcome {
  /** Of the job and of its check run: GitHub gives both the same. */
  readonly id: number;
  readonly name: string;
  /** The attempt in which it ran, where that is an earlier one. */
  readonly attempt?: number;
}

/** The words are GitHub's; no conclusion before the end. */
export interface Outcome {
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion: string | null;
}

/**
 * How a list of attestations carries its bundles: within, by `bundle_url`, or both. A request of API version
 * 2026-03-10 gets `bundle_url` only, whatever this says.
 */
export type BlobMode = 'inline' | 'url' | 'both';

/** How a repository refuses attestations: its plan lacks the feature (403), or the route is not there (404). */
export type AttestationRefusal = 'plan' | 'not-found';

/** One answered request. Of the authorization only its presence is kept. */
export interface GitHubRequest {
  readonly service: 'api' | 'blobs';
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly authorization: boolean;
  readonly status: number;
}

/** A request before it is answered, for {@link Switches.interrupt}. */
export type Interrupted = ServedRequest & { readonly service: 'api' | 'blobs' };

/** What a test or a user may switch while the server runs. */
export interface Switches {
  blobMode: BlobMode;
  /** What is answered for a digest without attestations. GitHub: 404. Default: 'not-found'. */
  absent: 'not-found' | 'empty-list';
  /**
   * The path in a Link header: `/repositories/ID/…` as in GitHub's documentation of pagination, or the path
   * that was asked. Default: 'numeric'.
   */
  linkPath: 'numeric' | 'asked';
  /** Answers in place of the server, unchecked: outages, redirects, foreign content. */
  interrupt: ((request: Interrupted) => Reply | undefined) | undefined;
  /** Stands around every answer; see sandbox/faults.ts. */
  around: ((request: Interrupted, answer: () => Reply) => Promise<Reply>) | undefined;
  /** Alters an answer of the API before it is held against the description. */
  alter: ((operation: string, reply: Reply) => Reply) | undefined;
}

/** `OWNER/NAME` of a repository. */
export function fullName(repository: Pick<Repository, 'owner' | 'name'>): string {
  return `${repository.owner}/${repository.name}`;
}
