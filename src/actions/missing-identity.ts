/**
 * The fault for a verification that names nobody (trust rule T2), with the lines to add: filled with what the evidence
 * claims of itself, and marked as that.
 */
import { type ClaimedOrigin, peekOrigin } from '../formats/peek.ts';
import { Fault } from '../model/fault.ts';
import type { Candidate } from '../model/requirement.ts';

interface Given {
  readonly repository: string | undefined;
  readonly signerWorkflow: string | undefined;
}

/** @param evidence about the files, unverified */
export function missingIdentity(given: Given, evidence: readonly Candidate[]): Fault {
  const missing = [
    given.repository === undefined ? '`repository`' : undefined,
    given.signerWorkflow === undefined ? '`signer-workflow`' : undefined,
  ].filter((name) => name !== undefined);
  const claimed = claimedOrigin(evidence);
  const origin = claimed ?? {
    repository: 'owner/name',
    workflowPath: '.github/workflows/release.yml',
    ref: 'refs/tags/v*',
  };
  const from = claimed
    ? 'Filled with what the bundle claims of itself, which is NOT verified: check each line before you add it.'
    : 'Say who must have built and signed these files:';
  const hint = [
    from,
    `  repository: ${given.repository ?? origin.repository}`,
    `  signer-workflow: ${given.signerWorkflow ?? `${origin.repository}/${origin.workflowPath}`}`,
    `  source-ref: ${origin.ref}`,
  ];
  const message = `there is no verification without an expected identity: ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing`;
  return new Fault('CUSTODY-110', message, { hint: hint.join('\n') });
}

function claimedOrigin(evidence: readonly Candidate[]): ClaimedOrigin | undefined {
  const claims = evidence.map((candidate) =>
    'bytes' in candidate ? peekOrigin(candidate.bytes) : undefined,
  );
  return claims.find((claim) => claim !== undefined && isPlain(claim));
}

/** Claims that could break out of their line, or that are not of the form, are not shown at all. */
function isPlain({ repository, workflowPath, ref }: ClaimedOrigin): boolean {
  return (
    /^[\w.-]+\/[\w.-]+$/.test(repository) &&
    /^\.github\/[\w./-]+$/.test(workflowPath) &&
    /^refs\/[\w./-]+$/.test(ref)
  );
}
