/** The runner's list of artifacts: the lines that are written, and the list that is read. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { artifactList } from '../../../src/io/files/artifact-list.ts';
import { faultOf } from '../../support/faults.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'custody-list-'));
  file = join(folder, 'artifacts');
  await writeFile(file, 'before\n');
  await writeFile(join(folder, 'a'), 'a');
});
afterEach(() => rm(folder, { recursive: true }));

test('paths are added, one a line; what cannot be named is given back', async () => {
  for (const name of ['b=1', ' c', 'd ']) await writeFile(join(folder, name), 'x');
  const paths = ['a', 'b=1', 'nowhere', '.', 'd '].map((name) => join(folder, name));
  const odd = paths.slice(1).filter((path) => path !== join(folder, '.'));
  expect(await artifactList(file, undefined).announce(paths)).toEqual([
    ...odd.slice(0, 2),
    folder,
    ...odd.slice(2),
  ]);
  expect(await readFile(file, 'utf8')).toBe(`before\n${join(folder, 'a')}\n`);
});

test('one MiB is what a step can write', async () => {
  const path = join(folder, 'a');
  const most = Math.floor((1024 * 1024) / (path.length + 1));
  const leftOut = await artifactList(file, undefined).announce(Array<string>(most + 2).fill(path));
  expect(leftOut).toEqual([path, path]);
});

test('a file that cannot be written is a fault', async () => {
  const fault = await faultOf(artifactList(folder, undefined).announce([join(folder, 'a')]));
  expect(fault.code).toBe('CUSTODY-906');
});

const hex = 'ab'.repeat(32);
test.each([
  ['digests as text', `[{"name":"a","digest":"sha256:${hex}","kind":"file"}]`, [['a', hex]]],
  ['digests as a set', `[{"name":"a","digest":{"sha256":"${hex}"},"kind":"file"}]`, [['a', hex]]],
  ['other digests', '[{"name":"a","digest":"sha512:00"},{"name":"b"},7]', []],
  ['no list', '7', []],
])('reads %s', async (_, subjects, expected) => {
  const list = join(folder, 'list');
  await writeFile(list, `{"version":1,"subjects":${subjects}}`);
  expect([...(await artifactList(file, list).earlier())]).toEqual(expected);
});

test.each(['', '{', '[]', '{"version":1}'])('what cannot be read names nothing: %j', async (text) => {
  const list = join(folder, 'list');
  await writeFile(list, text);
  expect([...(await artifactList(file, list).earlier())]).toEqual([]);
  expect([...(await artifactList(file, join(folder, 'nowhere')).earlier())]).toEqual([]);
  expect([...(await artifactList(file, undefined).earlier())]).toEqual([]);
});
