/** T13: what makes Build L3, through the judge with evidence that was signed, and on its own. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSigstore, type SandboxSigstore } from '../../../sandbox/sigstore/index.ts';
import { GITHUB_ISSUER, isGitHubCloud } from '../../../src/model/issuer.ts';
import type { GitHubSigner } from '../../../src/model/requirement.ts';
import { levelCheck, levelOf } from '../../../src/policy/rules/level.ts';
import { evidence, honest, outcome, tryOn } from '../../support/stand.ts';
import { beside, type Changes, proven, said } from './support.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore();
});
afterAll(() => sigstore.close());

const commit = 'c'.repeat(40);
const called = {
  job_workflow_ref: 'acme/builders/.github/workflows/build.yml@refs/tags/v1',
  job_workflow_sha: commit,
};
const started = {
  workflow_ref: 'acme/shop/.github/workflows/release.yml@refs/heads/main',
  job_workflow_ref: 'acme/shop/.github/workflows/release.yml@refs/heads/main',
};

/** Signed by a job with these claims, under a certificate as GitHub's issuer would bring it about. */
async function at3(claims: object, signerWorkflow: string, rule: Partial<GitHubSigner> = {}) {
  const bundle = await evidence(sigstore, {
    claims,
    certificate: { extensions: { 1: null, 8: GITHUB_ISSUER } },
  });
  const [signer] = honest(sigstore, { signerWorkflow, issuer: GITHUB_ISSUER }).signers;
  const signers = [{ ...signer, isolated: true, ...rule }] as const;
  return outcome(tryOn(sigstore, [bundle], { requirement: { signers, checks: [levelCheck(3)] } }));
}

describe('T13 as it was signed', () => {
  const pinned = `acme/builders/.github/workflows/build.yml@${commit}`;

  test('T13 an isolated reusable workflow on a runner of GitHub reaches L3', async () => {
    expect(await at3(called, pinned)).toBe('pass');
  });

  test('T13 self-hosted it does not', async () => {
    const selfHosted = { ...called, runner_environment: 'self-hosted' };
    expect(await at3(selfHosted, pinned)).toBe('fail CUSTODY-521');
  });

  test('T13 a workflow that is listed as isolated, and was started itself, does not', async () => {
    expect(await at3(started, '.github/workflows/release.yml')).toBe('fail CUSTODY-521');
  });

  test('T13 the caller signs beside an isolated workflow: its job is another signer', async () => {
    expect(await at3(started, pinned)).toBe('fail CUSTODY-432');
  });
});

describe('T13 what L3 lacks', () => {
  const { identity } = proven().signer;
  const lacks: Readonly<Record<string, Changes>> = {
    'a signer that the policy does not list as isolated': { rule: { isolated: undefined as never } },
    'a signer at no named commit or ref': { rule: { commit: undefined as never } },
    'a self-hosted runner': { signer: { runner: 'self-hosted' } },
    'a runner that is not named': { signer: { runner: '' } },
    'a runner that is named alike': { signer: { runner: 'github-hosted ' } },
    'an issuer of GitHub Enterprise Server': { signer: { issuer: 'https://git.acme.test/_services/token' } },
    'an enterprise server that is named like GitHub': {
      signer: { issuer: 'https://token.actions.githubusercontent.com/_services/token' },
    },
    'an issuer of somebody else': { signer: { issuer: 'https://issuer.acme.test' } },
    'the workflow that was started': { signer: { buildConfigUri: identity } },
    'the same workflow at another ref': { signer: { buildConfigUri: identity.replace('v1', 'v2') } },
    'the same workflow, its owner written otherwise': {
      signer: { buildConfigUri: identity.replace('acme', 'ACME') },
    },
    'a started workflow that is not named': { signer: { buildConfigUri: '' } },
    'a signer that is no workflow': { signer: { identity: 'https://github.com/acme' } },
  };

  test.each(Object.entries(lacks))('T13 %s is Build L2', (_, changes) => {
    const evidenceOf2 = proven(changes);
    expect(levelOf(evidenceOf2)).toBe(2);
    expect(said(levelCheck(3), evidenceOf2)).toBe('refused CUSTODY-521');
    expect(said(levelCheck(2), evidenceOf2)).toBe('met, SLSA Build L2');
    expect(said(levelCheck(1), evidenceOf2)).toBe('met, SLSA Build L2');
  });

  test.each<[string, Changes]>([
    ['pinned', {}],
    ['at a named ref', { rule: { commit: undefined as never, refs: ['refs/tags/v*'] } }],
    ['on ghe.com', { signer: { issuer: 'https://token.actions.acme.ghe.com' } }],
    ['of an enterprise', { signer: { issuer: `${GITHUB_ISSUER}/acme` } }],
    [
      'of the same path as the one that was started, in a repository of its own',
      {
        signer: {
          buildConfigUri: 'https://github.com/acme/shop/.github/workflows/build.yml@refs/heads/main',
        },
      },
    ],
    [
      'in the source repository',
      { signer: { identity: 'https://github.com/acme/shop/.github/workflows/build.yml@refs/heads/main' } },
    ],
  ])('T13 an isolated workflow %s is Build L3', (_, changes) => {
    expect(levelOf(proven(changes))).toBe(3);
    expect(said(levelCheck(3), proven(changes))).toBe('met, SLSA Build L3');
  });

  test('T13 the refusal says what is lacking', () => {
    expect(levelCheck(3)(proven({ signer: { runner: 'self-hosted' } }), beside)).toMatchObject({
      refusal: {
        message: expect.stringContaining('a runner that is self-hosted'),
        expected: 'SLSA Build L3',
        found: 'SLSA Build L2',
      },
    });
  });

  test.each([
    [GITHUB_ISSUER, true],
    ['https://token.actions.acme.ghe.com', true],
    ['https://acme.ghe.com/_services/token', false],
    ['https://token.actions.githubusercontent.com.evil.test', false],
  ])('T13 %s is GitHub: %s', (issuer, isCloud) => {
    expect(isGitHubCloud(issuer)).toBe(isCloud);
  });
});
