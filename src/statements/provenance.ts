/**
 * SLSA provenance v1 by GitHub's build type (https://actions.github.io/buildtypes/workflow/v1), from nothing but the
 * verified token's claims: what the job says of itself has no place in `externalParameters`. The form is the one that
 * `gh attestation verify` expects.
 */
import { type Byproduct, byproductOf } from '../formats/byproducts.ts';
import {
  GITHUB_WORKFLOW_BUILD_TYPE,
  SLSA_PROVENANCE_V1,
  STATEMENT_TYPE,
  type Statement,
} from '../model/statement.ts';
import type { Subject } from '../model/subject.ts';
import type { TokenClaims } from '../model/token.ts';

/**
 * Holds no time and nothing else that differs between two runs of one attempt, so that the statement's hash is a key
 * by which a re-run finds what is stored.
 * @param server `https://HOST` of the repository
 * @param byproducts SBOMs of the same seal
 */
export function provenance(
  subject: readonly [Subject, ...Subject[]],
  claims: TokenClaims,
  server: string,
  byproducts: readonly Byproduct[] = [],
): Statement {
  const repository = `${server}/${claims.repository}`;
  const run = `${repository}/actions/runs/${claims.runId}/attempts/${claims.runAttempt}`;
  const predicate = {
    buildDefinition: {
      buildType: GITHUB_WORKFLOW_BUILD_TYPE,
      externalParameters: { workflow: { ref: workflowRef(claims), repository, path: workflowPath(claims) } },
      internalParameters: {
        github: {
          event_name: claims.eventName,
          repository_id: claims.repositoryId,
          repository_owner_id: claims.repositoryOwnerId,
          runner_environment: claims.runnerEnvironment,
        },
      },
      resolvedDependencies: [{ uri: `git+${repository}@${claims.ref}`, digest: { gitCommit: claims.sha } }],
    },
    runDetails: {
      builder: { id: `${server}/${claims.jobWorkflowRef}` },
      metadata: { invocationId: run },
      ...(byproducts.length > 0 && { byproducts: byproducts.map(byproductOf) }),
    },
  };
  return { _type: STATEMENT_TYPE, subject, predicateType: SLSA_PROVENANCE_V1, predicate };
}

/** `OWNER/REPOSITORY/PATH@REF` → `PATH`. */
function workflowPath({ repository, workflowRef: text }: TokenClaims): string {
  return text.slice(repository.length + 1, text.lastIndexOf('@'));
}

function workflowRef({ workflowRef: text }: TokenClaims): string {
  return text.slice(text.lastIndexOf('@') + 1);
}
