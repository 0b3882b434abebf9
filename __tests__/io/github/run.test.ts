/** What became of a run, asked of the sandbox and of hosts that misbehave. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RunAttempt, RunJob, SandboxGitHub } from '../../../sandbox/github/index.ts';
import { githubForge } from '../../../src/io/github/forge.ts';
import { limits } from '../../../src/model/limits.ts';
import { faultOf } from '../../support/faults.ts';
import { expectNoToken } from '../../support/token-search.ts';
import { booted, http, token } from './support.ts';

let github: SandboxGitHub;
beforeEach(async () => {
  github = await booted();
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

const uri = 'https://github.com/acme/shop/actions/runs/9/attempts/1';
const headSha = 'a'.repeat(40);
const job = (id: number, changes: Partial<RunJob> = {}): RunJob => ({
  id,
  name: `job ${id}`,
  status: 'completed',
  conclusion: 'success',
  ...changes,
});
const attempt = (changes: Partial<RunAttempt> = {}): RunAttempt => ({
  run: 9,
  number: 1,
  event: 'push',
  headSha,
  path: '.github/workflows/release.yml',
  status: 'completed',
  conclusion: 'success',
  jobs: [job(91)],
  ...changes,
});

function record(changes: Partial<RunAttempt> = {}, repository = 'acme/shop'): void {
  const known = github.state.repository(repository);
  if (!known) throw new Error('no such repository');
  github.state.recordAttempt(known, attempt(changes));
}

const ask = (of = uri, withToken: string | undefined = token) =>
  githubForge({ apiUrl: github.apiUrl, serverUrl: 'https://github.com', token: withToken, http }).run(of);
const asked = () => github.requests.map(({ path }) => path.slice('/repos/acme/shop/actions/'.length));

async function refusalOf(work: Promise<unknown>) {
  const fault = await faultOf(work);
  expectNoToken(fault, token);
  expect(fault.hint).not.toBe('');
  return fault;
}

const read = { id: '91', name: 'job 91', status: 'completed', conclusion: 'success' };

describe('T14 what became of a run', () => {
  test('T14 one attempt: two requests', async () => {
    record();
    const latest = { number: 1, status: 'completed', conclusion: 'success', jobs: [read] };
    expect(await ask()).toEqual({ repositoryId: '101', headSha, event: 'push', latest, asked: latest });
    expect(asked()).toEqual(['runs/9', 'runs/9/attempts/1/jobs']);
  });

  test('T14 a later attempt: both are told apart, each with its jobs', async () => {
    record({ conclusion: 'failure', jobs: [job(91, { conclusion: 'failure' }), job(92)] });
    record({ number: 2, status: 'in_progress', conclusion: null, jobs: [job(93), job(92, { attempt: 1 })] });
    const { latest, asked: signing } = await ask();
    expect(latest).toMatchObject({ number: 2, status: 'in_progress', jobs: [{ id: '93' }, { id: '92' }] });
    expect(latest).not.toHaveProperty('conclusion');
    expect(signing).toMatchObject({
      number: 1,
      conclusion: 'failure',
      jobs: [{ id: '91', conclusion: 'failure' }, { id: '92' }],
    });
  });

  test('T14 an attempt that the run never had is absent', async () => {
    record();
    expect(await ask(uri.replace('attempts/1', 'attempts/2'))).not.toHaveProperty('asked');
  });

  test('T14 a run that is gone, one that may not be seen, and an outage', async () => {
    const gone = await refusalOf(ask());
    expect(gone).toMatchObject({ code: 'CUSTODY-507', hint: expect.stringContaining('actions: read') });
    expect(gone.message).toMatch(/asked for repos\/acme\/shop\/actions\/runs\/9,.* answered 404: Not Found$/);
    record({}, 'acme/vault');
    expect((await refusalOf(ask(uri.replace('shop', 'vault')))).message).toContain('answered 403');
    const limited = { status: 403, headers: { 'x-ratelimit-remaining': '0' }, body: { message: 'slow' } };
    github.state.interrupt = () => limited;
    expect(await refusalOf(ask())).toMatchObject({
      code: 'CUSTODY-507',
      hint: expect.stringContaining('rate limit'),
    });
    github.state.interrupt = () => ({ status: 500, body: {} });
    expect(['CUSTODY-507', 'CUSTODY-903']).toContain((await refusalOf(ask())).code);
  });
});

describe('T29 runs of this server only', () => {
  test.each([
    'https://evil.test/acme/shop/actions/runs/9/attempts/1',
    'https://github.com.evil.test/acme/shop/actions/runs/9/attempts/1',
    'http://github.com/acme/shop/actions/runs/9/attempts/1',
    'https://github.com/acme/shop/actions/runs/9',
    'https://github.com/acme/../actions/runs/9/attempts/1',
    'https://github.com/acme/shop/actions/runs/9/attempts/1?x',
    'https://github.com/acme/shop/actions/runs/09/attempts/1',
    '',
  ])('T29 %j is not asked for', async (other) => {
    expect((await refusalOf(ask(other))).code).toBe('CUSTODY-507');
    expect(github.requests).toEqual([]);
  });
});

describe('jobs come in pages', () => {
  test('T22 every job is read', async () => {
    record({ jobs: Array.from({ length: 201 }, (_, index) => job(1_000 + index)) });
    expect((await ask()).latest.jobs).toHaveLength(201);
    expect(github.requests.map(({ query }) => query['page'])).toEqual([undefined, '1', '2', '3']);
  });

  const spoil = (change: (body: { total_count: number; jobs: object[] }) => unknown) => {
    github.state.alter = (operation, reply) => {
      if (operation === 'actions/list-jobs-for-workflow-run-attempt') change(reply.body as never);
      return reply;
    };
  };

  test('T22 a list that ends early, or that is the same page again, cannot be used', async () => {
    record();
    spoil((body) => Object.assign(body, { total_count: 2 }));
    expect((await refusalOf(ask())).message).toContain('fewer jobs than it counts');
    record({ jobs: Array.from({ length: 100 }, (_, index) => job(1_000 + index)) });
    spoil((body) => Object.assign(body, { total_count: 150 }));
    github.state.interrupt = ({ path, url }) => {
      if (path.endsWith('/jobs')) url.searchParams.set('page', '1');
      return undefined;
    };
    expect((await refusalOf(ask())).message).toContain('fewer jobs than it counts');
  });

  test('T24 more jobs than any run needs', async () => {
    record();
    spoil((body) => Object.assign(body, { total_count: limits.runJobs + 1 }));
    const fault = await refusalOf(ask());
    expect(fault).toMatchObject({
      code: 'CUSTODY-404',
      message: expect.stringContaining(String(limits.runJobs)),
    });
  });
});
