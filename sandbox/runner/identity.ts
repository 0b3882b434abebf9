/** What a job is to the outside: the claims of its OIDC token, as GitHub's documentation of OpenID Connect lists them. */
import { fullName } from '../github/model.ts';
import type { TokenClaims } from '../sigstore/claims.ts';
import type { RunState } from './run-state.ts';

/** What tells one job's identity from another's in the same run. */
export interface JobIdentity {
  /** Path of the workflow file that holds the job: the called one for a job of a called workflow. */
  readonly workflowPath: string;
  readonly environment: string | undefined;
  readonly runnerEnvironment: 'github-hosted' | 'self-hosted';
  readonly checkRunId: string;
}

/** The check run id of the run's job with this number. */
export function checkRunId(run: Pick<RunState, 'runId'>, number: number): number {
  return Number(`${run.runId}${String(number).padStart(2, '0')}`);
}

/** `owner/name/path@ref`. */
export function workflowRef(run: RunState, path: string): string {
  return `${fullName(run.options.repository)}/${path}@${run.options.event.ref}`;
}

/** `branch` or `tag`; a pull request's merge ref counts as a branch, as GitHub has it. */
export function refType(ref: string): 'branch' | 'tag' {
  return ref.startsWith('refs/tags/') ? 'tag' : 'branch';
}

/** The claims of a job. */
export function claimsOf(run: RunState, job: JobIdentity): TokenClaims {
  const { repository, event, refProtected } = run.options;
  return {
    ref: event.ref,
    ref_type: refType(event.ref),
    ref_protected: String(refProtected ?? true),
    sha: event.sha,
    repository: fullName(repository),
    repository_id: String(repository.id),
    repository_owner: repository.owner,
    repository_owner_id: String(repository.ownerId),
    repository_visibility: repository.visibility,
    run_id: run.runId,
    run_attempt: run.runAttempt,
    run_number: run.runNumber,
    event_name: event.name,
    workflow: run.root.name,
    workflow_ref: workflowRef(run, run.root.path),
    workflow_sha: event.sha,
    job_workflow_ref: workflowRef(run, job.workflowPath),
    job_workflow_sha: event.sha,
    runner_environment: job.runnerEnvironment,
    actor: run.actor.login,
    actor_id: String(run.actor.id),
    head_ref: event.headRef ?? '',
    base_ref: event.baseRef ?? '',
    check_run_id: job.checkRunId,
    ...(job.environment === undefined ? {} : { environment: job.environment }),
    sub: subject(fullName(repository), event, job.environment),
  };
}

function subject(
  repository: string,
  event: RunState['options']['event'],
  environment: string | undefined,
): string {
  if (environment !== undefined) return `repo:${repository}:environment:${environment}`;
  if (event.name.startsWith('pull_request')) return `repo:${repository}:pull_request`;
  return `repo:${repository}:ref:${event.ref}`;
}
