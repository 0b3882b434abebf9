/** T14: valid provenance of a run that did not succeed. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSandbox, exampleRepository, type Sandbox } from '../../../sandbox/index.ts';
import { outcome } from '../../support/stand.ts';
import * as stand from './run-support.ts';
import { bad, ended, type Given, going, good, ours } from './run-support.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await bootSandbox();
  sandbox.github.addRepository(exampleRepository);
});
afterAll(() => sandbox.close());

const ran = (...attempts: readonly Given[]) => stand.ran(sandbox, ...attempts);
const verified = (run: number, options = {}) => stand.verified(sandbox, run, options);
const of = async (run: number, options = {}) => outcome(await verified(run, options));

describe('T14 another run', () => {
  test('T14 that succeeded', async () => {
    expect(await of(ran({}))).toBe('pass');
  });

  test('T14 valid provenance of a run that failed, as in May 2026 (GHSA-g7cv-rxg3-hmpx)', async () => {
    const verdict = await verified(ran({ conclusion: 'failure', jobs: bad }));
    expect(outcome(verdict)).toBe('fail CUSTODY-522');
    expect(verdict.findings[0]).toMatchObject({ expected: 'success', found: 'failure of attempt 1' });
  });

  test.each([
    'cancelled',
    'timed_out',
    'action_required',
    'startup_failure',
    'skipped',
    'neutral',
    'SUCCESS',
  ])('T14 a run that was %s', async (conclusion) => {
    expect(await of(ran({ conclusion }))).toBe('fail CUSTODY-522');
  });

  test('T14 a later attempt failed', async () => {
    expect(await of(ran({}, { conclusion: 'failure', jobs: bad }))).toBe('fail CUSTODY-522');
  });

  test('T14 a later attempt succeeded: which job of the first sealed is not known', async () => {
    const verdict = await verified(ran({ conclusion: 'failure', jobs: bad }, {}));
    expect(outcome(verdict)).toBe('unknown CUSTODY-507');
    expect(verdict.findings[0].message).toContain('which job sealed is not known');
    expect(verdict.findings[0].message).toContain('publish (failure)');
  });

  test('T14 a later attempt succeeded, and nothing of the first did', async () => {
    const jobs = [ended('build', 'failure'), ended('publish', 'skipped')];
    expect(await of(ran({ conclusion: 'failure', jobs }, {}))).toBe('fail CUSTODY-522');
  });

  test('T14 a later attempt succeeded, and of the first every job that ran did', async () => {
    expect(await of(ran({ conclusion: 'cancelled' }, {}))).toBe('pass');
  });

  test('T14 the attempt that signed is the later one', async () => {
    expect(await of(ran({ conclusion: 'failure', jobs: bad }, {}), { attempt: 2 })).toBe('pass');
  });

  test('T14 a job failed in a run that calls itself a success', async () => {
    expect(await of(ran({ jobs: bad }))).toBe('unknown CUSTODY-507');
  });

  test('T14 a run without a job that ran', async () => {
    expect(await of(ran({ jobs: [] }))).toBe('unknown CUSTODY-507');
    expect(await of(ran({ jobs: [ended('a', 'skipped')] }))).toBe('unknown CUSTODY-507');
  });

  test('T14 a job that goes on in a run that has ended', async () => {
    expect(await of(ran({ jobs: [...good, going('seal')] }))).toBe('unknown CUSTODY-507');
  });

  test('T14 a run that has not ended', async () => {
    const run = ran({ status: 'in_progress', conclusion: null });
    expect(await of(run)).toBe('unknown CUSTODY-507');
    expect(await of(run, { own: `${ours}/${run + 1}` })).toBe('unknown CUSTODY-507');
    expect(await of(run, { own: `${ours}/${String(run).slice(0, -1)}` })).toBe('unknown CUSTODY-507');
  });
});

describe('T14 the run that this verification is a part of', () => {
  const open = { status: 'in_progress', conclusion: null } as const;
  const own = (...attempts: readonly Given[]) => {
    const run = ran(...attempts);
    return [run, { own: `${ours}/${run}` }] as const;
  };

  test('T14 no job of it has failed so far: own-run', async () => {
    const verdict = await verified(...own({ ...open, jobs: [...good, going('deploy')] }));
    expect(outcome(verdict)).toBe('pass');
    expect(verdict.findings[0].message).toMatch(/^signed by https:.*; own-run: this run has not ended/);
    expect(verdict.findings[0].weighed[0]).toMatchObject({ remarks: [expect.stringMatching(/^own-run/)] });
  });

  test('T14 it seals and verifies in one job', async () => {
    expect(await of(...own({ ...open, jobs: [going('release')] }))).toBe('pass');
  });

  test.each(['failure', 'cancelled', 'timed_out', 'action_required'])(
    'T14 a job of it was %s',
    async (conclusion) => {
      const jobs = [...good, ended('test', conclusion), going('deploy')];
      expect(await of(...own({ ...open, jobs }))).toBe('fail CUSTODY-522');
    },
  );

  test('T14 it is asked for no job at all', async () => {
    expect(await of(...own({ ...open, jobs: [] }))).toBe('unknown CUSTODY-507');
  });

  test('T14 sealed in an earlier attempt, in which nothing failed', async () => {
    const [run, options] = own({ conclusion: 'cancelled' }, { ...open, jobs: [going('deploy')] });
    expect((await verified(run, options)).findings[0].message).toContain('own-run');
  });

  test('T14 sealed in an earlier attempt, in which a job failed', async () => {
    const first = { conclusion: 'failure', jobs: bad };
    expect(await of(...own(first, { ...open, jobs: [going('deploy')] }))).toBe('unknown CUSTODY-507');
  });

  test('T14 once it has ended its end counts', async () => {
    expect(await of(...own({ conclusion: 'failure', jobs: bad }))).toBe('fail CUSTODY-522');
  });
});
