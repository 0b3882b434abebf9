/** The sandbox's GitHub: runs, attempts and jobs. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { RunAttempt, SandboxGitHub } from '../../sandbox/github/index.ts';
import { ask, bootWithRepositories, PRIVATE, PUBLIC, WRITER } from './github-support.ts';

let github: SandboxGitHub;
beforeEach(async () => {
  github = await bootWithRepositories();
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

const attempt: RunAttempt = {
  run: 9,
  number: 1,
  event: 'push',
  headSha: 'a'.repeat(40),
  path: '.github/workflows/release.yml',
  status: 'completed',
  conclusion: 'failure',
  jobs: [{ id: 900, name: 'build', status: 'completed', conclusion: 'success' }],
};
const RUN = '/repos/acme/shop/actions/runs/9';

test('a run is as its latest attempt left it, and each attempt can be asked for', async () => {
  github.state.recordAttempt(PUBLIC, { ...attempt, number: 2, status: 'in_progress', conclusion: null });
  github.state.recordAttempt(PUBLIC, attempt);
  expect((await ask(github, RUN)).json).toMatchObject({
    id: 9,
    run_attempt: 2,
    status: 'in_progress',
    conclusion: null,
    head_sha: 'a'.repeat(40),
    repository: { id: PUBLIC.id },
  });
  expect((await ask(github, `${RUN}/attempts/1`)).json).toMatchObject({
    run_attempt: 1,
    conclusion: 'failure',
  });
  expect((await ask(github, `${RUN}/attempts/3`)).status).toBe(404);
  expect((await ask(github, '/repos/acme/shop/actions/runs/8')).status).toBe(404);
});

test('recorded again it is as it was recorded last', async () => {
  github.state.recordAttempt(PUBLIC, attempt);
  github.state.recordAttempt(PUBLIC, { ...attempt, conclusion: 'success' });
  expect((await ask(github, RUN)).json).toMatchObject({ conclusion: 'success' });
});

test('jobs come in pages', async () => {
  const jobs = Array.from({ length: 31 }, (_, id) => ({
    id: id + 1,
    name: `job ${id}`,
    status: 'completed' as const,
    conclusion: 'success',
  }));
  github.state.recordAttempt(PUBLIC, { ...attempt, jobs });
  const { json } = await ask(github, `${RUN}/attempts/1/jobs`);
  expect(json['total_count']).toBe(31);
  expect(json['jobs']).toHaveLength(30);
  const second = (await ask(github, `${RUN}/attempts/1/jobs?page=2`)).json['jobs'];
  expect(second).toEqual([expect.objectContaining({ id: 31, name: 'job 30', run_id: 9, run_attempt: 1 })]);
});

test('runs of a private repository take `actions: read`', async () => {
  github.state.recordAttempt(PRIVATE, attempt);
  const path = '/repos/acme/vault/actions/runs/9';
  expect((await ask(github, path)).status).toBe(404);
  expect((await ask(github, path, { token: WRITER })).status).toBe(403);
  github.state.grant('actions-token', { repository: 'acme/vault', permissions: { actions: 'read' } });
  expect((await ask(github, path, { token: 'actions-token' })).json).toMatchObject({ conclusion: 'failure' });
});
