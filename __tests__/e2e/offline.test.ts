/** Files and their bundles are enough: `store: files`, bundle folders, and verification without a single call (T12). */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSandbox, type Sandbox } from '../../sandbox/index.ts';
import { runIn } from '../support/workflow.ts';
import { build, download, job, seal, upload, verify, workflowText } from '../support/workflow-text.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await bootSandbox();
});
afterEach(() => expect(sandbox.githubService.violations).toEqual([]));
afterAll(() => sandbox.close());

const calls = () => sandbox.sigstore.requests.length + sandbox.githubService.requests.length;
const offline = { offline: true, bundles: 'bundles', 'source-ref': 'refs/heads/main' };

test('T12 a job without permission and without a service verifies offline, and asks nobody', async () => {
  const text = workflowText({
    build: job({ contents: 'read', 'id-token': 'write' }, [
      ...build(),
      seal({ store: 'files', 'bundle-folder': 'bundles' }),
      { name: 'List', run: 'find bundles -type f | sort' },
      upload('dist/\nbundles/'),
    ]),
    check: job({}, [download(), verify(offline)], { needs: 'build' }),
  });
  let before: number | undefined;
  // Whatever would leave the machine goes to a proxy that is not there.
  const nowhere = { HTTPS_PROXY: 'http://127.0.0.1:9' };
  const ran = await runIn(
    sandbox,
    { 'release.yml': text },
    {
      env: nowhere,
      onLine: (line) => {
        if (line === '== check') before = calls();
      },
    },
  );
  expect(ran.result.conclusion).toBe('success');
  expect(before).toBeGreaterThan(0);
  expect(calls()).toBe(before);
  expect(ran.step('check', 'verify').log).toMatch(/^pass {5}2 files verified\.$/m);
  const { outputs } = ran.step('build', 'seal');
  expect(outputs['attestation-urls']).toBe('');
  expect(ran.step('build', 'List').log).toMatch(
    /^bundles\/index\.json\nbundles\/statement-[0-9a-f]{12}\.sigstore\.json$/m,
  );
  expect(sandbox.githubService.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});

describe('one bundle', () => {
  test('lies beside the index under the name of its one file, and can be named itself', async () => {
    const bundle = 'bundles/dist/app.txt.sigstore.json';
    const text = workflowText({
      one: job({ 'id-token': 'write' }, [
        ...build('cp README.md dist/app.txt'),
        seal({ store: 'files', 'bundle-folder': 'bundles' }),
        verify({ ...offline, bundles: bundle }),
      ]),
    });
    const ran = await runIn(sandbox, { 'release.yml': text });
    expect(ran.step('one', 'seal').outputs['bundles']).toMatch(new RegExp(`/${bundle}$`));
    expect(ran.step('one', 'verify').outputs).toMatchObject({ verdict: 'pass' });
  });

  test('that is cut short is never skipped: with nothing else it cannot be decided', async () => {
    const cut =
      'bundle=$(find bundles -name "*.sigstore.json"); head -c 500 "$bundle" > cut && mv cut "$bundle"';
    const text = workflowText({
      one: job({ 'id-token': 'write' }, [
        ...build(),
        seal({ store: 'files', 'bundle-folder': 'bundles' }),
        { run: cut },
        verify(offline),
      ]),
    });
    const ran = await runIn(sandbox, { 'release.yml': text });
    expect(ran.step('one', 'verify').outputs).toMatchObject({ verdict: 'unknown' });
    expect(ran.step('one', 'verify').annotations.at(-1)?.message).toBe('Process completed with exit code 2.');
  });
});

test('offline says what it needs', async () => {
  const text = workflowText({
    one: job({}, [
      ...build(),
      verify({ offline: true }, { 'continue-on-error': true }),
      verify({ offline: true, bundles: 'README.md' }, { id: 'second' }),
    ]),
  });
  const ran = await runIn(sandbox, { 'release.yml': text });
  expect(ran.step('one', 'verify').annotations[0]?.title).toBe(
    'CUSTODY-103 Inputs that exclude or need each other',
  );
  expect(ran.step('one', 'verify').log).toContain('`offline: true` needs `bundles`');
  expect(ran.step('one', 'second').log).toContain('`offline: true` needs `source-ref`');
});
