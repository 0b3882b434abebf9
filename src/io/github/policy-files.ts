/** Policies by GitHub's contents API (https://docs.github.com/en/rest/repos/contents), always at a commit (T31). */
import { member, textAt } from '../../formats/json.ts';
import { Fault } from '../../model/fault.ts';
import { isCommit } from '../../model/identity.ts';
import { limits } from '../../model/limits.ts';
import type { Json } from '../../model/statement.ts';
import type { PolicyFile, PolicyFiles } from '../../ports/policy-files.ts';
import { jsonOf, refused, unusable } from '../http/answer.ts';
import type { HttpAnswer } from '../http/types.ts';
import { GITHUB_API, type GitHubApi, githubApi, repositoryPath } from './api.ts';
import { type GitHubForgeOptions, githubForge } from './forge.ts';

export function githubPolicyFiles(options: GitHubForgeOptions): PolicyFiles {
  const api = githubApi(options);
  const atCommit = (repository: string, commit: string, path: string) =>
    fileAt(api, repository, commit, path);
  return {
    atCommit,
    async onDefaultBranch(repository, path) {
      const { defaultBranch } = await githubForge(options).repository(repository);
      return atCommit(repository, await headOf(api, repository, defaultBranch), path);
    },
  };
}

async function headOf(api: GitHubApi, repository: string, branch: string): Promise<string> {
  const ref = encodeURIComponent(`heads/${branch}`);
  const answer = await api.get(`${repositoryPath(repository)}/git/ref/${ref}`);
  const what = `the branch ${branch} of ${repository}`;
  if (answer.status !== 200) throw notFetched(answer, what, api);
  const object = member(jsonOf(answer, GITHUB_API), 'object');
  const commit = textAt(object, 'sha');
  if (textAt(object, 'type') !== 'commit' || commit === undefined || !isCommit(commit)) {
    throw unusable(answer, GITHUB_API, `no commit of ${what}`);
  }
  return commit;
}

async function fileAt(api: GitHubApi, repository: string, commit: string, path: string): Promise<PolicyFile> {
  const uri = `${repository}@${commit}:${path}`;
  const route = `${repositoryPath(repository)}/contents/${encodeURIComponent(path)}`;
  const answer = await api.get(route, { ref: commit });
  if (answer.status !== 200) throw notFetched(answer, uri, api);
  const bytes = contentOf(jsonOf(answer, GITHUB_API));
  if (!bytes) throw unusable(answer, GITHUB_API, `no file under ${uri}`);
  if (bytes.length <= limits.policyBytes) return { bytes, uri };
  throw new Fault('CUSTODY-404', `${uri} has ${bytes.length} bytes; the limit is ${limits.policyBytes}`, {
    hint: 'A policy is one page. Split it, and let one extend the other.',
  });
}

/** `undefined` for a folder, a submodule, or a file so large that its content is left out. */
function contentOf(file: Json): Uint8Array | undefined {
  const content = textAt(file, 'content');
  if (textAt(file, 'type') !== 'file' || textAt(file, 'encoding') !== 'base64' || content === undefined) {
    return undefined;
  }
  const bytes = Buffer.from(content, 'base64');
  return bytes.length === member(file, 'size') ? bytes : undefined;
}

/** A file that is not there decides nothing: it is never taken for an empty policy. */
function notFetched(answer: HttpAnswer, what: string, api: GitHubApi): Fault {
  return refused(answer, `${GITHUB_API}, asked for ${what},`, 'CUSTODY-504', hintFor(answer, what, api));
}

function hintFor({ status }: HttpAnswer, what: string, { anonymous }: GitHubApi): string {
  if (status === 429) return 'The rate limit is used up: give `github-token`, or run the job again later.';
  if (status >= 500) return 'Run the job again; https://www.githubstatus.com shows outages.';
  const token = anonymous ? ' It was asked without a token.' : '';
  return `Check the name of ${what}.${token} For a private repository the token needs \`contents: read\` there: give one as \`policy-token\`.`;
}
