/**
 * A stand for attacks on the verifier: evidence that an honest client would not make, and the expectation that it must
 * not meet. What is expected is written out here by hand, not taken from the product.
 */
import { createHash } from 'node:crypto';
import { type AttestOptions, attest, type BundleJson } from '../../sandbox/sigstore/attest.ts';
import { exampleClaims, type SandboxSigstore, type TokenClaims } from '../../sandbox/sigstore/index.ts';
import type { Weighed } from '../../src/model/finding.ts';
import type { Candidate, Requirement, TrustRoot } from '../../src/model/requirement.ts';
import type { Artifact } from '../../src/model/subject.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { type FlatIdentity, flatRequirement } from '../../src/policy/flat.ts';
import { judge } from '../../src/verify/judge.ts';
import { readTrustRoot } from '../../src/verify/roots.ts';

export const content = 'the very bytes';
export const sha = (algorithm: string) => createHash(algorithm).update(content).digest('hex');
export const artifact: Artifact = {
  name: 'dist/app.tgz',
  digests: { sha256: sha('sha256'), sha384: sha('sha384'), sha512: sha('sha512') },
  size: content.length,
};
export const subject = { name: 'dist/app.tgz', digest: { sha256: sha('sha256') } };
const server = 'https://github.com';

/** Provenance as GitHub's build type wants it. */
export function predicateOf(claims: TokenClaims) {
  const repository = `${server}/${claims.repository}`;
  const [path = '', ref = ''] = claims.workflow_ref.slice(claims.repository.length + 1).split('@');
  return {
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters: { workflow: { ref, repository, path } },
      internalParameters: {
        github: {
          event_name: claims.event_name,
          repository_id: claims.repository_id,
          repository_owner_id: claims.repository_owner_id,
          runner_environment: claims.runner_environment,
        },
      },
      resolvedDependencies: [{ uri: `git+${repository}@${claims.ref}`, digest: { gitCommit: claims.sha } }],
    },
    runDetails: {
      builder: { id: `${server}/${claims.job_workflow_ref}` },
      metadata: {
        invocationId: `${repository}/actions/runs/${claims.run_id}/attempts/${claims.run_attempt}`,
      },
    },
  };
}

export function statementOf(claims: TokenClaims, changes: object = {}) {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [subject],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: predicateOf(claims),
    ...changes,
  };
}

export interface Attack extends Partial<Omit<AttestOptions, 'claims' | 'statement'>> {
  readonly claims?: Partial<TokenClaims>;
  /** Members of the statement to replace, or its bytes. */
  readonly statement?: object | Uint8Array;
}

/** A bundle about `artifact`, different from an honest one in what the attack names. */
export async function evidence(sigstore: SandboxSigstore, attack: Attack = {}): Promise<BundleJson> {
  const { claims: changes = {}, statement: members = {}, ...rest } = attack;
  const claims = exampleClaims(changes);
  const statement = members instanceof Uint8Array ? members : statementOf(claims, members);
  return attest(sigstore, { ...rest, claims, statement });
}

export function bytesOf(bundle: object): Uint8Array {
  return Buffer.from(JSON.stringify(bundle));
}

export function rootOf(sigstore: SandboxSigstore, changes: object = {}, name = 'sandbox'): TrustRoot {
  return readTrustRoot(name, bytesOf({ ...sigstore.trustedRoot, ...changes }));
}

/** What the honest job of `exampleClaims` is expected to be. */
export function honest(sigstore: SandboxSigstore, changes: Partial<FlatIdentity> = {}): Requirement {
  return flatRequirement({
    repository: 'acme/shop',
    repositoryId: '123456',
    ownerId: '42',
    signerWorkflow: '.github/workflows/release.yml',
    sourceRefs: ['refs/heads/main', 'refs/tags/v*'],
    issuer: sigstore.issuer,
    predicateType: 'https://slsa.dev/provenance/v1',
    root: 'sandbox',
    serverUrl: server,
    ...changes,
  });
}

export interface Trial {
  readonly identity?: Partial<FlatIdentity>;
  readonly requirement?: Partial<Requirement>;
  readonly root?: TrustRoot;
  readonly artifact?: Artifact;
  readonly now?: Date;
}

export function tryOn(
  sigstore: SandboxSigstore,
  bundles: readonly (object | Candidate)[],
  trial: Trial = {},
): Verdict {
  const root = trial.root ?? rootOf(sigstore);
  const requirement = { ...honest(sigstore, { root: root.name, ...trial.identity }), ...trial.requirement };
  const candidates = bundles.map((bundle, index) =>
    'origin' in bundle ? (bundle as Candidate) : { origin: `bundle ${index}`, bytes: bytesOf(bundle) },
  );
  const roots = new Map([[root.name, root]]);
  const { artifact: subject = artifact, now = new Date() } = trial;
  return judge(candidates, { artifact: subject, requirements: [requirement], roots, now });
}

/** `pass`, or the status with the code: `fail CUSTODY-429`. */
export function outcome(verdict: Verdict): string {
  const { status, code } = verdict.findings[0];
  return status === 'pass' ? 'pass' : `${status} ${code}`;
}

export function outcomes(verdict: Verdict): readonly string[] {
  return verdict.findings[0].weighed.map(codeOf);
}

function codeOf(weighed: Weighed): string {
  switch (weighed.outcome) {
    case 'satisfies':
      return 'satisfies';
    case 'refused':
      return weighed.refusal.code;
    case 'unreadable':
    case 'undecided':
      return `${weighed.outcome} ${weighed.code}`;
  }
}
