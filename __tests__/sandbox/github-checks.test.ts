/** The sandbox's check runs, asked with octokit as any client would. */
import { getOctokit } from '@actions/github';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SandboxGitHub } from '../../sandbox/github/index.ts';
import { bootWithRepositories, READER, WRITER } from './github-support.ts';

const OTHER_APP = 'other-app-token-0123456789';
const sha = 'c0'.repeat(20);
const shop = { owner: 'acme', repo: 'shop' };
const annotation = {
  path: 'a.yml',
  start_line: 1,
  end_line: 1,
  annotation_level: 'failure' as const,
  message: 'm',
};

let github: SandboxGitHub;
beforeEach(async () => {
  github = await bootWithRepositories();
  const permissions = { checks: 'write' } as const;
  github.state.grant(WRITER, { repository: 'acme/shop', permissions });
  const app = { id: 7, slug: 'other' };
  github.state.grant(OTHER_APP, { repository: 'acme/shop', permissions, app });
});
afterEach(() => github.close().catch(() => undefined));

const checks = (token: string) => getOctokit(token, { baseUrl: github.apiUrl }).rest.checks;
const create = (name = 'custody / verify', token = WRITER) =>
  checks(token).create({ ...shop, name, head_sha: sha, external_id: 'e', conclusion: 'success' });

describe('check runs', () => {
  test('are created, updated in place, and gather annotations', async () => {
    const { data: run } = await create();
    expect(run).toMatchObject({ id: 1, head_sha: sha, status: 'completed', external_id: 'e' });
    const output = { title: 't', summary: 's', annotations: [annotation] };
    await checks(WRITER).update({ ...shop, check_run_id: 1, conclusion: 'failure', output });
    const { data: updated } = await checks(WRITER).update({ ...shop, check_run_id: 1, output });
    expect(updated).toMatchObject({ conclusion: 'failure', output: { title: 't', annotations_count: 2 } });
    const { data: annotations } = await checks(WRITER).listAnnotations({ ...shop, check_run_id: 1 });
    expect(annotations).toEqual([expect.objectContaining(annotation), expect.objectContaining(annotation)]);
    expect(github.violations).toEqual([]);
  });

  test('are listed by commit, name and app, the latest of each', async () => {
    for (const name of ['a', 'a', 'b']) await create(name);
    await create('a', OTHER_APP);
    const ids = async (query: object) => {
      const { data } = await checks(WRITER).listForRef({ ...shop, ref: sha, ...query });
      return data.check_runs.map(({ id }) => id);
    };
    expect(await ids({})).toEqual([4, 3, 2]);
    expect(await ids({ filter: 'all', per_page: 2, page: 2 })).toEqual([2, 1]);
    expect(await ids({ check_name: 'a', app_id: 15368 })).toEqual([2]);
    expect(await ids({ ref: 'd0'.repeat(20) })).toEqual([]);
    expect(github.violations).toEqual([]);
  });

  test('are refused without the permission, to other apps, and for what is no commit', async () => {
    await expect(create('a', READER)).rejects.toMatchObject({ status: 403 });
    await create();
    const change = { ...shop, check_run_id: 1, output: { summary: 's' } };
    await expect(checks(READER).update(change)).rejects.toMatchObject({ status: 403 });
    await expect(checks(OTHER_APP).update(change)).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('Invalid app_id `7`'),
    });
    await expect(checks(WRITER).update({ ...change, check_run_id: 9 })).rejects.toMatchObject({
      status: 404,
    });
    const elsewhere = { ...shop, name: 'a', head_sha: 'main', status: 'queued' as const };
    await expect(checks(WRITER).create(elsewhere)).rejects.toMatchObject({ status: 422 });
    expect(github.violations).toEqual([]);
  });

  test.each([
    ['51 annotations', { title: 't', summary: 's', annotations: Array(51).fill(annotation) }],
    ['a summary too long', { title: 't', summary: 's'.repeat(65_536) }],
  ])('refuse %s with 422', async (_, output) => {
    const asked = { ...shop, name: 'a', head_sha: sha, conclusion: 'failure' as const, output };
    await expect(checks(WRITER).create(asked)).rejects.toMatchObject({ status: 422 });
    expect(github.violations).toEqual([expect.stringContaining('must NOT have more than')]);
  });
});
