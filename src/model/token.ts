/**
 * GitHub's OIDC token, after its signature, audience and times were checked. Claims:
 * https://docs.github.com/en/actions/reference/security/oidc. The token itself never leaves io/.
 */
export interface TokenClaims {
  readonly iss: string;
  readonly ref: string;
  readonly sha: string;
  readonly repository: string;
  readonly repositoryId: string;
  readonly repositoryOwner: string;
  readonly repositoryOwnerId: string;
  readonly repositoryVisibility: string;
  readonly eventName: string;
  readonly workflowRef: string;
  readonly workflowSha: string;
  readonly jobWorkflowRef: string;
  readonly jobWorkflowSha: string;
  readonly runnerEnvironment: string;
  readonly runId: string;
  readonly runAttempt: string;
}
