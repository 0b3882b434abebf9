import { describe, expect, test } from '@jest/globals';
import { reader } from '../../../src/sbom/readers/npm-package.ts';
import { assertRobust } from '../../support/parser-properties.ts';
import { alone, readAs } from '../corpus.ts';

const read = (path: string, manifest: unknown) =>
  readAs(reader, path, Buffer.from(typeof manifest === 'string' ? manifest : JSON.stringify(manifest)));

test.each(['package/package.json', 'package.json'])('%s is the root', async (path) => {
  const manifest = { name: '@s/a', version: '1.0.0', license: 'MIT', dependencies: { b: '^1.0.0' } };
  expect(await read(path, manifest)).toEqual({
    root: { type: 'npm', name: '@s/a', version: '1.0.0', licence: { expression: 'MIT' } },
    packages: [],
    gaps: [],
  });
});

test.each([
  'node_modules/b',
  'node_modules/@s/b',
  'package/node_modules/b',
  'x/node_modules/c/node_modules/b',
  'node_modules/.pnpm/b@1.0.0/node_modules/b',
])('%s is a package, which owns that folder', async (location) => {
  const at = { file: `${location}/package.json` };
  expect(await read(at.file, { name: 'b', version: '1.0.0' })).toEqual({
    packages: [{ type: 'npm', name: 'b', version: '1.0.0', id: 'b@1.0.0', at, location }],
    gaps: [],
  });
});

test.each([
  'src/package.json',
  'package/dist/esm/package.json',
  'node_modules/b/test/package.json',
  'node_modules/@s/package.json',
  'node_modules/.package-lock.json',
  'node_modules/.pnpm/package.json',
  'node_modules/package.json',
  'node_modules/b/package.json.bak',
])('%s is none', (path) => {
  expect(reader.recognises({ path, bytes: Buffer.from('{}') })).toBe(false);
});

test.each([
  [{ license: 'MIT OR Apache-2.0' }, { expression: 'MIT OR Apache-2.0' }],
  [{ license: { type: 'MIT', url: 'x' } }, { expression: 'MIT' }],
  [{ licenses: [{ type: 'MIT' }, { type: 'BSD' }] }, { text: 'MIT, BSD' }],
  [{ licenses: [{ type: 'MIT' }, 5] }, { text: 'MIT' }],
  [{ licenses: [] }, undefined],
  [{ license: 5 }, undefined],
  [{}, undefined],
])('the licence of %j', async (licence, expected) => {
  const { root } = await read('package.json', { name: 'a', version: '1.0.0', ...licence });
  expect(root?.licence).toEqual(expected);
});

describe('what is missing is said', () => {
  const path = 'node_modules/b/package.json';
  test('no name', async () => {
    const gaps = [{ at: { file: path }, message: `${path} names no package` }];
    expect(await read(path, { version: '1.0.0' })).toEqual({ packages: [], gaps });
    expect(await read(path, { name: 5 })).toEqual({ packages: [], gaps });
    expect(await read('package.json', { private: true })).toEqual({ packages: [], gaps: [] });
  });

  test('no version', async () => {
    const { packages, gaps } = await read(path, { name: 'b' });
    expect(packages).toMatchObject([{ name: 'b', version: '' }]);
    expect(gaps).toEqual([{ at: { file: path }, message: 'b states no version' }]);
  });
});

test('a byte order mark is passed over', async () => {
  expect((await read('package.json', '\uFEFF{"name":"a","version":"1"}')).root?.name).toBe('a');
});

test.each(['{"name":"a","name":"b"}', '{"name":', '[]', '', '{"__proto__":1}'])(
  '%s is a fault',
  async (text) => {
    await expect(async () => read('package.json', text)).rejects.toThrow(
      expect.objectContaining({ code: 'CUSTODY-410' }),
    );
  },
);

test('T24 whatever bytes come to a package or a fault', () => {
  const sample = Buffer.from(JSON.stringify({ name: 'b', version: '1', licenses: [{ type: 'MIT' }] }));
  assertRobust([sample], (bytes) => reader.read({ path: 'package.json', bytes }, alone));
});
