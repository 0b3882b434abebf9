/** Files of a repository at a commit, and where a branch stands: the parts of Git that GitHub's API shows. */
import { createHash } from 'node:crypto';
import type { Reply } from '../http.ts';
import { type Caller, permissionsOf } from './access.ts';
import { fullName, type Repository } from './model.ts';
import { notAccessible, notFound } from './refusals.ts';

/** What was committed, by repository. */
export interface Commits {
  /** Commits these files to a branch, in place of all that was there. @returns the commit's id */
  commit(repository: string, branch: string, files: Readonly<Record<string, string>>): string;
  head(repository: string, branch: string): string | undefined;
  /** The files of a commit, or of the branch of that name, as GitHub takes `ref`. */
  files(repository: string, ref: string): Readonly<Record<string, string>> | undefined;
}

export function createCommits(): Commits {
  const heads = new Map<string, string>();
  const trees = new Map<string, Readonly<Record<string, string>>>();
  const at = (repository: string, name: string) => `${repository.toLowerCase()} ${name}`;
  return {
    commit(repository, branch, files) {
      const parent = heads.get(at(repository, branch)) ?? '';
      const id = createHash('sha1')
        .update(JSON.stringify([parent, files]))
        .digest('hex');
      trees.set(at(repository, id), files);
      heads.set(at(repository, branch), id);
      return id;
    },
    head: (repository, branch) => heads.get(at(repository, branch)),
    files: (repository, ref) =>
      trees.get(at(repository, ref)) ?? trees.get(at(repository, heads.get(at(repository, ref)) ?? '')),
  };
}

/** `GET /repos/{owner}/{repo}/git/ref/{ref}`, for branches. */
export function refOf(
  commits: Commits,
  caller: Caller,
  repository: Repository,
  ref: string,
  apiUrl: string,
): Reply {
  if (!mayRead(caller, repository)) return notAccessible();
  const sha = ref.startsWith('heads/')
    ? commits.head(fullName(repository), ref.slice('heads/'.length))
    : undefined;
  if (sha === undefined) return notFound();
  const git = `${apiUrl}/repos/${fullName(repository)}/git`;
  const body = {
    ref: `refs/${ref}`,
    node_id: 'REF_sandbox',
    url: `${git}/refs/${ref}`,
    object: { type: 'commit', sha, url: `${git}/commits/${sha}` },
  };
  return { status: 200, body };
}

/** `GET /repos/{owner}/{repo}/contents/{path}`, for files. */
export function contentOf(
  commits: Commits,
  caller: Caller,
  repository: Repository,
  { path, ref, apiUrl }: { readonly path: string; readonly ref: string | undefined; readonly apiUrl: string },
): Reply {
  if (!mayRead(caller, repository)) return notAccessible();
  const text = commits.files(fullName(repository), ref ?? repository.defaultBranch)?.[path];
  if (text === undefined) return notFound();
  const bytes = Buffer.from(text);
  const sha = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  const api = `${apiUrl}/repos/${fullName(repository)}`;
  const url = `${api}/contents/${path}`;
  const body = {
    type: 'file',
    encoding: 'base64',
    size: bytes.length,
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    // GitHub breaks the lines of its base64.
    content: bytes.toString('base64').replace(/.{60}/g, '$&\n'),
    sha,
    url,
    git_url: `${api}/git/blobs/${sha}`,
    html_url: null,
    download_url: null,
    _links: { self: url, git: `${api}/git/blobs/${sha}`, html: null },
  };
  return { status: 200, body };
}

function mayRead(caller: Caller, repository: Repository): boolean {
  return repository.visibility === 'public' || permissionsOf(caller, repository)?.contents !== undefined;
}
