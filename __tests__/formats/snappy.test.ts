import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compress, uncompress } from 'snappyjs';
import { decodeSnappy } from '../../src/formats/snappy.ts';
import { runs } from '../support/runs.ts';

test('what was packed is unpacked', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4_000 }), (bytes) => {
      expect(Buffer.from(decodeSnappy(compress(bytes), bytes.length))).toEqual(Buffer.from(bytes));
    }),
    { numRuns: runs() },
  );
});

test('no block whatever makes anything but bytes within the limit or CUSTODY-402', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (block) => {
      try {
        expect(decodeSnappy(block, 1_000).length).toBeLessThanOrEqual(1_000);
      } catch (error) {
        expect((error as { code?: string }).code).toBe('CUSTODY-402');
      }
    }),
    { numRuns: runs() },
  );
});

test('T24 a block that announces more than the limit is not unpacked', () => {
  const bomb = compress(new Uint8Array(1_000_000));
  expect(bomb.length).toBeLessThan(100_000);
  expect(() => decodeSnappy(bomb, 999_999)).toThrow('cannot be unpacked');
  expect(decodeSnappy(bomb, 1_000_000).length).toBe(1_000_000);
});

test('the other decoder agrees wherever it comes to an end', () => {
  const elements = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => [(bytes.length - 1) << 2, ...bytes]),
    fc
      .tuple(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 1, max: 40 }))
      .map(([n, o]) => [(n << 2) | 2, o, 0]),
    fc
      .tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 1, max: 40 }))
      .map(([n, o]) => [(n << 2) | 1, o]),
  );
  const lengthOf = ([tag = 0]: readonly number[]) =>
    (tag & 3) === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
  fc.assert(
    fc.property(fc.array(elements, { minLength: 1, maxLength: 3 }), (list) => {
      const total = list.reduce((sum, element) => sum + lengthOf(element), 0);
      const header = total < 128 ? [total] : [(total & 0x7f) | 0x80, total >> 7];
      const block = Uint8Array.from([...header, ...list.flat()]);
      const ours = attempt(() => decodeSnappy(block, 1_000));
      const theirs = attempt(() => uncompress(block, 1_000));
      if (ours) expect(Buffer.from(ours)).toEqual(Buffer.from(theirs ?? []));
    }),
    { numRuns: runs() },
  );
});

test('a literal whose length has its highest bit set is refused, not followed backwards', () => {
  expect(() => decodeSnappy(Uint8Array.from([5, 0xfc, 0xfa, 0xff, 0xff, 0xff, 1, 2]), 100)).toThrow(
    'cut short',
  );
});

function attempt(decode: () => Uint8Array): Uint8Array | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}
