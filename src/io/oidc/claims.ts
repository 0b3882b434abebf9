/** The claims of GitHub's OIDC token (https://docs.github.com/en/actions/reference/security/oidc), each required. */
import { member, parseJsonObject } from '../../formats/json.ts';
import { Fault } from '../../model/fault.ts';
import type { JsonObject } from '../../model/statement.ts';
import type { TokenClaims } from '../../model/token.ts';

/** Ours → GitHub's. */
const names: Readonly<Record<keyof TokenClaims, string>> = {
  iss: 'iss',
  ref: 'ref',
  sha: 'sha',
  repository: 'repository',
  repositoryId: 'repository_id',
  repositoryOwner: 'repository_owner',
  repositoryOwnerId: 'repository_owner_id',
  repositoryVisibility: 'repository_visibility',
  eventName: 'event_name',
  workflowRef: 'workflow_ref',
  workflowSha: 'workflow_sha',
  jobWorkflowRef: 'job_workflow_ref',
  jobWorkflowSha: 'job_workflow_sha',
  runnerEnvironment: 'runner_environment',
  runId: 'run_id',
  runAttempt: 'run_attempt',
};

/**
 * The payload of a JSON Web Token, not verified: strict JSON, so that no claim can stand twice.
 *
 * @throws Fault `CUSTODY-302`, without any of the token's text
 */
export function payloadOfToken(token: string): JsonObject {
  const parts = token.split('.', 4);
  if (parts.length === 3 && parts.every((part) => /^[\w-]+$/.test(part))) {
    try {
      return parseJsonObject(Buffer.from(parts[1] ?? '', 'base64url'), 'the payload');
    } catch {
      // Below: the parser's message may quote the payload.
    }
  }
  throw unacceptable('it is not a JSON Web Token with one JSON object as payload and each claim once');
}

/** @throws Fault `CUSTODY-302` naming the first claim that is missing, empty or no text */
export function claimsOf(payload: JsonObject): TokenClaims {
  const entries = Object.entries(names).map(([name, claim]) => [name, claimOf(payload, claim)]);
  return Object.fromEntries(entries) as Record<keyof TokenClaims, string>;
}

/** One claim as text. @throws Fault `CUSTODY-302` */
export function claimOf(payload: JsonObject, claim: string): string {
  const value = member(payload, claim);
  if (typeof value === 'string' && value !== '') return value;
  const state = value === undefined ? 'is missing' : value === '' ? 'is empty' : 'is not text';
  throw unacceptable(`its claim \`${claim}\` ${state}`);
}

/** @param reason a clause about the token: `it has expired` */
export function unacceptable(reason: string): Fault {
  return new Fault('CUSTODY-302', `the OIDC token is not acceptable: ${reason}`, {
    hint:
      'Run the job again. If it stays so, check that the workflow runs on GitHub Actions, that the clock of the runner ' +
      'is right, and that the Sigstore instance belongs to this GitHub.',
  });
}
