/** The exact identity of a verified token, as what the judge expects of a bundle that was just signed with it. */
import { parseWorkflowUri } from '../model/identity.ts';
import type { Requirement } from '../model/requirement.ts';
import type { TokenClaims } from '../model/token.ts';

/** Every part is named literally: workflow, commit, ref, repository, numbers, trigger, runner. */
export function requirementOf(
  claims: TokenClaims,
  predicateType: string,
  server: string,
  root: string,
): Requirement {
  const uri = parseWorkflowUri(`${server}/${claims.jobWorkflowRef}`);
  const workflow = claims.jobWorkflowRef.slice(0, claims.jobWorkflowRef.lastIndexOf('@'));
  return {
    id: 'just-signed',
    predicateTypes: [predicateType],
    signers: [
      {
        kind: 'github',
        root,
        issuer: claims.iss,
        server,
        workflow,
        commit: claims.jobWorkflowSha,
        refs: [uri?.ref ?? ''],
        ...(isRunner(claims.runnerEnvironment) ? { runner: claims.runnerEnvironment } : {}),
      },
    ],
    source: {
      repository: claims.repository,
      repositoryId: claims.repositoryId,
      ownerId: claims.repositoryOwnerId,
      refs: [claims.ref],
      triggers: [claims.eventName],
    },
    threshold: 1,
  };
}

/**
 * The same identity as someone who verifies would name it: a workflow that its own run ties to the source (trust rule
 * T5) goes without its commit, which the next commit changes; any other is known by its commit alone.
 */
export function lastingRequirement(requirement: Requirement, claims: TokenClaims): Requirement {
  const { repository, workflowRef, workflowSha, jobWorkflowRef, jobWorkflowSha } = claims;
  const [{ commit: _, ...signer }] = requirement.signers;
  const local = jobWorkflowRef.toLowerCase().startsWith(`${repository.toLowerCase()}/`);
  const tied = local && (jobWorkflowRef === workflowRef || jobWorkflowSha === workflowSha);
  return tied ? { ...requirement, signers: [signer] } : requirement;
}

function isRunner(text: string): text is 'github-hosted' | 'self-hosted' {
  return text === 'github-hosted' || text === 'self-hosted';
}
