/**
 * GitHub's check runs: create, update, list those of a commit, list the annotations of one.
 * docs.github.com/rest/checks/runs.
 */
import type { Reply, ServedRequest } from '../http.ts';
import { type Caller, canSee, permissionsOf } from './access.ts';
import { type App, type CheckRun, type CheckRunChanges, fullName, type Repository } from './model.ts';
import { notAccessible, notFound, refuse, requiresAuthentication } from './refusals.ts';
import { ownerJson, type Places } from './representation.ts';
import type { GitHubState } from './state.ts';

/** A moment that keeps answers the same from run to run. */
const MOMENT = '2026-01-01T00:00:00Z';

/** What every answer about check runs is made with. */
export interface CheckService extends Places {
  readonly state: GitHubState;
}

/** POST …/check-runs: 201, or a refusal. */
export function createCheckRun(
  service: CheckService,
  caller: Caller,
  repository: Repository,
  app: App,
  body: CheckRunChanges & { readonly name: string; readonly head_sha: string },
): Reply {
  const refusal = refuseChecks(caller, repository);
  if (refusal !== undefined) return refusal;
  if (!/^[0-9a-f]{40}$/.test(body.head_sha)) return refuse(422, `No commit found for SHA: ${body.head_sha}`);
  const run = service.state.addCheckRun(repository, app, body.head_sha, body);
  return { status: 201, body: checkRunJson(service, repository, run) };
}

/** PATCH …/check-runs/{check_run_id}: annotations are added to those that are there, everything else is replaced. */
export function updateCheckRun(
  service: CheckService,
  caller: Caller,
  repository: Repository,
  app: App,
  id: number,
  changes: CheckRunChanges,
): Reply {
  const refusal = refuseChecks(caller, repository);
  if (refusal !== undefined) return refusal;
  const run = found(service.state, repository, id);
  if (run === undefined) return notFound();
  if (run.app.id !== app.id)
    return refuse(
      403,
      `Invalid app_id \`${app.id}\` - check run can only be modified by the GitHub App that created it.`,
    );
  const updated = service.state.changeCheckRun(run, changes);
  return { status: 200, body: checkRunJson(service, repository, updated) };
}

/** GET …/commits/{ref}/check-runs; `latest` leaves one of each name and app. */
export function listCheckRuns(
  service: CheckService,
  caller: Caller,
  repository: Repository,
  ref: string,
  request: ServedRequest,
): Reply {
  if (!mayRead(caller, repository)) return notAccessible();
  const query = request.url.searchParams;
  const runs = service.state
    .checkRuns(repository)
    .filter((run) => run.headSha === ref)
    .filter((run) => [null, run.name].includes(query.get('check_name')))
    .filter((run) => [null, String(run.app.id)].includes(query.get('app_id')))
    .toReversed();
  const key = (run: CheckRun) => `${run.app.id} ${run.name}`;
  const listed =
    query.get('filter') === 'all'
      ? runs
      : runs.filter((run, index) => runs.findIndex((other) => key(other) === key(run)) === index);
  const shown = page(listed, query).map((run) => checkRunJson(service, repository, run));
  return { status: 200, body: { total_count: listed.length, check_runs: shown } };
}

/** GET …/check-runs/{check_run_id}/annotations. */
export function listAnnotations(
  service: CheckService,
  caller: Caller,
  repository: Repository,
  id: number,
  request: ServedRequest,
): Reply {
  if (!mayRead(caller, repository)) return notAccessible();
  const run = found(service.state, repository, id);
  if (run === undefined) return notFound();
  const blob = `${service.serverUrl}/${fullName(repository)}/blob/${run.headSha}`;
  const shown = page(run.annotations, request.url.searchParams).map((annotation) => ({
    start_column: null,
    end_column: null,
    title: null,
    raw_details: null,
    ...annotation,
    blob_href: `${blob}/${annotation.path}`,
  }));
  return { status: 200, body: shown };
}

function refuseChecks(caller: Caller, repository: Repository): Reply | undefined {
  if (caller === 'anonymous') return requiresAuthentication();
  return permissionsOf(caller, repository)?.checks === 'write' ? undefined : notAccessible();
}

function mayRead(caller: Caller, repository: Repository): boolean {
  if (!canSee(caller, repository)) return false;
  return repository.visibility === 'public' || permissionsOf(caller, repository)?.checks !== undefined;
}

function found(state: GitHubState, repository: Repository, id: number): CheckRun | undefined {
  return state.checkRuns(repository).find((run) => run.id === id);
}

function page<Item>(items: readonly Item[], query: URLSearchParams): readonly Item[] {
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const start = (Number(query.get('page') ?? 1) - 1) * size;
  return items.slice(start, start + size);
}

function checkRunJson(service: CheckService, repository: Repository, run: CheckRun): object {
  const url = `${service.apiUrl}/repos/${fullName(repository)}/check-runs/${run.id}`;
  const completed = run.status === 'completed';
  return {
    id: run.id,
    node_id: `CR_${run.id}`,
    head_sha: run.headSha,
    name: run.name,
    external_id: run.externalId,
    url,
    html_url: `${service.serverUrl}/${fullName(repository)}/runs/${run.id}`,
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: completed ? run.conclusion : null,
    started_at: MOMENT,
    completed_at: completed ? MOMENT : null,
    output: {
      ...run.output,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.app.id },
    app: appJson(service, repository, run.app),
    pull_requests: [],
  };
}

function appJson(places: Places, repository: Repository, app: App): object {
  const page = `${places.serverUrl}/apps/${app.slug}`;
  return {
    id: app.id,
    slug: app.slug,
    node_id: `A_${app.id}`,
    owner: ownerJson(repository, places),
    name: app.slug,
    description: '',
    external_url: page,
    html_url: page,
    created_at: MOMENT,
    updated_at: MOMENT,
    permissions: { checks: 'write' },
    events: [],
  };
}
