/**
 * SLSA Build level (https://slsa.dev/spec/v1.2/build-track-basics; trust rule T13). Whoever runs steps in the job that
 * signs can make provenance up, so that Build L3 takes an isolated reusable workflow on a machine of GitHub's.
 */
import type { Evidence, EvidenceCheck } from '../../model/evidence.ts';
import { parseWorkflowUri, sameRepository } from '../../model/identity.ts';
import { isGitHubCloud } from '../../model/issuer.ts';

/** Of provenance that was proven. Signed provenance of a workflow has Build L2 at least. */
export function levelOf(evidence: Evidence): 1 | 2 | 3 {
  return lackFor3(evidence) === undefined ? 3 : 2;
}

export function levelCheck(level: 1 | 2 | 3): EvidenceCheck {
  return (evidence) => {
    const found = levelOf(evidence);
    if (found >= level) return { outcome: 'remark', message: `SLSA Build L${found}`, level: found };
    return {
      outcome: 'refused',
      refusal: {
        code: 'CUSTODY-521',
        message: `the build level is too low: ${lackFor3(evidence)}`,
        expected: `SLSA Build L${level}`,
        found: `SLSA Build L${found}`,
        hint: 'Build through a reusable workflow that the policy lists as isolated, pinned, on a GitHub-hosted runner.',
      },
    };
  };
}

function lackFor3({ acceptedBy: { isolated, commit, refs }, signer }: Evidence): string | undefined {
  if (!isolated) return 'the policy does not list the workflow that signed as isolated';
  if (commit === undefined && refs === undefined)
    return 'the policy pins the workflow that signed to no commit and no ref';
  if (isStarted(signer))
    return 'the workflow that signed is the one that was started, and none that it calls';
  // Any other issuer can call its runners what it likes, and GitHub Enterprise Server has none of GitHub's.
  if (signer.runner !== 'github-hosted' || !isGitHubCloud(signer.issuer))
    return `it was built on a runner that is ${signer.runner || 'of no known kind'}, as ${signer.issuer} says`;
  return undefined;
}

/** By repository and path: the same file at another ref is under the hands of the same people. */
function isStarted({ identity, buildConfigUri }: Evidence['signer']): boolean {
  const signer = parseWorkflowUri(identity);
  const started = parseWorkflowUri(buildConfigUri);
  return !signer || !started || (sameRepository(signer, started) && signer.path === started.path);
}
