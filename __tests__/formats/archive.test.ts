import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ArchiveEntry, assertTargetInside, assertTree, entryPath } from '../../src/formats/archive.ts';
import { Fault } from '../../src/model/fault.ts';
import { runs } from '../support/runs.ts';

const path = (text: string) => entryPath(Buffer.from(text), 'a.tar');

test.each([
  ['a/b.txt', 'a/b.txt'],
  ['./a/b.txt', 'a/b.txt'],
  ['a/b/', 'a/b'],
  ['./', ''],
  ['.', ''],
  ['..a/b..', '..a/b..'],
  ['é/ü', 'é/ü'],
])('%s is a path', (written, read) => {
  expect(path(written)).toBe(read);
});

test.each([
  '../a',
  'a/../b',
  'a/..',
  '..',
  '/etc/passwd',
  '//a',
  '/',
  '',
  './/a',
  'a//b',
  'a//',
  'a/./b',
  '././a',
  'C:/a',
  'c:a',
  'a\\b',
  '..\\a',
  'a\0b',
])('T25 %j is refused', (written) => {
  expect(() => path(written)).toThrow(
    expect.objectContaining({ code: 'CUSTODY-410', at: { file: 'a.tar' } }),
  );
});

test('T25 a name that is not UTF-8 is refused', () => {
  expect(() => entryPath(Uint8Array.from([0x61, 0xff]), 'a.tar')).toThrow('is not UTF-8');
});

test('T24 a name past the limit is refused', () => {
  expect(path('a'.repeat(4_096))).toHaveLength(4_096);
  expect(() => path('a'.repeat(4_097))).toThrow('archiveNameBytes');
});

test('T25 whatever is let through stays in its folder on every system', () => {
  const segments = fc.array(fc.constantFrom('a', '..', '.', '', 'C:', '\\', '\0', 'é', '...'), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(segments, fc.constantFrom('/', '\\', ''), (parts, separator) => {
      let read: string;
      try {
        read = path(parts.join(separator));
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
        return;
      }
      expect(read).not.toMatch(/\\|\0|^[a-z]:|^\/|\/$|\/\//i);
      expect(read.split('/').filter((part) => part === '.' || part === '..')).toEqual([]);
    }),
    { numRuns: runs() },
  );
});

test.each([
  ['a/b', '../c'],
  ['a', '.'],
  ['a/b', '..'],
  ['a/b/c', './../../x/../y'],
])('the link %s to %s stays inside', (from, to) => {
  assertTargetInside(from, Buffer.from(to), 'a.tar');
});

test.each([
  ['a', '..'],
  ['a/b', '../..'],
  ['a/b', '../../etc/passwd'],
  ['a', 'b/../../c'],
  ['a', '/etc/passwd'],
  ['a', 'C:\\x'],
  ['a', 'c:x'],
  ['a', 'b\\c'],
  ['a', 'b\0c'],
  ['a', ''],
])('T25 the link %s to %j is refused', (from, to) => {
  expect(() => assertTargetInside(from, Buffer.from(to), 'a.tar')).toThrow(`the link \`${from}\``);
});

const entry = (written: string): ArchiveEntry => ({
  path: written.replace(/[/@]$/, ''),
  kind: written.endsWith('/') ? 'folder' : written.endsWith('@') ? 'link' : 'file',
  size: 0,
  unpack: () => new Uint8Array(),
});

test.each([
  ['a/', 'a/b', 'a-b', 'a/'],
  ['a', 'a.b', 'a0/', 'ab'],
  ['x/a/b', 'x/a/c', 'x/'],
])('%s %s %s %s are a tree', (...paths) => {
  assertTree(paths.map(entry), 'a.tar');
});

test.each([
  [['a', 'b', 'a'], 'stands twice'],
  [['a', 'a/'], 'stands twice'],
  [['a', 'a-b', 'a/b'], 'lies below `a`'],
  [['a@', 'b', 'a/b/c'], 'lies below `a`'],
  [['a/b/c', 'a@'], 'lies below `a`'],
])('T25 %j overwrite each other', (paths, reason) => {
  expect(() => assertTree(paths.map(entry), 'a.tar')).toThrow(reason);
});
