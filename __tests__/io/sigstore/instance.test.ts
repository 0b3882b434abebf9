/** Opening Sigstore instances: the embedded ones, folders, and signing configurations that cannot be used. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { embeddedRoot, openInstance } from '../../../src/io/sigstore/instance.ts';
import { readTrustRoot } from '../../../src/verify/roots.ts';
import { faultOf } from '../../support/faults.ts';

const now = new Date('2026-09-01T00:00:00Z');
const service = (url: string, change: object = {}) => ({
  url,
  majorApiVersion: 1,
  validFor: { start: '2026-01-01T00:00:00Z' },
  operator: 'a.example',
  ...change,
});
const config = (change: object = {}) => ({
  mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
  caUrls: [service('https://ca.example/')],
  oidcUrls: [service('https://issuer.example')],
  rekorTlogUrls: [service('https://log.example')],
  tsaUrls: [service('https://time.example/api/v1/timestamp')],
  rekorTlogConfig: { selector: 'ANY' },
  tsaConfig: { selector: 'ANY' },
  ...change,
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'custody-instance-'));
  await writeFile(join(folder, 'trusted_root.json'), '{"opaque": true}');
});
afterEach(() => rm(folder, { recursive: true }));

async function open(value: object | string) {
  await writeFile(
    join(folder, 'signing_config.json'),
    typeof value === 'string' ? value : JSON.stringify(value),
  );
  return openInstance(folder, now);
}

describe('embedded', () => {
  test('the public-good instance, with Rekor 1 and the timestamp authority', async () => {
    const instance = await openInstance('public', now);
    expect(instance.urls).toEqual({
      fulcio: 'https://fulcio.sigstore.dev',
      timestamp: ['https://timestamp.sigstore.dev/api/v1/timestamp'],
      rekor: [{ url: 'https://rekor.sigstore.dev', majorApiVersion: 1 }],
    });
    expect(instance.issuer).toBeUndefined();
    expect(instance.trustedRootBytes).toEqual(await embeddedRoot('public'));
  });

  const fixtures = process.env['CUSTODY_FIXTURES'];
  const compared = fixtures === undefined ? test.skip : test;
  compared.each([
    ['public', 'public-good'],
    ['github', 'github'],
  ] as const)('the root of %s equals the published one', async (name, place) => {
    const path = join(fixtures ?? '', 'sigstore-conformance/trust-roots', place, 'trusted_root.json');
    const published = JSON.parse(await readFile(path, 'utf8'));
    expect(JSON.parse(Buffer.from(await embeddedRoot(name)).toString())).toEqual(published);
  });
  if (fixtures === undefined) console.warn('CUSTODY_FIXTURES is not set: embedded roots are not compared');

  test("GitHub's own, with its timestamp authority and no log", async () => {
    expect(await openInstance('github', now)).toEqual({
      name: 'github',
      trustedRootBytes: await embeddedRoot('github'),
      urls: {
        fulcio: 'https://fulcio.githubapp.com',
        timestamp: ['https://timestamp.githubapp.com/api/v1/timestamp'],
        rekor: [],
      },
    });
  });

  test('the root of GitHub asks for neither a log entry nor a certificate timestamp, and for a time', async () => {
    const root = readTrustRoot('github', await embeddedRoot('github'));
    expect(root.profile).toEqual({ scts: 0, logEntries: 0, times: 1 });
  });
});

describe('a folder', () => {
  test('gives root, services and issuer, addresses without a slash at the end', async () => {
    const instance = await open(config());
    expect(instance).toMatchObject({ name: folder, issuer: 'https://issuer.example' });
    expect(instance.urls).toEqual({
      fulcio: 'https://ca.example',
      timestamp: ['https://time.example/api/v1/timestamp'],
      rekor: [{ url: 'https://log.example', majorApiVersion: 1 }],
    });
    expect(Buffer.from(instance.trustedRootBytes).toString()).toBe('{"opaque": true}');
  });

  test('the newest valid service is taken, and ends of windows belong to them', async () => {
    const caUrls = [
      service('https://old.example', { validFor: { start: '2025-01-01T00:00:00Z' } }),
      service('https://ended.example', {
        validFor: { start: '2026-02-01T00:00:00Z', end: '2026-08-31T23:59:59Z' },
      }),
      service('https://new.example', {
        validFor: { start: '2026-03-01T00:00:00.5Z', end: '2026-09-01T00:00:00Z' },
      }),
      service('https://future.example', { validFor: { start: '2026-09-01T00:00:01Z' } }),
      service('https://v2.example', { majorApiVersion: 2, validFor: { start: '2026-04-01T00:00:00Z' } }),
    ];
    expect((await open(config({ caUrls }))).urls.fulcio).toBe('https://new.example');
  });

  test('EXACT takes so many of distinct operators', async () => {
    const tsaUrls = [
      service('https://a1.example'),
      service('https://a2.example'),
      service('https://b.example', { operator: 'b' }),
    ];
    const tsaConfig = { selector: 'EXACT', count: 2 };
    expect((await open(config({ tsaUrls, tsaConfig }))).urls.timestamp).toEqual([
      'https://a1.example',
      'https://b.example',
    ]);
    const fault = await faultOf(open(config({ tsaUrls, tsaConfig: { selector: 'EXACT', count: 3 } })));
    expect(fault.message).toContain(
      'asks for 3 of the timestamp authority by distinct operators, and 2 can be used now',
    );
  });

  test('of logs the highest version that is spoken is taken, of each operator', async () => {
    const rekorTlogUrls = [
      service('https://v1.example', { validFor: { start: '2026-06-01T00:00:00Z' } }),
      service('https://v2-2025.example', { majorApiVersion: 2, validFor: { start: '2025-06-01T00:00:00Z' } }),
      service('https://v2-2026.example/', { majorApiVersion: 2 }),
      service('https://v3.example', { majorApiVersion: 3 }),
      service('https://b.example', { operator: 'b' }),
    ];
    const [v2, b] = [
      { url: 'https://v2-2026.example', majorApiVersion: 2 },
      { url: 'https://b.example', majorApiVersion: 1 },
    ];
    expect((await open(config({ rekorTlogUrls }))).urls.rekor).toEqual([v2]);
    const rekorTlogConfig = { selector: 'EXACT', count: 2 };
    expect((await open(config({ rekorTlogUrls, rekorTlogConfig }))).urls.rekor).toEqual([v2, b]);
  });

  test('without a log it signs with timestamps alone', async () => {
    expect((await open(config({ rekorTlogUrls: undefined, rekorTlogConfig: undefined }))).urls.rekor).toEqual(
      [],
    );
  });

  const bad: [string, object | string, string][] = [
    ['no JSON', '{', 'is not acceptable JSON'],
    ['a key twice', '{"mediaType":1,"mediaType":2}', 'stands twice'],
    [
      'another media type',
      config({ mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.1+json' }),
      'its mediaType is not',
    ],
    ['an unknown key', config({ extra: 1 }), 'it has the unknown key "extra"'],
    [
      'Rekor 3 only',
      config({ rekorTlogUrls: [service('https://x.example', { majorApiVersion: 3 })] }),
      'API version 3 only, which is not built yet',
    ],
    [
      'a timestamp authority of version 2 only',
      config({ tsaUrls: [service('https://x.example', { majorApiVersion: 2 })] }),
      'API version 2 only, which is not built yet',
    ],
    ['no authority', config({ caUrls: [] }), 'it lists no certificate authority'],
    ['no issuer', config({ oidcUrls: [] }), 'it lists no OIDC issuer'],
    [
      'none valid',
      config({ caUrls: [service('https://x.example', { validFor: { start: '2027-01-01T00:00:00Z' } })] }),
      'no listed certificate authority is valid now',
    ],
    [
      'no start',
      config({ caUrls: [service('https://x.example', { validFor: {} })] }),
      'caUrls[0].validFor.start is not a time',
    ],
    [
      'no window',
      config({ caUrls: [service('https://x.example', { validFor: undefined })] }),
      'caUrls[0] has no validFor',
    ],
    [
      'no version',
      config({ tsaUrls: [service('https://x.example', { majorApiVersion: '1' })] }),
      'tsaUrls[0] has no majorApiVersion',
    ],
    ['no url', config({ tsaUrls: [service('https://x.example', { url: 7 })] }), 'tsaUrls[0] has no url'],
    [
      'an unknown key in a service',
      config({ tsaUrls: [service('https://x.example', { weight: 7 })] }),
      'tsaUrls[0] has the unknown key "weight"',
    ],
    ['no list', config({ tsaUrls: {} }), 'tsaUrls is not a list'],
    [
      'selector ALL',
      config({ tsaConfig: { selector: 'ALL' } }),
      'tsaConfig.selector is neither ANY nor EXACT',
    ],
    ['EXACT without count', config({ tsaConfig: { selector: 'EXACT' } }), 'tsaConfig needs a count'],
    ['no selector', config({ rekorTlogConfig: undefined }), 'without saying how many of them are asked'],
    [
      'no time at all',
      config({ tsaUrls: [], rekorTlogUrls: [] }),
      'neither a timestamp authority nor a Rekor v1 log',
    ],
    [
      'Rekor 2 without a timestamp authority',
      config({ tsaUrls: [], rekorTlogUrls: [service('https://x.example', { majorApiVersion: 2 })] }),
      'neither a timestamp authority nor a Rekor v1 log',
    ],
    [
      'plain http elsewhere',
      config({ caUrls: [service('http://ca.example')] }),
      'neither https nor on this machine',
    ],
    ['a query', config({ caUrls: [service('https://ca.example/?a=b')] }), 'has a query or a fragment'],
  ];
  test.each(bad)('%s: CUSTODY-307', async (_, value, message) => {
    const fault = await faultOf(open(value));
    expect(fault.code).toBe('CUSTODY-307');
    expect(fault.message).toContain(message);
  });

  test('missing files name their path', async () => {
    const config = await faultOf(openInstance(folder, now));
    expect(config).toMatchObject({
      code: 'CUSTODY-307',
      message: `${join(folder, 'signing_config.json')} cannot be read`,
    });
    const root = await faultOf(openInstance(join(folder, 'nowhere'), now));
    expect(root).toMatchObject({
      code: 'CUSTODY-405',
      message: `${join(folder, 'nowhere', 'trusted_root.json')} cannot be read`,
    });
  });
});
