/** The event payloads have what workflows read, and describe the repository as the API does. */
import { describe, expect, test } from '@jest/globals';
import { type EventName, eventPayload } from '../../sandbox/github/webhook.ts';
import { ask, bootWithRepositories, PERSONAL, PRIVATE, PUBLIC } from './github-support.ts';

const SHA = 'a'.repeat(40);
const BASE = 'b'.repeat(40);
const FORK = { ...PUBLIC, owner: 'mallory', id: 900, ownerId: 99, ownerType: 'User' as const };
const PULL = { number: 7, headRef: 'change', headSha: SHA, baseRef: 'main', baseSha: BASE };

const payload = (name: EventName, facts: object = {}, repository = PUBLIC): Record<string, unknown> =>
  eventPayload(name, repository, { ref: 'refs/heads/main', sha: SHA, ...facts }) as Record<string, unknown>;

test.each<EventName>(['push', 'workflow_dispatch', 'pull_request', 'release'])(
  '%s names repository and sender, and survives JSON unchanged',
  (name) => {
    const event = payload(name, { pullRequest: PULL, actor: { login: 'ada', id: 12 } });
    expect(event).toMatchObject({
      repository: {
        id: 101,
        full_name: 'acme/shop',
        visibility: 'public',
        private: false,
        default_branch: 'main',
        owner: { login: 'acme', id: 11, type: 'Organization' },
      },
      sender: { login: 'ada', id: 12, type: 'User' },
      organization: { login: 'acme', id: 11 },
    });
    expect(JSON.parse(JSON.stringify(event))).toEqual(event);
  },
);

describe('the repository', () => {
  test('is the one of the API, member for member', async () => {
    const github = await bootWithRepositories();
    const { json } = await ask(github, '/repos/acme/shop');
    const places = { apiUrl: github.apiUrl, serverUrl: 'https://github.com' };
    expect(payload('push', { places })['repository']).toEqual(json);
    await github.close();
  });

  test('says when it is not public, and belongs to no organisation when it is personal', () => {
    expect(payload('push', {}, PRIVATE)).toMatchObject({
      repository: { private: true, visibility: 'private' },
    });
    expect(payload('push', {}, PERSONAL)).not.toHaveProperty('organization');
  });
});

test('push carries the commit it led to, and whether the ref is new', () => {
  expect(payload('push')).toMatchObject({
    ref: 'refs/heads/main',
    before: '0'.repeat(40),
    after: SHA,
    created: true,
    head_commit: { id: SHA },
    pusher: { name: 'acme' },
  });
  expect(payload('push', { before: BASE })).toMatchObject({ before: BASE, created: false });
  expect(payload('push', { ref: 'refs/tags/v1' })).toMatchObject({ commits: [], head_commit: { id: SHA } });
});

test('workflow_dispatch carries its inputs, null where there are none', () => {
  expect(payload('workflow_dispatch')).toMatchObject({ ref: 'refs/heads/main', inputs: null });
  const given = payload('workflow_dispatch', {
    inputs: { level: 'high' },
    workflow: '.github/workflows/x.yml',
  });
  expect(given).toMatchObject({ inputs: { level: 'high' }, workflow: '.github/workflows/x.yml' });
});

describe('pull_request', () => {
  test('has two sides of one repository, or of a fork', () => {
    expect(payload('pull_request', { pullRequest: PULL })).toMatchObject({
      action: 'opened',
      number: 7,
      pull_request: {
        head: { ref: 'change', sha: SHA, repo: { id: 101 } },
        base: { ref: 'main', sha: BASE, repo: { id: 101 } },
        merge_commit_sha: SHA,
      },
    });
    const forked = payload('pull_request', {
      pullRequest: { ...PULL, headRepository: FORK },
      action: 'synchronize',
    });
    expect(forked).toMatchObject({
      action: 'synchronize',
      pull_request: { head: { repo: { id: 900, full_name: 'mallory/shop' } }, base: { repo: { id: 101 } } },
    });
  });

  test('cannot be built without its sides', () => {
    expect(() => payload('pull_request')).toThrow('needs pullRequest');
  });
});

test('release carries its tag', () => {
  expect(payload('release', { ref: 'refs/tags/v1/beta' })).toMatchObject({
    action: 'published',
    release: { tag_name: 'v1/beta', target_commitish: 'main', draft: false },
  });
});
