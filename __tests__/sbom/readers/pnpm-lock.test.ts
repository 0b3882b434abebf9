/** Lockfiles of pnpm: the corpus, what our own fixtures say besides, and all that is refused. */
import { describe, expect, test } from '@jest/globals';
import { limits } from '../../../src/model/limits.ts';
import { reader } from '../../../src/sbom/readers/pnpm-lock.ts';
import { describeCorpus } from '../corpus.ts';
import {
  describeHostile,
  describeLinear,
  edgesOf,
  gapsOf,
  inventoryOf,
  outcome,
  ownFixture,
  packageOf,
} from './hostile.ts';

const name = 'pnpm-lock.yaml';
const formats = ['v?', 'v5.3', 'v5.4', 'v6.0', 'v9.0'].map((version) => `pnpm-lock.yaml ${version}`);
describeCorpus(reader, 'javascript', formats, name);

const git = 'git@https://codeload.github.com/o/git/tar.gz/0123456789012345678901234567890123456789';

describe('version 9', () => {
  const read = () => inventoryOf(reader, name, ownFixture('pnpm/v9.yaml'));

  test('edges, in a circle too, and what all projects of the workspace need', async () => {
    const found = await read();
    expect(found.root?.dependsOn).toEqual([
      'a@1.0.0(peer@2.0.0(deep@1.0.0))',
      '@scope/real@3.0.0',
      'optional@1.0.0',
      git,
    ]);
    expect(edgesOf(found)).toEqual({
      '@scope/real@3.0.0': [],
      'a@1.0.0(peer@2.0.0(deep@1.0.0))': ['peer@2.0.0(deep@1.0.0)'],
      'deep@1.0.0': [],
      [git]: ['deep@1.0.0'],
      'optional@1.0.0': [],
      'peer@2.0.0(deep@1.0.0)': ['a@1.0.0(peer@2.0.0(deep@1.0.0))', 'deep@1.0.0'],
    });
  });

  test('a package with all that the file says of it', async () => {
    expect(packageOf(await read(), 'a@1.0.0(peer@2.0.0(deep@1.0.0))')).toEqual({
      type: 'npm',
      id: 'a@1.0.0(peer@2.0.0(deep@1.0.0))',
      name: 'a',
      version: '1.0.0',
      at: { file: name, line: 38 },
      hashes: { sha1: '00'.repeat(20) },
      dependsOn: ['peer@2.0.0(deep@1.0.0)'],
    });
  });

  test('scopes follow from the edges', async () => {
    const { packages } = await read();
    expect(packages.map(({ name: one, scope, groups }) => [one, scope, groups])).toEqual([
      ['@scope/real', undefined, undefined],
      ['a', undefined, undefined],
      ['deep', undefined, undefined],
      ['git', 'development', ['dev']],
      ['optional', 'optional', ['optional']],
      ['peer', undefined, undefined],
    ]);
  });

  test('origins without credentials, and what is not pinned', async () => {
    const found = await read();
    expect(packageOf(found, git)).toMatchObject({
      name: 'git',
      version: '0.1.0',
      origin: { kind: 'archive', commit: '0123456789012345678901234567890123456789' },
    });
    expect(packageOf(found, 'deep@1.0.0')?.origin).toEqual({
      kind: 'registry',
      url: 'https://npm.example/deep/-/deep-1.0.0.tgz',
    });
    expect(gapsOf(found)).toEqual([
      '29 gone 1.0.0 is needed, and the lockfile does not hold it',
      '44 deep 1.0.0 has no integrity',
      '54 peer 2.0.0 is not pinned to a full commit',
    ]);
  });
});

test('version 6 says itself what a package is for', async () => {
  const found = await inventoryOf(reader, name, ownFixture('pnpm/v6.yaml'));
  expect(edgesOf(found)).toEqual({
    '/@scope/c@1.0.0': [],
    '/a@1.0.0': [],
    '/b@1.0.0(a@1.0.0)': ['/a@1.0.0', '/@scope/c@1.0.0'],
  });
  expect(found.root?.dependsOn).toEqual(['/a@1.0.0', '/b@1.0.0(a@1.0.0)']);
  expect(found.packages.map(({ scope, groups }) => [scope, groups])).toEqual([
    ['development', ['dev', 'optional']],
    [undefined, undefined],
    ['development', ['dev']],
  ]);
  expect(gapsOf(found)).toEqual(['24 b 1.0.0 has no integrity']);
});

describe('what is refused', () => {
  const v9 = (packages: string) => `lockfileVersion: '9.0'\npackages:\n${packages}`;
  test.each([
    ['lockfileVersion: 7.0\n', '410 1 pnpm-lock.yaml cannot be read: its lockfileVersion is not 5, 6 or 9'],
    ['a: 1\n', '410 1 pnpm-lock.yaml cannot be read: its lockfileVersion is not 5, 6 or 9'],
    ['- a\n', '410 1 pnpm-lock.yaml cannot be read: it has no keys there'],
    [
      '\ufefflockfileVersion: 9.0\n',
      '410 1 pnpm-lock.yaml is not acceptable YAML: it holds the character U+FEFF, which cannot be seen',
    ],
    [
      v9('  a@1: &x {}'),
      '410 3 pnpm-lock.yaml is not acceptable YAML: it has an anchor; write the value out wherever it stands',
    ],
    [v9('  a@1: *x'), '410 3 pnpm-lock.yaml is not acceptable YAML: it has an alias; write the value out'],
    [
      v9('  a@1: !!map {}'),
      '410 3 pnpm-lock.yaml is not acceptable YAML: it has a tag; values mean what YAML 1.2 says of them',
    ],
    [
      v9('  a@1: {}\n  a@1: {}'),
      '410 4 pnpm-lock.yaml is not acceptable YAML: the key "a@1" stands twice, first in line 3',
    ],
    [v9('  __proto__: {}'), '410 3 pnpm-lock.yaml is not acceptable YAML: it has a key `__proto__`'],
    [v9('  a: {}'), '410 3 pnpm-lock.yaml cannot be read: "a" names no package'],
    [v9('  a@1: 5'), '410 3 pnpm-lock.yaml cannot be read: it has no keys there'],
    [v9('  a@1:\n    version: []'), '410 4 pnpm-lock.yaml cannot be read: it is not text there'],
    [
      v9('  a@1:\n    resolution: {integrity: sha1-AAAA}'),
      '410 3 pnpm-lock.yaml cannot be read: the integrity of a is malformed',
    ],
    [v9('snapshots:\n  a@1: {}'), '410 4 pnpm-lock.yaml cannot be read: a@1 is not among its packages'],
    [
      'lockfileVersion: 5.4\npackages:\n  /a/1:\n    dev: 1\n',
      '410 4 pnpm-lock.yaml cannot be read: "dev" is neither true nor false',
    ],
    [
      v9(`  a@1: ${'['.repeat(129)}${']'.repeat(129)}`),
      '404 3 pnpm-lock.yaml is not acceptable YAML: it is nested deeper than 128 levels',
    ],
  ])('%j', async (text, fault) => {
    expect(await outcome(reader, name, Buffer.from(text))).toBe(`CUSTODY-${fault}`);
  });

  test('conflict marks', async () => {
    const text = v9('  a@1:\n<<<<<<< HEAD\n    version: 1\n=======\n    version: 2\n>>>>>>> other\n');
    expect(await outcome(reader, name, Buffer.from(text))).toMatch(/^CUSTODY-410 [45] /);
  });

  test('bytes that are not UTF-8, and too many of them', async () => {
    expect(await outcome(reader, name, Uint8Array.of(0xff))).toMatch(/^CUSTODY-410 1 .*it is not UTF-8$/);
    expect(await outcome(reader, name, new Uint8Array(limits.yamlInventoryBytes + 1))).toMatch(
      /^CUSTODY-404 1 /,
    );
  });
});

describeHostile(reader, name, ownFixture('pnpm/v9.yaml'), 500);

describeLinear(reader, name, (count) => {
  const keys = Array.from({ length: count }, (_, i) => i);
  const packages = keys.map((i) => `  a${i}@1: {}\n`).join('');
  const snapshots = keys
    .map((i) => `  a${i}@1: {dependencies: {a${(i * 7) % count}: '1', b: '1'}}\n`)
    .join('');
  return `lockfileVersion: '9.0'\npackages:\n${packages}snapshots:\n${snapshots}`;
});
