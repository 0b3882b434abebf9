/** The sandbox's GitHub: pages of attestations, and bundles that lie in a blob store. */
import { createRequire } from 'node:module';
import { getOctokit } from '@actions/github';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SandboxGitHub } from '../../sandbox/github/index.ts';
import { pageOf } from '../../sandbox/github/page.ts';
import { snappyBlock } from '../../sandbox/github/snappy.ts';
import { runs } from '../support/runs.ts';
import { ask, bootWithRepositories, bundleOf, PUBLIC, READER, sha256, WRITER } from './github-support.ts';

/** The decoder is CommonJS and carries no types. */
const { uncompress } = createRequire(import.meta.url)('snappyjs') as {
  uncompress: (block: Uint8Array, limit: number) => Uint8Array;
};

const DIGEST = sha256('artifact');
const LIST = `/repos/acme/shop/attestations/sha256:${DIGEST}`;
type Entry = { readonly bundle?: object; readonly bundle_url: string };

let github: SandboxGitHub;
beforeEach(async () => {
  github = await bootWithRepositories();
});
afterEach(() => github.close());

describe('65 attestations of one digest', () => {
  beforeEach(() => {
    for (let index = 0; index < 65; index += 1) {
      github.state.store(PUBLIC, bundleOf([DIGEST], `https://example.com/predicate/${index}`));
    }
  });

  const typeOf = (entry: Entry): string => {
    const bundle = entry.bundle as { dsseEnvelope: { payload: string } };
    return JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString()).predicateType as string;
  };
  const expected = Array.from({ length: 65 }, (_, index) => `https://example.com/predicate/${64 - index}`);

  test.each(['numeric', 'asked'] as const)(
    'come in pages of 30, by links with the %s path',
    async (linkPath) => {
      github.state.linkPath = linkPath;
      const sizes: number[] = [];
      const types: string[] = [];
      let next: string | undefined = LIST;
      while (next !== undefined) {
        const { json, headers } = await ask(github, next);
        const page = json['attestations'] as Entry[];
        sizes.push(page.length);
        types.push(...page.map(typeOf));
        next = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
      }
      expect(sizes).toEqual([30, 30, 5]);
      expect(types).toEqual(expected);
      expect(github.violations).toEqual([]);
      const second = github.requests[1]?.path ?? '';
      expect(second.startsWith(linkPath === 'numeric' ? '/repositories/101/attestations/' : LIST)).toBe(true);
    },
  );

  test('come in full through the pagination of octokit', async () => {
    const octokit = getOctokit(READER, { baseUrl: github.apiUrl });
    const pages = await octokit.paginate(octokit.rest.repos.listAttestations, {
      owner: 'acme',
      repo: 'shop',
      subject_digest: `sha256:${DIGEST}`,
      per_page: 20,
    });
    const entries = (pages as unknown as { attestations: Entry[] }[]).flatMap((page) => page.attestations);
    expect(entries.map(typeOf)).toEqual(expected);
    expect(github.requests.map((request) => request.query['per_page'])).toEqual(['20', '20', '20', '20']);
    expect(github.violations).toEqual([]);
  });

  test('keep the query of the first request in the links, and lead back by prev', async () => {
    for (let index = 0; index < 3; index += 1) github.state.store(PUBLIC, bundleOf([DIGEST]));
    const head = await ask(github, `${LIST}?per_page=2&predicate_type=provenance`);
    const next = /<([^>]+)>; rel="next"/.exec(head.headers.get('link') ?? '')?.[1] ?? '';
    const tail = await ask(github, next);
    expect(tail.json['attestations']).toHaveLength(1);
    expect(tail.headers.get('link')).not.toContain('rel="next"');
    const previous = /<([^>]+)>; rel="prev"/.exec(tail.headers.get('link') ?? '')?.[1] ?? '';
    expect(new URL(previous).searchParams.get('predicate_type')).toBe('provenance');
    expect((await ask(github, previous)).json).toEqual(head.json);
  });

  test('are never more than 100 a page', async () => {
    for (let index = 0; index < 40; index += 1) github.state.store(PUBLIC, bundleOf([DIGEST]));
    const { json } = await ask(github, `${LIST}?per_page=500`);
    expect(json['attestations']).toHaveLength(100);
  });
});

test('pages of any size cover a list once and in order', () => {
  fc.assert(
    fc.property(fc.nat(120), fc.integer({ min: -3, max: 130 }), (count, size) => {
      const items = Array.from({ length: count }, (_, index) => ({ id: count - index }));
      const seen: number[] = [];
      const query = new URLSearchParams({ per_page: String(size) });
      for (let rounds = 0; rounds <= count; rounds += 1) {
        const page = pageOf(items, query);
        seen.push(...page.items.map((item) => item.id));
        if (page.next === undefined) break;
        query.set('after', page.next);
      }
      expect(seen).toEqual(items.map((item) => item.id));
    }),
    { numRuns: runs() },
  );
});

test('an unknown cursor leads to an empty page, never to the first one again', () => {
  const page = pageOf([{ id: 2 }, { id: 1 }], new URLSearchParams({ after: 'nonsense' }));
  expect(page.items).toEqual([]);
});

describe('bundles in the blob store', () => {
  const bundle = bundleOf([DIGEST], 'https://example.com/large', 'repeated text '.repeat(9000));

  beforeEach(() => {
    github.state.store(PUBLIC, bundle);
  });

  const entry = async (headers: Record<string, string> = {}): Promise<Entry> => {
    const { json } = await ask(github, LIST, { token: READER, headers });
    const [first] = json['attestations'] as Entry[];
    if (first === undefined) throw new Error('no attestation');
    return first;
  };
  const decoded = async (url: string): Promise<unknown> => {
    const response = await fetch(url);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-snappy']);
    const block = Buffer.from(await response.arrayBuffer());
    expect(block.length).toBeLessThan(JSON.stringify(bundle).length);
    return JSON.parse(uncompress(block, 1 << 24).toString());
  };

  test('mode url: a signed address on another port and no bundle', async () => {
    github.state.blobMode = 'url';
    const { bundle: inline, bundle_url } = await entry();
    expect(inline).toBeUndefined();
    expect(new URL(bundle_url).origin).toBe(github.blobUrl);
    expect(new URL(bundle_url).origin).not.toBe(github.apiUrl);
    expect(await decoded(bundle_url)).toEqual(bundle);
    expect(new URL((await entry()).bundle_url).pathname).toBe(new URL(bundle_url).pathname);
    expect(github.violations).toEqual([]);
    expect(github.requests.filter((request) => request.service === 'blobs')).toMatchObject([
      { authorization: false, status: 200 },
    ]);
  });

  test('mode both, and version 2026-03-10 of the API, which drops the bundle', async () => {
    github.state.blobMode = 'both';
    const both = await entry();
    expect(both.bundle).toEqual(bundle);
    expect(await decoded(both.bundle_url)).toEqual(bundle);
    github.state.blobMode = 'inline';
    expect(await entry({ 'x-github-api-version': '2022-11-28' })).toMatchObject({ bundle, bundle_url: '' });
    const newest = await entry({ 'x-github-api-version': '2026-03-10' });
    expect(newest.bundle).toBeUndefined();
    expect(await decoded(newest.bundle_url)).toEqual(bundle);
  });

  test('credentials that reach the blob store are a violation that does not repeat them', async () => {
    github.state.blobMode = 'url';
    const { bundle_url } = await entry();
    await (await fetch(bundle_url, { headers: { authorization: `Bearer ${WRITER}` } })).arrayBuffer();
    expect(github.violations).toEqual([
      expect.stringContaining('an Authorization header was sent to the blob store'),
    ]);
    expect(JSON.stringify([github.violations, github.requests])).not.toContain(WRITER);
  });

  test.each([
    ['without its query', (url: URL) => url.origin + url.pathname],
    ['with the query of another blob', (url: URL) => `${url.origin}/attestations/2.json.sn${url.search}`],
  ])('a blob asked for %s is refused', async (_name, spoil) => {
    github.state.blobMode = 'url';
    const response = await fetch(spoil(new URL((await entry()).bundle_url)));
    expect(response.status).toBe(403);
    expect(github.violations).toEqual([expect.stringContaining('without its signed query')]);
  });

  test('an interruption answers in place of the store', async () => {
    github.state.blobMode = 'url';
    const { bundle_url } = await entry();
    github.state.interrupt = ({ service }) => (service === 'blobs' ? { status: 503, body: '' } : undefined);
    expect((await fetch(bundle_url)).status).toBe(503);
  });

  test('the JSON that comes back has the value that was stored, in other bytes', async () => {
    const { bundle: inline } = await entry();
    expect(inline).toEqual(bundle);
    expect(JSON.stringify(inline)).not.toBe(JSON.stringify(bundle));
  });
});

describe('a snappy block', () => {
  test('is read back by the decoder in use, whatever was in it', () => {
    const run = fc.tuple(fc.uint8Array({ maxLength: 12 }), fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(fc.array(run, { maxLength: 12 }), (runs) => {
        const input = Buffer.concat(
          runs.flatMap(([part, times]) => Array.from({ length: times }, () => part)),
        );
        expect(Buffer.from(uncompress(Buffer.from(snappyBlock(input)), 1 << 24)).equals(input)).toBe(true);
      }),
      { numRuns: runs() },
    );
  });

  test.each([0, 1, 59, 60, 61, 255, 256, 257, 65_535, 65_536, 65_537, 200_000])('of %d bytes', (length) => {
    let seed = 1;
    const input = Buffer.from(
      Array.from({ length }, () => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        return seed >> 16;
      }),
    );
    expect(Buffer.from(uncompress(Buffer.from(snappyBlock(input)), 1 << 24)).equals(input)).toBe(true);
  });

  test('is smaller than what repeats', () => {
    expect(snappyBlock(Buffer.from('abcdefgh'.repeat(1000))).length).toBeLessThan(500);
  });
});
