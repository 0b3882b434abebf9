/** Policies on evidence: coverage, expiry, exceptions, extension, signers of other repositories (T20, T21, T31). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSigstore, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { Fault } from '../../src/model/fault.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { artifact, evidence } from '../support/stand.ts';
import { decided, entry, exception, line, policy, scannerClaims, signer, told } from './stand.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore();
});
afterAll(() => sigstore.close());

const scan = 'https://example.com/scan/v1';
const withPolicy = (changes: Partial<Policy>) => ({ policies: [policy(sigstore, changes)] as const });
const good = () => evidence(sigstore);
const foreign = () => evidence(sigstore, { claims: { ref: 'refs/heads/evil' } });

describe('an artifact', () => {
  test('passes by the entry that matches its name, and the verdict names the policy', async () => {
    const verdict = decided(sigstore, [await good()]);
    expect([verdict.status, told(verdict)]).toEqual(['pass', ['provenance pass']]);
    expect(verdict.policy).toEqual(policy(sigstore).reference);
    expect(verdict.findings[0].at).toEqual(line(12));
  });

  test('T20 that no entry matches fails, whatever evidence there is', async () => {
    const verdict = decided(
      sigstore,
      [await good()],
      withPolicy({ artifacts: [entry({ match: ['dist/*.zip', 'dist/*.exe'] })] }),
    );
    expect(told(verdict)).toEqual(['artifacts fail CUSTODY-520']);
    expect(verdict.findings[0]).toMatchObject({
      at: line(10),
      subject: 'dist/app.tgz',
      message: 'no entry of the policy matches this artifact',
      expected: 'dist/*.zip or dist/*.exe',
      found: 'dist/app.tgz',
      hint: expect.stringContaining('Say under `artifacts:` who may build it'),
    });
  });

  test('T20 without evidence fails', () => {
    expect(told(decided(sigstore, []))).toEqual(['provenance fail CUSTODY-401']);
  });

  test('T21 that several entries match must satisfy them all', async () => {
    const strict = entry({ name: 'strict', source: { ...entry().source, refs: ['refs/tags/v*'] } });
    const verdict = decided(sigstore, [await good()], withPolicy({ artifacts: [entry(), strict] }));
    expect(told(verdict)).toEqual(['provenance pass', 'provenance fail CUSTODY-434']);
    expect(verdict.status).toBe('fail');
  });

  test('T22 with evidence that cannot be read is unknown', async () => {
    const fault = new Fault('CUSTODY-402', 'cut off', { hint: 'Again.' });
    expect(told(decided(sigstore, [await good(), { origin: 'x', fault }]))).toEqual([
      'provenance unknown CUSTODY-402',
    ]);
  });
});

describe('T31 the policy itself', () => {
  const expires = (day: string) => ({ expires: { at: line(2), until: new Date(day) } });
  const at = (time: string) => ({ world: { now: new Date(time) } });

  test('T31 decides nothing after its last day, and everything on it', async () => {
    const bundle = await good();
    const today = new Date().toISOString().slice(0, 10);
    const last = { ...withPolicy(expires(today)), ...at(`${today}T23:59:59.999Z`) };
    expect(told(decided(sigstore, [bundle], last))).toEqual(['provenance pass']);
    const after = { world: { now: new Date(Date.parse(today) + 24 * 60 * 60 * 1000) } };
    const verdict = decided(sigstore, [bundle], { ...withPolicy(expires(today)), ...after });
    expect([verdict.status, told(verdict)]).toEqual(['unknown', ['expires unknown CUSTODY-505']]);
    expect(verdict.findings[0]).toMatchObject({
      at: line(2),
      subject: 'dist/app.tgz',
      message: `the policy ended with ${today}`,
      hint: 'Let platform@acme.example read it again and move `expires` ahead.',
    });
  });

  test('T31 that it extends must pass as well, with its own coverage and its own expiry', async () => {
    const bundle = await good();
    const own = policy(sigstore);
    const strict = policy(sigstore, {
      artifacts: [entry({ source: { ...entry().source, refs: ['refs/tags/v*'] } })],
    });
    const silent = policy(sigstore, { artifacts: [entry({ match: ['other/*'] })] });
    const old = policy(sigstore, expires('2020-01-01'));
    const by = (other: Policy) => told(decided(sigstore, [bundle], { policies: [own, other] }));
    expect(by(own)).toEqual(['provenance pass', 'provenance pass']);
    expect(by(strict)).toEqual(['provenance pass', 'provenance fail CUSTODY-434']);
    expect(by(silent)).toEqual(['provenance pass', 'artifacts fail CUSTODY-520']);
    expect(by(old)).toEqual(['provenance pass', 'expires unknown CUSTODY-505']);
  });
});

describe('T31 an exception', () => {
  const excepted = async (changes: Parameters<typeof exception>[0]) =>
    decided(sigstore, [await foreign()], withPolicy({ exceptions: [exception(changes)] }));

  test('T31 lifts its rule for its artifact, and the finding says so', async () => {
    const verdict = await excepted({});
    expect([verdict.status, told(verdict)]).toEqual(['pass', ['provenance pass CUSTODY-434']]);
    expect(verdict.findings[0].exception).toEqual({
      at: line(40),
      until: '2099-01-01',
      reason: 'known',
      owner: 'platform@acme.example',
      approvedBy: [1234],
    });
  });

  test('T31 of another artifact, or of another rule, lifts nothing', async () => {
    expect(told(await excepted({ subject: `sha256:${'0'.repeat(64)}` }))).toEqual([
      'provenance fail CUSTODY-434',
    ]);
    expect(told(await excepted({ rule: 'vulnerabilities' }))).toEqual(['provenance fail CUSTODY-434']);
    expect(told(await excepted({ rule: 'prov' }))).toEqual(['provenance fail CUSTODY-434']);
  });

  test('T31 that has ended lifts nothing and is a finding of its own', async () => {
    const verdict = await excepted({ until: new Date('2020-01-01') });
    expect(told(verdict)).toEqual(['provenance fail CUSTODY-434', 'exception fail CUSTODY-524']);
    expect(verdict.findings[1]).toMatchObject({
      at: line(40),
      message: 'the exception of provenance has expired',
      expected: 'an exception that is in force, or none',
      found: 'it ended with 2020-01-01',
      hint: 'Meet the rule, or let platform@acme.example decide again.',
    });
  });

  test('T31 of one type of predicate lifts no other that begins alike', async () => {
    const type = `${scan}.1`;
    const signers = ['release'] as const;
    const predicates = [scan, type].map((each) => ({ at: line(14), type: each, signers, threshold: 1 }));
    const artifacts = [entry({ require: { ...entry().require, predicates } })] as const;
    const trial = withPolicy({ artifacts, exceptions: [exception({ rule: scan })] });
    expect(told(decided(sigstore, [await good()], trial))).toEqual([
      'provenance pass',
      `${scan} pass CUSTODY-430`,
      `${type} fail CUSTODY-430`,
    ]);
  });

  test('T31 lifts nothing that could not be decided', async () => {
    const fault = new Fault('CUSTODY-402', 'cut off', { hint: 'Again.' });
    const trial = withPolicy({ exceptions: [exception()] });
    expect(told(decided(sigstore, [{ origin: 'x', fault }], trial))).toEqual([
      'provenance unknown CUSTODY-402',
    ]);
  });

  test('T31 of one policy lifts nothing of the other', async () => {
    const policies = [policy(sigstore, { exceptions: [exception()] }), policy(sigstore)] as const;
    const verdict = decided(sigstore, [await foreign()], { policies });
    expect(told(verdict)).toEqual(['provenance pass CUSTODY-434', 'provenance fail CUSTODY-434']);
  });
});

describe('T5 a predicate of another signer', () => {
  const scanner = (changes = {}) =>
    signer(sigstore, { name: 'scanner', workflow: 'acme/security/.github/workflows/scan.yml', ...changes });
  const asked = (changes = {}, threshold = 1) => {
    const predicates = [{ at: line(14), type: scan, signers: ['scanner'] as const, threshold }];
    const { require } = entry();
    return withPolicy({
      signers: new Map([
        ['release', signer(sigstore)],
        ['scanner', scanner(changes)],
      ]),
      artifacts: [entry({ require: { ...require, predicates } })],
    });
  };
  const statement = { predicateType: scan, predicate: {} };
  const scanned = (changes = {}) =>
    evidence(sigstore, { claims: { ...scannerClaims, ...changes }, statement });

  test('T5 counts from its own repository, by its numbers where they are given', async () => {
    const bundles = [await good(), await scanned()];
    expect(told(decided(sigstore, bundles, asked()))).toEqual(['provenance pass', `${scan} pass`]);
    expect(told(decided(sigstore, bundles, asked({ repositoryId: '777', ownerId: '42' })))).toEqual([
      'provenance pass',
      `${scan} pass`,
    ]);
    expect(told(decided(sigstore, bundles, asked({ repositoryId: '778' })))).toEqual([
      'provenance pass',
      `${scan} fail CUSTODY-433`,
    ]);
  });

  test('T5 by the same name in a fork does not count', async () => {
    const fork = {
      repository: 'evil/security',
      workflow_ref: 'evil/security/.github/workflows/scan.yml@refs/heads/main',
      job_workflow_ref: 'evil/security/.github/workflows/scan.yml@refs/heads/main',
    };
    const bundles = [await good(), await scanned(fork)];
    expect(told(decided(sigstore, bundles, asked()))).toEqual([
      'provenance pass',
      `${scan} fail CUSTODY-433`,
    ]);
  });

  test('T5 never stands for the provenance', async () => {
    const claims = { ...scannerClaims };
    const provenance = await evidence(sigstore, { claims });
    expect(told(decided(sigstore, [provenance, await scanned()], asked()))[0]).toBe(
      'provenance fail CUSTODY-433',
    );
  });

  test('T8 two statements of one signer are one', async () => {
    const bundles = [await good(), await scanned(), await scanned({ run_id: '999' })];
    expect(told(decided(sigstore, bundles, asked({}, 2)))).toEqual([
      'provenance pass',
      `${scan} fail CUSTODY-440`,
    ]);
  });
});

test('T30 the policy’s own rules are asked once for each entry', async () => {
  let asked = 0;
  const decide = () => {
    asked += 1;
    return { status: 'fail', code: 'CUSTODY-525', message: 'no' } as const;
  };
  const verdict = decided(sigstore, [await good()], { custom: [{ id: 'own', at: line(30), decide }] });
  expect([asked, told(verdict)]).toEqual([1, ['provenance pass', 'own fail CUSTODY-525']]);
  expect(verdict.artifact).toBe(artifact);
});
