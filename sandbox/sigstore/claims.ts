/**
 * The claims of an OIDC token of GitHub Actions, as GitHub's documentation of OpenID Connect lists them:
 * all strings, numeric identifiers and booleans included.
 */

/** What a job says of itself; `iss`, `aud`, `iat`, `nbf`, `exp` and `jti` are the issuer's. */
export interface TokenClaims {
  readonly ref: string;
  readonly ref_type: string;
  readonly ref_protected: string;
  readonly sha: string;
  readonly repository: string;
  readonly repository_id: string;
  readonly repository_owner: string;
  readonly repository_owner_id: string;
  readonly repository_visibility: string;
  readonly run_id: string;
  readonly run_attempt: string;
  readonly run_number: string;
  readonly event_name: string;
  readonly workflow: string;
  readonly workflow_ref: string;
  readonly workflow_sha: string;
  readonly job_workflow_ref: string;
  readonly job_workflow_sha: string;
  readonly runner_environment: string;
  readonly actor: string;
  readonly actor_id: string;
  readonly head_ref?: string;
  readonly base_ref?: string;
  readonly check_run_id?: string;
  readonly environment?: string;
  /** Built from repository and environment or ref when it is not given. */
  readonly sub?: string;
}

/** The subject that GitHub builds by default: the environment when the job has one, else the ref. */
export function subjectOf(claims: TokenClaims): string {
  if (claims.sub !== undefined) return claims.sub;
  const scope = claims.environment ? `environment:${claims.environment}` : `ref:${claims.ref}`;
  return `repo:${claims.repository}:${scope}`;
}

/** Claims of a push to `main` of `acme/shop`, with what `changes` says instead; for tests and examples. */
export function exampleClaims(changes: Partial<TokenClaims> = {}): TokenClaims {
  const sha = '8f6c1d3f0a1b2c3d4e5f60718293a4b5c6d7e8f9';
  const workflow = 'acme/shop/.github/workflows/release.yml@refs/heads/main';
  return {
    ref: 'refs/heads/main',
    ref_type: 'branch',
    ref_protected: 'true',
    sha,
    repository: 'acme/shop',
    repository_id: '123456',
    repository_owner: 'acme',
    repository_owner_id: '42',
    repository_visibility: 'public',
    run_id: '9000000001',
    run_attempt: '1',
    run_number: '17',
    event_name: 'push',
    workflow: 'release',
    workflow_ref: workflow,
    workflow_sha: sha,
    job_workflow_ref: workflow,
    job_workflow_sha: sha,
    runner_environment: 'github-hosted',
    actor: 'octo',
    actor_id: '7',
    head_ref: '',
    base_ref: '',
    check_run_id: '31000000001',
    ...changes,
  };
}
