/**
 * Builds the event payload that a workflow finds at GITHUB_EVENT_PATH, with the members that workflows read.
 * docs.github.com/webhooks/webhook-events-and-payloads.
 */
import { fullName, type Repository } from './model.ts';
import { ownerJson, type Places, repositoryJson } from './representation.ts';

/** The events whose payloads can be built. */
export type EventName = 'push' | 'workflow_dispatch' | 'pull_request' | 'release';

/** What happened. Each event uses what concerns it. */
export interface EventFacts {
  /** The full ref: `refs/heads/main`, `refs/tags/v1`, `refs/pull/7/merge`. */
  readonly ref: string;
  /** Commit at `ref`, 40 hex digits. */
  readonly sha: string;
  /** Who did it. Default: the repository's owner. */
  readonly actor?: { readonly login: string; readonly id: number };
  /** Inputs of a workflow_dispatch. Default: null, as GitHub sends when there are none. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Path of the dispatched workflow in the repository. */
  readonly workflow?: string;
  /** Commit before a push. Default: forty zeros, a new ref. */
  readonly before?: string;
  /** What a pull request or release did. Default: `opened`, `published`. */
  readonly action?: string;
  readonly pullRequest?: PullRequestFacts;
  readonly places?: Places;
}

/** The two sides of a pull request. `headRepository` is the fork where there is one. */
export interface PullRequestFacts {
  readonly number: number;
  /** Branch names without `refs/heads/`. */
  readonly headRef: string;
  readonly headSha: string;
  readonly baseRef: string;
  readonly baseSha: string;
  readonly headRepository?: Repository;
}

const NO_COMMIT = '0'.repeat(40);
const GITHUB: Places = { apiUrl: 'https://api.github.com', serverUrl: 'https://github.com' };
/** A moment that keeps payloads the same from run to run. */
const MOMENT = '2026-01-01T00:00:00Z';

/**
 * The payload of one event, ready for JSON.
 * @throws Error for a pull_request without `pullRequest`
 */
export function eventPayload(name: EventName, repository: Repository, facts: EventFacts): object {
  const places = facts.places ?? GITHUB;
  const common = {
    repository: repositoryJson(repository, places),
    sender: senderJson(repository, facts, places),
    ...(repository.ownerType === 'Organization'
      ? { organization: organizationJson(repository, places) }
      : {}),
  };
  switch (name) {
    case 'push':
      return { ...pushJson(repository, facts, places), ...common };
    case 'workflow_dispatch':
      return { ref: facts.ref, inputs: facts.inputs ?? null, workflow: facts.workflow ?? '', ...common };
    case 'pull_request':
      return { ...pullRequestJson(repository, facts, places), ...common };
    case 'release':
      return { ...releaseJson(repository, facts, places), ...common };
  }
}

function pushJson(repository: Repository, facts: EventFacts, places: Places): object {
  const before = facts.before ?? NO_COMMIT;
  const page = `${places.serverUrl}/${fullName(repository)}`;
  const commit = commitJson(facts, page);
  return {
    ref: facts.ref,
    before,
    after: facts.sha,
    base_ref: null,
    created: before === NO_COMMIT,
    deleted: false,
    forced: false,
    compare: `${page}/compare/${before.slice(0, 12)}...${facts.sha.slice(0, 12)}`,
    commits: facts.ref.startsWith('refs/tags/') ? [] : [commit],
    head_commit: commit,
    pusher: { name: actorOf(repository, facts).login, email: emailOf(repository, facts) },
  };
}

function commitJson(facts: EventFacts, page: string): object {
  return {
    id: facts.sha,
    tree_id: facts.sha,
    distinct: true,
    message: 'a change',
    timestamp: MOMENT,
    url: `${page}/commit/${facts.sha}`,
    added: [],
    removed: [],
    modified: [],
  };
}

function pullRequestJson(repository: Repository, facts: EventFacts, places: Places): object {
  const pull = facts.pullRequest;
  if (pull === undefined) throw new Error('a pull_request payload needs pullRequest');
  const head = pull.headRepository ?? repository;
  const api = `${places.apiUrl}/repos/${fullName(repository)}/pulls/${pull.number}`;
  return {
    action: facts.action ?? 'opened',
    number: pull.number,
    pull_request: {
      id: pull.number,
      number: pull.number,
      state: 'open',
      title: 'a change',
      draft: false,
      merged: false,
      merge_commit_sha: facts.sha,
      user: senderJson(repository, facts, places),
      author_association: head.id === repository.id ? 'MEMBER' : 'CONTRIBUTOR',
      url: api,
      html_url: `${places.serverUrl}/${fullName(repository)}/pull/${pull.number}`,
      head: sideJson(head, pull.headRef, pull.headSha, places),
      base: sideJson(repository, pull.baseRef, pull.baseSha, places),
    },
  };
}

function sideJson(repository: Repository, ref: string, sha: string, places: Places): object {
  return {
    label: `${repository.owner}:${ref}`,
    ref,
    sha,
    user: ownerJson(repository, places),
    repo: repositoryJson(repository, places),
  };
}

function releaseJson(repository: Repository, facts: EventFacts, places: Places): object {
  const tag = facts.ref.replace(/^refs\/tags\//, '');
  const name = fullName(repository);
  return {
    action: facts.action ?? 'published',
    release: {
      id: 1,
      tag_name: tag,
      target_commitish: repository.defaultBranch,
      name: tag,
      body: null,
      draft: false,
      prerelease: false,
      immutable: false,
      created_at: MOMENT,
      published_at: MOMENT,
      assets: [],
      author: senderJson(repository, facts, places),
      url: `${places.apiUrl}/repos/${name}/releases/1`,
      html_url: `${places.serverUrl}/${name}/releases/tag/${encodeURIComponent(tag)}`,
    },
  };
}

function senderJson(repository: Repository, facts: EventFacts, places: Places): object {
  const { login, id } = actorOf(repository, facts);
  return ownerJson({ ...repository, owner: login, ownerId: id, ownerType: 'User' }, places);
}

function organizationJson(repository: Repository, places: Places): object {
  return {
    login: repository.owner,
    id: repository.ownerId,
    url: `${places.apiUrl}/orgs/${repository.owner}`,
    repos_url: `${places.apiUrl}/orgs/${repository.owner}/repos`,
  };
}

function actorOf(repository: Repository, facts: EventFacts): { readonly login: string; readonly id: number } {
  return facts.actor ?? { login: repository.owner, id: repository.ownerId };
}

function emailOf(repository: Repository, facts: EventFacts): string {
  const { login, id } = actorOf(repository, facts);
  return `${id}+${login}@users.noreply.github.com`;
}
