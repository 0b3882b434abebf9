import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isTar, readTar } from '../../src/formats/tar.ts';
import { growthProblem } from '../hostile/growth.ts';
import { assertRobust } from '../support/parser-properties.ts';
import { ENDING, pax, paxRecord, type TarPart, tarOf, tarPart } from '../support/tar-file.ts';
import { call, describeWithTool, inFolder } from '../support/tools.ts';

const read = (bytes: Uint8Array) => readTar({ path: 'a.tar', bytes });
const shown = (bytes: Uint8Array) =>
  read(bytes).map(({ path, kind, unpack }) => [path, kind, Buffer.from(unpack()).toString()]);

describe('what is read', () => {
  const long = `${'d'.repeat(90)}/${'f'.repeat(90)}`;
  test.each<[string, TarPart[], string[][]]>([
    ['a file', [{ name: 'a', content: 'hello' }], [['a', 'file', 'hello']]],
    [
      'whole blocks',
      [{ content: 'x'.repeat(512) }, { name: 'b' }],
      [
        ['a', 'file', 'x'.repeat(512)],
        ['b', 'file', ''],
      ],
    ],
    ['a prefix', [{ name: 'c', prefix: 'a/b', content: '1' }], [['a/b/c', 'file', '1']]],
    [
      'no prefix in the format of GNU',
      [{ name: 'c', prefix: 'a/b', magic: 'ustar  \0' }],
      [['c', 'file', '']],
    ],
    [
      'before ustar',
      [
        { magic: '', type: '\0', content: '1' },
        { name: 'd/', magic: '' },
      ],
      [
        ['a', 'file', '1'],
        ['d', 'folder', ''],
      ],
    ],
    [
      'a folder',
      [
        { name: 'd/', type: '5' },
        { name: './', type: '5' },
      ],
      [['d', 'folder', '']],
    ],
    [
      'a long name of pax',
      [pax('x', { path: long, mtime: '1.5' }), { name: 'dd', content: '1' }],
      [[long, 'file', '1']],
    ],
    [
      'a long name of GNU',
      [{ type: 'L', content: `${long}\0` }, { magic: 'ustar  \0' }],
      [[long, 'file', '']],
    ],
    ['a size twice', [pax('x', { size: '5' }), { content: 'hello' }], [['a', 'file', 'hello']]],
    ['a comment for all', [pax('g', { comment: 'abc' }), { content: '1' }], [['a', 'file', '1']]],
    [
      'a binary size',
      [{ content: 'hello', size: Buffer.from([0x80, ...Array(10).fill(0), 5]) }],
      [['a', 'file', 'hello']],
    ],
    ['a symbolic link', [{ name: 'd/l', type: '2', link: '../a' }], [['d/l', 'link', '']]],
    [
      'a hard link',
      [{ content: '1' }, { name: 'd/h', type: '1', link: './a' }],
      [
        ['a', 'file', '1'],
        ['d/h', 'file', '1'],
      ],
    ],
    ['a long target', [{ type: 'K', content: `${long}\0` }, { type: '2' }], [['a', 'link', '']]],
    ['nothing', [], []],
  ])('%s', (_, parts, expected) => {
    expect(shown(tarOf(...parts))).toEqual(expected);
  });

  test('only what begins with a header is one', () => {
    expect(isTar(tarOf({}))).toBe(true);
    expect(isTar(tarOf())).toBe(false);
    expect(isTar(Buffer.alloc(100))).toBe(false);
    expect(isTar(tarOf({ checksum: 1 }))).toBe(false);
  });
});

describe('what is refused', () => {
  const whole = tarOf({ content: 'hello' });
  const binary = (...bytes: number[]) => Buffer.from([...bytes, ...Array(12 - bytes.length).fill(0xff)]);
  test.each<[string, Buffer, string]>([
    ['nothing at all', Buffer.alloc(0), 'cut short'],
    ['no end', tarPart({}), 'cut short'],
    ['half an end', Buffer.concat([tarPart({}), Buffer.alloc(512)]), 'cut short'],
    [
      'one block of zeros between',
      Buffer.concat([tarPart({}), Buffer.alloc(512), tarPart({ name: 'b' }), ENDING]),
      'follows its end',
    ],
    ['an archive behind the end', Buffer.concat([whole, whole]), 'follows its end'],
    ['a byte behind the end', Buffer.concat([whole, Buffer.from([0, 1])]), 'follows its end'],
    ['a cut content', whole.subarray(0, 514), 'cut short'],
    ['a wrong checksum', tarOf({ checksum: 5 }), 'checksum'],
    ['an unknown format', tarOf({ magic: 'ustar\x0001' }), 'unknown format'],
    ['no size', tarOf({ size: Buffer.from('           \0') }), 'no size'],
    ['a negative size', tarOf({ size: binary(0xff) }), 'no size'],
    ['an endless size', tarOf({ size: binary(0x80, 0x7f) }), 'no size'],
    ['a size past the end', tarOf({ size: 0o77777777777 }), 'cut short'],
    ['a size in letters', tarOf({ size: Buffer.from('0000000000z\0') }), 'no size'],
    ['a device', tarOf({ type: '3' }), 'device'],
    ['a block device', tarOf({ type: '4' }), 'device'],
    ['a pipe', tarOf({ type: '6' }), 'device'],
    ['a sparse file of GNU', tarOf({ type: 'S' }), 'sparse'],
    ['a further volume', tarOf({ type: 'M' }), 'unknown type'],
    ['a sparse file of pax', tarOf(pax('x', { 'GNU.sparse.major': '1' }), {}), 'sparse'],
    ['a folder with a size', tarOf({ name: 'd/', type: '5', content: 'x' }), 'has a size'],
    ['a link with a size', tarOf({ type: '2', link: 'b', content: 'x' }), 'has a size'],
    ['two sizes', tarOf(pax('x', { size: '1024' }), { size: 0 }, { name: 'b' }, { name: 'c' }), 'two sizes'],
    ['no size in pax', tarOf(pax('x', { size: '-1' }), {}), 'no size'],
    ['a size for all', tarOf(pax('g', { size: '1' }), { content: '1' }), 'global header'],
    ['a path for all', tarOf(pax('g', { path: 'b' }), {}), 'global header'],
    [
      'a key twice',
      tarOf({ type: 'x', content: paxRecord('path=b\n') + paxRecord('path=c\n') }, {}),
      '`path` twice',
    ],
    ['a record without an end', tarOf({ type: 'x', content: '9 path=bc' }, {}), 'malformed'],
    ['a record that is too long', tarOf({ type: 'x', content: '99 path=b\n' }, {}), 'malformed'],
    ['a record of no length', tarOf({ type: 'x', content: '0 path=b\n' }, {}), 'malformed'],
    ['a record without a value', tarOf({ type: 'x', content: paxRecord('path\n') }, {}), 'malformed'],
    [
      'two extended headers',
      tarOf(pax('x', { path: 'b' }), pax('x', { path: 'c' }), {}),
      'two extended headers',
    ],
    [
      'a name of each kind',
      tarOf(pax('x', { path: 'b' }), { type: 'L', content: 'c' }, {}),
      'two long names',
    ],
    ['an extended header at the end', tarOf(pax('x', { path: 'b' })), 'ends behind'],
  ])('%s', (_, bytes, reason) => {
    expect(() => read(bytes)).toThrow(reason);
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({ code: 'CUSTODY-410', at: { file: 'a.tar' } }),
    );
  });

  test.each<[string, TarPart[], string]>([
    ['a path', [{ name: '../a' }], 'entry `../a` leaves'],
    ['a path with a prefix', [{ name: 'a', prefix: '/etc' }], 'entry `/etc/a` leaves'],
    ['a path of pax', [pax('x', { path: '/a' }), {}], 'entry `/a` leaves'],
    ['a NUL in a path of pax', [pax('x', { path: 'a\0b' }), {}], 'NUL'],
    ['an empty path of pax', [pax('x', { path: '' }), {}], 'no name'],
    ['a path of GNU', [{ type: 'L', content: 'a/../../b' }, {}], 'leaves'],
    ['a symbolic link', [{ name: 'l', type: '2', link: '../b' }], 'link `l`'],
    ['a symbolic link of pax', [pax('x', { linkpath: '/b' }), { type: '2', link: 'b' }], 'link `a`'],
    ['a hard link', [{ type: '1', link: '../b' }], 'leaves'],
    ['a hard link to nothing', [{ type: '1', link: 'b' }], 'no file before it'],
    [
      'a hard link to a link',
      [
        { name: 'b', type: '2', link: 'c' },
        { type: '1', link: 'b' },
      ],
      'no file before it',
    ],
    ['a file through a link', [{ name: 'l', type: '2', link: 'd' }, { name: 'l/f' }], 'lies below `l`'],
    ['a file twice', [{}, { name: './a' }], 'stands twice'],
    ['a file in the place of all', [{ name: './', type: '2', link: 'x' }], 'its own folder'],
  ])('T25 %s', (_, parts, reason) => {
    expect(() => read(tarOf(...parts))).toThrow(reason);
  });

  test('T24 more entries or bytes than the limits', () => {
    const most = { archiveEntries: 2, unpackedBytes: 10 };
    const within = (...parts: TarPart[]) => readTar({ path: 'a.tar', bytes: tarOf(...parts) }, most);
    expect(within({ content: '12345' }, { name: 'b', content: '12345' })).toHaveLength(2);
    expect(() => within({}, { name: 'b' }, { name: 'c' })).toThrow('archiveEntries');
    expect(() => within({ content: '123456' }, { name: 'b', content: '12345' })).toThrow('unpackedBytes');
    expect(() => within({ content: '123456' }, { name: 'b', type: '1', link: 'a' })).toThrow('unpackedBytes');
    expect(() => within(pax('g', { comment: '1' }), {}, { name: 'b' })).toThrow('archiveEntries');
    expect(() => within({ type: 'L', content: 'x'.repeat(1024 * 1024 + 1) })).toThrow('tarHeaderBytes');
  });
});

test('T24 deep paths and many entries take time in proportion', async () => {
  const deep = (count: number) =>
    tarOf(
      ...Array.from({ length: count }, (_, index) => [
        { type: 'L', content: `${'a/'.repeat(1_000)}${index}` },
        { magic: 'ustar  \0' },
      ]).flat(),
    );
  expect(await growthProblem(deep, read, 500)).toBeUndefined();
});

const sample = tarOf(
  pax('g', { comment: 'x' }),
  { name: 'd/', type: '5' },
  pax('x', { path: 'd/long', size: '5' }),
  { content: 'hello' },
  { type: 'L', content: 'd/name\0' },
  { magic: 'ustar  \0', content: 'x'.repeat(600) },
  { name: 'd/link', type: '2', link: 'long' },
  { name: 'd/hard', type: '1', link: 'd/long' },
);

test('T24 whatever bytes come to entries or a fault', () => {
  assertRobust([sample], (bytes) => read(bytes).map(({ unpack }) => unpack()));
});

describeWithTool('tar')('archives of tar', () => {
  const name = `${'long-'.repeat(30)}/${'name-'.repeat(30)}é.txt`;
  test.each(['ustar', 'pax', 'gnu', 'oldgnu', 'v7'])('in the format %s', (format) => {
    const short = format === 'v7' || format === 'ustar';
    const files = { 'a/b.txt': 'hello', 'a/empty': '', ...(short ? {} : { [name]: 'x'.repeat(3_000) }) };
    inFolder(files, (folder) => {
      call(folder, 'ln', ['-s', 'b.txt', 'a/link']);
      call(folder, 'ln', ['a/b.txt', 'a/hard']);
      call(folder, 'tar', ['--sort=name', `--format=${format}`, '--exclude=*.tar', '-cf', 'x.tar', '.']);
      const found = new Map(
        shown(readFileSync(join(folder, 'x.tar'))).map(([path, ...rest]) => [path, rest]),
      );
      expect(found.get('a/b.txt')).toEqual(['file', 'hello']);
      expect(found.get('a/hard')).toEqual(['file', 'hello']);
      expect(found.get('a/empty')).toEqual(['file', '']);
      expect(found.get('a/link')).toEqual(['link', '']);
      expect(found.get('a')).toEqual(['folder', '']);
      if (!short) expect(found.get(name)).toEqual(['file', 'x'.repeat(3_000)]);
    });
  });
});
