/** T5 from end to end: signer and source are two things, in local and in foreign reusable workflows. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSandbox, type Sandbox } from '../../sandbox/index.ts';
import type { TokenClaims } from '../../sandbox/sigstore/index.ts';
import { commit, type Ran, runIn } from '../support/workflow.ts';
import {
  build,
  download,
  job,
  maySeal,
  mayVerify,
  seal,
  upload,
  verify,
  workflowText,
} from '../support/workflow-text.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await bootSandbox();
});
afterEach(() => expect(sandbox.githubService.violations).toEqual([]));
afterAll(() => sandbox.close());

/** Verifies what a job sealed by several identities, and gives the verdict and the code of each. */
async function verdicts(
  workflows: Readonly<Record<string, string>>,
  claims: Partial<TokenClaims>,
): Promise<readonly string[]> {
  const ran = await runIn(sandbox, workflows, { claims });
  const { steps } = ran.result.jobs.find(({ id }) => id === 'check') as Ran['result']['jobs'][number];
  return steps
    .filter(({ outputs }) => outputs['verdict'] !== undefined)
    .map(({ outputs, log }) => [outputs['verdict'], ...(log.match(/CUSTODY-\d{3}/) ?? [])].join(' '));
}

/** One step per identity; each runs, whatever became of the one before. */
function check(...signers: readonly string[]): object {
  const steps = signers.map((signer, index) =>
    verify({ 'signer-workflow': signer }, { id: `verify-${index}`, 'continue-on-error': true }),
  );
  return job(mayVerify, [download('dist'), ...steps], { needs: 'build' });
}

describe('a local reusable workflow', () => {
  test('is the signer; the workflow that called it is not', async () => {
    const called = workflowText(
      { inner: job(maySeal, [...build(), seal(), upload('dist/')]) },
      { on: { workflow_call: {} } },
    );
    const caller = workflowText({
      build: { permissions: maySeal, uses: './.github/workflows/build.yml' },
      check: check(
        '.github/workflows/build.yml',
        'acme/shop/.github/workflows/build.yml',
        '.github/workflows/release.yml',
      ),
    });
    expect(await verdicts({ 'release.yml': caller, 'build.yml': called }, {})).toEqual([
      'pass',
      'pass',
      'fail CUSTODY-432',
    ]);
  });
});

describe('a reusable workflow of another repository', () => {
  const text = (...signers: readonly string[]) =>
    workflowText({ build: job(maySeal, [...build(), seal(), upload('dist/')]), check: check(...signers) });
  const workflow = 'builders/trusted/.github/workflows/build.yml';
  const pin = '0123456789abcdef0123456789abcdef01234567';
  /** What the token of such a job says; this runner calls local workflows only. */
  const foreign = { job_workflow_ref: `${workflow}@refs/heads/main`, job_workflow_sha: pin };

  test('counts when its commit is pinned, and only then', async () => {
    const signers = [`${workflow}@${pin}`, workflow, `${workflow}@refs/heads/main`, `${workflow}@${commit}`];
    expect(await verdicts({ 'release.yml': text(...signers) }, foreign)).toEqual([
      'pass',
      'fail CUSTODY-436',
      'fail CUSTODY-436',
      expect.stringMatching(/^fail CUSTODY-43[26]$/),
    ]);
  });

  test('does not count under the name of a workflow of the source, nor under a longer or shorter one', async () => {
    const signers = [
      '.github/workflows/release.yml',
      `builders/trusted/.github/workflows/build.yaml@${pin}`,
      `builders/trusted2/.github/workflows/build.yml@${pin}`,
    ];
    expect(await verdicts({ 'release.yml': text(...signers) }, foreign)).toEqual([
      'fail CUSTODY-432',
      'fail CUSTODY-432',
      'fail CUSTODY-432',
    ]);
  });
});

test('what is expected of the source is compared part by part', async () => {
  const others = [
    { repository: 'acme/elsewhere' },
    { 'repository-id': '654321' },
    { 'owner-id': '43' },
    { 'source-ref': 'refs/heads/release' },
    { runner: 'self-hosted' },
    {},
  ];
  const known = {
    'signer-workflow': 'acme/shop/.github/workflows/release.yml',
    'source-ref': 'refs/heads/main',
    bundles: 'custody-bundles',
    offline: true,
  };
  const steps = others.map((other, index) =>
    verify({ ...known, ...other }, { id: `verify-${index}`, 'continue-on-error': true }),
  );
  const text = workflowText({
    check: job(maySeal, [...build(), { ...seal({ store: 'files' }), id: 'first' }, ...steps]),
  });
  expect(await verdicts({ 'release.yml': text }, {})).toEqual([
    'pass',
    'fail CUSTODY-433',
    'fail CUSTODY-433',
    'fail CUSTODY-433',
    'fail CUSTODY-434',
    'fail CUSTODY-439',
    'pass',
  ]);
});
