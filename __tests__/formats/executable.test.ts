import { describe, expect, test } from '@jest/globals';
import { imagesOf } from '../../src/formats/executable.ts';
import { growthProblem } from '../hostile/growth.ts';
import { elf, formats, machO, pe, universal } from '../support/executables.ts';
import { assertRobust } from '../support/parser-properties.ts';

const content = Buffer.from('content of it');

describe.each(formats)('%s', (_, make) => {
  const whole = make({ name: '.dep-v0', content });

  test('sections and data are found', () => {
    const [image, ...others] = imagesOf(whole) ?? [];
    expect(others).toEqual([]);
    const section = image?.sections.find(({ name }) => name === '.dep-v0');
    expect(section).toMatchObject({ address: 0x4000 });
    expect(Buffer.from(section?.bytes ?? [])).toEqual(content);
    expect(image?.data).toMatchObject({ address: 0x4000 });
    expect(image?.loaded.some(({ address }) => address === 0x4000)).toBe(true);
  });

  test('cut anywhere, nothing is found', () => {
    const last = whole.lastIndexOf(content) + content.length;
    for (let length = 8; length < last; length += 1)
      expect(imagesOf(whole.subarray(0, length)) ?? []).toEqual([]);
  });

  test('T24 whatever bytes are looked into or not', () => {
    assertRobust([whole], imagesOf, 500);
  });
});

test.each<[string, Uint8Array]>([
  ['text', Buffer.from('hello')],
  ['text that begins as a program of Windows does', Buffer.from(`MZ${'text '.repeat(50)}`)],
  ['a class of Java', Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 65, 0, 0, 0, 0])],
  ['nothing', Buffer.alloc(0)],
])('%s is none', (_, bytes) => {
  expect(imagesOf(bytes)).toBeUndefined();
});

test('a program without sections is looked into', () => {
  const stripped = elf({ content });
  stripped.fill(0, 40, 48);
  expect(imagesOf(stripped)).toMatchObject([{ sections: [], data: { address: 0x4000 } }]);
});

test('T24 parts of a universal one do not overlap', () => {
  const two = universal([machO({ content }), machO({ content })]);
  expect(imagesOf(two)).toHaveLength(2);
  two.copy(two, 8 + 20 + 8, 8 + 8, 8 + 16);
  const shared = Buffer.from(two);
  shared.writeUInt32BE(two.length - 48, 8 + 12);
  expect(imagesOf(shared)).toEqual([]);
});

test('T24 more sections than the limit are not looked into', () => {
  const many = pe({ content });
  const wide = machO({ content });
  wide.writeUInt32LE(100_001, 32 + 8 + 64);
  expect(imagesOf(Buffer.concat([wide, Buffer.alloc(100_001 * 80)]))).toEqual([]);
  expect(imagesOf(many)).toHaveLength(1);
});

test('T24 names without an end take time in proportion', async () => {
  const make = (count: number) => {
    const names = Buffer.alloc(count * 10, 'x');
    const head = elf({ content: Buffer.alloc(0) }).subarray(0, 64);
    const table = Buffer.alloc(64 * count);
    for (let index = 0; index < count; index += 1) table.writeUInt32LE(index, index * 64);
    table.writeBigUInt64LE(BigInt(64 + table.length), 24);
    table.writeBigUInt64LE(BigInt(names.length), 32);
    const header = Buffer.from(head);
    header.writeBigUInt64LE(64n, 40);
    header.writeUInt16LE(0, 56);
    header.writeUInt16LE(count, 60);
    header.writeUInt16LE(0, 62);
    return Buffer.concat([header, table, names]);
  };
  expect(imagesOf(make(100))?.[0]?.sections).toHaveLength(100);
  expect(await growthProblem(make, imagesOf, 8_000)).toBeUndefined();
});
