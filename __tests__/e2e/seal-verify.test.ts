/** Seal in one job, verify in another: the generated actions, the launcher and dist/, as a user has them. */
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSandbox, type Sandbox } from '../../sandbox/index.ts';
import { root, runIn } from '../support/workflow.ts';
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

const later = {
  name: 'Later',
  env: {
    SUBJECTS: '${{ steps.seal.outputs.subjects }}',
    URLS: '${{ steps.seal.outputs.attestation-urls }}',
    BUNDLES: '${{ steps.seal.outputs.bundles }}',
    COMMAND: '${{ steps.seal.outputs.verify-command }}',
  },
  run: 'printf "%s\\n" "SUBJECTS=$SUBJECTS" "URLS=$URLS" "BUNDLES=$BUNDLES"; eval "$COMMAND"',
};

/** A folder with a `custody` that is dist/, as an installed package would put it on PATH. */
async function commandFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'custody-bin-'));
  const script = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'dist', 'index.js')}' "$@"\n`;
  await writeFile(join(folder, 'custody'), script);
  await chmod(join(folder, 'custody'), 0o755);
  return folder;
}

describe('a file that arrives as it was sealed', () => {
  test('passes; outputs, summary and the command that repeats the check are of use', async () => {
    const bin = await commandFolder();
    const text = workflowText({
      build: job(maySeal, [...build(), seal({ store: 'github,files' }), later, upload('dist/')]),
      check: job(mayVerify, [download('dist'), verify()], { needs: 'build' }),
    });
    const ran = await runIn(sandbox, { 'release.yml': text }, { path: [bin] });
    await rm(bin, { recursive: true });
    expect(ran.log).not.toContain('CUSTODY-');
    expect(ran.result.conclusion).toBe('success');

    const { outputs } = ran.step('build', 'seal');
    expect(outputs['verdict']).toBe('pass');
    expect(JSON.parse(outputs['subjects'] ?? '')).toEqual([
      { name: 'dist/app.txt', digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
      { name: 'dist/b.txt', digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    ]);
    expect(outputs['attestation-urls']).toMatch(/^https:\/\/github\.com\/acme\/shop\/attestations\/\d+$/);
    expect(outputs['bundles']).toMatch(/\/custody-bundles\/statement-[0-9a-f]{12}\.sigstore\.json$/);

    const { log } = ran.step('build', 'Later');
    expect(log).toContain(`SUBJECTS=${outputs['subjects']}`);
    expect(log).toContain(`URLS=${outputs['attestation-urls']}`);
    expect(log).toContain(`BUNDLES=${outputs['bundles']}`);
    expect(log).toMatch(/^pass {5}2 files verified\.$/m);

    const { summary, annotations } = ran.job('check');
    expect(annotations).toEqual([]);
    expect(summary).toContain('2 files verified.');
    expect(summary).toMatch(
      /^\| pass \| `dist\/app\.txt` \| `acme\/shop\/\.github\/workflows\/release\.yml@refs\/heads\/main \(github-hosted\)` \| `sha256:.{9}` \|$/m,
    );
    expect(ran.step('check', 'verify').outputs).toMatchObject({ verdict: 'pass' });
    expect(ran.job('build').summary).toContain('2 files sealed, verified and stored.');
  });

  test('with `sha512: true` has both digests in statement and outputs', async () => {
    const text = workflowText({
      build: job(maySeal, [...build('printf hello > dist/a.txt'), seal({ sha512: true }), verify()]),
    });
    const ran = await runIn(sandbox, { 'release.yml': text });
    const digest = (algorithm: string) => createHash(algorithm).update('hello').digest('hex');
    expect(ran.result.conclusion).toBe('success');
    expect(JSON.parse(ran.step('build', 'seal').outputs['subjects'] ?? '')).toEqual([
      { name: 'dist/a.txt', digest: { sha256: digest('sha256'), sha512: digest('sha512') } },
    ]);
  });
});

describe('one changed byte between the jobs', () => {
  test('is decided against: annotation, verdict, exit code 1, and the file that is intact passes', async () => {
    const tamper = { run: 'printf x >> dist/app.txt' };
    const said = {
      if: 'always()',
      env: { VERDICT: '${{ steps.verify.outputs.verdict }}' },
      run: 'echo "said $VERDICT"',
    };
    const text = workflowText({
      build: job(maySeal, [...build(), seal(), upload('dist/')]),
      check: job(
        mayVerify,
        [
          download('dist'),
          tamper,
          verify({ json: 'report.json' }),
          said,
          { if: 'always()', name: 'Report', run: 'cat report.json' },
        ],
        { needs: 'build' },
      ),
      publish: job({}, [{ run: 'echo published' }], { needs: 'check' }),
    });
    const ran = await runIn(sandbox, { 'release.yml': text });
    expect(ran.result.jobs.map(({ id, conclusion }) => [id, conclusion])).toEqual([
      ['build', 'success'],
      ['check', 'failure'],
      ['publish', 'skipped'],
    ]);
    const step = ran.step('check', 'verify');
    expect(step.outputs).toMatchObject({ verdict: 'fail' });
    expect(step.annotations).toEqual([
      expect.objectContaining({
        kind: 'error',
        title: 'CUSTODY-401 No evidence',
        message: expect.stringMatching(/^fail: dist\/app\.txt \(sha256:/),
      }),
      { kind: 'error', message: 'Process completed with exit code 1.' },
    ]);
    expect(step.log).toMatch(/^pass {5}dist\/b\.txt {2}sha256:/m);
    expect(step.log).toMatch(/^fail {5}1 of 2 files failed\.$/m);
    expect(ran.job('check').summary).toMatch(/^\| fail \| `dist\/app\.txt` \| .* \|$/m);
    expect(ran.log).toContain('said fail');
    const report = JSON.parse(ran.step('check', 'Report').log.split('\n').at(-1) ?? '');
    expect(report).toMatchObject({ version: 1, verb: 'verify', status: 'fail' });
    expect(report.verdicts.map(({ status }: { status: string }) => status)).toEqual(['fail', 'pass']);
  });

  test('is no evidence for the new bytes in the bundle that travels along either', async () => {
    const text = workflowText({
      build: job(maySeal, [
        ...build('cp README.md dist/app.txt'),
        seal({ store: 'files' }),
        { run: 'printf x >> dist/app.txt' },
        verify({ bundles: 'custody-bundles' }),
      ]),
    });
    const ran = await runIn(sandbox, { 'release.yml': text });
    const step = ran.step('build', 'verify');
    expect(step.outputs).toMatchObject({ verdict: 'fail' });
    expect(step.annotations.at(-1)?.message).toBe('Process completed with exit code 1.');
    expect(step.log).toMatch(/^ +code {6}CUSTODY-401 No evidence$/m);
  });
});
