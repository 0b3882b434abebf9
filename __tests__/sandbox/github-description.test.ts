/** The committed description is a cut of GitHub's own: closed under its references, without prose. */
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { cutDescription } from '../../sandbox/github/cut-description.ts';

describe('openapi.json', () => {
  const load = async (): Promise<Record<string, never>> =>
    JSON.parse(await readFile(new URL('../../sandbox/github/openapi.json', import.meta.url), 'utf8'));

  test('has the routes in use and no other', async () => {
    const { paths } = (await load()) as unknown as { paths: Record<string, object> };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(routes.sort()).toEqual([
      'get /orgs/{org}/attestations/{subject_digest}',
      'get /repos/{owner}/{repo}',
      'get /repos/{owner}/{repo}/actions/runs/{run_id}',
      'get /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}',
      'get /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs',
      'get /repos/{owner}/{repo}/attestations/{subject_digest}',
      'get /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations',
      'get /repos/{owner}/{repo}/commits/{ref}/check-runs',
      'get /repos/{owner}/{repo}/contents/{path}',
      'get /repos/{owner}/{repo}/git/ref/{ref}',
      'patch /repos/{owner}/{repo}/check-runs/{check_run_id}',
      'post /repos/{owner}/{repo}/attestations',
      'post /repos/{owner}/{repo}/check-runs',
    ]);
  });

  test('names its source, its version and its licence', async () => {
    const { info } = (await load()) as unknown as { info: Record<string, unknown> };
    expect(info).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      license: { name: 'MIT' },
    });
    expect(info['description']).toContain(`@octokit/openapi ${String(info['version'])}`);
  });

  test('cut again it stays as it is: every reference is within, and nothing is left to leave out', async () => {
    const committed = (await load()) as unknown as { info: object; paths: Record<string, object> };
    const wanted = Object.entries(committed.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ path, method })),
    );
    expect(cutDescription(committed, wanted, committed.info)).toEqual(committed);
  });
});

describe('cutDescription', () => {
  const source = {
    openapi: '3.0.3',
    info: { title: 'all of it' },
    paths: {
      '/a': {
        get: {
          summary: 'prose',
          'x-vendor': 1,
          responses: {
            200: { description: 'prose', content: { json: { schema: { $ref: '#/components/schemas/a' } } } },
          },
        },
      },
      '/b': { get: { responses: {} } },
    },
    components: {
      schemas: {
        a: {
          title: 'prose',
          properties: {
            title: { type: 'string', example: { $ref: '#/nowhere' } },
            b: { $ref: '#/components/schemas/b' },
          },
        },
        b: { properties: { again: { $ref: '#/components/schemas/a' } } },
        unused: {},
      },
    },
  };

  test('keeps the closure of the references, names that look like prose, and nothing else', () => {
    expect(cutDescription(source, [{ path: '/a', method: 'get' }], { title: 'a cut' })).toEqual({
      openapi: '3.0.3',
      info: { title: 'a cut' },
      paths: {
        '/a': {
          get: {
            responses: {
              200: { description: '', content: { json: { schema: { $ref: '#/components/schemas/a' } } } },
            },
          },
        },
      },
      components: {
        schemas: {
          a: { properties: { title: { type: 'string' }, b: { $ref: '#/components/schemas/b' } } },
          b: { properties: { again: { $ref: '#/components/schemas/a' } } },
        },
      },
    });
  });

  test('says which operation or reference the source lacks', () => {
    expect(() => cutDescription(source, [{ path: '/a', method: 'put' }], {})).toThrow('has no paths /a put');
    const broken = { paths: { '/c': { get: { schema: { $ref: '#/components/schemas/c' } } } } };
    expect(() => cutDescription(broken, [{ path: '/c', method: 'get' }], {})).toThrow(
      'has no components schemas c',
    );
  });
});
