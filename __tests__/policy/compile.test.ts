/** What a policy asks for is asked of the evidence: age, scans, build types, the end of the run (T13, T14, T20, T32). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSigstore, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import type { Policy, Require } from '../../src/policy/policy.ts';
import { runsToAsk } from '../../src/policy/rules/run.ts';
import { evidence } from '../support/stand.ts';
import { decided, entry, exception, line, policy, told } from './stand.ts';
import { cosignVuln, finding, trivy } from './support/scans.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore();
});
afterAll(() => sigstore.close());

const SCAN = 'https://cosign.sigstore.dev/attestation/vuln/v1';
const review = 'https://example.com/review/v1';

function asking(require: Partial<Require>, changes: Partial<Policy> = {}) {
  const own = entry();
  const artifacts = [entry({ require: { ...own.require, ...require } })] as const;
  return [policy(sigstore, { artifacts, ...changes })] as const;
}

const provenance = (changes: Partial<Require['provenance']>) => ({
  provenance: { ...entry().require.provenance, ...changes },
});
const predicate = (changes: object = {}) => ({
  predicates: [{ at: line(14), type: review, signers: ['release'] as const, threshold: 1, ...changes }],
});
const statement = (predicateType: string, content: object = {}) =>
  evidence(sigstore, { statement: { predicateType, predicate: content } });

describe('T32 the age that evidence may have', () => {
  const later = (seconds: number) => ({ world: { now: new Date(Date.now() + seconds * 1000) } });
  const maxAge = (seconds: number) => ({ maxAge: { at: line(15), seconds } });

  test('T32 holds for all evidence of the entry', async () => {
    const bundles = [await evidence(sigstore), await statement(review)];
    const of = (seconds: number) =>
      told(
        decided(sigstore, bundles, {
          policies: asking({ ...predicate(), ...maxAge(600) }),
          ...later(seconds),
        }),
      );
    expect(of(300)).toEqual(['provenance pass', `${review} pass`]);
    expect(of(900)).toEqual(['provenance unknown CUSTODY-409', `${review} unknown CUSTODY-409`]);
  });

  test('T32 the lesser of the entry and of the predicate counts', async () => {
    const bundles = [await evidence(sigstore), await statement(review)];
    const of = (all: number, own: number) =>
      told(
        decided(sigstore, bundles, {
          policies: asking({ ...predicate({ maxAge: own }), ...maxAge(all) }),
          ...later(900),
        }),
      );
    expect(of(3600, 600)).toEqual(['provenance pass', `${review} unknown CUSTODY-409`]);
    expect(of(600, 3600)).toEqual(['provenance unknown CUSTODY-409', `${review} unknown CUSTODY-409`]);
    expect(of(3600, 3600)).toEqual(['provenance pass', `${review} pass`]);
  });

  test('T14 the run of evidence that is too old is not asked for', async () => {
    const trial = { policies: asking(maxAge(600)), ...later(900) };
    expect(runsToAsk(decided(sigstore, [await evidence(sigstore)], trial))).toEqual([]);
    const policies = asking(provenance({ runConclusion: 'success' }));
    expect(runsToAsk(decided(sigstore, [await evidence(sigstore)], { policies }))).toHaveLength(1);
  });

  test('T32 is any where the policy says none', async () => {
    const trial = { policies: asking(predicate()), ...later(10 * 365 * 24 * 60 * 60) };
    expect(told(decided(sigstore, [await evidence(sigstore), await statement(review)], trial))).toEqual([
      'provenance pass',
      `${review} pass`,
    ]);
  });
});

describe('T20 a scan for vulnerabilities', () => {
  const vulnerabilities = {
    at: line(16),
    signers: ['release'] as const,
    failOn: 'high',
    maxDataAge: 86_400,
    vexSigners: [],
  } as const;
  const lifted = (rule: string) => ({ exceptions: [exception({ rule })] });

  test('T20 must be there', async () => {
    const policies = asking({ vulnerabilities });
    expect(told(decided(sigstore, [await evidence(sigstore)], { policies }))).toEqual([
      'provenance pass',
      'vulnerabilities.scan fail CUSTODY-430',
      'vulnerabilities unknown CUSTODY-506',
    ]);
  });

  test('T20 decides by what it found', async () => {
    const grave = await statement(SCAN, cosignVuln(trivy([finding('CVE-1', 'CRITICAL')])));
    const bundles = [await evidence(sigstore), grave];
    const of = (changes: Partial<Policy> = {}) =>
      told(decided(sigstore, bundles, { policies: asking({ vulnerabilities }, changes) }));
    expect(of()).toEqual([
      'provenance pass',
      'vulnerabilities.scan pass',
      'vulnerabilities fail CUSTODY-523',
    ]);
    expect(of(lifted('vulnerabilities'))[2]).toBe('vulnerabilities pass CUSTODY-523');
  });

  test('T31 an exception of it lifts the lack of one as well, and no predicate that is named alike', async () => {
    const policies = asking({ vulnerabilities }, lifted('vulnerabilities'));
    const [, scan] = told(decided(sigstore, [await evidence(sigstore)], { policies }));
    expect(scan).toBe('vulnerabilities.scan pass CUSTODY-430');
    for (const [rule, type] of [
      ['a:vulnerabilities', 'a:vulnerabilities.scan'],
      ['vulnerabilities:a', 'vulnerabilities.scan:a'],
    ] as const) {
      const alike = asking(predicate({ type }), lifted(rule));
      expect(told(decided(sigstore, [await evidence(sigstore)], { policies: alike }))).toEqual([
        'provenance pass',
        `${type} fail CUSTODY-430`,
      ]);
    }
  });
});

describe('the provenance', () => {
  const of = async (changes: Partial<Require['provenance']>) =>
    told(decided(sigstore, [await evidence(sigstore)], { policies: asking(provenance(changes)) }));

  test('T13 of a build type that the policy names', async () => {
    expect(await of({ buildTypes: ['https://example.com/b'] })).toEqual(['provenance fail CUSTODY-525']);
    expect(await of({ buildTypes: ['https://actions.github.io/buildtypes/workflow/v1'] })).toEqual([
      'provenance pass',
    ]);
  });

  test('T14 of a run of which the end is known, where the policy asks for it', async () => {
    expect(await of({ runConclusion: 'success' })).toEqual(['provenance unknown CUSTODY-507']);
    expect(await of({})).toEqual(['provenance pass']);
  });

  test('T13 of the level that the policy asks for', async () => {
    expect(await of({ level: 3 })).toEqual(['provenance fail CUSTODY-521']);
  });

  test('T8 by as many signers as the policy asks for', async () => {
    expect(await of({ threshold: 2 })).toEqual(['provenance fail CUSTODY-440']);
  });
});
