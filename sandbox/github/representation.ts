/**
 * How GitHub's REST API represents a repository (`full-repository`) and its owner (`simple-user`): the members
 * that its OpenAPI description requires, and those a workflow reads.
 */
import { fullName, type Permissions, type Repository } from './model.ts';

/** Where the API and the web pages are. */
export interface Places {
  readonly apiUrl: string;
  readonly serverUrl: string;
}

/** The links of a repository that are its URL and a path. */
const LINKS: Readonly<Record<string, string>> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

/** The links of an owner that are its URL and a path. */
const OWNER_LINKS: Readonly<Record<string, string>> = {
  events_url: '/events{/privacy}',
  followers_url: '/followers',
  following_url: '/following{/other_user}',
  gists_url: '/gists{/gist_id}',
  organizations_url: '/orgs',
  received_events_url: '/received_events',
  repos_url: '/repos',
  starred_url: '/starred{/owner}{/repo}',
  subscriptions_url: '/subscriptions',
};

/** A repository's state that nothing here changes. */
const UNCHANGING = {
  description: null,
  homepage: null,
  language: null,
  license: null,
  mirror_url: null,
  archived: false,
  disabled: false,
  fork: false,
  has_discussions: false,
  has_issues: true,
  has_pages: false,
  has_projects: false,
  has_wiki: false,
  forks: 0,
  forks_count: 0,
  network_count: 0,
  open_issues: 0,
  open_issues_count: 0,
  size: 0,
  stargazers_count: 0,
  subscribers_count: 0,
  watchers: 0,
  watchers_count: 0,
  created_at: '2026-01-01T00:00:00Z',
  pushed_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
} as const;

/** The `simple-user` of a repository's owner. */
export function ownerJson(repository: Repository, places: Places): object {
  const url = `${places.apiUrl}/users/${repository.owner}`;
  return {
    login: repository.owner,
    id: repository.ownerId,
    node_id: nodeId('U', repository.ownerId),
    type: repository.ownerType,
    site_admin: false,
    gravatar_id: '',
    avatar_url: `${places.serverUrl}/${repository.owner}.png`,
    html_url: `${places.serverUrl}/${repository.owner}`,
    url,
    ...linksUnder(url, OWNER_LINKS),
  };
}

/** What the API and the event payloads say alike about a repository. */
export function repositoryJson(repository: Repository, places: Places): object {
  const name = fullName(repository);
  const url = `${places.apiUrl}/repos/${name}`;
  const page = `${places.serverUrl}/${name}`;
  const host = new URL(places.serverUrl).host;
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: name,
    private: repository.visibility !== 'public',
    visibility: repository.visibility,
    default_branch: repository.defaultBranch,
    owner: ownerJson(repository, places),
    url,
    html_url: page,
    clone_url: `${page}.git`,
    svn_url: page,
    git_url: `git://${host}/${name}.git`,
    ssh_url: `git@${host}:${name}.git`,
    ...linksUnder(url, LINKS),
    ...UNCHANGING,
  };
}

/** The `full-repository` for a caller with these permissions. */
export function fullRepositoryJson(
  repository: Repository,
  places: Places,
  permissions: Permissions | undefined,
): object {
  const json = repositoryJson(repository, places);
  if (permissions === undefined) return json;
  const push = permissions.contents === 'write';
  return { ...json, permissions: { admin: false, maintain: false, push, triage: false, pull: true } };
}

function linksUnder(url: string, links: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(links).map(([name, path]) => [name, url + path]));
}

function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(String(id)).toString('base64url')}`;
}
