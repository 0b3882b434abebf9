/** Evidence as the judge hands it to a rule, and what a rule said of it. */
import type { Beside, Evidence, EvidenceCheck, Objection, Remark } from '../../../src/model/evidence.ts';
import type { SignerFacts } from '../../../src/model/finding.ts';
import { GITHUB_ISSUER } from '../../../src/model/issuer.ts';
import type { GitHubSigner } from '../../../src/model/requirement.ts';
import type { JsonObject } from '../../../src/model/statement.ts';

export const runUrl = 'https://github.com/acme/shop/actions/runs/9/attempts/1';
export const headSha = 'a'.repeat(40);
const server = 'https://github.com';
const workflow = 'acme/builders/.github/workflows/build.yml';

const facts: SignerFacts = {
  identity: `${server}/${workflow}@refs/tags/v1`,
  issuer: GITHUB_ISSUER,
  sourceRepository: `${server}/acme/shop`,
  sourceRepositoryId: '123456',
  sourceOwnerId: '42',
  sourceRef: 'refs/heads/main',
  sourceCommit: headSha,
  buildConfigUri: `${server}/acme/shop/.github/workflows/release.yml@refs/heads/main`,
  runUrl,
  runner: 'github-hosted',
  signedAt: '2026-05-11T10:00:00.000Z',
};

export interface Changes {
  readonly signer?: Partial<SignerFacts>;
  readonly rule?: Partial<GitHubSigner>;
  readonly predicate?: JsonObject;
}

/** By an isolated reusable workflow that is pinned, called by the release workflow of acme/shop. */
export function proven({ signer = {}, rule = {}, predicate = {} }: Changes = {}): Evidence {
  return {
    origin: 'bundle 0',
    bundle: '0'.repeat(64),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate,
    signer: { ...facts, ...signer },
    acceptedBy: {
      kind: 'github',
      root: 'public',
      issuer: GITHUB_ISSUER,
      server,
      workflow,
      commit: 'c'.repeat(40),
      isolated: true,
      ...rule,
    },
  };
}

/** An artifact of which nothing else was proven. */
export const beside: Beside = {
  artifact: { name: 'app.tgz', size: 1, digests: { sha256: 'a'.repeat(64) } },
  proven: new Map(),
};

/** `met`, or the outcome with its code. */
export function said(check: EvidenceCheck, evidence: Evidence = proven()): string {
  const result = check(evidence, beside);
  if (result === undefined) return 'met';
  if (result.outcome === 'remark') return `met, ${result.message.split(':')[0]}`;
  return `${result.outcome} ${result.outcome === 'refused' ? result.refusal.code : result.code}`;
}

/** The sentences of a refusal. */
export function refusal(result: Objection | Remark | undefined): readonly (string | undefined)[] {
  if (result?.outcome !== 'refused') throw new Error(`not refused: ${JSON.stringify(result)}`);
  const { message, expected, found, hint } = result.refusal;
  return [message, expected, found, hint];
}

/** The sentences of what could not be decided. */
export function doubt(result: Objection | Remark | undefined): readonly string[] {
  if (result?.outcome !== 'undecided') throw new Error(`decided: ${JSON.stringify(result)}`);
  return [result.message, result.hint];
}
