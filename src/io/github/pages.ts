/**
 * Pages of attestations of a digest (https://docs.github.com/en/rest/repos/attestations, "List attestations").
 */
import { member } from '../../formats/json.ts';
import type { FaultCode } from '../../model/codes.ts';
import { Fault } from '../../model/fault.ts';
import { limits } from '../../model/limits.ts';
import type { Json } from '../../model/statement.ts';
import { jsonOf, refused, unusable } from '../http/answer.ts';
import type { HttpAnswer } from '../http/types.ts';
import { GITHUB_API, type GitHubApi, lacksFeature, repositoryPath } from './api.ts';

export interface AttestationQuery {
  /** `OWNER/REPOSITORY`. */
  readonly repository: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** All types where absent. */
  readonly predicateType?: string;
  /** The fault when GitHub keeps no attestations for the repository: `CUSTODY-402` unless given. */
  readonly lacking?: FaultCode;
}

export interface AttestationPage {
  readonly entries: readonly Json[];
  /** Whether no further page follows. */
  readonly last: boolean;
}

const PER_PAGE = 100;
const TIMEOUT_MS = 60_000;

/**
 * The entries of each page, in the order of the API: newest first.
 *
 * @throws Fault `CUSTODY-402` when the API refuses or a page cannot be read; `-404` when the pages do not end; `-903`,
 *   `-904`
 */
export async function* attestationPages(
  api: GitHubApi,
  query: AttestationQuery,
): AsyncGenerator<AttestationPage> {
  const path = `${repositoryPath(query.repository)}/attestations/sha256:${query.sha256}`;
  const bounds = { limit: limits.attestationPageBytes, timeout: TIMEOUT_MS };
  const seen = new Set<string>();
  for (let after: string | undefined; ; ) {
    const cursor: Record<string, string> = after === undefined ? {} : { after };
    const answer = await api.get(
      path,
      {
        per_page: String(PER_PAGE),
        ...(query.predicateType !== undefined && { predicate_type: query.predicateType }),
        ...cursor,
      },
      bounds,
    );
    if (answer.status === 404 && after === undefined) return await mustBeReadable(api, query);
    if (answer.status !== 200) throw unread(answer, query);
    const entries = member(jsonOf(answer, GITHUB_API), 'attestations');
    if (!Array.isArray(entries)) throw unusable(answer, GITHUB_API, 'no list of attestations', 'CUSTODY-402');
    after = nextCursor(answer, api);
    yield { entries, last: after === undefined };
    if (after === undefined) return;
    if (seen.has(after)) throw unusable(answer, GITHUB_API, 'the same next page twice', 'CUSTODY-402');
    seen.add(after);
    if (seen.size >= limits.attestationPages) throw endless(query);
  }
}

/** GitHub answers 404 for a digest without attestations, and for a repository that one may not see. */
async function mustBeReadable(api: GitHubApi, query: AttestationQuery): Promise<void> {
  const answer = await api.get(repositoryPath(query.repository));
  if (answer.status !== 200) throw unread(answer, query);
}

/**
 * The cursor of the next page. The link itself is never followed (trust rule T29): its path may name the repository
 * by number, and only the cursor is needed.
 */
function nextCursor(answer: HttpAnswer, api: GitHubApi): string | undefined {
  const links = [...(answer.headers.get('link') ?? '').matchAll(/<([^<>]*)>([^<]*)/g)];
  const link = links.find(([, , parameters = '']) => /;\s*rel="?next"?\s*(?:[;,]|$)/.test(parameters));
  if (link === undefined) return undefined;
  const url = URL.parse(link[1] ?? '', api.base.href);
  const after = url?.origin === api.base.origin ? url.searchParams.get('after') : null;
  if (!after || after.length > 1_000)
    throw unusable(answer, GITHUB_API, 'a next page that cannot be asked for', 'CUSTODY-402');
  return after;
}

function endless({ repository, sha256 }: AttestationQuery): Fault {
  return new Fault(
    'CUSTODY-404',
    `${repository} has more than ${limits.attestationPages} pages of attestations for sha256:${sha256}`,
    { hint: 'Delete old ones, or give the right one as a file with `bundles:` and verify offline.' },
  );
}

function unread(answer: HttpAnswer, { repository, lacking = 'CUSTODY-402' }: AttestationQuery): Fault {
  const code = lacksFeature(answer.said) ? lacking : 'CUSTODY-402';
  return refused(answer, `${GITHUB_API}, asked for attestations of ${repository},`, code, hintFor(answer));
}

function hintFor({ status, headers, said }: HttpAnswer): string {
  if (lacksFeature(said))
    return 'This plan keeps no attestations for the repository: give the bundles as files with `bundles:`.';
  if (headers.get('x-ratelimit-remaining') === '0' || status === 429) {
    return 'The rate limit is used up: give `github-token`, or run the job again later.';
  }
  if (status >= 500) return 'Run the job again; https://www.githubstatus.com shows outages.';
  return [
    'Check the name of the repository, give `github-token: ${{ github.token }}`, and add to the job:',
    '  permissions:',
    '    contents: read',
    '    attestations: read',
    'The token of another repository cannot read a private one.',
  ].join('\n');
}
