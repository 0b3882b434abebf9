/** Lockfiles of yarn 1: the corpus, what our own fixture says besides, and all that is refused. */
import { describe, expect, test } from '@jest/globals';
import type { Surroundings } from '../../../src/model/inventory.ts';
import { limits } from '../../../src/model/limits.ts';
import { reader } from '../../../src/sbom/readers/yarn-classic.ts';
import { alone, describeCorpus } from '../corpus.ts';
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

const name = 'yarn.lock';
describeCorpus(reader, 'javascript', ['yarn.lock classic'], name);

const file = () => ownFixture('yarn/classic.lock');

/** A package.json beside it. */
const beside = (manifest: Uint8Array): Surroundings => ({
  ...alone,
  near: async (path) => (path === 'package.json' ? manifest : undefined),
});

test('edges, in a circle too, hashes, origins and gaps', async () => {
  const found = await inventoryOf(reader, name, file());
  expect(found.root).toBeUndefined();
  expect(edgesOf(found)).toEqual({
    '@scope/a@^1.0.0': ['b@^1.0.0'],
    'alias@npm:@scope/real@^2.0.0': [],
    'b@^1.0.0': ['@scope/a@^1.0.0'],
    'local@file:./local': [],
  });
  expect(packageOf(found, '@scope/a@^1.0.0')?.hashes).toEqual({ sha1: '00'.repeat(20) });
  expect(packageOf(found, 'alias@npm:@scope/real@^2.0.0')).toEqual({
    type: 'npm',
    id: 'alias@npm:@scope/real@^2.0.0',
    name: '@scope/real',
    version: '2.0.0',
    at: { file: name, line: 14 },
    hashes: { sha1: '00'.repeat(20), sha512: '00'.repeat(64) },
    origin: { kind: 'registry', url: 'https://npm.example/@scope/real/-/real-2.0.0.tgz' },
    dependsOn: [],
  });
  expect(packageOf(found, 'local@file:./local')?.origin).toEqual({ kind: 'path', url: './local' });
  expect(gapsOf(found)).toEqual([
    '5 gone@^1.0.0 is needed, and the lockfile does not hold it',
    '19 b 1.0.0 has no integrity',
  ]);
});

test('the package.json beside it says what the root needs, and what for', async () => {
  const found = await inventoryOf(reader, name, file(), beside(ownFixture('yarn/package.json')));
  expect(found.root).toEqual({
    type: 'npm',
    name: 'app',
    version: '1.2.3',
    licence: { expression: 'MIT' },
    dependsOn: ['@scope/a@^1.0.0', 'alias@npm:@scope/real@^2.0.0'],
  });
  expect(found.packages.map(({ scope }) => scope)).toEqual([undefined, 'development', undefined, undefined]);
});

test('of a workspace nothing says what a package is for', async () => {
  const manifest = JSON.parse(ownFixture('yarn/package.json').toString()) as object;
  const shared = Buffer.from(JSON.stringify({ ...manifest, workspaces: ['a'] }));
  const { packages } = await inventoryOf(reader, name, file(), beside(shared));
  expect(packages.filter(({ scope }) => scope)).toEqual([]);
});

test('a lockfile of a later yarn is for another reader', () => {
  expect(reader.recognises({ path: 'yarn.lock', bytes: ownFixture('yarn/berry.lock') })).toBe(false);
  expect(reader.recognises({ path: 'a/yarn.lock', bytes: file() })).toBe(true);
});

describe('what is refused', () => {
  const form = 'the line is not of the form that yarn writes';
  const indented = 'the line is not indented as it should be';
  test.each([
    ['# yarn lockfile v2\n', '410 1 yarn.lock cannot be read: it is not of version 1'],
    ['\ufeffa@1:\n', `410 1 yarn.lock cannot be read: ${form}`],
    ['a@1:\n  version "1"\n  version "1"\n', '410 3 yarn.lock cannot be read: "version" stands twice'],
    ['a@1:\n  version "1"\na@1:\n', '410 3 yarn.lock cannot be read: a@1 stands twice'],
    ['<<<<<<< HEAD\n', '410 1 yarn.lock cannot be read: the line is no head of an entry'],
    ['a@1:\n=======\n', '410 2 yarn.lock cannot be read: the line is no head of an entry'],
    ['a@1:\n\tversion "1"\n', `410 2 yarn.lock cannot be read: ${form}`],
    ['a@1:\n   version "1"\n', `410 2 yarn.lock cannot be read: ${indented}`],
    ['  version "1"\n', `410 1 yarn.lock cannot be read: ${indented}`],
    ['a@1:\n    b "1"\n', `410 2 yarn.lock cannot be read: ${indented}`],
    ['a@1:\n  version "1', `410 2 yarn.lock cannot be read: ${form}`],
    ['a@1:\n  version "\\q"\n', '410 2 yarn.lock cannot be read: a text in quotation marks is not one'],
    ['a@1:\n  version\n', '410 2 yarn.lock cannot be read: the line is not a name and a value'],
    ['a@1:\n  version 1 2\n', '410 2 yarn.lock cannot be read: the line is not a name and a value'],
    ['"":\n', '410 1 yarn.lock cannot be read: a package has no name'],
    ['a@1:\n  integrity sha1-AAAA\n', '410 1 yarn.lock cannot be read: the integrity of a is malformed'],
  ])('%j', async (text, fault) => {
    expect(await outcome(reader, name, Buffer.from(text))).toBe(`CUSTODY-${fault}`);
  });

  test('bytes that are not UTF-8', async () => {
    expect(await outcome(reader, name, Uint8Array.of(0xff))).toBe(
      'CUSTODY-410 - yarn.lock cannot be read: it is not UTF-8',
    );
  });

  test('T24 more packages than the limit', async () => {
    const text = Array.from({ length: limits.inventoryPackages + 1 }, (_, i) => `a${i}@1:\n`).join('');
    expect(await outcome(reader, name, Buffer.from(text))).toMatch(/^CUSTODY-404 - .*100000 packages$/);
  });
});

test('T26 a name that is that of a prototype is a name', async () => {
  const { packages } = await inventoryOf(
    reader,
    name,
    Buffer.from('__proto__@1:\n  version "1"\n  __proto__ "1"\n'),
  );
  expect(packages.map((one) => one.name)).toEqual(['__proto__']);
});

describeHostile(reader, name, file());

describeLinear(reader, name, (count) =>
  Array.from(
    { length: count },
    (_, i) => `a${i}@1:\n  version "1"\n  dependencies:\n    a${(i * 7) % count} "1"\n`,
  ).join('\n'),
);
