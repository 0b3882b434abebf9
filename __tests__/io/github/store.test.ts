/** Storing at GitHub: what was stored is found again, and nothing is stored twice. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SandboxGitHub } from '../../../sandbox/github/index.ts';
import { attestationStore } from '../../../src/io/github/store.ts';
import { faultOf } from '../../support/faults.ts';
import { expectNoToken } from '../../support/token-search.ts';
import { booted, bundleOf, bytesOf, digest, http, type Interrupt, keyOfStatement, token } from './support.ts';

let github: SandboxGitHub;

beforeEach(async () => {
  github = await booted();
});

afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

const store = (repository = 'acme/shop', withToken = token) =>
  attestationStore({
    apiUrl: github.apiUrl,
    serverUrl: 'https://github.com/',
    token: withToken,
    repository,
    http,
  });

const stored = () => {
  const repository = github.state.repository('acme/shop');
  return repository ? github.state.attestations([repository], digest).length : -1;
};

/** Bends the answers to POST alone. */
function interruptPosts(
  answer: (request: Parameters<Interrupt>[0], count: number) => ReturnType<Interrupt>,
): void {
  let count = 0;
  github.state.interrupt = (request) => {
    if (request.method !== 'POST') return undefined;
    count += 1;
    return answer(request, count);
  };
}

test('put gives the page of the attestation, recall the bundle of exactly that statement', async () => {
  const at = store();
  expect(await at.put(keyOfStatement('one'), bytesOf(bundleOf('one')))).toEqual({
    url: 'https://github.com/acme/shop/attestations/1',
  });
  await at.put(keyOfStatement('two'), bytesOf(bundleOf('two')));
  const [recalled, ...others] = await at.recall(keyOfStatement('one'));
  expect(others).toEqual([]);
  expect(JSON.parse(Buffer.from(recalled?.bytes ?? []).toString())).toEqual(bundleOf('one'));
  expect(await at.recall(keyOfStatement('three'))).toEqual([]);
});

test('nothing stored yet is nothing recalled; newest first when there are several', async () => {
  const at = store();
  expect(await at.recall(keyOfStatement('one'))).toEqual([]);
  await at.put(keyOfStatement('one'), bytesOf(bundleOf('one', 'old signature')));
  await at.put(keyOfStatement('one'), bytesOf(bundleOf('one', 'new signature')));
  const recalled = await at.recall(keyOfStatement('one'));
  expect(
    recalled.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()).dsseEnvelope.signatures[0].sig),
  ).toEqual(['new signature', 'old signature'].map((text) => Buffer.from(text).toString('base64')));
});

test('recall leaves out what it cannot read, and looks at the newest 500 only', async () => {
  const repository = github.state.repository('acme/shop');
  if (!repository) throw new Error('no repository');
  github.state.store(repository, bundleOf('buried'));
  for (let i = 0; i < 505; i += 1) github.state.store(repository, bundleOf(String(i)));
  const at = store();
  expect(await at.recall(keyOfStatement('buried'))).toEqual([]);
  expect(await at.recall(keyOfStatement('504'))).toHaveLength(1);
  github.state.blobMode = 'url';
  github.state.interrupt = (request) => (request.service === 'blobs' ? { status: 404 } : undefined);
  expect(await store().recall(keyOfStatement('504'))).toEqual([]);
});

describe('a request that may have arrived', () => {
  const post = async (request: Parameters<Interrupt>[0]) => {
    const repository = github.state.repository('acme/shop');
    if (repository) github.state.store(repository, JSON.parse(Buffer.from(request.body).toString()).bundle);
  };

  test('arrived, answer lost: looked for, found, not stored twice', async () => {
    interruptPosts((request) => {
      void post(request);
      return { status: 502 };
    });
    expect(await store().put(keyOfStatement('one'), bytesOf(bundleOf('one')))).toEqual({});
    expect(stored()).toBe(1);
  });

  test('did not arrive: made again', async () => {
    interruptPosts((_, count) => (count === 1 ? { status: 503 } : undefined));
    const { url } = await store().put(keyOfStatement('one'), bytesOf(bundleOf('one')));
    expect(url).toBe('https://github.com/acme/shop/attestations/1');
    expect(stored()).toBe(1);
  });

  test('a bundle of the same statement with another signature is not taken for it', async () => {
    await store().put(keyOfStatement('one'), bytesOf(bundleOf('one', 'earlier')));
    interruptPosts((_, count) => (count === 1 ? { status: 503 } : undefined));
    await store().put(keyOfStatement('one'), bytesOf(bundleOf('one', 'later')));
    expect(stored()).toBe(2);
  });

  test('an outage that stays is a fault', async () => {
    interruptPosts(() => ({ status: 503, body: { message: 'down' } }));
    const fault = await faultOf(store().put(keyOfStatement('one'), bytesOf(bundleOf('one'))));
    expect(fault).toMatchObject({
      code: 'CUSTODY-309',
      message: expect.stringContaining('answered 503: down'),
    });
    expect(fault.hint).toContain('recognised');
    expect(stored()).toBe(0);
  });
});

describe('refusals', () => {
  async function refusalOf(work: Promise<unknown>, code = 'CUSTODY-309') {
    const fault = await faultOf(work);
    expectNoToken(fault, token);
    expect(fault.code).toBe(code);
    return fault;
  }
  const put = (repository?: string, withToken?: string) =>
    store(repository, withToken).put(keyOfStatement('one'), bytesOf(bundleOf('one')));

  test('a plan without the feature: store files', async () => {
    github.state.refuseAttestations('acme/vault', 'plan');
    const fault = await refusalOf(put('acme/vault'), 'CUSTODY-310');
    expect(fault.message).toContain('Feature not available for the acme organization');
    expect(fault.hint).toContain('`store: files`');
    const looked = await refusalOf(store('acme/vault').recall(keyOfStatement('one')), 'CUSTODY-310');
    expect(looked.message).toContain('Feature not available for the acme organization');
  });

  test('no permission: the lines to add', async () => {
    github.state.grant('ghs_reader_reader_reader', {
      repository: 'acme/shop',
      permissions: { attestations: 'read' },
    });
    const fault = await refusalOf(put('acme/shop', 'ghs_reader_reader_reader'));
    expect(fault.message).toContain('answered 403: Resource not accessible by integration');
    expect(fault.hint).toContain('attestations: write');
    expect((await refusalOf(put('acme/vault', ''))).message).toContain('answered 404');
  });

  test('an answer without an id, and bytes that are no JSON', async () => {
    interruptPosts(() => ({ status: 201, body: { id: 'x' } }));
    expect((await refusalOf(put())).message).toContain('no id of an attestation');
    await refusalOf(store().put(keyOfStatement('one'), new TextEncoder().encode('{')));
  });

  test('an API that repeats the token', async () => {
    interruptPosts(({ headers }) => ({
      status: 422,
      body: { message: `invalid: ${headers.authorization}` },
    }));
    expect((await refusalOf(put())).message).toMatch(/answered 422$/);
  });
});
