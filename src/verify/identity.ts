/**
 * Second step: is this the signer, and this the source, that was asked for? Parts are compared exactly, never by one
 * expression over the whole (trust rules T3–T5, T7).
 */
import type { RefusalCode } from '../model/codes.ts';
import type { Refusal } from '../model/finding.ts';
import {
  type CertificateClaims,
  parseRepositoryUri,
  parseWorkflowUri,
  sameName,
  sameRepository,
  type WorkflowUri,
} from '../model/identity.ts';
import { matchesPattern } from '../model/pattern.ts';
import type { GitHubSigner, SourceRule } from '../model/requirement.ts';
import type { CertificateIdentity } from './certificate.ts';

/** Whose claims the certificate repeats: asked first, since no other claim means anything without it (T4). */
export function checkIssuer({ claims }: CertificateIdentity, rule: GitHubSigner): Refusal | undefined {
  if (claims.issuer === rule.issuer) return undefined;
  return refuse('CUSTODY-431', 'the token came from another issuer', rule.issuer, claims.issuer);
}

/** The certificate's workflow and runner against one signer rule (T3). */
export function checkSigner({ uri, claims }: CertificateIdentity, rule: GitHubSigner): Refusal | undefined {
  if (claims.buildSignerUri !== uri) {
    return refuse('CUSTODY-423', 'the certificate names two signers', uri, claims.buildSignerUri);
  }
  const signer = parseWorkflowUri(uri);
  const expected = `${rule.server}/${rule.workflow}${rule.commit ? `@${rule.commit}` : ''}`;
  if (!signer || !isWorkflow(signer, rule))
    return refuse('CUSTODY-432', 'another workflow signed', expected, uri);
  if (rule.commit !== undefined && claims.buildSignerDigest !== rule.commit) {
    return refuse(
      'CUSTODY-432',
      'the workflow signed at another commit',
      expected,
      `${uri} at ${claims.buildSignerDigest ?? 'no commit'}`,
    );
  }
  if (rule.refs && !matchesAny(rule.refs, signer.ref)) {
    return refuse('CUSTODY-432', 'the workflow signed at another ref', rule.refs.join(' or '), signer.ref);
  }
  if (rule.runner !== undefined && claims.runnerEnvironment !== rule.runner) {
    return refuse(
      'CUSTODY-439',
      'it was built on another kind of runner',
      rule.runner,
      claims.runnerEnvironment,
    );
  }
  return undefined;
}

/** The certificate's repository, ref and trigger against the source rule (T5, T7). */
export function checkSource(
  { claims }: CertificateIdentity,
  source: SourceRule,
  server: string,
): Refusal | undefined {
  return checkRepository(claims, source, server) ?? checkRef(claims, source) ?? checkTrigger(claims, source);
}

function checkRepository(claims: CertificateClaims, source: SourceRule, server: string): Refusal | undefined {
  const uri = claims.sourceRepositoryUri ?? '';
  const expected = `${server}/${source.repository}`;
  if (!sameName(uri, expected))
    return refuse('CUSTODY-433', 'it was built from another repository', expected, uri);
  const ids: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['repository id', source.repositoryId, claims.sourceRepositoryIdentifier],
    ['owner id', source.ownerId, claims.sourceRepositoryOwnerIdentifier],
  ];
  for (const [what, wanted, found] of ids) {
    // A name can be taken again after a deletion or a rename; the number cannot.
    if (wanted !== undefined && found !== wanted)
      return refuse('CUSTODY-433', `another ${what} behind the same name`, wanted, found);
  }
  return undefined;
}

/** Refs that anyone who opens a pull request, or any queue, can bring about. */
const unreleasedRefs = ['refs/pull/', 'refs/heads/gh-readonly-queue/'];

function checkRef(claims: CertificateClaims, source: SourceRule): Refusal | undefined {
  const ref = claims.sourceRepositoryRef ?? '';
  const unreleased = unreleasedRefs.find((prefix) => ref.startsWith(prefix));
  if (
    unreleased &&
    !source.refs.some((pattern) => pattern.startsWith(unreleased) && matchesPattern(pattern, ref))
  ) {
    return refuse(
      'CUSTODY-435',
      'it was built from a pull request or a merge queue',
      source.refs.join(' or '),
      ref,
    );
  }
  if (!matchesAny(source.refs, ref))
    return refuse('CUSTODY-434', 'it was built from another ref', source.refs.join(' or '), ref);
  return undefined;
}

/** Triggers whose runs take their code, or their reason to run, from people without write access. */
const unreleasedTriggers = ['pull_request_target', 'issue_comment', 'workflow_run'];

function checkTrigger(claims: CertificateClaims, source: SourceRule): Refusal | undefined {
  const trigger = claims.buildTrigger ?? '';
  if (trigger === '')
    return refuse('CUSTODY-435', 'the certificate names no trigger', 'a trigger', undefined);
  if (!unreleasedTriggers.includes(trigger) || source.triggers?.includes(trigger)) return undefined;
  return refuse(
    'CUSTODY-435',
    `a run by ${trigger} is not a release`,
    `any but ${unreleasedTriggers.join(', ')}`,
    trigger,
  );
}

/**
 * A signer that is pinned to its commit is tied by it, wherever it lives. Otherwise it lives in the source's own
 * repository and is the run's own workflow, or a local reusable workflow of the same commit: of a workflow in another
 * repository no claim carries the repository's id, so that its name has to be trusted in so many words (T5).
 */
export function checkTie({ uri, claims }: CertificateIdentity, rule: GitHubSigner): Refusal | undefined {
  const signer = parseWorkflowUri(uri);
  const source = parseRepositoryUri(claims.sourceRepositoryUri ?? '');
  if (!signer || !source)
    return refuse('CUSTODY-436', 'signer or source cannot be read', 'a workflow and a repository', uri);
  if (rule.commit !== undefined && claims.buildSignerDigest === rule.commit) return undefined;
  const foreign = signer.host !== source.host || !sameRepository(signer, source);
  if (foreign && rule.trustName) return undefined;
  if (foreign) {
    return refuse(
      'CUSTODY-436',
      'a workflow of another repository signed, and it is not pinned',
      `${rule.workflow}@<commit>`,
      uri,
    );
  }
  const same = claims.buildConfigUri === uri;
  const sameCommit =
    claims.buildSignerDigest !== undefined && claims.buildSignerDigest === claims.buildConfigDigest;
  if (same || sameCommit) return undefined;
  return refuse(
    'CUSTODY-436',
    'the signing workflow is of another commit than the run',
    claims.buildConfigUri ?? 'none',
    uri,
  );
}

function isWorkflow(signer: WorkflowUri, rule: GitHubSigner): boolean {
  const [owner = '', repository = '', ...path] = rule.workflow.split('/');
  const host = sameName(`https://${signer.host}`, rule.server);
  return host && sameRepository(signer, { owner, repository }) && matchesPattern(path.join('/'), signer.path);
}

function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, text));
}

const hints: Partial<Record<RefusalCode, string>> = {
  'CUSTODY-431': 'If this issuer is yours, give it as `issuer`.',
  'CUSTODY-432': 'If that workflow should be allowed to sign, give it as `signer-workflow`.',
  'CUSTODY-433': 'If the repository was renamed or moved, give its new name; its numbers stay the same.',
  'CUSTODY-434': 'If releases come from that ref, add it to `source-ref`. `*` matches within one segment.',
  'CUSTODY-435':
    'Build releases from a branch or a tag. To accept a pull request, name its refs in `source-ref`.',
  'CUSTODY-436': 'Pin the reusable workflow: `signer-workflow: owner/repository/path@<full commit>`.',
  'CUSTODY-439': 'Build on the wanted kind of runner, or leave `runner` out to accept both.',
};

function refuse(code: RefusalCode, message: string, expected: string, found: string | undefined): Refusal {
  const hint =
    hints[code] ??
    'Fulcio issues no such certificate for a workflow. Treat this bundle as made by someone else.';
  return { code, message, expected, found: found ?? 'nothing', hint };
}
