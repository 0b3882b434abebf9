/** Facts of a repository (https://docs.github.com/en/rest/repos/repos#get-a-repository). */
import { member, textAt } from '../../formats/json.ts';
import type { Json } from '../../model/statement.ts';
import type { Forge, RepositoryFacts } from '../../ports/forge.ts';
import { jsonOf, refused, unusable } from '../http/answer.ts';
import { GITHUB_API, type GitHubApiOptions, githubApi, idOf, repositoryPath } from './api.ts';
import { runFacts } from './run.ts';

export interface GitHubForgeOptions extends GitHubApiOptions {
  /** `GITHUB_SERVER_URL`: the server whose runs may be asked for. */
  readonly serverUrl: string;
}

/** @throws Fault `CUSTODY-907` for an `apiUrl` that cannot be asked */
export function githubForge(options: GitHubForgeOptions): Forge {
  const api = githubApi(options);
  return {
    repository: async (fullName) => {
      const answer = await api.get(repositoryPath(fullName));
      if (answer.status !== 200) {
        throw refused(answer, `${GITHUB_API}, asked for ${fullName},`, 'CUSTODY-904', hintFor(api.anonymous));
      }
      const facts = factsOf(jsonOf(answer, GITHUB_API));
      if (!facts) throw unusable(answer, GITHUB_API, `no facts of ${fullName}`);
      return facts;
    },
    run: (uri) => runFacts(api, options.serverUrl, uri),
  };
}

function factsOf(json: Json): RepositoryFacts | undefined {
  const defaultBranch = textAt(json, 'default_branch');
  const visibility = visibilityOf(textAt(json, 'visibility'));
  const repositoryId = idOf(member(json, 'id'));
  const ownerId = idOf(member(member(json, 'owner'), 'id'));
  const ownerType = textAt(json, 'owner', 'type');
  if (!defaultBranch || !visibility || !repositoryId || !ownerId || !ownerType) return undefined;
  return { defaultBranch, visibility, repositoryId, ownerId, ownerType };
}

function visibilityOf(text: string | undefined): RepositoryFacts['visibility'] | undefined {
  return text === 'public' || text === 'private' || text === 'internal' ? text : undefined;
}

function hintFor(anonymous: boolean): string {
  const token = 'Add `permissions: contents: read` to the job and give `github-token: ${{ github.token }}`.';
  return `Check the name of the repository. ${anonymous ? 'It was asked without a token. ' : ''}${token}`;
}
