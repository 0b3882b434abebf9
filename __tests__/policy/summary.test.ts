/** Verification summaries in place of evidence: by whom, by which policy, for where, how old (T5, T13, T31, T32). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { VERIFICATION_SUMMARY_V1 } from '../../src/model/statement.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { runsToAsk } from '../../src/policy/rules/run.ts';
import { levelOf, verificationSummary } from '../../src/statements/summary.ts';
import { artifact, evidence, sha } from '../support/stand.ts';
import { decided, entry, exception, line, policy, signer, told } from './stand.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore();
});
afterAll(() => sigstore.close());

const verifier = 'acme/shop/.github/workflows/verify.yml';
const at = (workflow: string) => `${workflow}@refs/heads/main`;
const claims = { workflow_ref: at(verifier), job_workflow_ref: at(verifier) };

/** A policy that takes summaries of up to a day by `verify.yml`. */
function taking(changes: Partial<Policy> = {}): Policy {
  const signers = new Map([
    ['release', signer(sigstore)],
    ['verifier', signer(sigstore, { name: 'verifier', workflow: verifier })],
  ]);
  const summaries = { at: line(20), signers: ['verifier'] as const, maxAge: 24 * 60 * 60 };
  return policy(sigstore, { signers, artifacts: [entry({ summaries })], ...changes });
}

const honest = () => ({
  verifier: { id: `https://github.com/${verifier}`, version: { custody: '0.0.0' } },
  timeVerified: new Date().toISOString(),
  resourceUri: `pkg:generic/dist/app.tgz?checksum=sha256:${sha('sha256')}`,
  policy: { uri: 'acme/shop', digest: { sha256: 'b'.repeat(64) } },
  inputAttestations: [],
  verificationResult: 'PASSED',
  verifiedLevels: ['SLSA_BUILD_LEVEL_2'],
  slsaVersion: '1.1',
});

/** @param changes of the predicate */
async function by(changes: object, trial: Parameters<typeof decided>[2] = {}, by: object = claims) {
  const predicate = { ...honest(), ...changes };
  const statement = { predicateType: VERIFICATION_SUMMARY_V1, predicate };
  const bundle = await evidence(sigstore, { claims: by, statement });
  return told(decided(sigstore, [bundle], { policies: [taking()], ...trial }));
}
const without = 'provenance fail CUSTODY-401';

describe('a summary', () => {
  test('counts in place of the evidence', async () => {
    expect(await by({})).toEqual(['summary pass']);
  });

  test('counts nowhere that the policy does not take it', async () => {
    expect(await by({}, { policies: [policy(sigstore)] })).toEqual(['provenance fail CUSTODY-430']);
  });

  test('that does not count leaves the evidence to decide', async () => {
    const statement = {
      predicateType: VERIFICATION_SUMMARY_V1,
      predicate: { ...honest(), verifiedLevels: [] },
    };
    const bundles = [await evidence(sigstore, { claims, statement }), await evidence(sigstore)];
    expect(told(decided(sigstore, bundles, { policies: [taking()] }))).toEqual(['provenance pass']);
  });

  test('is spoken of where there was one that did not count, and not where there was none', async () => {
    const foreign = await evidence(sigstore, { claims: { ref: 'refs/heads/evil' } });
    const of = (bundles: readonly object[]) => told(decided(sigstore, bundles, { policies: [taking()] }));
    expect(of([foreign])).toEqual(['provenance fail CUSTODY-434']);
    const predicate = { ...honest(), verifiedLevels: [] };
    const statement = { predicateType: VERIFICATION_SUMMARY_V1, predicate };
    const low = await evidence(sigstore, { claims, statement });
    expect(of([foreign, low])).toEqual(['provenance fail CUSTODY-434', 'summary fail CUSTODY-527']);
  });

  test('T5 by another verifier does not count, whatever it calls itself', async () => {
    const other = at('acme/shop/.github/workflows/other.yml');
    const signedByOther = { workflow_ref: other, job_workflow_ref: other };
    expect((await by({}, {}, signedByOther)).at(-1)).toBe('summary fail CUSTODY-432');
    const named = { verifier: { id: `https://github.com/${other.split('@')[0]}` } };
    expect((await by(named)).at(-1)).toBe('summary fail CUSTODY-527');
  });

  test.each([
    ['T31 by another policy', { policy: { uri: 'x', digest: { sha256: 'c'.repeat(64) } } }],
    ['T31 for another environment', { policy: { ...honest().policy, annotations: { environment: 'dev' } } }],
    [
      'T1 about another resource',
      { resourceUri: `pkg:generic/dist/app.tgz?checksum=sha256:${'0'.repeat(64)}` },
    ],
    // The name decides which entries and rules ask: what passed as another file may have been asked for less.
    [
      'T31 about the same bytes under another name',
      { resourceUri: `pkg:generic/dist/tool.tgz?checksum=sha256:${sha('sha256')}` },
    ],
    ['T1 about a resource without bytes', { resourceUri: 'pkg:generic/dist/app.tgz' }],
    ['T13 of no level', { verifiedLevels: [] }],
    ['T13 of a lower level', { verifiedLevels: ['SLSA_BUILD_LEVEL_1'] }],
    ['T13 of a level of its own making', { verifiedLevels: ['SLSA_BUILD_LEVEL_30', 'XSLSA_BUILD_LEVEL_3'] }],
    ['T20 that says it failed', { verificationResult: 'FAILED' }],
  ])('%s does not count', async (_, changes) => {
    const findings = await by(changes);
    expect(findings).toEqual([expect.stringMatching(/^provenance fail/), 'summary fail CUSTODY-527']);
  });

  test('T31 for an environment counts for that one alone', async () => {
    const prod = { policy: { ...honest().policy, annotations: { environment: 'prod' } } };
    expect(await by(prod, { world: { environment: 'prod' } })).toEqual(['summary pass']);
    expect((await by({}, { world: { environment: 'prod' } })).at(-1)).toBe('summary fail CUSTODY-527');
    expect((await by({}, { world: { environment: 'none' } })).at(-1)).toBe('summary fail CUSTODY-527');
  });

  test('T32 that is older than allowed is unknown, by its own word or by its signature', async () => {
    const past = (hours: number) => new Date(Date.now() - hours * 60 * 60 * 1000).toISOString();
    expect(await by({ timeVerified: past(23) })).toEqual(['summary pass']);
    expect((await by({ timeVerified: past(25) })).at(-1)).toBe('summary unknown CUSTODY-409');
    const now = new Date(Date.now() + 25 * 60 * 60 * 1000);
    const ahead = { timeVerified: now.toISOString() };
    expect((await by(ahead, { world: { now } })).at(-1)).toBe('summary unknown CUSTODY-409');
  });

  test('T14 counts by the run that signed it: a verdict within a run is no better than what becomes of the run', async () => {
    const statement = { predicateType: VERIFICATION_SUMMARY_V1, predicate: honest() };
    const bundle = await evidence(sigstore, { claims, statement });
    const [weighed] = decided(sigstore, [bundle], { policies: [taking()] }).findings[0].weighed;
    if (weighed?.outcome !== 'satisfies') throw new Error('the summary counts');
    const { runUrl, sourceRepositoryId: repositoryId, sourceCommit: headSha } = weighed.signer;
    const own = runUrl.split('/attempts/')[0];
    const { require, ...rest } = taking().artifacts[0];
    const provenance = { ...require.provenance, runConclusion: 'success' } as const;
    const policies = [taking({ artifacts: [{ ...rest, require: { ...require, provenance } }] })] as const;
    const by = (status: string, conclusion?: string, ownRun?: string) => {
      const outcome = { status, ...(conclusion && { conclusion }) };
      const attempt = { number: 1, ...outcome, jobs: [{ id: '1', name: 'verify', ...outcome }] };
      const facts = { repositoryId, headSha, event: 'push', latest: attempt, asked: attempt };
      return told(
        decided(sigstore, [bundle], { policies, world: { runs: new Map([[runUrl, facts]]), ownRun } }),
      );
    };
    expect(by('completed', 'success')).toEqual(['summary pass']);
    expect(by('in_progress', undefined, own)).toEqual(['summary pass']);
    expect(by('in_progress').at(-1)).toBe('summary unknown CUSTODY-507');
    expect(by('completed', 'failure').at(-1)).toBe('summary fail CUSTODY-522');
    const unasked = decided(sigstore, [bundle], { policies });
    expect(runsToAsk(unasked)).toEqual([runUrl]);
  });

  test('T31 by a policy that has expired decides nothing', async () => {
    const expired = taking({ expires: { at: line(2), until: new Date('2020-01-01') } });
    expect(await by({}, { policies: [expired] })).toEqual(['expires unknown CUSTODY-505']);
  });

  test.each([
    ['no verifier', { verifier: {} }],
    ['no time', { timeVerified: undefined }],
    ['a time without a zone', { timeVerified: '2026-01-01T00:00:00' }],
    ['a day that is none', { timeVerified: '2026-13-41T00:00:00Z' }],
    ['no policy', { policy: undefined }],
    ['a policy without a digest', { policy: { uri: 'x' } }],
    ['an environment that is no text', { policy: { ...honest().policy, annotations: { environment: 1 } } }],
    ['annotations that are no object', { policy: { ...honest().policy, annotations: [] } }],
    ['levels that are no list', { verifiedLevels: 'SLSA_BUILD_LEVEL_2' }],
    ['a result of its own making', { verificationResult: 'passed' }],
  ])('T22 with %s cannot be read', async (_, changes) => {
    expect((await by(changes)).at(-1)).toBe('summary unknown CUSTODY-408');
  });
});

describe('what is summarised', () => {
  const token = () => {
    const { repository, run_id } = exampleClaims({});
    return { repository, runId: run_id, jobWorkflowRef: at(verifier) };
  };
  const verification = () => ({
    claims: token() as unknown as Parameters<typeof verificationSummary>[2]['claims'],
    server: 'https://github.com',
    version: '1.2.3',
    now: new Date('2026-11-20T10:00:00.123Z'),
    environment: 'prod',
  });

  test('is truthful: level, inputs and policy by digest, time, environment', async () => {
    const verdict = decided(sigstore, [await evidence(sigstore)]);
    expect(levelOf(verdict)).toBe(2);
    const [weighed] = verdict.findings[0].weighed;
    const bundle = weighed?.outcome === 'satisfies' ? weighed.bundle : '';
    expect(bundle).toMatch(/^[0-9a-f]{64}$/);
    expect(verificationSummary(verdict, 2, verification())).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'dist/app.tgz', digest: artifact.digests }],
      predicateType: VERIFICATION_SUMMARY_V1,
      predicate: {
        verifier: { id: `https://github.com/${verifier}`, version: { custody: '1.2.3' } },
        timeVerified: '2026-11-20T10:00:00Z',
        resourceUri: `pkg:generic/dist/app.tgz?checksum=sha256:${sha('sha256')}`,
        policy: {
          uri: policy(sigstore).reference.uri,
          digest: { sha256: 'b'.repeat(64) },
          annotations: { environment: 'prod' },
        },
        inputAttestations: [{ digest: { sha256: bundle } }],
        verificationResult: 'PASSED',
        verifiedLevels: ['SLSA_BUILD_LEVEL_2'],
        slsaVersion: '1.1',
      },
    });
  });

  test('T32 is never a verdict that rests on a summary or on an exception', async () => {
    const statement = { predicateType: VERIFICATION_SUMMARY_V1, predicate: honest() };
    const bySummary = decided(sigstore, [await evidence(sigstore, { claims, statement })], {
      policies: [taking()],
    });
    expect([bySummary.status, levelOf(bySummary)]).toEqual(['pass', undefined]);
    const policies = [policy(sigstore, { exceptions: [exception()] })] as const;
    const lifted = decided(sigstore, [await evidence(sigstore, { claims: { ref: 'refs/heads/x' } })], {
      policies,
    });
    expect([lifted.status, levelOf(lifted)]).toEqual(['pass', undefined]);
  });

  test('T20 is never a verdict that did not pass', () => {
    const failed = decided(sigstore, []);
    expect(() => verificationSummary(failed, 2, verification())).toThrow(TypeError);
    expect(without).toBe(told(failed)[0]);
  });
});
