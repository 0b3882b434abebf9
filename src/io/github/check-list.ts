/** The check runs that a commit has already, and their annotations. */
import { isObject, member, textAt } from '../../formats/json.ts';
import type { Json } from '../../model/statement.ts';
import type { CheckAnnotation } from '../../ports/checks.ts';
import { jsonOf, refused, unusable } from '../http/answer.ts';
import type { HttpAnswer } from '../http/types.ts';
import { GITHUB_API, type GitHubApi } from './api.ts';

/** Which check runs: those of one name on one commit. */
export interface CommitChecks {
  readonly api: GitHubApi;
  /** Of the repository, in the API. */
  readonly path: string;
  /** Full commit. */
  readonly commit: string;
  readonly name: string;
}

/** A check run as GitHub has it. */
export interface PostedRun {
  readonly id: number;
  readonly externalId: string;
  readonly title: string;
  /** How many it has. */
  readonly annotations: number;
}

const PER_PAGE = 100;
/** Pages of annotations that are compared. */
const PAGES = 5;

/**
 * The newest hundred, earlier ones of the same name among them; or the answer of a refusal.
 *
 * @throws Fault `CUSTODY-903`, `-904`
 */
export async function checkRunsOf({
  api,
  path,
  commit,
  name,
}: CommitChecks): Promise<readonly PostedRun[] | HttpAnswer> {
  const query = { check_name: name, filter: 'all', per_page: String(PER_PAGE) };
  const answer = await api.get(`${path}/commits/${commit}/check-runs`, query);
  if (isRefusal(answer)) return answer;
  if (answer.status !== 200) throw unlisted(answer);
  const runs = member(jsonOf(answer, GITHUB_API), 'check_runs');
  if (!Array.isArray(runs)) throw unusable(answer, GITHUB_API, 'no list of check runs');
  return runs.flatMap((run) => postedRun(run) ?? []);
}

/** The check run in the answer to a request that made or changed it. */
export function checkRunOf(answer: HttpAnswer): PostedRun {
  const run = postedRun(jsonOf(answer, GITHUB_API));
  if (!run) throw unusable(answer, GITHUB_API, 'no check run');
  return run;
}

/** What an earlier attempt noted, by `keyOf`; nothing without one. */
export async function annotationKeys(
  { api, path }: CommitChecks,
  run: PostedRun | undefined,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  if (run === undefined) return keys;
  for (let page = 1; page <= PAGES && keys.size < run.annotations; page += 1) {
    const query = { per_page: String(PER_PAGE), page: String(page) };
    const answer = await api.get(`${path}/check-runs/${run.id}/annotations`, query);
    const entries = answer.status === 200 ? jsonOf(answer, GITHUB_API) : [];
    if (!Array.isArray(entries) || entries.length === 0) break;
    for (const entry of entries) keys.add(keyOf(annotationOf(entry)));
  }
  return keys;
}

/** Two annotations of one key look the same. */
export function keyOf({ path, line, title, message }: Omit<CheckAnnotation, 'level'>): string {
  return JSON.stringify([path, line, title, message]);
}

/** What GitHub answers a token that may not do what was asked; 404 where it may not even know of the repository. */
export function isRefusal({ status }: HttpAnswer): boolean {
  return status === 401 || status === 403 || status === 404;
}

function postedRun(json: Json): PostedRun | undefined {
  const id = isObject(json) ? member(json, 'id') : undefined;
  const annotations = member(member(json, 'output'), 'annotations_count');
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return undefined;
  return {
    id,
    externalId: textAt(json, 'external_id') ?? '',
    title: textAt(json, 'output', 'title') ?? '',
    annotations: typeof annotations === 'number' ? annotations : 0,
  };
}

function annotationOf(json: Json) {
  const line = member(json, 'start_line');
  return {
    path: textAt(json, 'path') ?? '',
    line: typeof line === 'number' ? line : 0,
    title: textAt(json, 'title') ?? '',
    message: textAt(json, 'message') ?? '',
  };
}

function unlisted(answer: HttpAnswer) {
  return refused(answer, `${GITHUB_API}, asked for check runs,`, 'CUSTODY-904', 'Run the job again.');
}
