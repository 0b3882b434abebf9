/** What a workflow is told when it asks for something that cannot be: the code, the lines to add, exit code 2. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { bootSandbox, type Sandbox } from '../../sandbox/index.ts';
import { type Ran, runIn } from '../support/workflow.ts';
import { build, job, maySeal, mayVerify, seal, verify, workflowText } from '../support/workflow-text.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await bootSandbox();
});
afterEach(() => expect(sandbox.githubService.violations).toEqual([]));
afterAll(() => sandbox.close());

const couldNotDecide = { kind: 'error', message: 'Process completed with exit code 2.' };

async function run(
  permissions: object,
  step: Readonly<Record<string, unknown>>,
  steps = build(),
): Promise<Ran> {
  const text = workflowText({ one: job(permissions, [...steps, step]) });
  return runIn(sandbox, { 'release.yml': text });
}

test('without `id-token: write` nothing is signed, and the lines to add are shown', async () => {
  const before = sandbox.sigstore.requests.length;
  const ran = await run({ contents: 'read', attestations: 'write' }, seal());
  const { outputs, annotations, log } = ran.step('one', 'seal');
  expect(ran.result.conclusion).toBe('failure');
  expect(outputs).toEqual({
    'attestation-urls': '',
    bundles: '',
    'sbom-paths': '',
    subjects: '',
    verdict: 'unknown',
    'verify-command': '',
  });
  expect(annotations).toEqual([
    expect.objectContaining({
      title: 'CUSTODY-301 No OIDC token can be requested',
      message: expect.stringMatching(
        /^this job may not request an OIDC token\nAdd to the job:\n {2}permissions:\n {4}contents: read\n {4}id-token: write\n/,
      ),
    }),
    couldNotDecide,
  ]);
  expect(log).toContain('docs/errors/CUSTODY-301.md');
  expect(ran.job('one').summary).toContain('CUSTODY-301');
  expect(sandbox.sigstore.requests).toHaveLength(before);
});

test('verification without an identity shows what the bundle claims, and says that it is not verified', async () => {
  const sealed = [...build(), seal({ store: 'files' })];
  const nobody = { files: 'dist/*', bundles: 'custody-bundles' };
  const step = { ...verify(), with: nobody };
  const ran = await run({ 'id-token': 'write' }, step, sealed);
  const { outputs, annotations } = ran.step('one', 'verify');
  expect(outputs).toMatchObject({ verdict: 'unknown' });
  expect(annotations[0]?.title).toBe('CUSTODY-110 Verification without an expected identity');
  const [message = ''] = (annotations[0]?.message ?? '').split('\nhttps://');
  expect(message.split('\n')).toEqual([
    'there is no verification without an expected identity: `repository` and `signer-workflow` are missing',
    'Filled with what the bundle claims of itself, which is NOT verified: check each line before you add it.',
    '  repository: acme/shop',
    '  signer-workflow: acme/shop/.github/workflows/release.yml',
    '  source-ref: refs/heads/main',
  ]);
  expect(annotations.at(-1)).toEqual(couldNotDecide);
});

test('all bad inputs are told of at once', async () => {
  const ran = await run(maySeal, seal({ files: '', sha512: 'perhaps', store: 'nowhere' }), []);
  const { annotations, log, outputs } = ran.step('one', 'seal');
  expect(outputs['verdict']).toBe('unknown');
  expect(annotations.map(({ title }) => title?.slice(0, 11))).toEqual([
    'CUSTODY-101',
    'CUSTODY-102',
    'CUSTODY-102',
    undefined,
  ]);
  for (const name of ['`files`', '`sha512`', '`store`']) expect(log).toContain(name);
  expect(annotations.at(-1)).toEqual(couldNotDecide);
  const summary = ran.job('one').summary;
  expect(summary.match(/CUSTODY-10[12]/g)?.length).toBeGreaterThanOrEqual(3);
});

test('a pattern without a match seals nothing, not even what the other pattern matches', async () => {
  const before = sandbox.sigstore.requests.length;
  const ran = await run(maySeal, seal({ files: 'dist/*\ndist/ap.txt' }));
  const { annotations, outputs } = ran.step('one', 'seal');
  expect(outputs['verdict']).toBe('unknown');
  expect(annotations[0]?.title).toBe('CUSTODY-201 No file matches');
  expect(annotations[0]?.message).toContain('dist/ap.txt');
  expect(annotations[0]?.message).toMatch(/The closest name in .* is `app\.txt`\./);
  expect(sandbox.sigstore.requests.slice(before).map(({ service }) => service)).not.toContain('fulcio');
});

test('files that nobody sealed do not pass, and neither does a repository that nobody knows', async () => {
  const ran = await run(mayVerify, verify());
  expect(ran.step('one', 'verify').outputs).toMatchObject({ verdict: 'fail' });
  const elsewhere = await run(mayVerify, verify({ repository: 'acme/elsewhere' }));
  const { outputs, annotations } = elsewhere.step('one', 'verify');
  expect(outputs).toMatchObject({ verdict: 'unknown' });
  expect(annotations.at(-1)).toEqual(couldNotDecide);
});
