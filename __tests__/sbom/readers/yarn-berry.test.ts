/** Lockfiles of yarn 2 and later: the corpus, what our own fixture says besides, and all that is refused. */
import { describe, expect, test } from '@jest/globals';
import { reader } from '../../../src/sbom/readers/yarn-berry.ts';
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
describeCorpus(reader, 'javascript', ['yarn.lock berry'], name);

const file = () => ownFixture('yarn/berry.lock');
const inner = 'inner@workspace:^, inner@workspace:packages/inner';
const patched = 'patched@patch:patched@npm%3A^2.0.0#optional!builtin<compat/patched>';

test('edges: into a workspace, and to what is patched', async () => {
  const found = await inventoryOf(reader, name, file());
  expect(found.root).toEqual({
    type: 'npm',
    name: 'app',
    version: '',
    dependsOn: ['@scope/a@npm:^1.0.0', 'alias@npm:@scope/real@^2.0.0'],
  });
  expect(edgesOf(found)).toEqual({
    '@scope/a@npm:^1.0.0': [inner, patched],
    'alias@npm:@scope/real@^2.0.0': [],
    [inner]: [],
    'patched@npm:^2.0.0': [],
    [patched]: [],
  });
});

test('names, versions and origins; a checksum is not a hash of what was downloaded', async () => {
  const found = await inventoryOf(reader, name, file());
  expect(packageOf(found, inner)).toMatchObject({
    version: '',
    origin: { kind: 'path', url: 'packages/inner' },
  });
  expect(packageOf(found, 'alias@npm:@scope/real@^2.0.0')).toMatchObject({
    name: '@scope/real',
    version: '2.0.0',
    origin: { kind: 'registry', url: 'https://npm.example/real/-/real-2.0.0.tgz' },
  });
  expect(found.packages.filter(({ hashes }) => hashes)).toEqual([]);
  expect(gapsOf(found)).toEqual([
    '4 its checksums are of archives that yarn makes itself, not of those that it downloads',
    '52 patched is patched: its files are not those of its archive',
    '37 gone@npm:^1.0.0 is needed, and the lockfile does not hold it',
    '22 @scope/real 2.0.0 has no integrity',
  ]);
});

test('the package.json beside it says what the root is, and what its dependencies are for', async () => {
  const manifest = ownFixture('yarn/package.json');
  const text = file()
    .toString()
    .replace(/"inner@[\s\S]*?\n\n/, '')
    .replace('    inner: "workspace:^"\n', '');
  const around = { ...alone, near: async () => manifest };
  const found = await inventoryOf(reader, name, Buffer.from(text), around);
  expect(found.root).toMatchObject({ version: '1.2.3', licence: { expression: 'MIT' } });
  expect(packageOf(found, 'alias@npm:@scope/real@^2.0.0')?.scope).toBe('development');
  expect(packageOf(found, patched)?.scope).toBeUndefined();
});

test('a lockfile of yarn 1 is for another reader', () => {
  expect(reader.recognises({ path: 'yarn.lock', bytes: ownFixture('yarn/classic.lock') })).toBe(false);
  expect(reader.recognises({ path: 'yarn.lock.txt', bytes: file() })).toBe(false);
});

describe('what is refused', () => {
  const v8 = (entry: string) => `__metadata:\n  version: 8\n${entry}\n`;
  test.each([
    [
      '__metadata:\n  version: 10\n',
      '410 1 yarn.lock cannot be read: the version of its __metadata is not 4 to 8',
    ],
    [
      v8('"a@npm:1":\n  resolution: "a"'),
      '410 3 yarn.lock cannot be read: the resolution of a@npm:1 names no package',
    ],
    [
      v8('"a@npm:1":\n  version: 1'),
      '410 3 yarn.lock cannot be read: the resolution of a@npm:1 names no package',
    ],
    [
      v8('"a@npm:1": &x {}'),
      '410 3 yarn.lock is not acceptable YAML: it has an anchor; write the value out wherever it stands',
    ],
    [v8('"a@npm:1":\n  resolution: []'), '410 4 yarn.lock cannot be read: it is not text there'],
    [
      v8('"a@npm:1":\n  resolution: "a@npm:1::__archiveUrl=%"'),
      '410 3 yarn.lock cannot be read: "%" is not encoded as it should be',
    ],
    [v8('__proto__: {}'), '410 3 yarn.lock is not acceptable YAML: it has a key `__proto__`'],
  ])('%j', async (text, fault) => {
    expect(await outcome(reader, name, Buffer.from(text))).toBe(`CUSTODY-${fault}`);
  });
});

describeHostile(reader, name, file(), 500);

describeLinear(reader, name, (count) => {
  const entries = Array.from(
    { length: count },
    (_, i) =>
      `"a${i}@npm:1":\n  version: 1\n  resolution: "a${i}@npm:1"\n  dependencies:\n    a${(i * 7) % count}: "npm:1"\n`,
  );
  return `__metadata:\n  version: 8\n\n${entries.join('\n')}`;
});
