/** A run that is started again: what is stored is found, and nothing is signed twice. Many files are one ceremony. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { bootSandbox, type Sandbox } from '../../sandbox/index.ts';
import { type Ran, runIn } from '../support/workflow.ts';
import { build, job, maySeal, mayVerify, seal, verify, workflowText } from '../support/workflow-text.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await bootSandbox();
});
afterEach(async () => {
  expect(sandbox.githubService.violations).toEqual([]);
  await sandbox.close();
});

/** What a service was asked to make. */
function made(service: string): number {
  return sandbox.sigstore.requests.filter((one) => one.service === service && one.method === 'POST').length;
}

const same = build('printf same > dist/app.txt');

function attempt(number: number, runId = 81): Promise<Ran> {
  const text = workflowText({ one: job(maySeal, [...same, seal()]) });
  return runIn(sandbox, { 'release.yml': text }, { runId, attempt: number });
}

test('the same attempt reuses what is stored; a new attempt signs anew', async () => {
  const first = await attempt(1);
  expect(first.step('one', 'seal').log).toMatch(/^pass {5}1 file sealed, verified and stored\.$/m);
  const again = await attempt(1);
  expect(again.step('one', 'seal').log).toMatch(/^pass {5}1 file sealed already, verified and stored\.$/m);
  // GitHub's list of attestations tells no number, so the page of one that is found again is not known.
  const { 'attestation-urls': page, ...outputs } = first.step('one', 'seal').outputs;
  expect(page).toMatch(/\/attestations\/\d+$/);
  expect(again.step('one', 'seal').outputs).toEqual({ ...outputs, 'attestation-urls': '' });
  expect([made('rekor'), made('fulcio'), made('timestamp')]).toEqual([1, 1, 1]);

  const second = await attempt(2);
  expect(second.result.conclusion).toBe('success');
  expect([made('rekor'), made('fulcio'), made('timestamp')]).toEqual([2, 2, 2]);
  const urls = [first, second].map((ran) => ran.step('one', 'seal').outputs['attestation-urls']);
  expect(new Set(urls).size).toBe(2);
});

test('a stored bundle that does not verify is not reused', async () => {
  await attempt(1);
  const digest = '0967115f2813a3541eaef77de9d9d5773f1c0c04314b0bbfe4ff3b3b1c55b5d5';
  const { repositories } = sandbox.github;
  const [stored] = sandbox.github.attestations(repositories(), digest);
  const bundle = stored?.bundle as { dsseEnvelope: { signatures: { sig: string }[] } };
  const [signature] = bundle.dsseEnvelope.signatures;
  if (signature === undefined) throw new Error('nothing was stored');
  signature.sig = Buffer.from('another signature').toString('base64');
  const again = await attempt(1);
  expect(again.step('one', 'seal').log).toMatch(/^pass {5}1 file sealed, verified and stored\.$/m);
  expect(made('rekor')).toBe(2);
});

test('100 files are one statement: one certificate, one timestamp, one log entry, one attestation', async () => {
  const script = 'for i in $(seq 100); do echo "$i" > "dist/$i.txt"; done';
  const text = workflowText({
    one: job(maySeal, [...build(script), seal()]),
    two: job(mayVerify, [...build(script), verify()], { needs: 'one' }),
  });
  const ran = await runIn(sandbox, { 'release.yml': text });
  expect(ran.result.conclusion).toBe('success');
  expect([made('fulcio'), made('timestamp'), made('rekor')]).toEqual([1, 1, 1]);
  const posts = sandbox.githubService.requests.filter(
    ({ method, path }) => method === 'POST' && path.endsWith('/attestations'),
  );
  expect(posts).toHaveLength(1);
  expect(JSON.parse(ran.step('one', 'seal').outputs['subjects'] ?? '')).toHaveLength(100);
  expect(ran.step('two', 'verify').log).toMatch(/^pass {5}100 files verified\.$/m);
  expect(ran.step('two', 'verify').log.match(/^pass {5}dist\/\d+\.txt {2}/gm)).toHaveLength(100);
});
