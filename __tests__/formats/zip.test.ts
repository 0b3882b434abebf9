import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { isZip, readZip } from '../../src/formats/zip.ts';
import { growthProblem } from '../hostile/growth.ts';
import { assertRobust } from '../support/parser-properties.ts';
import { call, describeWithTool, inFolder } from '../support/tools.ts';
import { extraField, numbers, type ZipEnd, type ZipPart, zipOf } from '../support/zip-file.ts';

const read = (bytes: Uint8Array) => readZip({ path: 'a.zip', bytes });
const unpacked = (bytes: Uint8Array) =>
  read(bytes).map(({ path, kind, unpack }) => [path, kind, Buffer.from(unpack()).toString()]);

const crc = crc32('hello');
const hello = deflateRawSync('hello');
const STREAMED = 8;
const unknown = { crc: 0, packed: 0, size: 0 };
const SIGNATURE = [4, 0x08074b50] as const;
const FULL = 0xffffffff;
const wide = (...values: number[]) => extraField(1, numbers(...values.map((value) => [8, value] as const)));

describe('what is read', () => {
  test.each<[string, ZipPart[], ZipEnd, string[][]]>([
    ['a packed file', [{}], {}, [['a.txt', 'file', 'hello']]],
    ['a stored file', [{ stored: true }], {}, [['a.txt', 'file', 'hello']]],
    ['a folder', [{ name: 'd/', content: '' }], {}, [['d', 'folder', '']]],
    [
      'a packed folder',
      [{ name: 'd/', content: '', packed: deflateRawSync(''), local: { method: 8 }, central: { method: 8 } }],
      {},
      [['d', 'folder', '']],
    ],
    ['a Unix folder', [{ name: 'd/', content: '', mode: 0o40755 }], {}, [['d', 'folder', '']]],
    ['a symbolic link', [{ name: 'd/l', content: '../a', mode: 0o120777 }], {}, [['d/l', 'link', '']]],
    ['modes that are none on DOS', [{ mode: 0o120777, madeOn: 0 }], {}, [['a.txt', 'file', 'hello']]],
    ['a comment', [{}], { comment: Buffer.from('0123abcd') }, [['a.txt', 'file', 'hello']]],
    ['zeros that align', [{ local: { extra: Buffer.alloc(3) } }], {}, [['a.txt', 'file', 'hello']]],
    [
      'its name twice',
      [{ local: { extra: extraField(0x7075, Buffer.from('\x01abcda.txt')) } }],
      {},
      [['a.txt', 'file', 'hello']],
    ],
    ['nothing', [], {}, []],
    [
      'sizes of 64 bits',
      [
        {
          local: { packed: FULL, size: FULL, extra: wide(5, hello.length) },
          central: { packed: FULL, size: FULL, extra: wide(5, hello.length) },
        },
      ],
      {},
      [['a.txt', 'file', 'hello']],
    ],
    ...[
      numbers(SIGNATURE, [4, crc], [4, hello.length], [4, 5]),
      numbers([4, crc], [4, hello.length], [4, 5]),
      numbers(SIGNATURE, [4, crc], [8, hello.length], [8, 5]),
      numbers([4, crc], [8, hello.length], [8, 5]),
    ].map((descriptor): [string, ZipPart[], ZipEnd, string[][]] => [
      `sizes behind the bytes, ${descriptor.length} bytes`,
      [{ flags: STREAMED, local: unknown, descriptor }, { name: 'b' }],
      {},
      [
        ['a.txt', 'file', 'hello'],
        ['b', 'file', 'hello'],
      ],
    ]),
  ])('%s', (_, parts, end, expected) => {
    expect(unpacked(zipOf(parts, end))).toEqual(expected);
    expect(isZip(zipOf(parts, end))).toBe(true);
  });

  test('ends of 64 bits', () => {
    const parts = [{}, { name: 'b' }];
    const plain = zipOf(parts);
    const start = plain.readUInt32LE(plain.length - 6);
    const size = plain.readUInt32LE(plain.length - 10);
    expect(
      unpacked(
        zipOf(parts, { count: 0xffff, start: FULL, size: FULL, behindDirectory: end64(2, size, start) }),
      ),
    ).toHaveLength(2);
    expect(unpacked(zipOf(parts, { behindDirectory: end64(2, size, start) }))).toHaveLength(2);
    expect(() => read(zipOf(parts, { behindDirectory: end64(1, size, start) }))).toThrow('two end records');
    expect(() => read(zipOf(parts, { behindDirectory: end64(2, size - 1, start, 1) }))).toThrow(
      'two end records',
    );
    expect(() => read(zipOf(parts, { behindDirectory: end64(2, size, start, 1) }))).toThrow(
      'not where it should be',
    );
  });
});

function end64(count: number, size: number, start: number, shift = 0): Buffer {
  return Buffer.concat([
    numbers(
      [4, 0x06064b50],
      [8, 44],
      [2, 45],
      [2, 45],
      [4, 0],
      [4, 0],
      [8, count],
      [8, count],
      [8, size],
      [8, start],
    ),
    numbers([4, 0x07064b50], [4, 0], [8, start + size + shift], [4, 1]),
  ]);
}

describe('what is refused', () => {
  const whole = zipOf([{}]);
  const descriptor = numbers(SIGNATURE, [4, crc], [4, hello.length], [4, 6]);
  test.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'no end record'],
    ['a cut end', whole.subarray(0, -1), 'cut short'],
    ['a byte behind the end', zipOf([{}], { behind: Buffer.from('x') }), 'follows its end'],
    ['an end in the comment', zipOf([{}], { comment: zipOf([]).subarray(0, 22) }), 'stands before it'],
    ['an archive behind the end', Buffer.concat([whole, whole]), 'stands before it'],
    ['a script before it', zipOf([{}], { prefix: Buffer.from('#!/bin/sh\n') }), 'before its first entry'],
    [
      'a script before it that no offset counts',
      Buffer.concat([Buffer.from('#!'), whole]),
      'stands before it',
    ],
    ['bytes between entries', zipOf([{ gap: Buffer.from('x') }, { name: 'b' }]), 'belong to no entry'],
    [
      'a hidden entry',
      zipOf([{ gap: zipOf([{ name: 'hidden' }]).subarray(0, 43) }, { name: 'b' }]),
      'belong to no entry',
    ],
    ['bytes behind the entries', zipOf([{}], { behindEntries: Buffer.from('x') }), 'belong to no entry'],
    ['bytes behind the directory', zipOf([{}], { behindDirectory: Buffer.from('x') }), 'stands before it'],
    ['more entries than counted', zipOf([{}, { name: 'b' }], { count: 1 }), 'as many entries'],
    ['fewer entries than counted', zipOf([{}], { count: 2 }), 'as many entries'],
    ['several volumes', zipOf([{}], { disk: 1 }), 'volumes'],
    ['an entry on another volume', zipOf([{ central: { disk: 1 } }]), 'volumes'],
    [
      'a directory that is none',
      zipOf([{}], { start: 0, size: zipOf([{}]).readUInt32LE(zipOf([{}]).length - 6) + 51 }),
      'no entry',
    ],
    ['two names', zipOf([{ local: { name: Buffer.from('b.txt') } }]), 'two names'],
    [
      'a second name',
      zipOf([{ central: { extra: extraField(0x7075, Buffer.from('\x01abcdb.txt')) } }]),
      'two names',
    ],
    [
      'a second name in front',
      zipOf([{ local: { extra: extraField(0x7075, Buffer.from('\x01abcdb.txt')) } }]),
      'two names',
    ],
    ['two checksums', zipOf([{ local: { crc: 1 } }]), 'two sizes or checksums'],
    ['two sizes', zipOf([{ local: { size: 6 } }]), 'two sizes or checksums'],
    ['two packed sizes', zipOf([{ local: { packed: 6 } }]), 'two sizes or checksums'],
    ['two methods', zipOf([{ local: { method: 0 } }]), 'two methods'],
    ['two sets of flags', zipOf([{ local: { flags: STREAMED } }]), 'two sets of flags'],
    [
      'other sizes of 64 bits',
      zipOf([{ local: { extra: wide(6, hello.length) } }]),
      'two sizes or checksums',
    ],
    ['sizes of 64 bits that are not needed', zipOf([{ central: { extra: wide(5) } }]), 'ZIP64 sizes'],
    ['sizes of 64 bits that are missing', zipOf([{ central: { size: FULL } }]), 'ZIP64 sizes'],
    [
      'sizes of 64 bits twice',
      zipOf([{ local: { extra: Buffer.concat([wide(5, 7), wide(5, 7)]) } }]),
      'two sizes',
    ],
    ['a cut extra field', zipOf([{ local: { extra: Buffer.from([1, 0, 16, 0]) } }]), 'cut short'],
    ['no sizes at all', zipOf([{ local: unknown }]), 'two sizes or checksums'],
    ['a wrong descriptor', zipOf([{ flags: STREAMED, local: unknown, descriptor }]), 'belong to no entry'],
    ['a descriptor that is missing', zipOf([{ flags: STREAMED, local: unknown }]), 'belong to no entry'],
    ['an encrypted entry', zipOf([{ flags: 1 }]), 'encrypted'],
    ['a masked header', zipOf([{ flags: 0x2000 }]), 'encrypted'],
    ['another method', zipOf([{ local: { method: 12 }, central: { method: 12 } }]), 'method 12'],
    ['a device', zipOf([{ mode: 0o20644 }]), 'device'],
    ['a pipe', zipOf([{ mode: 0o10644 }]), 'device'],
    ['a folder without its slash', zipOf([{ mode: 0o40755 }]), 'device'],
    ['a file with a slash', zipOf([{ name: 'd/', content: '', mode: 0o100644 }]), 'device'],
    ['a folder with content', zipOf([{ name: 'd/' }]), 'has a size'],
  ])('%s', (_, bytes, reason) => {
    expect(() => read(bytes)).toThrow(reason);
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({ code: 'CUSTODY-410', at: { file: 'a.zip' } }),
    );
  });

  test.each<[string, ZipPart, string]>([
    ['a wrong checksum', { local: { crc: 1 }, central: { crc: 1 } }, 'checksum'],
    ['more bytes than stated', { local: { size: 4 }, central: { size: 4 } }, 'larger than it states'],
    ['fewer bytes than stated', { local: { size: 6 }, central: { size: 6 } }, 'size that it states'],
    [
      'stored bytes of two sizes',
      { stored: true, local: { size: 6 }, central: { size: 6 } },
      'size that it states',
    ],
    [
      'bytes behind the packed ones',
      { packed: Buffer.concat([hello, Buffer.from('x')]) },
      'size that it states',
    ],
    ['damaged bytes', { packed: Buffer.from('hello') }, 'damaged'],
  ])('%s, when it is unpacked', (_, part, reason) => {
    expect(() => unpacked(zipOf([part]))).toThrow(
      `the entry \`a.txt\` ${reason.startsWith('damaged') ? 'is' : ''}`,
    );
    expect(() => unpacked(zipOf([part]))).toThrow(reason);
  });

  test.each<[string, ZipPart[], string]>([
    ['a path', [{ name: '../a' }], 'entry `../a` leaves'],
    ['an absolute path', [{ name: '/a' }], 'leaves'],
    ['a drive', [{ name: 'C:/a' }], 'leaves'],
    ['a backslash', [{ name: '..\\a' }], 'backslash'],
    ['a NUL', [{ name: 'a\0b' }], 'NUL'],
    ['a link', [{ name: 'l', content: '../b', mode: 0o120777 }], 'link `l`'],
    ['an absolute link', [{ name: 'l', content: '/etc/passwd', mode: 0o120777, madeOn: 19 }], 'link `l`'],
    [
      'a file through a link',
      [{ name: 'l', content: 'd', mode: 0o120777 }, { name: 'l/f' }],
      'lies below `l`',
    ],
    ['a file twice', [{}, {}], 'stands twice'],
  ])('T25 %s', (_, parts, reason) => {
    expect(() => read(zipOf(parts))).toThrow(reason);
  });
});

describe('T24 bombs', () => {
  test('more entries or bytes than the limits, before anything is unpacked', () => {
    const within = (...parts: ZipPart[]) =>
      readZip({ path: 'a.zip', bytes: zipOf(parts) }, { archiveEntries: 2, unpackedBytes: 10 });
    expect(within({}, { name: 'b' })).toHaveLength(2);
    expect(() => within({}, { name: 'b' }, { name: 'c' })).toThrow('archiveEntries');
    expect(() => within({}, { name: 'b', content: 'hello!' })).toThrow('unpackedBytes');
    expect(() => within({ packed: Buffer.from('damaged'), central: { size: 11 } })).toThrow('unpackedBytes');
  });

  test('entries that share their bytes', () => {
    const kernel = deflateRawSync(Buffer.alloc(1_000_000));
    const shared = { content: Buffer.alloc(1_000_000), packed: kernel };
    const many = Array.from(
      { length: 100 },
      (_, index): ZipPart => ({
        ...shared,
        name: `${index}`,
        central: { offset: 0, name: Buffer.from('0') },
      }),
    );
    expect(() => read(zipOf(many))).toThrow('overlaps');
    // As in "A better zip bomb": each entry holds the next header within its own bytes.
    const inner = zipOf([{ name: 'b' }]).subarray(0, 31 + hello.length);
    const outer: ZipPart = { name: 'a', stored: true, content: inner };
    const bomb = zipOf([outer, { name: 'b', central: { offset: 31 } }]);
    expect(() => read(bomb)).toThrow('overlaps');
  });

  test('an entry of a gigabyte and one', () => {
    const bytes = zipOf([{ local: { size: 1024 ** 3 + 1 }, central: { size: 1024 ** 3 + 1 } }]);
    expect(() => read(bytes)).toThrow('`unpackedBytes`');
  });

  test('nothing of an archive in an archive is unpacked before it is asked for', () => {
    let bomb = zipOf([{ content: Buffer.alloc(4_000_000) }]);
    for (let depth = 0; depth < 3; depth += 1) {
      bomb = zipOf(Array.from({ length: 16 }, (_, index) => ({ name: `${index}.zip`, content: bomb })));
    }
    expect(bomb.length).toBeLessThan(50_000);
    const before = process.memoryUsage.rss();
    expect(read(bomb)).toHaveLength(16);
    expect(process.memoryUsage.rss() - before).toBeLessThan(50_000_000);
  });

  test('many entries take time in proportion', async () => {
    const many = (count: number) =>
      zipOf(
        Array.from({ length: count }, (_, index) => ({ name: `${'d/'.repeat(200)}${index}`, stored: true })),
      );
    expect(await growthProblem(many, read, 1_000)).toBeUndefined();
  });
});

const streamed = numbers(SIGNATURE, [4, crc], [4, hello.length], [4, 5]);
const sample = zipOf(
  [
    {},
    { name: 'd/', content: '' },
    { name: 'd/l', content: '../a', mode: 0o120777 },
    { name: 's', flags: STREAMED, local: unknown, descriptor: streamed },
  ],
  { comment: Buffer.from('comment') },
);

test('T24 whatever bytes come to entries or a fault', () => {
  assertRobust([sample, zipOf([{ local: { extra: wide(5, 7) } }])], unpacked);
});

describeWithTool('python3')('archives of Python', () => {
  test.each([
    [
      'packed',
      "z = zipfile.ZipFile('x.zip', 'w', zipfile.ZIP_DEFLATED); z.writestr('a/é.txt', 'hello' * 100)",
    ],
    ['stored', "z = zipfile.ZipFile('x.zip', 'w'); z.writestr('a/é.txt', 'hello' * 100)"],
    [
      'ZIP64',
      "z = zipfile.ZipFile('x.zip', 'w'); z.open('a/é.txt', 'w', force_zip64=True).write(b'hello' * 100)",
    ],
    [
      'not seekable',
      "import os; f = os.open('x.zip', os.O_CREAT | os.O_WRONLY)\nclass S:\n  def write(self, b): return os.write(f, b)\n  def flush(self): pass\nz = zipfile.ZipFile(S(), 'w', zipfile.ZIP_DEFLATED); z.writestr('a/é.txt', 'hello' * 100)",
    ],
  ])('%s', (_, script) => {
    inFolder({ 'make.py': `import zipfile\n${script}\nz.close()\n` }, (folder) => {
      call(folder, 'python3', ['make.py'], { PYTHONUTF8: '1' });
      expect(unpacked(readFileSync(join(folder, 'x.zip')))).toEqual([
        ['a/é.txt', 'file', 'hello'.repeat(100)],
      ]);
    });
  });
});

describeWithTool('zip', ['-h'])('archives of Info-ZIP', () => {
  test.each([
    [['-q', '-r', '-y', 'x.zip', 'a']],
    [['-q', '-r', '-y', '-0', '-X', 'x.zip', 'a']],
    [['-q', '-r', '-y', '-fz', 'x.zip', 'a']],
  ])('%j', (args) => {
    inFolder({ 'a/b.txt': 'hello'.repeat(100), 'a/empty': '' }, (folder) => {
      call(folder, 'ln', ['-s', 'b.txt', 'a/link']);
      call(folder, 'zip', args);
      expect(unpacked(readFileSync(join(folder, 'x.zip'))).sort()).toEqual([
        ['a', 'folder', ''],
        ['a/b.txt', 'file', 'hello'.repeat(100)],
        ['a/empty', 'file', ''],
        ['a/link', 'link', ''],
      ]);
    });
  });
});
