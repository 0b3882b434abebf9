/** The sandbox's GitHub through real sockets: each route and each refusal. */
import { getOctokit } from '@actions/github';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SandboxGitHub } from '../../sandbox/github/index.ts';
import {
  ask,
  bootWithRepositories,
  bundleOf,
  PUBLIC,
  READER,
  STRANGER,
  sha256,
  WRITER,
} from './github-support.ts';

const DIGEST = sha256('artifact');
const LIST = `/repos/acme/shop/attestations/sha256:${DIGEST}`;

let github: SandboxGitHub;
beforeEach(async () => {
  github = await bootWithRepositories();
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

describe('GET /repos/{owner}/{repo}', () => {
  test('describes a public repository to anyone', async () => {
    const { status, headers, json } = await ask(github, '/repos/acme/shop');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('x-github-request-id')).toMatch(/^[0-9A-F-]{36}$/);
    expect(json).toMatchObject({
      id: 101,
      full_name: 'acme/shop',
      private: false,
      visibility: 'public',
      default_branch: 'main',
      owner: { login: 'acme', id: 11, type: 'Organization' },
      url: `${github.apiUrl}/repos/acme/shop`,
    });
    expect(json).not.toHaveProperty('permissions');
  });

  test('finds it whatever the case of the letters, through octokit too', async () => {
    const octokit = getOctokit(WRITER, { baseUrl: github.apiUrl });
    const { data } = await octokit.rest.repos.get({ owner: 'ACME', repo: 'Shop' });
    expect(data.id).toBe(101);
    expect(data.permissions).toMatchObject({ pull: true, push: false });
  });

  test('hides a private repository from who may not read it', async () => {
    for (const token of [undefined, STRANGER]) {
      const { status, json } = await ask(github, '/repos/acme/vault', token === undefined ? {} : { token });
      expect({ status, message: json['message'] }).toEqual({ status: 404, message: 'Not Found' });
    }
    const { json } = await ask(github, '/repos/acme/vault', { token: READER });
    expect(json).toMatchObject({ private: true, visibility: 'private' });
  });

  test('answers 404 for a repository that is not there', async () => {
    expect((await ask(github, '/repos/acme/nothing')).status).toBe(404);
  });

  test('answers 401 to a token that nobody granted, or that was revoked', async () => {
    github.state.revoke(READER);
    for (const token of ['unknown', READER]) {
      const { status, json } = await ask(github, '/repos/acme/shop', { token });
      expect({ status, message: json['message'] }).toEqual({ status: 401, message: 'Bad credentials' });
    }
  });
});

describe('POST /repos/{owner}/{repo}/attestations', () => {
  const PATH = '/repos/acme/shop/attestations';

  test('stores a bundle that GET then finds, through octokit', async () => {
    const octokit = getOctokit(WRITER, { baseUrl: github.apiUrl });
    const bundle = bundleOf([DIGEST, sha256('second')]);
    const created = await octokit.rest.repos.createAttestation({ owner: 'acme', repo: 'shop', bundle });
    expect([created.status, created.data.id]).toEqual([201, 1]);
    for (const subject_digest of [`sha256:${DIGEST}`, `sha256:${sha256('second')}`]) {
      const listed = await octokit.rest.repos.listAttestations({
        owner: 'acme',
        repo: 'shop',
        subject_digest,
      });
      expect(listed.data.attestations).toEqual([
        { repository_id: 101, bundle, bundle_url: '', initiator: 'user' },
      ]);
    }
  });

  test.each([
    ['without a token', undefined, PATH, 401, 'Requires authentication'],
    ['with an unknown token', 'unknown', PATH, 401, 'Bad credentials'],
    ['with a token that may only read', READER, PATH, 403, 'Resource not accessible by integration'],
    ['with a token of another repository', STRANGER, PATH, 403, 'Resource not accessible by integration'],
    ['a private repository without a token', undefined, '/repos/acme/vault/attestations', 404, 'Not Found'],
    ['a private repository of others', STRANGER, '/repos/acme/vault/attestations', 404, 'Not Found'],
  ])('refuses %s', async (_name, token, path, status, message) => {
    const post = { bundle: bundleOf([DIGEST]) };
    const answer = await ask(github, path, token === undefined ? { post } : { token, post });
    expect({ status: answer.status, message: answer.json['message'] }).toEqual({ status, message });
    expect(github.state.attestations(github.state.repositories(), DIGEST)).toEqual([]);
  });

  test.each([
    ['no dsseEnvelope', { mediaType: 'x' }],
    ['no payload', { dsseEnvelope: {} }],
    ['no predicateType', { dsseEnvelope: { payload: 'e30=' } }],
    ['no subject', { dsseEnvelope: { payload: Buffer.from('{"predicateType":"x"}').toString('base64') } }],
    ['a subject without a SHA-256 digest', bundleOf([])],
    ['a subject without a SHA-256 digest', bundleOf(['ABC'])],
  ])('answers 422 to a bundle with %s', async (message, bundle) => {
    const { status, json } = await ask(github, PATH, { token: WRITER, post: { bundle } });
    expect(status).toBe(422);
    expect(json).toMatchObject({ message: 'Validation Failed', errors: [{ field: 'bundle', message }] });
  });

  test('refuses what the plan of the owner lacks, and stops when told so', async () => {
    const post = { bundle: bundleOf([DIGEST]) };
    github.state.refuseAttestations('acme/vault', 'plan');
    const refused = await ask(github, '/repos/acme/vault/attestations', { token: WRITER, post });
    expect(refused.status).toBe(403);
    expect(refused.json['message']).toMatch(/^Feature not available for the acme organization\./);
    github.state.refuseAttestations('ada/notes', 'plan');
    const personal = await ask(github, '/repos/ada/notes/attestations', { token: STRANGER, post });
    expect(personal.json['message']).toMatch(/^Feature not available for user-owned private repositories\./);
    github.state.refuseAttestations('acme/vault', 'not-found');
    expect((await ask(github, '/repos/acme/vault/attestations', { token: WRITER, post })).status).toBe(404);
    github.state.refuseAttestations('acme/vault', undefined);
    expect((await ask(github, '/repos/acme/vault/attestations', { token: WRITER, post })).status).toBe(201);
  });
});

describe('GET …/attestations/{subject_digest}', () => {
  test('answers 404 or an empty list for a digest without attestations', async () => {
    const missing = await ask(github, LIST);
    expect([missing.status, missing.json['message']]).toEqual([404, 'Not Found']);
    github.state.absent = 'empty-list';
    const empty = await ask(github, LIST);
    expect([empty.status, empty.json]).toEqual([200, { attestations: [] }]);
  });

  test('keeps the attestations of a private repository to who may read them', async () => {
    await ask(github, '/repos/acme/vault/attestations', {
      token: WRITER,
      post: { bundle: bundleOf([DIGEST]) },
    });
    const path = `/repos/acme/vault/attestations/sha256:${DIGEST}`;
    expect((await ask(github, path)).status).toBe(404);
    expect((await ask(github, path, { token: READER })).status).toBe(200);
    github.state.grant(READER, { repository: 'acme/vault', permissions: { contents: 'read' } });
    const { status, json } = await ask(github, path, { token: READER });
    expect([status, json['message']]).toEqual([403, 'Resource not accessible by integration']);
  });

  test('filters by predicate type, exact or by one of the short names', async () => {
    const types = [
      'https://slsa.dev/provenance/v1',
      'https://cyclonedx.org/bom',
      'https://example.com/own/v1',
    ];
    for (const type of types) github.state.store(PUBLIC, bundleOf([DIGEST], type));
    const count = async (filter: string): Promise<number> => {
      const { json } = await ask(github, `${LIST}?predicate_type=${encodeURIComponent(filter)}`);
      return ((json['attestations'] as unknown[] | undefined) ?? []).length;
    };
    const filters = ['provenance', 'sbom', 'release', types[2] ?? '', 'https://example.com/own', '__proto__'];
    expect(await Promise.all(filters.map(count))).toEqual([1, 1, 0, 1, 0, 0]);
  });

  test('lists over the repositories of an organisation that the caller may read', async () => {
    for (const name of ['acme/shop', 'acme/vault']) {
      const repository = github.state.repository(name);
      if (repository !== undefined) github.state.store(repository, bundleOf([DIGEST]));
    }
    const path = `/orgs/acme/attestations/sha256:${DIGEST}`;
    const ids = async (token?: string): Promise<unknown[]> => {
      const { json } = await ask(github, path, token === undefined ? {} : { token });
      return (json['attestations'] as { repository_id: number }[]).map((entry) => entry.repository_id);
    };
    expect(await ids()).toEqual([101]);
    expect(await ids(READER)).toEqual([102, 101]);
    expect((await ask(github, `/orgs/nobody/attestations/sha256:${DIGEST}`)).status).toBe(404);
  });

  test('answers 400 to a version of the API that does not exist', async () => {
    expect((await ask(github, LIST, { headers: { 'x-github-api-version': '1999-01-01' } })).status).toBe(400);
  });
});

test('records what was asked, of the authorization its presence only', async () => {
  await ask(github, `${LIST}?per_page=5`, { token: READER });
  await ask(github, '/repos/acme/shop');
  expect(github.requests).toEqual([
    {
      service: 'api',
      method: 'GET',
      path: LIST,
      query: { per_page: '5' },
      authorization: true,
      status: 404,
    },
    { service: 'api', method: 'GET', path: '/repos/acme/shop', query: {}, authorization: false, status: 200 },
  ]);
  expect(JSON.stringify(github.requests)).not.toContain(READER);
});

test('refuses a repository whose name or id is taken', () => {
  expect(() => github.state.addRepository({ ...PUBLIC, name: 'SHOP', id: 9 })).toThrow('acme/SHOP exists');
  expect(() => github.state.addRepository({ ...PUBLIC, name: 'other' })).toThrow('id 101 is taken');
});
