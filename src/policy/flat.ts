/**
 * Flat inputs → one requirement. A policy file will make many of the same kind; the judge cannot tell them apart.
 * There is no way to leave the identity out (trust rule T2).
 */
import { Fault } from '../model/fault.ts';
import { isCommit, parseWorkflowUri } from '../model/identity.ts';
import { serverOfIssuer } from '../model/issuer.ts';
import { patternProblem } from '../model/pattern.ts';
import type { GitHubSigner, Requirement } from '../model/requirement.ts';

export interface FlatIdentity {
  /** `OWNER/REPOSITORY`. */
  readonly repository: string;
  readonly repositoryId?: string | undefined;
  readonly ownerId?: string | undefined;
  /** `OWNER/REPOSITORY/PATH`, or a path in `repository`; `@<commit>` pins it, `@<ref>` names its ref. */
  readonly signerWorkflow: string;
  readonly sourceRefs: readonly [string, ...string[]];
  readonly issuer: string;
  readonly predicateType: string;
  readonly runner?: 'github-hosted' | 'self-hosted' | undefined;
  /** Name of the trust root. */
  readonly root: string;
  /** `https://HOST` for an issuer that is not one of GitHub's. */
  readonly serverUrl: string;
}

/** @throws Fault `CUSTODY-102` naming the input that cannot be used, and how to write it */
export function flatRequirement(identity: FlatIdentity): Requirement {
  const { repository, repositoryId, ownerId, sourceRefs, predicateType } = identity;
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw unusable('repository', repository, 'write it as owner/name');
  for (const ref of sourceRefs) checkRef(ref);
  return {
    id: 'provenance',
    predicateTypes: [predicateType],
    signers: [signerOf(identity)],
    source: {
      repository,
      refs: sourceRefs,
      ...(repositoryId === undefined ? {} : { repositoryId: checkId('repository-id', repositoryId) }),
      ...(ownerId === undefined ? {} : { ownerId: checkId('owner-id', ownerId) }),
    },
    threshold: 1,
  };
}

function signerOf(identity: FlatIdentity): GitHubSigner {
  const { issuer, root, runner, sourceRefs, repository } = identity;
  const server = serverOfIssuer(issuer) ?? identity.serverUrl;
  const [workflow, at] = splitWorkflow(identity.signerWorkflow, repository);
  const rule = {
    kind: 'github',
    root,
    issuer,
    server,
    workflow,
    ...(runner === undefined ? {} : { runner }),
  } as const;
  if (at !== undefined && isCommit(at)) return { ...rule, commit: at };
  if (at !== undefined) return { ...rule, refs: [at] };
  return { ...rule, refs: sourceRefs };
}

function splitWorkflow(
  text: string,
  repository: string,
): readonly [workflow: string, at: string | undefined] {
  const full = text.startsWith('.github/') ? `${repository}/${text}` : text.replace(/^https:\/\/[^/]+\//, '');
  const [workflow = '', at, ...more] = full.split('@');
  const parsed = parseWorkflowUri(`https://server/${workflow}@${at ?? 'ref'}`);
  const problem = parsed ? patternProblem(parsed.path) : 'it is not owner/repository/path';
  if (problem !== undefined || more.length > 0) {
    const form =
      'owner/repository/.github/workflows/release.yml, with @<full commit> when it lives in another repository';
    throw unusable('signer-workflow', text, `write it as ${form}${problem ? ` (${problem})` : ''}`);
  }
  return [workflow, at];
}

function checkRef(ref: string): void {
  const problem = ref.startsWith('refs/')
    ? patternProblem(ref.slice('refs/'.length))
    : 'it does not start with refs/';
  if (problem)
    throw unusable(
      'source-ref',
      ref,
      `write whole refs, such as refs/heads/main or refs/tags/v* (${problem})`,
    );
}

function checkId(input: string, id: string): string {
  if (/^[1-9]\d{0,19}$/.test(id)) return id;
  throw unusable(input, id, 'write the number that GitHub shows as `id` for it');
}

function unusable(input: string, value: string, fix: string): Fault {
  return new Fault('CUSTODY-102', `${input}: ${JSON.stringify(value)} cannot be used`, { hint: `${fix}.` });
}
