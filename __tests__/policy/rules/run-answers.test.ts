/** T14: what GitHub may answer when it is asked about a run, or not answer. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSandbox, exampleRepository, type Sandbox } from '../../../sandbox/index.ts';
import { runCheck, runsToAsk } from '../../../src/policy/rules/run.ts';
import { evidence, outcome, outcomes, tryOn } from '../../support/stand.ts';
import * as stand from './run-support.ts';
import { type Given, headSha, ours } from './run-support.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await bootSandbox();
  sandbox.github.addRepository(exampleRepository);
});
afterAll(() => sandbox.close());
afterEach(() => {
  sandbox.github.interrupt = undefined;
  sandbox.github.alter = undefined;
});

const ran = (...attempts: readonly Given[]) => stand.ran(sandbox, ...attempts);
const verified = (run: number, options = {}) => stand.verified(sandbox, run, options);
const of = async (run: number, options = {}) => outcome(await verified(run, options));

describe('T14 GitHub does not tell', () => {
  test('T14 the run is deleted', async () => {
    const verdict = await verified(1);
    expect(outcome(verdict)).toBe('unknown CUSTODY-507');
    expect(verdict.findings[0].message).toContain('404');
  });

  test.each([500, 403, 429])('T14 it answers %s (GHSA-jrr2-x33p-6hvc)', async (status) => {
    const run = ran({});
    sandbox.github.interrupt = () => ({ status, body: { message: 'no' } });
    expect(await of(run)).toBe('unknown CUSTODY-507');
  });

  test('T14 it tells of the run, and not of its jobs', async () => {
    const run = ran({});
    sandbox.github.interrupt = ({ path }) =>
      path.endsWith('/jobs') ? { status: 500, body: { message: 'no' } } : undefined;
    expect(await of(run)).toBe('unknown CUSTODY-507');
  });

  test('T14 nobody asked', async () => {
    const bundle = await evidence(sandbox.sigstore);
    const verdict = tryOn(sandbox.sigstore, [bundle], { requirement: { checks: [runCheck(new Map())] } });
    expect(outcome(verdict)).toBe('unknown CUSTODY-507');
    expect(runsToAsk(verdict)).toEqual([`${ours}/9000000001/attempts/1`]);
  });

  test('T14 evidence that fails otherwise has no run asked for', async () => {
    const foreign = await evidence(sandbox.sigstore, { claims: { ref: 'refs/heads/evil' } });
    const requirement = { checks: [runCheck(new Map())] };
    expect(runsToAsk(tryOn(sandbox.sigstore, [foreign], { requirement }))).toEqual([]);
  });

  test('T14 other evidence, of a run that succeeded, is enough', async () => {
    const job = { id: '1', name: 'build', status: 'completed', conclusion: 'success' };
    const asked = { number: 1, status: 'completed', conclusion: 'success', jobs: [job] };
    const facts = { repositoryId: '123456', headSha, event: 'push', latest: asked, asked };
    const checks = [runCheck(new Map([[`${ours}/5/attempts/1`, facts]]))];
    const bundles = await Promise.all(
      ['4', '5'].map((run_id) => evidence(sandbox.sigstore, { claims: { run_id } })),
    );
    const verdict = tryOn(sandbox.sigstore, bundles, { requirement: { checks } });
    expect(outcomes(verdict)).toEqual(['undecided CUSTODY-507', 'satisfies']);
    expect(outcome(verdict)).toBe('pass');
  });
});

describe('T14 another run answers under this number', () => {
  const spoil = (change: object) => {
    sandbox.github.alter = (operation, reply) =>
      operation === 'actions/get-workflow-run'
        ? { ...reply, body: { ...(reply.body as object), ...change } }
        : reply;
  };

  test('T14 of another repository', async () => {
    const run = ran({});
    sandbox.github.alter = (operation, reply) => {
      const body = reply.body as { repository: object };
      if (operation === 'actions/get-workflow-run') Object.assign(body.repository, { id: 666 });
      return reply;
    };
    const verdict = await verified(run);
    expect(outcome(verdict)).toBe('fail CUSTODY-522');
    expect(verdict.findings[0]).toMatchObject({ expected: 'repository 123456', found: 'repository 666' });
  });

  test('T14 of another commit', async () => {
    spoil({ head_sha: 'b'.repeat(40) });
    expect(await of(ran({}))).toBe('fail CUSTODY-522');
  });

  test('T14 a pull request is named by its head', async () => {
    expect(await of(ran({ event: 'pull_request_target', headSha: 'b'.repeat(40) }))).toBe('pass');
  });

  test('T14 without the attempt that signed', async () => {
    expect(await of(ran({}), { attempt: 2 })).toBe('fail CUSTODY-522');
  });

  test.each([
    'https://github.com/evil/shop/actions/runs/1/attempts/1',
    'https://evil.test/acme/shop/actions/runs/1/attempts/1',
    `${ours}/1`,
    '',
  ])('T29 the run %j is not one of the source, and not asked for', async (url) => {
    const bundle = await evidence(sandbox.sigstore);
    const asked: string[] = [];
    const check = runCheck(new Map());
    const verdict = tryOn(sandbox.sigstore, [bundle], {
      requirement: {
        checks: [
          (each, beside) => {
            asked.push(each.origin);
            return check({ ...each, signer: { ...each.signer, runUrl: url } }, beside);
          },
        ],
      },
    });
    expect(asked).toHaveLength(1);
    expect(outcome(verdict)).toBe('fail CUSTODY-522');
    expect(runsToAsk(verdict)).toEqual([]);
  });
});
