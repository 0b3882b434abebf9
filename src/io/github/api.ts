/**
 * Calls of GitHub's REST API (https://docs.github.com/en/rest) over our own client, so that limits, waits and the
 * binding of the token to the API's origin are the same everywhere.
 */
import { Fault } from '../../model/fault.ts';
import type { Json } from '../../model/statement.ts';
import { serviceUrl } from '../http/address.ts';
import type { Http, HttpAnswer, HttpRequest } from '../http/types.ts';

export interface GitHubApiOptions {
  /** `GITHUB_API_URL`: `https://api.github.com`, `https://HOST/api/v3`. */
  readonly apiUrl: string;
  /** Goes to the exact origin of `apiUrl` only; anonymous without one. */
  readonly token?: string | undefined;
  readonly http: Http;
}

export interface GitHubApi {
  /** The API's origin and path, parsed. */
  readonly base: URL;
  readonly http: Http;
  readonly anonymous: boolean;
  get(
    path: string,
    query?: Readonly<Record<string, string>>,
    limits?: Pick<HttpRequest, 'limit' | 'timeout'>,
  ): Promise<HttpAnswer>;
  /** Made once; again only after `mayRepeat` said so. */
  post(path: string, body: string, mayRepeat: () => Promise<boolean>): Promise<HttpAnswer>;
  /** As `post`. */
  patch(path: string, body: string, mayRepeat: () => Promise<boolean>): Promise<HttpAnswer>;
}

export const GITHUB_API = 'the GitHub API';
/** Bundles within the answers; later versions give addresses only. */
const API_VERSION = '2022-11-28';

/** @throws Fault `CUSTODY-907` for an `apiUrl` that cannot be asked */
export function githubApi({ apiUrl, token, http }: GitHubApiOptions): GitHubApi {
  const base = serviceUrl(apiUrl.replace(/(?<!\/)\/+$/, ''), GITHUB_API, 'CUSTODY-907');
  const request = (path: string): HttpRequest => ({
    service: GITHUB_API,
    url: new URL(`${base.href.replace(/\/$/, '')}${path}`),
    expects: ['application/vnd.github+json', 'application/json'],
    headers: { 'x-github-api-version': API_VERSION },
    credential: token
      ? { header: 'authorization', value: `Bearer ${token}`, origin: base.origin }
      : undefined,
  });
  const write =
    (method: 'POST' | 'PATCH'): GitHubApi['post'] =>
    (path, body, mayRepeat) => {
      const asked = request(path);
      const headers = { ...asked.headers, 'content-type': 'application/json' };
      return http({ ...asked, method, headers, body, repeat: mayRepeat });
    };
  return {
    base,
    http,
    anonymous: !token,
    get: (path, query = {}, bounds = {}) => {
      const asked = request(path);
      for (const [name, value] of Object.entries(query)) asked.url.searchParams.append(name, value);
      return http({ ...asked, ...bounds });
    },
    post: write('POST'),
    patch: write('PATCH'),
  };
}

/**
 * @param fullName `OWNER/REPOSITORY`, perhaps from a user
 * @returns its path in the API
 * @throws Fault `CUSTODY-102` for anything else, so that no name can lead to another route
 */
export function repositoryPath(fullName: string): string {
  const [owner = '', name = '', ...rest] = fullName.split('/');
  if (rest.length === 0 && [owner, name].every((part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part))) {
    return `/repos/${owner}/${name}`;
  }
  throw new Fault('CUSTODY-102', `${JSON.stringify(fullName)} is not of the form OWNER/REPOSITORY`, {
    hint: 'Write the repository as in its address, without the host: `acme/shop`.',
  });
}

/** A number that GitHub gave to something, as text. */
export function idOf(value: Json | undefined): string | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? String(value) : undefined;
}

/** Whether a refusal is GitHub's answer for a plan without attestations for private repositories. */
export function lacksFeature(said: string | undefined): boolean {
  return said !== undefined && /^feature not available/i.test(said);
}
