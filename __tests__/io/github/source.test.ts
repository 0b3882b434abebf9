/** Reading from GitHub: repositories, attestations, blobs, against the sandbox and against hosts that misbehave. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { compress } from 'snappyjs';
import type { SandboxGitHub } from '../../../sandbox/github/index.ts';
import { peekPredicateType } from '../../../src/formats/peek.ts';
import { repositoryPath } from '../../../src/io/github/api.ts';
import { githubForge } from '../../../src/io/github/forge.ts';
import { attestationSource } from '../../../src/io/github/source.ts';
import { limits } from '../../../src/model/limits.ts';
import { faultOf } from '../../support/faults.ts';
import { type RawServer, rawServer } from '../../support/raw-server.ts';
import { expectNoToken } from '../../support/token-search.ts';
import { booted, bundleOf, digest, found, http, type Interrupt, notesOf, token } from './support.ts';

let github: SandboxGitHub;
const servers: RawServer[] = [];

beforeEach(async () => {
  github = await booted();
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  expect(github.violations).toEqual([]);
  await github.close();
});

const source = (repository = 'acme/shop', withToken: string | undefined = token) =>
  attestationSource({ apiUrl: github.apiUrl, token: withToken, repository, http });

function store(count: number, repository = 'acme/shop'): void {
  const stored = github.state.repository(repository);
  if (!stored) throw new Error('no such repository');
  for (let i = 1; i <= count; i += 1) github.state.store(stored, bundleOf(String(i)));
}

function interrupt(service: 'api' | 'blobs', answer: Interrupt): void {
  github.state.interrupt = (request) => (request.service === service ? answer(request) : undefined);
}

async function refusalOf(work: Promise<unknown>) {
  const fault = await faultOf(work);
  expectNoToken(fault, token);
  expect(fault.hint).not.toBe('');
  return fault;
}

describe('githubForge', () => {
  const forge = (withToken: string | undefined = token) =>
    githubForge({ apiUrl: github.apiUrl, serverUrl: 'https://github.com', token: withToken, http });

  test('the facts of a repository', async () => {
    const facts = {
      defaultBranch: 'trunk',
      visibility: 'private',
      repositoryId: '102',
      ownerId: '42',
      ownerType: 'Organization',
    };
    expect(await forge().repository('acme/vault')).toEqual(facts);
    expect(github.requests.map(({ path, authorization }) => [path, authorization])).toEqual([
      ['/repos/acme/vault', true],
    ]);
  });

  test('what may not be seen, a bad token, and an answer without facts', async () => {
    const unseen = await refusalOf(forge('').repository('acme/vault'));
    expect(unseen).toMatchObject({
      code: 'CUSTODY-904',
      message: expect.stringContaining('answered 404: Not Found'),
    });
    expect(unseen.hint).toContain('asked without a token');
    expect((await refusalOf(forge('ghs_unknownunknown').repository('acme/shop'))).message).toContain(
      '401: Bad credentials',
    );
    interrupt('api', () => ({ status: 200, body: { id: 'x' } }));
    expect((await refusalOf(forge().repository('acme/shop'))).message).toContain('no facts of acme/shop');
  });

  test.each(['acme', 'acme/shop/x', 'acme/..', '../shop', 'acme/shop?x=1', 'acme/a b', '/shop', 'acme/'])(
    '%j is no repository',
    async (name) => {
      expect((await faultOf(() => repositoryPath(name))).code).toBe('CUSTODY-102');
    },
  );

  test.each(['http://api.example', 'https://user:pass@api.example', 'nothing'])(
    '%j is no API',
    async (apiUrl) => {
      expect((await faultOf(() => githubForge({ apiUrl, serverUrl: 'https://github.com', http }))).code).toBe(
        'CUSTODY-907',
      );
    },
  );
});

describe('attestationSource', () => {
  test('T21 all attestations over several pages, newest first', async () => {
    store(230);
    const notes = notesOf(await found(source()));
    expect(notes).toEqual(Array.from({ length: 230 }, (_, i) => String(230 - i)));
    const [first, , third] = github.requests;
    expect(github.requests).toHaveLength(3);
    expect(first?.query).toEqual({ per_page: '100', predicate_type: 'https://slsa.dev/provenance/v1' });
    expect(third?.query['after']).toBeDefined();
    expect(new Set(github.requests.map(({ path }) => path)).size).toBe(1);
  });

  test.each(['inline', 'url', 'both'] as const)(
    'T27 bundles %s; the blob store never sees the token (GHSA-8xvp-7hj6-mcj9)',
    async (mode) => {
      store(2);
      github.state.blobMode = mode;
      expect(notesOf(await found(source()))).toEqual(['2', '1']);
      const blobs = github.requests.filter(({ service }) => service === 'blobs');
      expect(blobs).toHaveLength(mode === 'url' ? 2 : 0);
      expect(blobs.some(({ authorization }) => authorization)).toBe(false);
    },
  );

  test('a public repository is read without a token', async () => {
    store(1);
    expect(notesOf(await found(source('acme/shop', '')))).toEqual(['1']);
    expect(github.requests[0]?.authorization).toBe(false);
  });

  test.each(['not-found', 'empty-list'] as const)('none at all (%s)', async (absent) => {
    github.state.absent = absent;
    expect(await found(source())).toEqual([]);
  });

  test('T22 a repository that may not be seen is a fault, not "none"', async () => {
    const fault = await refusalOf(found(source('acme/vault', '')));
    expect(fault.code).toBe('CUSTODY-402');
    expect(fault.message).toContain('asked for attestations of acme/vault, at');
    expect(fault.hint).toContain('attestations: read');
  });

  test('T24 more than 500 (GHSA-9m3v-v4r5-ppx7)', async () => {
    store(501);
    const fault = await refusalOf(found(source()));
    expect(fault.code).toBe('CUSTODY-404');
    expect(fault.message).toContain('more than 500 attestations');
  });

  test('T24 pages without attestations that never end', async () => {
    let pages = 0;
    interrupt('api', () => {
      pages += 1;
      // They do end here, far behind the limit, so that a client without one shows itself.
      const headers: Record<string, string> = pages < 200 ? { link: `</x?after=${pages}>; rel="next"` } : {};
      return { status: 200, headers, body: { attestations: [] } };
    });
    const fault = await refusalOf(found(source()));
    expect(fault.code).toBe('CUSTODY-404');
    expect(fault.message).toContain(`more than ${limits.attestationPages} pages`);
    expect(pages).toBe(limits.attestationPages);
  });

  const answers: [string, number, Record<string, string>, string][] = [
    ['permissions', 403, {}, 'attestations: read'],
    ['a rate limit', 403, { 'x-ratelimit-remaining': '0' }, 'rate limit'],
    ['an outage', 503, {}, 'githubstatus.com'],
  ];
  test.each(answers)('T22 %s', async (_, status, headers, hint) => {
    interrupt('api', () => ({ status, headers, body: { message: 'because' } }));
    const fault = await refusalOf(found(source()));
    expect(fault.code).toBe('CUSTODY-402');
    expect(fault.message).toContain(`answered ${status}: because`);
    expect(fault.hint).toContain(hint);
  });

  test('a plan without the feature', async () => {
    github.state.refuseAttestations('acme/vault', 'plan');
    expect((await refusalOf(found(source('acme/vault')))).hint).toContain('bundles:');
  });

  const links: [string, string, string][] = [
    [
      'another host',
      '<https://evil.example/repos/acme/shop/attestations/x?after=abc>; rel="next"',
      'cannot be asked for',
    ],
    ['another port', '<http://127.0.0.1:1/?after=abc>; rel="next"', 'cannot be asked for'],
    ['no cursor', '</repos/acme/shop?page=2>; rel="next"', 'cannot be asked for'],
    [
      'itself for ever',
      '</x?after=abc>; rel="prev", </x?a,b&after=same>; rel="next"',
      'the same next page twice',
    ],
  ];
  test.each(links)('T29 a next page at %s (GHSA-jxpm-75mh-9fp7)', async (_, link, message) => {
    interrupt('api', () => ({ status: 200, headers: { link }, body: { attestations: [] } }));
    const fault = await refusalOf(found(source()));
    expect(fault.code).toBe('CUSTODY-402');
    expect(fault.message).toContain(message);
  });

  test('T27 a redirect of the API does not take the token along (GHSA-vh4v-2xq2-g5cg)', async () => {
    const other = await rawServer((_, response) => response.end('{}'));
    servers.push(other);
    interrupt('api', () => ({ status: 302, headers: { location: `${other.url}/x?token=1` } }));
    const fault = await refusalOf(found(source()));
    expect(fault.message).toContain('no redirect is followed');
    expect(other.requests).toEqual([]);
  });

  test('an answer that is no list', async () => {
    interrupt('api', () => ({ status: 200, body: { attestations: {} } }));
    expect((await refusalOf(found(source()))).message).toContain('no list of attestations');
  });
});

describe('T22 bundles that cannot be read are candidates with their fault', () => {
  const withEntry = (entry: object) =>
    interrupt('api', () => ({ status: 200, body: { attestations: [entry, { bundle: bundleOf('good') }] } }));

  async function faultWith(entry: object) {
    withEntry(entry);
    const candidates = await found(source());
    expect(notesOf(candidates).slice(1)).toEqual(['good']);
    const [first] = candidates;
    if (!first || !('fault' in first)) throw new Error('the first candidate has no fault');
    expectNoToken(first.fault, token);
    expect(first.origin).toBe('attestation 1 of acme/shop');
    return first.fault;
  }

  test('neither bundle nor address', async () => {
    expect((await faultWith({ bundle: null, bundle_url: '' })).message).toContain(
      'neither bundle nor bundle_url',
    );
  });

  test('T24 larger than a bundle may be', async () => {
    const fault = await faultWith({ bundle: { filler: 'x'.repeat(16 * 1024 * 1024) } });
    expect(fault.code).toBe('CUSTODY-404');
  });

  test.each([
    'https://evil.example/blob?sig=secret',
    'https://tmaproduction.blob.core.windows.net.evil.example/b',
    'https://tmaproduction.blob.core.windows.net:8443/b',
    'http://tmaproduction.blob.core.windows.net/b',
    'https://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'https://a:b@tmaproduction.blob.core.windows.net/b',
  ])('T29 %s is not fetched (GHSA-j94x-8wcp-x7hm)', async (address) => {
    const fault = await faultWith({ bundle_url: address });
    expect(fault.code).toBe('CUSTODY-402');
    expect(fault.message).not.toContain('secret');
    expect(github.requests.filter(({ service }) => service === 'blobs')).toEqual([]);
  });

  test('an API below a path (Enterprise Server), with the token bound to its origin', async () => {
    const asked: unknown[] = [];
    const fake: typeof http = async ({ url, credential }) => {
      asked.push(url.href, credential?.origin);
      const body = new TextEncoder().encode(JSON.stringify({ attestations: [] }));
      return { status: 200, headers: new Headers(), body, host: url.host };
    };
    const apiUrl = 'https://ghe.example/api/v3/';
    await found(attestationSource({ apiUrl, token, repository: 'acme/shop', http: fake }));
    expect(asked[0]).toContain('https://ghe.example/api/v3/repos/acme/shop/attestations/sha256:abab');
    expect(asked[1]).toBe('https://ghe.example');
  });

  test('T29 a real API never sends to this machine', async () => {
    const asked: string[] = [];
    const apiUrl = 'https://api.example';
    const fake: typeof http = async ({ url }) => {
      asked.push(url.href);
      const body = new TextEncoder().encode(
        JSON.stringify({ attestations: [{ bundle_url: 'http://127.0.0.1:1/b' }] }),
      );
      return { status: 200, headers: new Headers(), body, host: url.host };
    };
    const candidates = await found(attestationSource({ apiUrl, token, repository: 'acme/shop', http: fake }));
    expect(notesOf(candidates)).toEqual(['CUSTODY-402']);
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['no Snappy', 200, Buffer.from('<html>'), 'CUSTODY-402'],
    ['a bomb', 200, Buffer.from('ffffffff0ff001', 'hex'), 'CUSTODY-402'],
    ['gone', 404, Buffer.from(''), 'CUSTODY-402'],
  ])('a blob that is %s', async (_, status, body, code) => {
    store(1);
    github.state.blobMode = 'url';
    interrupt('blobs', () => ({ status, body: new Uint8Array(body) }));
    expect(notesOf(await found(source()))).toEqual([code]);
  });

  test('a blob that redirects, and one that is not JSON, which is for the judge to refuse', async () => {
    store(1);
    github.state.blobMode = 'url';
    interrupt('blobs', () => ({ status: 302, headers: { location: 'https://evil.example/' } }));
    expect(notesOf(await found(source()))).toEqual(['CUSTODY-904']);
    interrupt('blobs', () => ({ status: 200, body: compress(new TextEncoder().encode('no json')) }));
    const [candidate] = await found(source());
    expect(candidate && 'bytes' in candidate && Buffer.from(candidate.bytes).toString()).toBe('no json');
  });
});

describe('several types at once', () => {
  const wanted = ['https://example.com/a/v1', 'https://example.com/b/v1'];
  const unwanted = 'https://example.com/c/v1';

  function storeTypes(...types: readonly string[]): void {
    const stored = github.state.repository('acme/shop');
    if (!stored) throw new Error('no such repository');
    for (const [index, type] of types.entries()) {
      github.state.store(stored, bundleOf(`${type} ${index}`, undefined, type));
    }
  }

  async function foundTypes(): Promise<readonly (string | undefined)[]> {
    const types: (string | undefined)[] = [];
    for await (const candidate of source().find(digest, wanted)) {
      types.push('bytes' in candidate ? peekPredicateType(candidate.bytes) : candidate.fault.code);
    }
    return types.toSorted();
  }
  const lists = () => github.requests.filter(({ path }) => path.includes('/attestations/'));

  test('are one question, and what nobody wants is left out', async () => {
    storeTypes(wanted[0] as string, unwanted, wanted[1] as string);
    expect(await foundTypes()).toEqual(wanted);
    expect(lists()).toHaveLength(1);
  });

  test('T21 are asked for one by one where one answer does not hold everything', async () => {
    storeTypes(wanted[0] as string, wanted[1] as string, ...Array.from({ length: 100 }, () => unwanted));
    expect(await foundTypes()).toEqual(wanted);
    expect(lists()).toHaveLength(3);
  });

  test('T22 a wanted bundle that cannot be read is a fault, and one that nobody wants is none', async () => {
    storeTypes(wanted[0] as string, unwanted);
    github.state.blobMode = 'url';
    let asked = 0;
    interrupt('blobs', () => (asked++ === 0 ? { status: 404, body: 'gone' } : undefined));
    // Newest first: the blob of the unwanted one is gone.
    expect(await foundTypes()).toEqual([wanted[0]]);
    interrupt('blobs', () => ({ status: 404, body: 'gone' }));
    expect(await foundTypes()).toEqual(['CUSTODY-402']);
  });

  test('T22 none of any type is none, and a repository that cannot be seen is a fault', async () => {
    expect(await foundTypes()).toEqual([]);
    const hidden = source('acme/vault', '').find(digest, wanted)[Symbol.asyncIterator]();
    expect((await faultOf(hidden.next())).code).toBe('CUSTODY-402');
  });
});
