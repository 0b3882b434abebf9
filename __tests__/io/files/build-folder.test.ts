/** The folder in which a build ran: T25, nothing outside of it is read by whatever name. */
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildFolder } from '../../../src/io/files/build-folder.ts';
import type { Build } from '../../../src/ports/build.ts';
import { faultOf, folderWith } from './support.ts';

const MOST = 1000;

async function below(build: Build, folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const { path, bytes } of build.below(folder, () => true)) paths.push(`${path}: ${bytes.length}`);
  return paths;
}

async function text(build: Build, path: string): Promise<string | undefined> {
  const bytes = await build.read(path, MOST);
  return bytes && Buffer.from(bytes).toString();
}

test('files by their path relative to the base', async () => {
  const build = buildFolder(folderWith({ 'a.lock': 'a', 'd/b.lock': 'b' }));
  expect([
    await text(build, 'a.lock'),
    await text(build, 'd/b.lock'),
    await text(build, './d/../a.lock'),
  ]).toEqual(['a', 'b', 'a']);
  expect(await build.names()).toEqual(['a.lock']);
});

test('T25 what leads out of the base is not there', async () => {
  const outside = folderWith({ 'secret.txt': 'secret', 'base/in.txt': 'in', 'base-2/x.txt': 'x' });
  const base = join(outside, 'base');
  symlinkSync('../secret.txt', join(base, 'link.txt'));
  symlinkSync('..', join(base, 'up'));
  symlinkSync('in.txt', join(base, 'good.txt'));
  const build = buildFolder(base);
  const ways = ['../secret.txt', join(outside, 'secret.txt'), 'link.txt', 'up/secret.txt', '../base-2/x.txt'];
  for (const way of [...ways, '/etc/passwd', '..', '.', ''])
    expect([way, await text(build, way)]).toEqual([way, undefined]);
  for (const way of ['..', 'up', '/', '../base-2', '/etc'])
    expect([way, await below(build, way)]).toEqual([way, []]);
  expect(await text(build, 'good.txt')).toBe('in');
  expect(await build.names()).toEqual(['in.txt']);
});

test('T25 a base that is a link itself holds what it leads to', async () => {
  const folder = folderWith({ 'base/in.txt': 'in' });
  symlinkSync('base', join(folder, 'link'));
  expect(await text(buildFolder(join(folder, 'link')), 'in.txt')).toBe('in');
});

describe('what is no file is not there, whatever a file of others calls it', () => {
  test.each(['nowhere', 'a.txt/b', 'd', 'pipe', 'circle', 'a\0b', 'x'.repeat(5_000)])('%#', async (path) => {
    const folder = folderWith({ 'a.txt': 'a', 'd/b.txt': 'b' });
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    symlinkSync('circle', join(folder, 'circle'));
    const build = buildFolder(folder);
    expect(await text(build, path)).toBeUndefined();
    expect(await below(build, path)).toEqual(path === 'd' ? ['b.txt: 1'] : []);
  });
});

test('T24 a file that is larger than the most is a fault, never a part of it', async () => {
  const build = buildFolder(folderWith({ 'a.lock': 'x'.repeat(MOST + 1) }));
  expect((await faultOf(() => build.read('a.lock', MOST))).code).toBe('CUSTODY-404');
});

describe('the files of a package', () => {
  const files = {
    'node_modules/a/z.js': 'z',
    'node_modules/a/lib/b.js': 'bb',
    'node_modules/a/lib/deep/c.js': 'ccc',
    'node_modules/a/node_modules/b/other.js': 'other',
    'node_modules/a/.git/HEAD': 'ref',
    'node_modules/ab/no.js': 'no',
  };
  test('in one order, without those of packages within it and without its history', async () => {
    const folder = folderWith(files);
    symlinkSync('../ab/no.js', join(folder, 'node_modules/a/link.js'));
    const found = await below(buildFolder(folder), 'node_modules/a');
    expect(found).toEqual(['z.js: 1', 'lib/b.js: 2', 'lib/deep/c.js: 3']);
  });
  test('a package that is linked from within the base, as package managers do it', async () => {
    const folder = folderWith({ 'store/a/x.js': 'x' });
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync('../store/a', join(folder, 'node_modules/a'));
    linkSync(join(folder, 'store/a/x.js'), join(folder, 'store/a/y.js'));
    expect(await below(buildFolder(folder), 'node_modules/a')).toEqual(['x.js: 1', 'y.js: 1']);
  });
  test('what vanishes meanwhile is left out', async () => {
    const folder = folderWith(files);
    const found: string[] = [];
    for await (const { path } of buildFolder(folder).below('node_modules/a', () => true)) {
      found.push(path);
      rmSync(join(folder, 'node_modules/a/lib'), { recursive: true, force: true });
    }
    expect(found).toEqual(['z.js']);
  });
  test('none where it is not installed, or is a file', async () => {
    const folder = folderWith(files);
    writeFileSync(join(folder, 'node_modules/file'), 'x');
    expect(await below(buildFolder(folder), 'node_modules/none')).toEqual([]);
    expect(await below(buildFolder(folder), 'node_modules/file')).toEqual([]);
  });
});
