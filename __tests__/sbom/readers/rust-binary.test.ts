import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { Inventory } from '../../../src/model/inventory.ts';
import { reader as native } from '../../../src/sbom/readers/native-binary.ts';
import { reader } from '../../../src/sbom/readers/rust-binary.ts';
import { elf, formats, machO, universal } from '../../support/executables.ts';
import { assertRobust } from '../../support/parser-properties.ts';
import { call, describeWithTool, inFolder } from '../../support/tools.ts';
import { alone, readAs } from '../corpus.ts';

const at = { file: 'prog' };
const list = {
  packages: [
    { name: 'a', version: '1.0.0', source: 'crates.io' },
    { name: 'a', version: '1.0.0', source: 'git', kind: 'build' },
    { name: 'a', version: '1.0.0', source: 'git', dependencies: [0] },
    { name: 'l', version: '0.1.0', source: 'local', kind: 'runtime', dependencies: [0, 2, 0] },
    { name: 'r', version: '2.0.0', source: 'registry' },
    { name: 'prog', version: '0.1.0', source: 'local', root: true, dependencies: [1, 3] },
  ],
  format: 1,
};
const packed = (value: unknown) => deflateSync(typeof value === 'string' ? value : JSON.stringify(value));
const made = (content: Uint8Array) => ({ name: '.dep-v0', content });
const read = (bytes: Uint8Array): Promise<Inventory> => readAs(reader, 'prog', bytes);

const common = { type: 'cargo', at };
const packages = [
  { ...common, name: 'a', version: '1.0.0', id: 'a@1.0.0 (crates.io)', dependsOn: [] },
  {
    ...common,
    name: 'a',
    version: '1.0.0',
    id: 'a@1.0.0 (git)',
    dependsOn: [],
    scope: 'development',
    groups: ['build'],
    origin: { kind: 'git' },
  },
  {
    ...common,
    name: 'a',
    version: '1.0.0',
    id: 'a@1.0.0 (git) #2',
    dependsOn: ['a@1.0.0 (crates.io)'],
    origin: { kind: 'git' },
  },
  {
    ...common,
    name: 'l',
    version: '0.1.0',
    id: 'l@0.1.0 (local)',
    dependsOn: ['a@1.0.0 (crates.io)', 'a@1.0.0 (git) #2'],
    origin: { kind: 'path' },
  },
  {
    ...common,
    name: 'r',
    version: '2.0.0',
    id: 'r@2.0.0 (registry)',
    dependsOn: [],
    origin: { kind: 'registry' },
  },
];
const root = {
  type: 'cargo',
  name: 'prog',
  version: '0.1.0',
  dependsOn: ['a@1.0.0 (git)', 'l@0.1.0 (local)'],
};

test.each(formats)('%s', async (_, make) => {
  const { shares, ...found } = await read(make(made(packed(list))));
  expect(found).toEqual({ root, packages, gaps: [] });
  expect(shares).toMatchObject([{ owner: 'first-party' }]);
});

test('zeros that fill up the section are passed over', async () => {
  const found = await read(elf(made(Buffer.concat([packed(list), Buffer.alloc(7)]))));
  expect(found.packages).toHaveLength(5);
});

test('another program in the same file is opaque', async () => {
  const other = machO({ content: Buffer.from('hello') });
  const found = await read(universal([machO(made(packed(list))), machO(made(packed(list))), other]));
  expect(found.packages).toEqual(packages);
  expect(found.gaps).toMatchObject([
    { message: 'prog holds a program beside those with a list of their crates' },
  ]);
  expect(found.shares).toContainEqual({ owner: 'opaque', bytes: other.length });
});

test.each([{ name: '.data', content: packed(list) }, made(Buffer.alloc(0))])(
  'a program without the section is opaque',
  async (one) => {
    const bytes = elf(one);
    expect(reader.recognises({ path: 'prog', bytes })).toBe(false);
    expect((await readAs(native, 'prog', bytes)).shares).toEqual([{ owner: 'opaque', bytes: bytes.length }]);
  },
);

test('what differs between two programs of a file is put together', async () => {
  const program = { name: 'prog', version: '1', source: 'local', root: true };
  const only = (name: string, kind: string) =>
    machO(
      made(
        packed({
          packages: [
            { name, version: '1', source: 'git' },
            { ...program, dependencies: [0, 2] },
            { name: 'b', version: '1', source: 'git', kind, dependencies: [0] },
          ],
        }),
      ),
    );
  const found = await read(universal([only('x', 'build'), only('y', 'runtime')]));
  expect(found.root?.dependsOn).toEqual(['x@1 (git)', 'b@1 (git)', 'y@1 (git)']);
  expect(found.packages.map(({ name, scope, dependsOn }) => [name, scope, dependsOn])).toEqual([
    ['x', undefined, []],
    ['b', undefined, ['x@1 (git)', 'y@1 (git)']],
    ['y', undefined, []],
  ]);
});

const [first] = list.packages;
const prog = { name: 'prog', version: '1', source: 'local', root: true };
describe('a list that is damaged is a fault', () => {
  test.each<[string, Buffer, string]>([
    ['other bytes', elf(made(Buffer.from('hello'))), 'damaged'],
    ['half of it', elf(made(packed(list).subarray(0, 20))), 'damaged'],
    ['bytes behind it', elf(made(Buffer.concat([packed(list), Buffer.from('x')]))), 'something follows'],
    ['two of them', elf({ ...made(packed(list)), again: '.dep-v0' }), 'two lists'],
    ['no JSON', elf(made(packed('{'))), 'not acceptable JSON'],
    ['no list', elf(made(packed({ packages: {} }))), 'is none'],
    ['no root', elf(made(packed({ packages: [first] }))), 'not one root'],
    ['two roots', elf(made(packed({ packages: [prog, prog] }))), 'not one root'],
    ['no name', elf(made(packed({ packages: [{ ...prog, name: '' }] }))), 'malformed'],
    ['another kind', elf(made(packed({ packages: [{ ...prog, kind: 'x' }] }))), 'malformed'],
    ['no crate', elf(made(packed({ packages: [5] }))), 'malformed'],
    [
      'a place that is not there',
      elf(made(packed({ packages: [{ ...prog, dependencies: [1] }] }))),
      'depends on none',
    ],
    [
      'a place that is none',
      elf(made(packed({ packages: [{ ...prog, dependencies: ['__proto__'] }] }))),
      'depends on none',
    ],
  ])('%s', async (_, bytes, reason) => {
    await expect(async () => read(bytes)).rejects.toThrow(reason);
    await expect(async () => read(bytes)).rejects.toThrow(expect.objectContaining({ code: 'CUSTODY-410' }));
  });
});

test('T24 a list that unpacks past the limit', async () => {
  const bytes = elf(made(deflateSync(Buffer.alloc(64 * 1024 * 1024 + 1))));
  await expect(async () => read(bytes)).rejects.toThrow('inventoryBytes');
});

test('T24 whatever bytes come to crates or a fault', () => {
  const stored = deflateSync(JSON.stringify(list), { level: 0 });
  assertRobust([elf(made(packed(list))), elf(made(stored)), machO(made(packed(list)))], (bytes) => {
    const file = { path: 'prog', bytes };
    return reader.recognises(file) ? reader.read(file, alone) : undefined;
  });
});

describeWithTool('rustc')('a program of rustc with the section', () => {
  test('gives its crates, and without it is opaque', async () => {
    const source = (section: string) => `${section}\nfn main() { println!("hello"); }\n`;
    const statik =
      '#[used] #[link_section = ".dep-v0"] static LIST: [u8; include_bytes!("list").len()] = *include_bytes!("list");';
    const [linked, plain] = inFolder(
      { list: packed(list), 'linked.rs': source(statik), 'plain.rs': source('') },
      (folder) =>
        ['linked', 'plain'].map((name) => {
          call(folder, 'rustc', [`${name}.rs`, '-o', name]);
          return readFileSync(join(folder, name));
        }),
    );
    expect((await read(linked ?? Buffer.alloc(0))).packages).toEqual(packages);
    expect(native.recognises({ path: 'prog', bytes: plain ?? Buffer.alloc(0) })).toBe(true);
  }, 300_000);
});
