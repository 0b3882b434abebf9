import { constants, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { gunzip, isGzip } from '../../src/formats/gzip.ts';
import { assertRobust } from '../support/parser-properties.ts';
import { runs } from '../support/runs.ts';

const read = (bytes: Uint8Array, unpackedBytes = 1_000_000) =>
  gunzip({ path: 'a.gz', bytes }, { unpackedBytes });
const hello = gzipSync('hello');
/** A header with these flags and fields, then the rest of `hello`. */
const headed = (flags: number, fields: Uint8Array | string) =>
  Buffer.concat([
    hello.subarray(0, 3),
    Buffer.from([flags]),
    hello.subarray(4, 10),
    Buffer.from(fields),
    hello.subarray(10),
  ]);

test('what was packed is unpacked, in any number of members', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array(), { minLength: 1, maxLength: 4 }), (parts) => {
      const packed = Buffer.concat(parts.map((part) => gzipSync(part)));
      expect(Buffer.from(read(packed))).toEqual(Buffer.concat(parts));
    }),
    { numRuns: runs(1_000) },
  );
});

test('only its first bytes are asked whether it is one', () => {
  expect(isGzip(hello)).toBe(true);
  expect(isGzip(Buffer.from('hello'))).toBe(false);
});

test('every field of a header is passed over', () => {
  expect(Buffer.from(read(headed(0x1c, Buffer.from('\x02\x00ab' + 'name\0' + 'comment\0')))).toString()).toBe(
    'hello',
  );
});

describe('what is refused', () => {
  const changed = (at: number, value: number) => {
    const bytes = Buffer.from(hello);
    bytes[at < 0 ? bytes.length + at : at] = value;
    return bytes;
  };
  test.each<[string, Uint8Array, string]>([
    ['nothing', Buffer.alloc(0), 'cut short'],
    ['another format', Buffer.from('hello world, how are you'), 'not gzip'],
    ['a wrong checksum', changed(-8, 0x55), 'checksum or its size'],
    ['a wrong size', changed(-4, 6), 'checksum or its size'],
    ['a reserved flag', headed(0x20, ''), 'not gzip'],
    ['a wrong checksum of the header', headed(0x02, '\x01\x02'), 'checksum of a header'],
    ['a name without an end', Buffer.concat([headed(0x08, 'a'.repeat(5_000))]), 'no end'],
    ['no end', hello.subarray(0, -1), 'cut short'],
    ['half of it', hello.subarray(0, 13), 'damaged or cut short'],
    ['garbage behind it', Buffer.concat([hello, Buffer.from('garbage')]), 'follows its end'],
    ['zeros behind it', Buffer.concat([hello, Buffer.alloc(10)]), 'follows its end'],
    ['a member that is none', Buffer.concat([hello, hello.subarray(0, 12)]), 'damaged'],
  ])('%s', (_, bytes, reason) => {
    expect(() => read(bytes)).toThrow(reason);
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code: 'CUSTODY-410', at: { file: 'a.gz' } }));
  });
});

describe('T24 bombs', () => {
  test('zeros are not unpacked past the limit, nor by a byte', () => {
    const zeros = gzipSync(Buffer.alloc(1_000_001));
    expect(() => read(zeros)).toThrow('unpackedBytes');
    expect(read(zeros, 1_000_001)).toHaveLength(1_000_001);
    expect(() => read(Buffer.concat([hello, hello]), 9)).toThrow('unpackedBytes');
    expect(() => read(hello, 0)).toThrow('unpackedBytes');
    expect(read(gzipSync(''), 0)).toHaveLength(0);
  });

  test('a gigabyte and one from a megabyte, under the limits that are in force', () => {
    const sixteen = gzipSync(Buffer.alloc(16 * 1024 * 1024), { level: constants.Z_BEST_SPEED });
    const bomb = Buffer.concat([...Array<Buffer>(64).fill(sixteen), gzipSync('x')]);
    const before = process.memoryUsage.rss();
    expect(() => gunzip({ path: 'a.gz', bytes: bomb })).toThrow('`unpackedBytes`');
    expect(process.memoryUsage.rss() - before).toBeLessThan(1.5 * 1024 ** 3);
  });

  test('what passes the limit is not unpacked first', () => {
    const source = Buffer.alloc(256 * 1024 * 1024);
    const zeros = gzipSync(source, { level: constants.Z_BEST_SPEED });
    const before = process.memoryUsage().arrayBuffers;
    expect(() => read(zeros)).toThrow('unpackedBytes');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
    // It must not be collected in between, or it would make room in the figures.
    expect(source[0]).toBe(0);
  });

  test('many members', () => {
    const empty = gzipSync('');
    const bytes = Buffer.alloc(empty.length * 65_537, empty);
    expect(() => read(bytes)).toThrow('gzipMembers');
  });
});

test('T24 whatever bytes come to bytes or a fault', () => {
  assertRobust([hello, headed(0x1c, '\x02\x00abn\0c\0'), gzipSync('x'.repeat(5_000))], (bytes) =>
    read(bytes),
  );
});
