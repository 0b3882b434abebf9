/** An instance in the shape of GitHub's own, and stores that say where evidence went, through the action itself. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { bootSandbox, exampleRepository, type Sandbox } from '../../sandbox/index.ts';
import { runIn } from '../support/workflow.ts';
import { build, job, maySeal, mayVerify, seal, verify, workflowText } from '../support/workflow-text.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await bootSandbox({ logs: false });
});
afterEach(() => expect(sandbox.githubService.violations).toEqual([]));
afterAll(() => sandbox.close());

const vault = { ...exampleRepository, name: 'vault', id: 77, visibility: 'private' } as const;
const identity = { repository: 'acme/vault' };

test('without a log a private repository seals, stores and verifies; nothing asks for a log', async () => {
  const script = 'echo same > dist/app.txt';
  const text = workflowText({
    one: job(maySeal, [...build(script), seal()]),
    two: job(mayVerify, [...build(script), verify(identity)], { needs: 'one' }),
  });
  const ran = await runIn(sandbox, { 'release.yml': text }, { repository: vault });
  expect(ran.result.conclusion).toBe('success');
  expect(ran.step('one', 'seal').outputs).toMatchObject({
    bundles: '',
    'attestation-urls': expect.stringMatching(/^https:\/\/github\.com\/acme\/vault\/attestations\/\d+$/),
  });
  expect(ran.step('two', 'verify').log).toMatch(/^pass {5}1 file verified\.$/m);
  const services = sandbox.sigstore.requests.map(({ service }) => service);
  expect(new Set(services)).toEqual(new Set(['oidc', 'fulcio', 'timestamp']));
});

test('where the plan has no attestations the bundles become files, which verify, and the summary says so', async () => {
  const repository = { ...vault, name: 'cellar', id: 78 };
  sandbox.github.addRepository(repository);
  sandbox.github.refuseAttestations('acme/cellar', 'plan');
  const check = verify({
    repository: 'acme/cellar',
    bundles: 'custody-bundles',
    offline: true,
    'source-ref': 'refs/heads/main',
  });
  const text = workflowText({ one: job(maySeal, [...build(), seal(), check]) });
  const ran = await runIn(sandbox, { 'release.yml': text }, { repository });
  expect(ran.result.conclusion).toBe('success');
  const { outputs, log } = ran.step('one', 'seal');
  expect(outputs).toMatchObject({
    'attestation-urls': '',
    bundles: expect.stringContaining('/custody-bundles/statement-'),
  });
  expect(log).toMatch(
    /^note {5}`store: auto` keeps the bundles as files in `custody-bundles`: .*Feature not available/m,
  );
  expect(ran.job('one').summary).toContain('Feature not available for the acme organization');
  expect(ran.step('one', 'verify').outputs).toMatchObject({ verdict: 'pass' });
});

test('more files than one statement holds: two statements, one certificate, all in the outputs', async () => {
  const script = 'for i in $(seq 1030); do echo "$i" > "dist/$i.txt"; done';
  const before = sandbox.sigstore.requests.length;
  const text = workflowText({
    one: job(maySeal, [
      ...build(script),
      seal({ store: 'github,files' }),
      verify({ ...identity, bundles: 'custody-bundles', offline: true, 'source-ref': 'refs/heads/main' }),
    ]),
  });
  const ran = await runIn(sandbox, { 'release.yml': text }, { repository: vault });
  expect(ran.result.conclusion).toBe('success');
  const { outputs, log } = ran.step('one', 'seal');
  expect(JSON.parse(outputs['subjects'] ?? '')).toHaveLength(1030);
  expect(outputs['bundles']?.split('\n')).toHaveLength(2);
  expect(new Set(outputs['attestation-urls']?.split('\n')).size).toBe(2);
  expect(log).toMatch(/^pass {5}1030 files sealed, verified and stored\.$/m);
  const made = sandbox.sigstore.requests.slice(before).filter(({ method }) => method === 'POST');
  expect(made.map(({ service }) => service)).toEqual(['fulcio', 'timestamp', 'timestamp']);
  expect(ran.step('one', 'verify').log).toMatch(/^pass {5}1030 files verified\.$/m);
  expect(Object.keys(ran.job('one').artifacts)).toHaveLength(500);
  expect(log).toContain('names the first 500 of 1030 sealed files');
});
