/** T24 no bytes take more time than in proportion to their number, whatever in them it is that grows. */
import { describe, expect, test } from '@jest/globals';
import { X509Certificate } from '@sigstore/core';
import { checkDer } from '../../src/formats/der.ts';
import { parseJson } from '../../src/formats/json.ts';
import { decodeSnappy } from '../../src/formats/snappy.ts';
import { linesOf } from '../../src/io/files/bundles.ts';
import { selectServices } from '../../src/io/sigstore/select.ts';
import { timestampFacts } from '../../src/io/sigstore/timestamp-query.ts';
import { limits } from '../../src/model/limits.ts';
import type { Json } from '../../src/model/statement.ts';
import { readIdentity } from '../../src/verify/certificate.ts';
import { element } from '../support/der.ts';
import { openDoors } from './doors.ts';
import { growthProblem } from './growth.ts';
import { changed, pathsOf } from './mutation.ts';

const { doors, close } = await openDoors();
await close();

/** What some reader looks for, in a text that grows. */
const units = ['A', '9', '\n', '-----BEGIN CERTIFICATE-----\n', '— a AAAAAAAA\n'];

/** Ways to grow one value: a text, a list, or the members of an object. */
function growing(value: Json): readonly ((size: number) => Json)[] {
  if (typeof value !== 'object' || value === null)
    return units.map((unit) => (size) => unit.repeat(Math.ceil(size / unit.length)));
  if (Array.isArray(value)) return [(size) => ofMany(value[0] ?? 'AAAA', size)];
  return [
    (size) => ({ ...value, ...Object.fromEntries(Array.from({ length: size / 4 }, (_, i) => [`k${i}`, i])) }),
  ];
}

/** Fewer of what is large: the time that megabytes take to be read varies more than what is looked for. */
function ofMany(item: Json, size: number): Json {
  const each = Math.max(4, JSON.stringify(item).length / 100);
  return Array<Json>(Math.ceil(size / each)).fill(item);
}

test.each(doors)('T24 $name', async ({ read, example }) => {
  for (const path of pathsOf(example)) {
    const value = path.reduce<Json>((inner, key) => (inner as { [key: string]: Json })[key] ?? null, example);
    for (const [index, grow] of growing(value).entries()) {
      const make = (size: number) => Buffer.from(JSON.stringify(changed(example, path, () => grow(size))));
      expect([path, index, await growthProblem(make, read, 5_000)]).toEqual([path, index, undefined]);
    }
  }
});

const text = (make: (size: number) => string) => (size: number) => Buffer.from(make(size));

describe('JSON', () => {
  test.each<[string, (size: number) => string]>([
    ['spaces', (size) => `[${' '.repeat(size)}]`],
    ['spaces before a colon', (size) => `{"a"${' '.repeat(size)}:0}`],
    ['spaces behind texts', (size) => `[${`"a"${' '.repeat(100)},`.repeat(size / 100)}0]`],
    ['backslashes', (size) => `"${'\\\\'.repeat(size)}"`],
    ['quotation marks', (size) => `"${'\\"'.repeat(size)}"`],
    ['texts', (size) => `[${'"",'.repeat(size)}0]`],
    ['lists', (size) => `[${'[],'.repeat(size)}0]`],
    ['openers', (size) => '['.repeat(size)],
    ['openers of objects', (size) => '{"a":'.repeat(size)],
    ['members', (size) => `{${Array.from({ length: size }, (_, i) => `"${i}":0`).join(',')}}`],
    ['digits', (size) => '9'.repeat(size)],
    ['half characters', (size) => `"${'\\ud800'.repeat(size)}"`],
  ])('T24 %s', async (_, make) => {
    expect(await growthProblem(text(make), (bytes) => parseJson(bytes, 'it'), 20_000)).toBeUndefined();
  });
});

describe('Snappy', () => {
  /** The length that a block claims, in front of its elements. */
  const block = (length: number, elements: readonly number[]) => {
    const header = [0, 7, 14, 21].map((shift, index) => ((length >> shift) & 0x7f) | (index < 3 ? 0x80 : 0));
    return Uint8Array.from([...header, ...elements]);
  };
  test.each<[string, (size: number) => Uint8Array]>([
    ['literals', (size) => block(size, Array.from({ length: size }, () => [0, 97]).flat())],
    ['copies', (size) => block(1 + size * 4, [0, 97, ...Array.from({ length: size }, () => [1, 1]).flat()])],
    ['what it claims', (size) => block(size * 100, [0, 97])],
  ])('T24 %s', async (_, make) => {
    expect(
      await growthProblem(make, (bytes) => decodeSnappy(bytes, limits.bundleBytes), 20_000),
    ).toBeUndefined();
  });
});

describe('DER', () => {
  const nul = Buffer.of(5, 0);
  const extension = (index: number) =>
    element(
      0x30,
      element(6, Buffer.of(0x55, 0x1d, 0x81, ((index >> 7) & 0x7f) | 0x80, index & 0x7f)),
      element(4, nul),
    );
  const certificate = (...extensions: readonly Buffer<ArrayBuffer>[]) =>
    element(0x30, element(0x30, element(0xa3, element(0x30, ...extensions))));
  const list = (size: number, make: (index: number) => Buffer<ArrayBuffer>) =>
    Array.from({ length: size }, (_, index) => make(index));
  const readers: readonly (readonly [string, (bytes: Buffer<ArrayBuffer>) => unknown])[] = [
    ['checkDer', (bytes) => checkDer(bytes, 'it')],
    ['timestampFacts', (bytes) => quietly(() => timestampFacts(bytes))],
    [
      'readIdentity',
      (bytes) => {
        checkDer(bytes, 'it');
        return quietly(() => readIdentity(X509Certificate.parse(bytes)));
      },
    ],
  ];
  test.each(readers)('T24 %s', async (_, read) => {
    const shapes: readonly ((size: number) => Buffer<ArrayBuffer>)[] = [
      (size) => Buffer.alloc(size, 0x30),
      (size) => Buffer.alloc(size, 0x04),
      (size) => element(0x30, ...list(size / 2, () => nul)),
      (size) => element(0x30, element(4, Buffer.alloc(size, 0x24))),
      (size) => element(0x30, element(3, Buffer.alloc(size, 0x30))),
      (size) => certificate(...list(size / 20, extension)),
    ];
    // The larger size is at the limit of one.
    for (const make of shapes)
      expect(await growthProblem(make, read, limits.derBytes / 8 - 8)).toBeUndefined();
  });
});

/** Anything may be thrown by what comes behind the check. */
function quietly(work: () => unknown): unknown {
  try {
    return work();
  } catch {
    return undefined;
  }
}

test.each([
  ['empty lines', '\n'],
  ['blank lines', ' \t\r\n'],
  ['lines', '{}\n'],
  ['one line', '{}'],
])('T24 JSON Lines: %s', async (_, unit) => {
  const make = text((size) => unit.repeat(size));
  expect(await growthProblem(make, (bytes) => linesOf(bytes, 'o'), 20_000)).toBeUndefined();
});

test('T24 services by as many operators', async () => {
  const service = { url: 'https://a', majorApiVersion: 1, start: new Date(0), end: undefined };
  const make = (size: number) => Array.from({ length: size }, (_, i) => ({ ...service, operator: `o${i}` }));
  const read = (services: ReturnType<typeof make>) =>
    selectServices(services, { selector: 'ANY', count: 1 }, 'the log', new Date());
  expect(await growthProblem(make, read, 5_000)).toBeUndefined();
});

test.each(['<', '<>;', ';', ' ', '<a>; rel="next" '])('T24 links of a page: %j', async (unit) => {
  const { read, example } = doors.find(
    ({ name }) => name === 'a page of attestations',
  ) as (typeof doors)[number];
  const body = Buffer.from(JSON.stringify(example));
  const make = (size: number) => `<a>;${unit.repeat(size)}x`;
  expect(await growthProblem(make, (link) => read(body, { link }), 10_000)).toBeUndefined();
});
