/** The sandbox's GitHub holds what it is asked, and what it answers, against GitHub's OpenAPI description. */
import { getOctokit } from '@actions/github';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bootGitHub, type SandboxGitHub } from '../../sandbox/github/index.ts';
import { ask, bootWithRepositories, bundleOf, PUBLIC, sha256, WRITER } from './github-support.ts';

const DIGEST = sha256('artifact');
const PATH = '/repos/acme/shop/attestations';

let github: SandboxGitHub;
beforeEach(async () => {
  github = await bootWithRepositories();
});
afterEach(() => github.close().catch(() => undefined));

describe('a request that the description does not allow', () => {
  test.each([
    ['an unknown route', '/repos/acme/shop/releases', 404, 'unknown route: GET /repos/acme/shop/releases'],
    ['a slash at the end', '/repos/acme/shop/', 404, 'unknown route: GET /repos/acme/shop/'],
    ['a route of an unknown id', '/repositories/999', 404, 'unknown route: GET /repositories/999'],
    ['an undeclared query parameter', '/repos/acme/shop?page=2', 501, '(page)'],
    [
      'a parameter of the wrong type',
      `${PATH}/sha256:${DIGEST}?per_page=many`,
      501,
      '/query/per_page must be integer',
    ],
    [
      'a parameter twice',
      `${PATH}/sha256:${DIGEST}?per_page=1&per_page=2`,
      501,
      '/query/per_page must be integer',
    ],
    ['a digest of another form', `${PATH}/sha256:ABC`, 501, 'subject_digest is not of the form'],
    ['a digest of another algorithm', `${PATH}/sha512:${DIGEST}`, 501, 'subject_digest is not of the form'],
    ['broken percent-encoding', '/repos/acme/%zz', 501, 'URI malformed'],
  ])('%s', async (_name, path, status, reason) => {
    const answer = await ask(github, path);
    expect(answer.status).toBe(status);
    expect(answer.json['message']).toContain(reason);
    expect(github.violations).toEqual([answer.json['message']]);
  });

  test.each<[string, unknown, string]>([
    ['an undeclared body field', { bundle: bundleOf([DIGEST]), extra: 1 }, '(extra)'],
    ['an undeclared field of the bundle', { bundle: { ...bundleOf([DIGEST]), extra: 1 } }, '(extra)'],
    ['a missing field', {}, "must have required property 'bundle'"],
    ['a field of the wrong type', { bundle: 'text' }, '/requestBody/bundle must be object'],
    ['a body that is no object', [1], '/requestBody must be object'],
  ])('%s', async (_name, post, reason) => {
    const answer = await ask(github, PATH, { token: WRITER, post });
    expect(answer.status).toBe(501);
    expect(github.violations).toEqual([expect.stringContaining(reason)]);
    expect(github.state.attestations([PUBLIC], DIGEST)).toEqual([]);
  });

  test.each([
    ['no body', 'POST', '/repos/acme/shop/attestations', null, "must have required property 'requestBody'"],
    ['a body that is not JSON', 'POST', '/repos/acme/shop/attestations', '{', 'JSON'],
    ['a method that is not declared', 'DELETE', '/repos/acme/shop', null, 'unknown route: DELETE'],
    ['a body where none is declared', 'POST', '/repos/acme/shop', '{}', 'unknown route: POST'],
  ])('%s', async (_name, method, path, body, reason) => {
    const response = await fetch(github.apiUrl + path, { method, body });
    expect(response.ok).toBe(false);
    expect(github.violations).toEqual([expect.stringContaining(reason)]);
  });

  test('is met by octokit as an error that names it', async () => {
    const octokit = getOctokit(WRITER, { baseUrl: github.apiUrl });
    await expect(octokit.rest.repos.listReleases({ owner: 'acme', repo: 'shop' })).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('unknown route: GET /repos/acme/shop/releases'),
    });
    expect(JSON.stringify(github.violations)).not.toContain(WRITER);
    await github.close();
  });
});

describe('a response that the description does not allow', () => {
  test.each<[string, { status: number; body?: object }, string]>([
    ['an undeclared field', { status: 200, body: { attestations: [], total: 0 } }, '(total)'],
    ['an undeclared field further in', { status: 200, body: { attestations: [{ id: 1 }] } }, '(id)'],
    [
      'a field of the wrong type',
      { status: 200, body: { attestations: [{ repository_id: 'x' }] } },
      'integer',
    ],
    ['an undeclared status', { status: 418, body: {} }, 'status 418 is not declared'],
    ['a refusal of another shape', { status: 403, body: { error: 'no' } }, '(error)'],
    ['no body', { status: 200 }, 'must be object'],
  ])('%s is answered 500, kept, and fails close()', async (_name, reply, reason) => {
    github.state.store(PUBLIC, bundleOf([DIGEST]));
    github.state.alter = () => reply;
    const answer = await ask(github, `${PATH}/sha256:${DIGEST}`);
    expect(answer.status).toBe(500);
    expect(answer.json['message']).toContain('invalid response: repos/list-attestations');
    expect(github.violations).toEqual([expect.stringContaining(reason)]);
    await expect(github.close()).rejects.toThrow(reason);
  });

  test('a required field that is missing', async () => {
    github.state.alter = (_operation, reply) => {
      const { default_branch: _left, ...rest } = reply.body as Record<string, unknown>;
      return { ...reply, body: rest };
    };
    expect((await ask(github, '/repos/acme/shop')).status).toBe(500);
    await expect(github.close()).rejects.toThrow("must have required property 'default_branch'");
  });
});

test('an interruption answers in place of the API and is not held against the description', async () => {
  github.state.interrupt = ({ service, path }) =>
    service === 'api' && path === '/repos/acme/shop'
      ? { status: 429, headers: { 'retry-after': '7' }, body: '<html>slow down</html>' }
      : undefined;
  const response = await fetch(`${github.apiUrl}/repos/acme/shop`);
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
  expect((await ask(github, '/repos/ada/notes')).status).toBe(200);
  expect(github.violations).toEqual([]);
  await github.close();
});

test('two sandboxes do not share state, and boot takes a moment only', async () => {
  const start = performance.now();
  const other = await bootGitHub();
  const elapsed = performance.now() - start;
  expect((await ask(other, '/repos/acme/shop')).status).toBe(404);
  await other.close();
  process.stdout.write(`sandbox GitHub booted in ${elapsed.toFixed(0)} ms\n`);
  expect(elapsed).toBeLessThan(3000);
});
