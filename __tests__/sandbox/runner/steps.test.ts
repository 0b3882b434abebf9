/** Steps: conditions, shells, environment, timeouts, cancellation. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { faultOf, oneJob, run, sha } from './support.ts';

describe('conditions', () => {
  test('success is implied, failure() and always() run on', async () => {
    const ran = await run(
      oneJob(`
- id: first
  run: exit 1
  continue-on-error: true
- id: between
  if: steps.first.outcome == 'failure' && steps.first.conclusion == 'success'
  run: echo still going
- id: breaks
  run: exit 2
- id: not
  run: echo never
- id: also-not
  if: \${{ github.ref == 'refs/heads/main' }}
  run: echo never
- id: rescue
  if: failure() && steps.breaks.outcome == 'failure'
  run: echo rescued
- id: last
  if: always()
  run: echo "\${{ job.status }}"
`),
    );
    const ends = ran.job('one').steps.map((step) => [step.id, step.outcome, step.conclusion]);
    expect(ends).toEqual([
      ['first', 'failure', 'success'],
      ['between', 'success', 'success'],
      ['breaks', 'failure', 'failure'],
      ['not', 'skipped', 'skipped'],
      ['also-not', 'skipped', 'skipped'],
      ['rescue', 'success', 'success'],
      ['last', 'success', 'success'],
    ]);
    expect(ran.step('one', 'last').log).toContain('failure');
    expect(ran.job('one').conclusion).toBe('failure');
  });

  test('text around ${{ }} would always be true, and is a fault', async () => {
    const workflow = oneJob(`- run: "true"\n  if: \${{ github.ref == 'x' }} && true`);
    expect(await faultOf(run(workflow))).toContain('.github/workflows/test.yml:7: text around ${{ }}');
  });
});

describe('shells', () => {
  test('are the ones GitHub starts', async () => {
    const ran = await run(
      oneJob(`
- id: plain
  run: |
    false | true
    echo "default $-"
- id: piped
  shell: bash
  continue-on-error: true
  run: |
    false | true
    echo never
- id: posix
  shell: sh
  run: echo "posix $0"
`),
    );
    expect(ran.step('one', 'plain').log).toMatch(/default \w*e/);
    expect(ran.step('one', 'piped').outcome).toBe('failure');
    expect(ran.step('one', 'piped').log).not.toContain('never');
    expect(ran.step('one', 'posix').log).toMatch(/posix .*\.sh$/);
  });

  test('defaults.run and working-directory apply', async () => {
    const ran = await run(
      oneJob(
        `
- run: mkdir -p "$GITHUB_WORKSPACE/deep"
  working-directory: .
- id: here
  run: pwd
`,
        'defaults: {run: {shell: sh, working-directory: deep}}\n',
      ),
    );
    expect(ran.step('one', 'here').log).toMatch(/\/shop\/shop\/deep$/);
    const missing = await run(oneJob('- run: pwd\n  working-directory: nowhere'));
    expect(missing.job('one').annotations[0]?.message).toMatch(
      /^The shell could not be started in .*nowhere/,
    );
  });
});

describe('environment', () => {
  test('is GitHub’s and nothing of the caller’s', async () => {
    process.env['RUNNER_TEST_LEAK'] = 'leaked';
    const ran = await run(oneJob('- id: env\n  run: env'));
    delete process.env['RUNNER_TEST_LEAK'];
    const lines = ran.step('one', 'env').log.split('\n').slice(2);
    const env = Object.fromEntries(
      lines.map((line) => [line.split('=')[0], line.split('=').slice(1).join('=')]),
    );
    expect(env).toMatchObject({
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION: 'env',
      GITHUB_API_URL: 'http://127.0.0.1:9',
      GITHUB_EVENT_NAME: 'push',
      GITHUB_JOB: 'one',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REF_NAME: 'main',
      GITHUB_REF_TYPE: 'branch',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_REPOSITORY_ID: '123456',
      GITHUB_REPOSITORY_OWNER_ID: '42',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_SHA: sha,
      GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/test.yml@refs/heads/main',
      RUNNER_ENVIRONMENT: 'github-hosted',
    });
    const known = /^(CI|HOME|LANG|PATH|PWD|SHLVL|_|GITHUB_[A-Z_]+|RUNNER_[A-Z_]+)$/;
    expect(Object.keys(env).filter((name) => !known.test(name))).toEqual([]);
    expect(env).not.toHaveProperty('GITHUB_TOKEN');
    expect(env).not.toHaveProperty('RUNNER_TEST_LEAK');
    expect(env['HOME']).not.toBe(process.env['HOME']);
  });

  test('flows from workflow to job to step, through GITHUB_ENV and GITHUB_PATH', async () => {
    const ran = await run(
      oneJob(
        `
- run: |
    mkdir -p bin && printf '#!/bin/sh\\necho my tool' > bin/mytool && chmod +x bin/mytool
    echo "$PWD/bin" >> "$GITHUB_PATH"
    echo "A=changed" >> "$GITHUB_ENV"
    echo "GITHUB_SHA=forged" >> "$GITHUB_ENV"
- id: see
  env: {B: "\${{ env.A }}-step"}
  run: |
    mytool
    echo "$A $B \${{ env.B }} $GITHUB_SHA"
- id: blocked
  run: echo "NODE_OPTIONS=--require x" >> "$GITHUB_ENV"
`,
        'env: {A: top}\n',
      ),
    );
    expect(ran.step('one', 'see').log).toContain(`my tool\nchanged changed-step changed-step ${sha}`);
    expect(ran.step('one', 'blocked').outcome).toBe('failure');
    expect(ran.step('one', 'blocked').annotations[0]?.message).toContain('NODE_OPTIONS cannot be set');
  });

  test('what GITHUB_PATH got last comes first', async () => {
    const ran = await run(
      oneJob(`- run: printf '/one\\n/two\\n' >> "$GITHUB_PATH"\n- id: see\n  run: echo "$PATH"`),
    );
    expect(ran.step('one', 'see').log).toMatch(/\n\/two:\/one:/);
  });

  test('each job has its own workspace, temp and home', async () => {
    const job = (id: string) =>
      `  ${id}:\n    runs-on: x\n    steps:\n      - run: |\n          for f in . "$RUNNER_TEMP" "$HOME"; do test ! -e "$f/mark"; touch "$f/mark"; done\n`;
    expect((await run(`on: push\njobs:\n${job('a')}${job('b')}`)).result.conclusion).toBe('success');
  });
});

describe('time', () => {
  test('a step past its timeout fails, a job past its own is cancelled', async () => {
    const step = await run(oneJob('- id: slow\n  run: exec sleep 30\n  timeout-minutes: 0.005'));
    expect(step.step('one', 'slow').outcome).toBe('failure');
    expect(step.job('one').annotations[0]?.message).toBe('The step ran longer than its timeout-minutes.');
    const job = await run(`
on: push
jobs:
  one:
    runs-on: x
    timeout-minutes: 0.005
    steps:
      - id: slow
        run: exec sleep 30
      - id: not
        run: echo never
      - id: clean
        if: cancelled()
        run: echo cleaning
`);
    expect(job.job('one').steps.map((one) => one.conclusion)).toEqual(['cancelled', 'skipped', 'success']);
    expect(job.result.conclusion).toBe('cancelled');
  });

  test('what a step leaves running ends with the job', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'runner-test-'));
    const background = '(sleep 0.4; touch "$FOLDER/mark") >/dev/null 2>&1 &';
    const during = oneJob(`- run: ${JSON.stringify(background)}\n- run: sleep 0.8`);
    const after = oneJob(`- run: ${JSON.stringify(background)}`);
    await run(during, {}, { env: { FOLDER: folder } });
    expect(await readdir(folder)).toEqual(['mark']);
    await rm(join(folder, 'mark'));
    await run(after, {}, { env: { FOLDER: folder } });
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });

  test('a signal from outside cancels the run', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    const ran = await run(oneJob('- run: exec sleep 30'), {}, { signal: abort.signal });
    expect(ran.result.conclusion).toBe('cancelled');
  });
});
