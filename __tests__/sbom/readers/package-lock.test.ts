/** Lockfiles of npm: the corpus, what our own fixtures say besides, and all that is refused. */
import { describe, expect, test } from '@jest/globals';
import type { Package } from '../../../src/model/inventory.ts';
import { limits } from '../../../src/model/limits.ts';
import { reader } from '../../../src/sbom/readers/package-lock.ts';
import { describeCorpus } from '../corpus.ts';
import { describeHostile, describeLinear, inventoryOf, outcome, ownFixture } from './hostile.ts';

const name = 'package-lock.json';
const formats = [1, 2, 3].map((version) => `package-lock.json v${version}`);
describeCorpus(reader, 'javascript', formats, name);
describeCorpus(reader, 'javascript', ['npm-shrinkwrap.json'], 'npm-shrinkwrap.json');

const zeros = (bytes: number) => '00'.repeat(bytes);

const inventory = (bytes: Uint8Array) => inventoryOf(reader, name, bytes);

const byId = (packages: readonly Package[], id: string) => packages.find((one) => one.id === id);

describe('version 3', () => {
  const read = () => inventory(ownFixture('npm/v3.json'));

  test('the root, with what it depends on: behind an alias and a link, and not what is left out', async () => {
    const { root } = await read();
    expect(root).toEqual({
      type: 'npm',
      name: 'app',
      version: '1.0.0',
      licence: { expression: 'Apache-2.0' },
      dependsOn: ['node_modules/a', 'node_modules/short', 'node_modules/b'],
    });
  });

  test('a package with all that the file says of it', async () => {
    const { packages } = await read();
    expect(byId(packages, 'node_modules/a')).toEqual({
      type: 'npm',
      id: 'node_modules/a',
      name: 'a',
      version: '1.2.3',
      at: { file: name, line: 17 },
      hashes: { sha1: zeros(20), sha256: zeros(32) },
      licence: { expression: 'MIT OR Apache-2.0' },
      location: 'node_modules/a',
      dependsOn: ['node_modules/a/node_modules/c', 'node_modules/a/node_modules/bundled', 'node_modules/b'],
    });
  });

  test('a nested package finds what is around it, in a circle too', async () => {
    const { packages } = await read();
    expect(byId(packages, 'node_modules/a/node_modules/c')?.dependsOn).toEqual(['node_modules/a']);
    expect(byId(packages, 'node_modules/b')?.dependsOn).toEqual(['node_modules/c']);
    expect(byId(packages, 'tools/inner')?.dependsOn).toEqual(['node_modules/c']);
  });

  test('where packages were taken from, without credentials', async () => {
    const { packages } = await read();
    const origins = Object.fromEntries(packages.flatMap(({ id, origin }) => (origin ? [[id, origin]] : [])));
    expect(origins).toEqual({
      'node_modules/a/node_modules/c': { kind: 'registry', url: 'https://npm.example/c/-/c-1.0.0.tgz' },
      'node_modules/b': {
        kind: 'git',
        url: 'git+ssh://git@github.com/o/b.git',
        commit: '0123456789012345678901234567890123456789',
      },
      'node_modules/short': { kind: 'archive', url: 'https://example.com/long.tgz' },
      'tools/inner': { kind: 'path', url: 'tools/inner' },
    });
  });

  test('names, scopes and licences', async () => {
    const { packages } = await read();
    expect(byId(packages, 'node_modules/short')).toMatchObject({
      name: '@scope/long',
      scope: 'optional',
      groups: ['dev', 'optional', 'peer'],
    });
    expect(byId(packages, 'node_modules/b')).toMatchObject({
      scope: 'development',
      groups: ['dev'],
      licence: { expression: 'BSD-3-Clause' },
    });
    expect(byId(packages, 'node_modules/c')).toMatchObject({
      scope: 'development',
      groups: ['dev', 'optional'],
    });
    expect(byId(packages, 'node_modules/a/node_modules/bundled')?.licence).toEqual({
      text: 'SEE LICENSE IN LICENSE',
    });
  });

  test('what it does not hold or pin, with the line', async () => {
    const { gaps } = await read();
    expect(gaps.map(({ at, message }) => `${at.line} ${message}`)).toEqual([
      '7 app needs gone, which the lockfile does not hold',
      '45 c 2.0.0 has no integrity',
    ]);
  });
});

describe('version 1', () => {
  test('packages within packages, with the edges that it states and the gaps that it leaves', async () => {
    const { root, packages, gaps } = await inventory(ownFixture('npm/v1.json'));
    expect(root).toEqual({ type: 'npm', name: 'old', version: '0.1.0' });
    expect(packages.map(({ id, version, at, dependsOn }) => [id, version, at.line, dependsOn])).toEqual([
      ['node_modules/a', '1.0.0', 7, ['node_modules/a/node_modules/b', 'node_modules/c']],
      ['node_modules/a/node_modules/b', '1.0.0', 13, ['node_modules/c']],
      ['node_modules/b', '', 16, []],
      ['node_modules/c', '', 17, []],
    ]);
    expect(byId(packages, 'node_modules/b')?.origin).toEqual({
      kind: 'archive',
      url: 'https://example.com/b.tgz',
    });
    expect(gaps.map(({ at, message }) => `${at.line} ${message}`)).toEqual([
      '16 b is not pinned to a version',
      '17 c is not pinned to a full commit',
    ]);
  });
});

describe('what is refused', () => {
  const v3 = (packages: string) => `{"lockfileVersion": 3,\n"packages": {\n${packages}\n}}`;
  const syntax = 'is not acceptable JSON: the syntax is wrong or the text is cut short';
  test.each([
    ['', '410 - package-lock.json is not acceptable JSON: it is empty'],
    ['null', '410 1 package-lock.json cannot be read: it is not a JSON object'],
    ['\ufeff{"lockfileVersion": 3}', `410 1 package-lock.json ${syntax}`],
    ['{\n"lockfileVersion": 3,\n"packages": {', `410 3 package-lock.json ${syntax}`],
    ['{\n<<<<<<< HEAD\n"lockfileVersion": 3}', `410 2 package-lock.json ${syntax}`],
    [
      '{"lockfileVersion": 4}',
      '410 1 package-lock.json cannot be read: its lockfileVersion is not 1, 2 or 3',
    ],
    ['{"packages": {}}', '410 1 package-lock.json cannot be read: its lockfileVersion is not 1, 2 or 3'],
    [v3('"a": 1'), '410 2 package-lock.json cannot be read: "a" is not an object'],
    [v3('"a": {"version": 1}'), '410 3 package-lock.json cannot be read: "version" is not text'],
    [v3('"a": {"name": {}}'), '410 3 package-lock.json cannot be read: "name" is not text'],
    [v3('"a": {"name": ""}'), '410 3 package-lock.json cannot be read: a package has no name'],
    [v3('"a": {"dev": 1}'), '410 3 package-lock.json cannot be read: "dev" is neither true nor false'],
    [
      v3('"a": {"dependencies": []}'),
      '410 3 package-lock.json cannot be read: "dependencies" is not an object',
    ],
    [
      v3('"a": {"integrity": "sha1-AAAA"}'),
      '410 3 package-lock.json cannot be read: the integrity of a is malformed',
    ],
    [v3('"a": {"link": true}'), '410 3 package-lock.json cannot be read: the link a leads nowhere'],
    [
      v3('"node_modules/../a": {}'),
      '410 3 package-lock.json cannot be read: "node_modules/../a" is not a plain path',
    ],
    [
      v3('"a": {},\n"a": {}'),
      '410 4 package-lock.json is not acceptable JSON: the key "a" stands twice in one object',
    ],
    [v3('"__proto__": {}'), '410 3 package-lock.json is not acceptable JSON: it has a key `__proto__`'],
    [
      `{"a": ${'['.repeat(128)}${']'.repeat(128)}}`,
      '404 1 package-lock.json is not acceptable JSON: it is nested deeper than 128 levels',
    ],
  ])('%j', async (text, fault) => {
    expect(await outcome(reader, name, Buffer.from(text))).toBe(`CUSTODY-${fault}`);
  });

  test('bytes that are not UTF-8', async () => {
    expect(await outcome(reader, name, Uint8Array.of(0x7b, 0xff, 0x7d))).toBe(
      'CUSTODY-410 - package-lock.json is not acceptable JSON: it is not UTF-8',
    );
  });

  test('T24 more packages than the limit', async () => {
    const packages = Array.from(
      { length: limits.inventoryPackages + 1 },
      (_, i) => `"node_modules/a${i}":{}`,
    );
    expect(await outcome(reader, name, Buffer.from(v3(packages.join(','))))).toBe(
      'CUSTODY-404 - package-lock.json has more than 100000 packages',
    );
  });

  test('T24 folders within folders, each of which may hold what a package means', async () => {
    const nested = Array.from({ length: 65 }, (_, i) => `"${'node_modules/a/'.repeat(i)}node_modules/a":{}`);
    expect(await outcome(reader, name, Buffer.from(v3(nested.join(',\n'))))).toBe(
      'CUSTODY-404 66 package-lock.json has more than 64 folders node_modules within each other',
    );
  });
});

test('T26 a name that is that of a prototype is a name', async () => {
  const text =
    '{"lockfileVersion":3,"packages":{"node_modules/constructor":{"dependencies":{"toString":"*"}}}}';
  const { packages, gaps } = await inventory(Buffer.from(text));
  expect(packages.map((one) => [one.name, one.dependsOn])).toEqual([['constructor', []]]);
  expect(gaps).toHaveLength(3);
});

describeHostile(reader, name, ownFixture('npm/v3.json'));

describeLinear(reader, name, (count) => {
  const packages = Array.from(
    { length: count },
    (_, i) => `"node_modules/a${i}":{"version":"1","dependencies":{"a${(i * 7) % count}":"*","b${i}":"*"}}`,
  );
  return `{"lockfileVersion":3,"packages":{${packages.join(',\n')}}}`;
});
