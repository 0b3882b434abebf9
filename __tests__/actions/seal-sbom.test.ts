/** `seal` with SBOMs, as a process: tied three ways, the same on a re-run, and nothing signed that is not so. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { bootSandbox, type Sandbox } from '../../sandbox/index.ts';
import { digestOf } from '../../src/formats/byproducts.ts';
import { strongDigests } from '../../src/formats/peek.ts';
import type { Require } from '../../src/policy/policy.ts';
import { decided, entry, line, policy, told } from '../policy/stand.ts';
import { buildIn, custody, jsonIn, largeSbomIn } from './sbom-support.ts';

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  sandbox = await bootSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => {
  folder = buildIn();
});
afterEach(() => rmSync(folder, { recursive: true }));

const requests = () => sandbox.sigstore.requests.length;
const cdx = 'custody-sboms/app.tgz.cdx.json';

function seal(sbom: string, words: readonly string[] = [], files = 'app.tgz') {
  const place = ['--sigstore', sandbox.folder, '--store', 'files', '--sbom', sbom];
  return custody(folder, ['seal', ...place, ...words, '--', files], sandbox.job());
}

interface Statement {
  readonly predicateType: string;
  readonly subject: readonly { readonly name: string; readonly digest: Readonly<Record<string, string>> }[];
  readonly predicate: {
    readonly runDetails?: {
      readonly byproducts?: readonly { readonly digest: { readonly sha256: string } }[];
    };
  };
}

const bundles = () =>
  readdirSync(join(folder, 'custody-bundles'))
    .filter((name) => name.endsWith('.sigstore.json'))
    .map((name) =>
      jsonIn<{ readonly dsseEnvelope: { readonly payload: string } }>(folder, `custody-bundles/${name}`),
    );
const statements = () =>
  bundles().map(
    ({ dsseEnvelope }) => JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString()) as Statement,
  );
const statementOf = (type: string) => statements().find(({ predicateType }) => predicateType.includes(type));
const byproducts = () =>
  statementOf('provenance')?.predicate.runDetails?.byproducts?.map(({ digest }) => digest.sha256);
const sha256 = (path: string) =>
  createHash('sha256')
    .update(readFileSync(join(folder, path)))
    .digest('hex');

const strict = { at: line(14), formats: ['cyclonedx', 'spdx'], signers: ['release'], bound: true } as const;

/** What a policy makes of what was stored. */
function verified(sbom: Partial<NonNullable<Require['sbom']>> = {}) {
  const require: Require = {
    provenance: { at: line(12), level: 2, threshold: 1 },
    predicates: [],
    sbom: { ...strict, ...sbom },
  };
  const bytes = readFileSync(join(folder, 'app.tgz'));
  const artifact = {
    name: 'app.tgz',
    size: bytes.length,
    digests: strongDigests(bytes) as { sha256: string },
  };
  const policies = [
    policy(sandbox.sigstore, { artifacts: [entry({ match: ['app.tgz'], require })] }),
  ] as const;
  return told(decided(sandbox.sigstore, bundles(), { artifact, policies }));
}

test('auto: tied three ways, and a strict policy takes it', async () => {
  const { code, out } = await seal('auto');
  expect([code, out]).toEqual([0, expect.stringContaining('precision 1.00, recall 1.00')]);
  const attested = statementOf('cyclonedx');
  expect(attested?.subject).toEqual([{ name: 'app.tgz', digest: { sha256: sha256('app.tgz') } }]);
  expect(attested?.predicate).toEqual(jsonIn(folder, cdx));
  expect(byproducts()).toEqual([sha256(cdx)]);
  expect(verified({ precision: 1, recall: 1, fields: 0.7 })).toEqual(['provenance pass', 'sbom pass']);
});

test('both: two documents, two byproducts, and either is enough', async () => {
  expect((await seal('both')).code).toBe(0);
  expect(byproducts()).toEqual([sha256(cdx), sha256('custody-sboms/app.tgz.spdx.json')]);
  for (const format of ['cyclonedx', 'spdx'] as const) {
    expect(verified({ formats: [format], precision: 1 })).toEqual(['provenance pass', 'sbom pass']);
  }
});

test('none: no SBOM, no byproduct, and a policy that wants one refuses', async () => {
  expect((await seal('none')).code).toBe(0);
  expect([existsSync(join(folder, 'custody-sboms')), byproducts()]).toEqual([false, undefined]);
  expect(verified()).toEqual(['provenance pass', 'sbom fail CUSTODY-430']);
});

test('a re-run of the same attempt makes the same and signs nothing', async () => {
  await seal('both');
  const [before, made] = [requests(), sha256(cdx)];
  const signed = () =>
    sandbox.sigstore.requests.slice(before).filter(({ service }) => service !== 'oidc').length;
  const { code, out } = await seal('both');
  expect([code, out]).toEqual([0, expect.stringContaining('sealed already')]);
  expect([signed(), sha256(cdx), bundles().length]).toEqual([0, made, 3]);
});

test('auto leaves out what shows nothing, and what was asked for by name is made with what is known', async () => {
  writeFileSync(join(folder, 'notes.txt'), 'notes');
  expect((await seal('auto', [], 'notes.txt')).code).toBe(0);
  expect(existsSync(join(folder, 'custody-sboms'))).toBe(false);
  rmSync(join(folder, 'custody-bundles'), { recursive: true });
  const { code, out } = await seal('cyclonedx', [], 'notes.txt');
  expect([code, out]).toEqual([0, expect.stringContaining('recall 0.00, opaque 1.00')]);
});

test('an archive that cannot be read: told with `auto`, and nothing is signed where it was asked for', async () => {
  writeFileSync(join(folder, 'app.tgz'), readFileSync(join(folder, 'app.tgz')).subarray(0, 90));
  const before = requests();
  const asked = await seal('cyclonedx');
  expect([asked.code, asked.error]).toEqual([2, expect.stringContaining('CUSTODY-410')]);
  expect(existsSync(join(folder, 'custody-bundles'))).toBe(false);
  expect(sandbox.sigstore.requests.slice(before).filter(({ service }) => service === 'fulcio')).toEqual([]);
  const { code, out } = await seal('auto');
  expect([code, out]).toEqual([0, expect.stringContaining('No SBOM was made of `app.tgz`: CUSTODY-410')]);
});

describe('an SBOM that was made elsewhere', () => {
  interface Document {
    readonly metadata: {
      readonly component: { readonly hashes: readonly { readonly alg: string; readonly content: string }[] };
      readonly properties: readonly { readonly name: string; readonly value: string }[];
    };
    readonly components: readonly object[];
  }
  /** The path of one that is as it should be, but for what is changed. */
  async function given(change: (document: Document) => object = (document) => document): Promise<string> {
    await custody(folder, ['sbom', 'make', 'app.tgz']);
    mkdirSync(join(folder, 'given'), { recursive: true });
    writeFileSync(
      join(folder, 'given/sbom.json'),
      JSON.stringify(change(jsonIn<Document>(folder, cdx)), null, 2),
    );
    return 'given/sbom.json';
  }
  const hashed =
    (...hashes: readonly object[]) =>
    (document: Document) => ({
      ...document,
      metadata: { ...document.metadata, component: { ...document.metadata.component, hashes } },
    });

  test('is attested as it is and named by its canonical form, whatever its layout', async () => {
    const path = await given();
    const { code } = await seal(path);
    expect([code, byproducts()]).toEqual([0, [sha256(cdx)]]);
    expect(verified({ precision: 1, recall: 1 })).toEqual(['provenance pass', 'sbom pass']);
  });

  test('is named from the current folder, whatever the base is', async () => {
    const path = await given();
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist/app.tgz'), readFileSync(join(folder, 'app.tgz')));
    const { code, error } = await seal(path, ['--base', 'dist'], 'dist/app.tgz');
    expect([code, error]).toEqual([0, '']);
  });

  test('that states no digest is sealed with a word, and taken unbound alone', async () => {
    const { code, out } = await seal(await given(hashed()));
    expect([code, out]).toEqual([0, expect.stringContaining('does not state the digest')]);
    expect(verified()).toEqual(['provenance pass', 'sbom fail CUSTODY-528']);
    expect(verified({ bound: false })).toEqual(['provenance pass', 'sbom pass']);
  });

  async function refused(path: string, reason: string) {
    const before = requests();
    const { code, error } = await seal(path);
    expect([code, error]).toEqual([2, expect.stringContaining('CUSTODY-411')]);
    expect(error).toContain(reason);
    expect(sandbox.sigstore.requests.slice(before).filter(({ service }) => service === 'fulcio')).toEqual([]);
    expect(existsSync(join(folder, 'custody-bundles'))).toBe(false);
  }
  const wrong = (alg: string, length: number) => ({ alg, content: 'd'.repeat(length) });

  test.each([
    ['SHA-256', [wrong('SHA-256', 64)]],
    ['SHA-512 alone, which is not recorded', [wrong('SHA-512', 128)]],
    ['SHA-384 alone', [wrong('SHA-384', 96)]],
  ])('T1 of another artifact, by %s, is never signed', async (_, hashes) => {
    await refused(await given(hashed(...hashes)), 'another artifact');
  });

  test('T21 that boasts of its own truth is never signed', async () => {
    const path = await given((document) => ({
      ...document,
      components: [...document.components, { type: 'library', name: 'bogus', purl: 'pkg:npm/bogus@1.0.0' }],
    }));
    await refused(path, 'a better precision (1)');
  });

  test('T21 that leaves parts out and calls itself whole is never signed', async () => {
    await refused(
      await given((document) => ({ ...document, components: [], dependencies: [] })),
      'a better recall (1)',
    );
  });

  test('for several files is refused', async () => {
    const path = await given();
    writeFileSync(join(folder, 'other.tgz'), 'x');
    const { code, error } = await seal(path, [], '*.tgz');
    expect([code, error]).toEqual([2, expect.stringContaining('CUSTODY-411')]);
  });

  test.each([
    ['nowhere.json', 'CUSTODY-201'],
    ['app.tgz', 'CUSTODY-406'],
    ['package-lock.json', 'CUSTODY-408'],
  ])('%s is none', async (path, problem) => {
    const { code, error } = await seal(path);
    expect([code, error]).toEqual([2, expect.stringContaining(problem)]);
  });
});

describe('an SBOM too large for a bundle', () => {
  const large = () => largeSbomIn(folder);
  const referred = () => {
    const { predicate } = statementOf('reference') ?? {};
    return predicate as { readonly references?: readonly Record<string, unknown>[] } | undefined;
  };

  test('is attested by the digest and size of its file, and where it will lie', async () => {
    const path = await large();
    const location = 'https://sboms.example.com/shop/1.0.0';
    const { code, out } = await seal(path, ['--sbom-location', location]);
    expect([code, out]).toEqual([0, expect.stringContaining(`Put it at ${location}/${path}, byte for byte`)]);
    const bytes = readFileSync(join(folder, path));
    expect(referred()?.references).toEqual([
      {
        name: path,
        digest: { sha256: sha256(path) },
        downloadLocation: `${location}/${path}`,
        mediaType: 'application/vnd.cyclonedx+json',
        annotations: { size: `${bytes.length}`, predicateType: 'https://cyclonedx.org/bom' },
      },
    ]);
    // By what can be computed again from the document, whatever its layout.
    expect(byproducts()).toEqual([digestOf(JSON.parse(bytes.toString()))]);
    expect(byproducts()).not.toContain(sha256(path));
  });

  test('names no place unless one is given, and says who needs the file', async () => {
    const { code, out } = await seal(await large());
    expect([code, out]).toEqual([0, expect.stringContaining('verifiers need it by `sboms`')]);
    expect(Object.keys(referred()?.references?.[0] ?? {})).not.toContain('downloadLocation');
  });

  test.each([
    'http://sboms.example.com/',
    'https://jane:secret@sboms.example.com/',
    'https://sboms.example.com/?sig=secret',
    'https://sboms.example.com/#x',
    'https://sboms.example.com/?',
    'ftp://127.0.0.1/',
    'sboms.example.com/shop',
  ])('T27 is never signed with the place %s', async (location) => {
    const before = requests();
    const { code, error } = await seal('auto', ['--sbom-location', location]);
    expect([code, error]).toEqual([2, expect.stringContaining('CUSTODY-102')]);
    expect(error).not.toContain('secret');
    expect(requests()).toBe(before);
  });
});

test('T1 an SBOM that was attested before, of a file of the same name, does not count for this one', async () => {
  await seal('auto');
  writeFileSync(
    join(folder, 'app.tgz'),
    Buffer.concat([readFileSync(join(folder, 'app.tgz')), Buffer.alloc(1)]),
  );
  expect(verified()).toEqual(['provenance fail CUSTODY-401', 'sbom fail CUSTODY-401']);
});
