/**
 * GitHub's API of workflow runs, their attempts and the jobs of an attempt. docs.github.com/rest/actions/workflow-runs,
 * docs.github.com/rest/actions/workflow-jobs.
 */
import type { Reply, ServedRequest } from '../http.ts';
import { type Caller, refuseReading } from './access.ts';
import { fullName, type Repository, type RunAttempt, type RunJob } from './model.ts';
import { notFound } from './refusals.ts';
import { type Places, repositoryJson } from './representation.ts';
import type { GitHubState } from './state.ts';

interface RunService extends Places {
  readonly state: GitHubState;
}

type Parameters = Readonly<Record<string, string>>;

/** GET /repos/{owner}/{repo}/actions/runs/{run_id}: the run as its latest attempt left it. */
export function latestAttempt(
  service: RunService,
  caller: Caller,
  repository: Repository,
  { run_id: run }: Parameters,
): Reply {
  const found = service.state.attempts(repository, Number(run)).at(-1);
  return answer(caller, repository, found, (attempt) => runJson(attempt, repository, service));
}

/** GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number} */
export function oneAttempt(
  service: RunService,
  caller: Caller,
  repository: Repository,
  parameters: Parameters,
): Reply {
  const found = attemptOf(service, repository, parameters);
  return answer(caller, repository, found, (attempt) => runJson(attempt, repository, service));
}

/** GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs: a page, 30 jobs unless asked. */
export function jobsOfAttempt(
  service: RunService,
  caller: Caller,
  repository: Repository,
  parameters: Parameters,
  request: ServedRequest,
): Reply {
  const found = attemptOf(service, repository, parameters);
  const query = request.url.searchParams;
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const start = (Number(query.get('page') ?? 1) - 1) * size;
  return answer(caller, repository, found, (attempt) => ({
    total_count: attempt.jobs.length,
    jobs: attempt.jobs
      .slice(start, start + size)
      .map((job) => jobJson(job, attempt, `${service.apiUrl}/repos/${fullName(repository)}`)),
  }));
}

function attemptOf({ state }: RunService, repository: Repository, parameters: Parameters) {
  const { run_id: run, attempt_number: number } = parameters;
  return state.attempts(repository, Number(run)).find((attempt) => attempt.number === Number(number));
}

function answer(
  caller: Caller,
  repository: Repository,
  attempt: RunAttempt | undefined,
  body: (attempt: RunAttempt) => object,
): Reply {
  const refusal = refuseReading(caller, repository, 'actions');
  if (refusal !== undefined) return refusal;
  return attempt === undefined ? notFound() : { status: 200, body: body(attempt) };
}

const TIME = '2026-01-01T00:00:00Z';

function runJson(attempt: RunAttempt, repository: Repository, places: Places): object {
  const minimal = repositoryJson(repository, places);
  const url = `${places.apiUrl}/repos/${fullName(repository)}/actions/runs/${attempt.run}`;
  return {
    id: attempt.run,
    node_id: `WFR_${attempt.run}`,
    name: 'release',
    display_title: 'release',
    head_branch: repository.defaultBranch,
    head_sha: attempt.headSha,
    head_commit: null,
    path: attempt.path,
    run_number: 1,
    run_attempt: attempt.number,
    event: attempt.event,
    status: attempt.status,
    conclusion: attempt.conclusion,
    workflow_id: 1,
    pull_requests: [],
    created_at: TIME,
    updated_at: TIME,
    run_started_at: TIME,
    repository: minimal,
    head_repository: minimal,
    url,
    html_url: `${places.serverUrl}/${fullName(repository)}/actions/runs/${attempt.run}`,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: attempt.number > 1 ? `${url}/attempts/${attempt.number - 1}` : null,
    check_suite_url: `${places.apiUrl}/repos/${fullName(repository)}/check-suites/${attempt.run}`,
    workflow_url: `${places.apiUrl}/repos/${fullName(repository)}/actions/workflows/1`,
  };
}

function jobJson(job: RunJob, { run, number, headSha }: RunAttempt, url: string): object {
  return {
    id: job.id,
    node_id: `CR_${job.id}`,
    run_id: run,
    run_attempt: job.attempt ?? number,
    run_url: `${url}/actions/runs/${run}`,
    head_sha: headSha,
    head_branch: null,
    workflow_name: 'release',
    name: job.name,
    status: job.status,
    conclusion: job.conclusion,
    created_at: TIME,
    started_at: TIME,
    completed_at: job.status === 'completed' ? TIME : null,
    steps: [],
    labels: ['ubuntu-latest'],
    runner_id: null,
    runner_name: null,
    runner_group_id: null,
    runner_group_name: null,
    url: `${url}/actions/jobs/${job.id}`,
    html_url: null,
    check_run_url: `${url}/check-runs/${job.id}`,
  };
}
