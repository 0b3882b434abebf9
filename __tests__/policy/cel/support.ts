/** Rules as a policy states them, and evidence as the judge hands it over. */
import type { ArtifactRule, Decision, Evidence } from '../../../src/model/evidence.ts';
import type { Fault } from '../../../src/model/fault.ts';
import type { JsonObject } from '../../../src/model/statement.ts';
import type { Artifact } from '../../../src/model/subject.ts';
import { type Circumstances, customRules } from '../../../src/policy/cel/decide.ts';
import { type CompiledRule, compileRule } from '../../../src/policy/cel/rule.ts';

export const PROVENANCE = 'https://slsa.dev/provenance/v1';
export const at = { file: 'custody.yml', line: 7, column: 13 };
export const artifact: Artifact = { name: 'shop.tar.gz', digests: { sha256: 'd'.repeat(64) }, size: 1_234 };
export const now = new Date('2026-03-29T02:30:00.500Z');

interface Changes {
  readonly bundle?: string;
  readonly predicateType?: string;
  readonly predicate?: JsonObject;
  readonly signer?: Partial<Evidence['signer']>;
}

export function evidence({
  bundle = 'b0',
  predicateType = PROVENANCE,
  predicate = {},
  signer,
}: Changes = {}): Evidence {
  return {
    origin: `${bundle}.sigstore.json`,
    bundle,
    predicateType,
    predicate,
    signer: {
      identity: 'https://github.com/acme/shop/.github/workflows/release.yml@refs/tags/v1',
      issuer: 'https://token.actions.githubusercontent.com',
      sourceRepository: 'https://github.com/acme/shop',
      sourceRepositoryId: '11',
      sourceOwnerId: '22',
      sourceRef: 'refs/tags/v1',
      sourceCommit: 'c'.repeat(40),
      buildConfigUri: 'https://github.com/acme/shop/.github/workflows/release.yml@refs/tags/v1',
      runUrl: 'https://github.com/acme/shop/actions/runs/5/attempts/1',
      runner: 'github-hosted',
      signedAt: '2026-03-28T10:00:00.000Z',
      ...signer,
    },
    acceptedBy: {
      kind: 'github',
      root: 'public',
      issuer: 'https://token.actions.githubusercontent.com',
      server: 'https://github.com',
      workflow: 'acme/shop/.github/workflows/release.yml',
    },
  };
}

export function compile(assert: string, when?: string): CompiledRule {
  return compileRule({
    id: 'ours',
    at,
    message: 'our own message',
    assert: { expression: assert, at },
    ...(when !== undefined && { when: { expression: when, at: { ...at, line: 6 } } }),
  });
}

export function ruleOf(compiled: CompiledRule, circumstances: Circumstances): ArtifactRule {
  return customRules([compiled], circumstances)[0] as ArtifactRule;
}

/** The fault that keeps a rule from being loaded. */
export function refusal(assert: string, when?: string): Fault {
  try {
    compile(assert, when);
  } catch (error) {
    return error as Fault;
  }
  throw new Error(`accepted: ${assert}`);
}

export interface Scene {
  readonly when?: string;
  readonly environment?: string;
  readonly now?: Date;
  readonly size?: number;
  readonly provenance?: readonly Evidence[];
  readonly others?: readonly Evidence[];
}

export function decide(assert: string, scene: Scene = {}): Decision {
  const { when, environment = 'prod', provenance = [evidence()], others = [] } = scene;
  const subject = { ...artifact, size: scene.size ?? artifact.size };
  const proven = new Map([
    ['provenance', provenance],
    ['others', others],
  ]);
  const rule = ruleOf(compile(assert, when), { environment, now: scene.now ?? now });
  return rule.decide(subject, proven);
}

/** Of a rule about the predicate of one provenance. */
export function decideOn(predicate: JsonObject, assert: string): Decision {
  return decide(assert.replaceAll('$', 'evidence.provenance.predicate'), {
    provenance: [evidence({ predicate })],
  });
}
