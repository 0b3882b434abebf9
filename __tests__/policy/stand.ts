/** A policy as the reader makes it, written out by hand, and evidence that it is tried on. */
import { exampleClaims, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import type { ArtifactRule } from '../../src/model/evidence.ts';
import type { Candidate } from '../../src/model/requirement.ts';
import type { Artifact } from '../../src/model/subject.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import type { World } from '../../src/policy/compile.ts';
import { decide } from '../../src/policy/decide.ts';
import type { ArtifactEntry, Exception, Policy, PolicySigner } from '../../src/policy/policy.ts';
import { artifact, bytesOf, rootOf } from '../support/stand.ts';

export const file = '.github/custody.yml';
export const line = (number: number) => ({ file, line: number, column: 1 });

export function signer(sigstore: SandboxSigstore, changes: Partial<PolicySigner> = {}): PolicySigner {
  return {
    name: 'release',
    at: line(5),
    root: 'sandbox',
    issuer: sigstore.issuer,
    workflow: 'acme/shop/.github/workflows/release.yml',
    ...changes,
  };
}

export function entry(changes: Partial<ArtifactEntry> = {}): ArtifactEntry {
  return {
    name: 'shop',
    at: line(10),
    match: ['dist/*.tgz'],
    source: {
      repository: 'acme/shop',
      repositoryId: '123456',
      ownerId: '42',
      refs: ['refs/heads/main', 'refs/tags/v*'],
    },
    signers: ['release'],
    require: { provenance: { at: line(12), level: 2, threshold: 1 }, predicates: [] },
    ...changes,
  };
}

export function policy(sigstore: SandboxSigstore, changes: Partial<Policy> = {}): Policy {
  return {
    reference: { uri: `acme/shop@${'a'.repeat(40)}:${file}`, sha256: 'b'.repeat(64) },
    owner: 'platform@acme.example',
    expires: { at: line(2), until: new Date('2099-01-01') },
    signers: new Map([['release', signer(sigstore)]]),
    artifacts: [entry()],
    environments: new Map(),
    rules: [],
    exceptions: [],
    extends: [],
    ...changes,
  };
}

export function exception(changes: Partial<Exception> = {}): Exception {
  return {
    at: line(40),
    rule: 'provenance',
    subject: `sha256:${artifact.digests.sha256}`,
    until: new Date('2099-01-01'),
    reason: 'known',
    owner: 'platform@acme.example',
    approvedBy: [1234],
    ...changes,
  };
}

export interface Trial {
  readonly policies?: readonly [Policy, ...Policy[]];
  readonly custom?: readonly ArtifactRule[];
  readonly artifact?: Artifact;
  readonly world?: Partial<World>;
}

export function decided(
  sigstore: SandboxSigstore,
  bundles: readonly (object | Candidate)[],
  trial: Trial = {},
): Verdict {
  const candidates = bundles.map((bundle, index) =>
    'origin' in bundle ? (bundle as Candidate) : { origin: `bundle ${index}`, bytes: bytesOf(bundle) },
  );
  const root = rootOf(sigstore);
  const world: World = {
    now: new Date(),
    environment: '',
    serverUrl: 'https://github.com',
    roots: new Map([[root.name, root]]),
    runs: new Map(),
    ...trial.world,
  };
  const [first, ...rest] = trial.policies ?? [policy(sigstore)];
  const custom = trial.custom ?? [];
  const ready = [{ policy: first, custom }, ...rest.map((each) => ({ policy: each, custom: [] }))] as const;
  return decide(trial.artifact ?? artifact, candidates, ready, world);
}

/** Each finding as `rule status code`. */
export function told({ findings }: Verdict): readonly string[] {
  return findings.map(({ rule, status, code }) => [rule, status, code].filter((part) => part).join(' '));
}

/** Claims of a scanner that runs in a repository of its own. */
export const scannerClaims = {
  ...exampleClaims({}),
  repository: 'acme/security',
  repository_id: '777',
  workflow_ref: 'acme/security/.github/workflows/scan.yml@refs/heads/main',
  job_workflow_ref: 'acme/security/.github/workflows/scan.yml@refs/heads/main',
} as const;
