import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { Reader } from '../../../src/model/inventory.ts';
import { reader as tar } from '../../../src/sbom/readers/archive-tar.ts';
import { reader as zip } from '../../../src/sbom/readers/archive-zip.ts';
import { tarOf } from '../../support/tar-file.ts';
import { call, describeWithTool, inFolder } from '../../support/tools.ts';
import { zipOf } from '../../support/zip-file.ts';
import { readAs } from '../corpus.ts';

async function filesOf(
  reader: Reader,
  name: string,
  bytes: Uint8Array,
): Promise<readonly (readonly [string, string])[]> {
  const { files = [] } = await readAs(reader, name, bytes);
  return [...files].map((file) => [file.path, Buffer.from(file.bytes).toString()] as const);
}

const archive = tarOf(
  { name: 'd/', type: '5' },
  { name: 'd/a', content: 'hello' },
  { name: 'd/l', type: '2', link: 'a' },
);
const hello = [['d/a', 'hello']];

test.each(['x.tar', 'x.bin', 'x'])('a tar archive under the name %s', async (name) => {
  expect(await filesOf(tar, name, archive)).toEqual(hello);
});

test.each(['x.tar.gz', 'x.tgz', 'x.crate', 'x'])('a packed tar archive under the name %s', async (name) => {
  expect(await filesOf(tar, name, gzipSync(archive))).toEqual(hello);
});

test('a single file', async () => {
  expect(await filesOf(tar, 'd/lockfile.json.GZ', gzipSync('{}'))).toEqual([['lockfile.json', '{}']]);
});

test.each(['x.whl', 'x.jar', 'x'])('a ZIP file under the name %s', async (name) => {
  const bytes = zipOf([
    { name: 'd/', content: '' },
    { name: 'd/a' },
    { name: 'd/l', content: 'a', mode: 0o120777 },
  ]);
  expect(await filesOf(zip, name, bytes)).toEqual(hello);
});

test('the files can be walked twice', async () => {
  const { files = [] } = await readAs(zip, 'x.zip', zipOf([{}]));
  expect([...files]).toEqual([...files]);
});

describe('what bears the name of an archive and is none', () => {
  test.each<[Reader, string, Uint8Array]>([
    [tar, 'x.tar', Buffer.from('hello')],
    [tar, 'x.tar.gz', gzipSync('hello')],
    [tar, 'x.tgz', Buffer.from('hello')],
    [zip, 'x.whl', Buffer.from('hello')],
    [zip, 'x.zip', Buffer.alloc(0)],
  ])('%p %s', async (reader, name, bytes) => {
    await expect(async () => filesOf(reader, name, bytes)).rejects.toThrow(
      expect.objectContaining({ code: 'CUSTODY-410', at: { file: name } }),
    );
  });
});

test('other files are not recognised', () => {
  for (const reader of [tar, zip]) {
    expect(reader.recognises({ path: 'a.txt', bytes: Buffer.from('hello') })).toBe(false);
    expect(reader.recognises({ path: 'a.txt', bytes: Buffer.alloc(0) })).toBe(false);
  }
});

describeWithTool('npm')('npm pack', () => {
  test('gives its files', async () => {
    const manifest = JSON.stringify({
      name: 'x',
      version: '1.0.0',
      files: ['index.js'],
      bundleDependencies: ['y'],
      dependencies: { y: '2' },
    });
    const files = {
      'package.json': manifest,
      'index.js': '1',
      'node_modules/y/package.json': '{"name":"y","version":"2.0.0"}',
    };
    const bytes = inFolder(files, (folder) => {
      call(folder, 'npm', ['pack', '--silent', '--offline', '--cache', join(folder, '.cache')]);
      return readFileSync(join(folder, 'x-1.0.0.tgz'));
    });
    const found = (await filesOf(tar, 'x-1.0.0.tgz', bytes)).map(([path]) => path).sort();
    expect(found).toEqual([
      'package/index.js',
      'package/node_modules/y/package.json',
      'package/package.json',
    ]);
  });
});

describeWithTool('cargo')('cargo package', () => {
  test('gives its files', async () => {
    const files = {
      'Cargo.toml':
        '[package]\nname = "x"\nversion = "1.2.3"\nedition = "2021"\nlicense = "MIT"\ndescription = "x"\n',
      'src/lib.rs': '',
    };
    const bytes = inFolder(files, (folder) => {
      call(folder, 'cargo', ['package', '--offline', '--no-verify', '--allow-dirty', '--quiet']);
      return readFileSync(join(folder, 'target/package/x-1.2.3.crate'));
    });
    const found = await filesOf(tar, 'x-1.2.3.crate', bytes);
    expect(found.map(([path]) => path)).toContain('x-1.2.3/Cargo.toml');
    expect(found.map(([path]) => path)).toContain('x-1.2.3/src/lib.rs');
  });
});
