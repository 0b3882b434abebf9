/** Lockfiles of Bun: the corpus, what our own fixture says besides, and all that is refused. */
import { describe, expect, test } from '@jest/globals';
import { limits } from '../../../src/model/limits.ts';
import { reader } from '../../../src/sbom/readers/bun-lock.ts';
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

const name = 'bun.lock';
describeCorpus(reader, 'javascript', ['bun.lock'], name);

const read = () => inventoryOf(reader, name, ownFixture('bun/v1.lock'));

test('edges: nested, in a circle, and out of a workspace', async () => {
  const found = await read();
  expect(found.root).toEqual({
    type: 'npm',
    name: 'app',
    version: '',
    dependsOn: ['node_modules/a', 'node_modules/@app/inner', 'node_modules/git'],
  });
  expect(edgesOf(found)).toEqual({
    'node_modules/@app/inner': ['node_modules/b', 'node_modules/c'],
    'node_modules/a': ['node_modules/a/node_modules/b'],
    'node_modules/b': ['node_modules/a'],
    'node_modules/c': [],
    'node_modules/git': ['node_modules/c'],
    'node_modules/tar': [],
    'node_modules/a/node_modules/b': [],
  });
});

test('names, hashes, origins, scopes and gaps', async () => {
  const found = await read();
  expect(packageOf(found, 'node_modules/a')).toEqual({
    type: 'npm',
    id: 'node_modules/a',
    location: 'node_modules/a',
    name: '@scope/a',
    version: '1.0.0',
    at: { file: name, line: 19 },
    hashes: { sha1: '00'.repeat(20) },
    dependsOn: ['node_modules/a/node_modules/b'],
  });
  expect(packageOf(found, 'node_modules/b')?.origin).toEqual({
    kind: 'registry',
    url: 'https://npm.example/b/-/b-2.0.0.tgz',
  });
  expect(packageOf(found, 'node_modules/git')).toMatchObject({
    version: '',
    scope: 'development',
    origin: { kind: 'git', commit: '0123456789012345678901234567890123456789' },
  });
  expect(packageOf(found, 'node_modules/c')?.groups).toEqual(['optional']);
  expect(packageOf(found, 'node_modules/@app/inner')?.origin).toEqual({
    kind: 'path',
    url: 'packages/inner',
  });
  expect(gapsOf(found)).toEqual([
    '4 gone is needed, and the lockfile does not hold it',
    '23 c 1.0.0 has no integrity',
    '27 tar is not pinned to a version',
    '27 tar has no integrity',
  ]);
});

describe('what is refused', () => {
  const v1 = (packages: string) => `{"lockfileVersion": 1,\n"packages": {\n${packages}\n}}`;
  const syntax = 'is not acceptable JSON: the syntax is wrong or the text is cut short';
  test.each([
    ['{}', '410 1 bun.lock cannot be read: its lockfileVersion is not 0 or 1'],
    ['{"lockfileVersion": 2}', '410 1 bun.lock cannot be read: its lockfileVersion is not 0 or 1'],
    [v1('"a": ["a@1",,]'), `410 3 bun.lock ${syntax}`],
    [v1('"a": [,]'), `410 3 bun.lock ${syntax}`],
    [v1('"a": ["a@1"],,'), `410 3 bun.lock ${syntax}`],
    [v1('// a comment'), `410 3 bun.lock ${syntax}`],
    [v1('<<<<<<< HEAD'), `410 3 bun.lock ${syntax}`],
    [v1('"a": {}'), '410 2 bun.lock cannot be read: "a" is not a list that begins with text'],
    [v1('"a": [1]'), '410 3 bun.lock cannot be read: "a" is not a list that begins with text'],
    [v1('"a": ["a"]'), '410 3 bun.lock cannot be read: "a" names no package'],
    [v1('"a/../b": ["a@1"]'), '410 3 bun.lock cannot be read: "a/../b" is not a plain name'],
    [
      v1('"a": ["a@1", "", {"dependencies": []}]'),
      '410 3 bun.lock cannot be read: "dependencies" is not an object',
    ],
    [
      v1('"a": ["a@1", "", {}, "sha1-AAAA"]'),
      '410 3 bun.lock cannot be read: the integrity of a is malformed',
    ],
    [
      v1('"a": ["a@1"],\n"a": ["a@1"],'),
      '410 4 bun.lock is not acceptable JSON: the key "a" stands twice in one object',
    ],
    [v1('"__proto__": ["a@1"]'), '410 3 bun.lock is not acceptable JSON: it has a key `__proto__`'],
  ])('%j', async (text, fault) => {
    expect(await outcome(reader, name, Buffer.from(text))).toBe(`CUSTODY-${fault}`);
  });

  test('T24 more packages than the limit', async () => {
    const packages = Array.from({ length: limits.inventoryPackages + 1 }, (_, i) => `"a${i}":["a@1"]`);
    expect(await outcome(reader, name, Buffer.from(v1(packages.join(','))))).toMatch(
      /^CUSTODY-404 - .*100000 packages$/,
    );
  });
});

describeHostile(reader, name, ownFixture('bun/v1.lock'));

describeLinear(reader, name, (count) => {
  const packages = Array.from(
    { length: count },
    (_, i) => `"a${i}": ["a${i}@1", "", {"dependencies": {"a${(i * 7) % count}": "*"}}],`,
  );
  return `{"lockfileVersion": 1,\n"packages": {\n${packages.join('\n')}\n},}`;
});
