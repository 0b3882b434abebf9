import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Inventory } from '../../../src/model/inventory.ts';
import { reader } from '../../../src/sbom/readers/go-binary.ts';
import { reader as native } from '../../../src/sbom/readers/native-binary.ts';
import { elf, formats, machO, universal } from '../../support/executables.ts';
import { assertRobust } from '../../support/parser-properties.ts';
import { call, describeWithTool, inFolder } from '../../support/tools.ts';
import { alone, readAs } from '../corpus.ts';

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const MARK = '0123456789abcdef';
const at = { file: 'prog' };

/** A length of seven bits to a byte, and the text. */
function counted(text: string): Buffer {
  const { length } = Buffer.from(text);
  return Buffer.concat([Buffer.from([(length & 0x7f) | 0x80, length >> 7]), Buffer.from(text)]);
}

function inline(go: string, modules: string): Buffer {
  return Buffer.concat([MAGIC, Buffer.from([8, 2]), Buffer.alloc(16), counted(go), counted(modules)]);
}

const framed = (...lines: string[]) => `${MARK}${lines.map((line) => `${line}\n`).join('')}${MARK}`;
const modules = framed(
  'path\texample.com/a/cmd',
  'mod\texample.com/a\tv1.0.0\th1:x=',
  'dep\texample.com/b\tv1.2.3\th1:y=',
  'build\tGOOS=linux',
);
const info = inline('go1.26.8', modules);
const read = (bytes: Uint8Array): Promise<Inventory> => readAs(reader, 'prog', bytes);
const stdlib = { type: 'golang', name: 'stdlib', version: '1.26.8', id: 'stdlib@1.26.8', at };
const b = { type: 'golang', name: 'example.com/b', version: 'v1.2.3', id: 'example.com/b@v1.2.3', at };
const a = { type: 'golang', name: 'example.com/a', version: 'v1.0.0' };

describe.each(formats)('%s', (_, make) => {
  test.each<[string, string | undefined, Buffer]>([
    ['in its own section', '.go.buildinfo', info],
    ['in that of a Mac', '__go_buildinfo', info],
    ['somewhere in the data', undefined, Buffer.concat([Buffer.alloc(48), info, Buffer.alloc(100)])],
    ['behind a look-alike', undefined, Buffer.concat([Buffer.alloc(8), MAGIC, Buffer.alloc(26), info])],
  ])('%s', async (where, name, content) => {
    // Names of sections have eight bytes in PE, so that it is found in the data there.
    const bytes = make({ ...(name && { name }), content });
    const { root, packages, gaps, shares } = await read(bytes);
    expect({ where, root, packages, gaps }).toEqual({ where, root: a, packages: [stdlib, b], gaps: [] });
    const [share] = shares ?? [];
    expect(share?.owner).toBe('first-party');
    expect(share?.bytes).toBeLessThanOrEqual(bytes.length);
  });
});

test.each([
  [64, 'little'],
  [64, 'big'],
  [32, 'little'],
  [32, 'big'],
] as const)('before Go 1.18, %i bits, %s', async (width, order) => {
  const size = width / 8;
  const address = 0x4000;
  const numberOf = (value: number) => {
    const bytes = Buffer.alloc(size);
    if (order === 'little') bytes.writeUIntLE(value, 0, 6 > size ? size : 6);
    else bytes.writeUIntBE(value, size > 6 ? 2 : 0, size > 6 ? 6 : size);
    return bytes;
  };
  const texts = ['go1.17', modules];
  const strings = address + 32;
  const first = strings + 4 * size;
  const pairs = [numberOf(first), numberOf(6), numberOf(first + 6), numberOf(modules.length)];
  const header = Buffer.alloc(32);
  Buffer.concat([
    MAGIC,
    Buffer.from([size, order === 'big' ? 1 : 0]),
    numberOf(strings),
    numberOf(strings + 2 * size),
  ]).copy(header);
  const content = Buffer.concat([header, ...pairs, Buffer.from(texts.join(''))]);
  const { root, packages } = await read(elf({ name: '.go.buildinfo', content, address }, width, order));
  expect(root).toEqual(a);
  expect(packages).toMatchObject([{ name: 'stdlib', version: '1.17' }, b]);
});

test.each([
  [['dep\tb\tv1\t', '=>\tc\tv2\th1:'], { name: 'c', version: 'v2', id: 'c@v2' }, 0],
  [['dep\tb\tv1\t', '=>\t./c\t(devel)'], { name: 'b', version: '', origin: { kind: 'path', url: './c' } }, 1],
  [['dep\tb\tv1\t', '=>\tC:\\c\t'], { name: 'b', version: '', origin: { kind: 'path', url: 'C:\\c' } }, 1],
  [['dep\tb\t(devel)\t'], { name: 'b', version: '' }, 1],
])('%j', async (lines, expected, gaps) => {
  const found = await read(elf({ content: inline('go1.26.8', framed('mod\ta\t(devel)', ...lines)) }));
  expect(found.root).toEqual({ type: 'golang', name: 'a', version: '' });
  expect(found.packages[1]).toMatchObject(expected);
  expect(found.gaps).toHaveLength(gaps);
});

test.each([
  ['go1.20.5 X:boringcrypto', '1.20.5'],
  ['go1.27rc1', '1.27rc1'],
  ['devel go1.27-abcdef Mon', ''],
])('the standard library of %s', async (go, version) => {
  const { packages, gaps } = await read(elf({ content: inline(go, modules) }));
  expect(packages[0]).toMatchObject({ name: 'stdlib', version });
  expect(gaps).toHaveLength(version === '' ? 1 : 0);
});

describe('what cannot be looked into is opaque', () => {
  test('a program of Go without a list of its modules', async () => {
    const bytes = elf({ content: inline('go1.26.8', '') });
    expect(await read(bytes)).toEqual({
      packages: [stdlib],
      gaps: [{ at, message: 'prog is a program of Go without a list of its modules' }],
      shares: [{ owner: 'opaque', bytes: bytes.length }],
    });
  });

  test('another program in the same file', async () => {
    const other = machO({ content: Buffer.from('hello') });
    const { packages, gaps, shares } = await read(universal([machO({ content: info }), other]));
    expect(packages).toEqual([stdlib, b]);
    expect(gaps).toMatchObject([{ message: 'prog holds a program beside those of Go' }]);
    expect(shares).toContainEqual({ owner: 'opaque', bytes: other.length });
  });

  test('one without build information', async () => {
    const bytes = elf({ content: Buffer.from('UPX!') });
    expect(reader.recognises({ path: 'prog', bytes })).toBe(false);
    expect(await readAs(native, 'prog', bytes)).toEqual({
      packages: [],
      gaps: [{ at, message: 'prog is a program that says nothing of what it was built from' }],
      shares: [{ owner: 'opaque', bytes: bytes.length }],
    });
  });

  test('one that is cut short', async () => {
    const bytes = elf({ content: info }).subarray(0, -100);
    expect(reader.recognises({ path: 'prog', bytes })).toBe(false);
    expect((await readAs(native, 'prog', bytes)).shares).toEqual([{ owner: 'opaque', bytes: bytes.length }]);
  });
});

test('what is in two programs of a file is there once, a second main module beside the first', async () => {
  const second = inline('go1.26.8', modules.replace('mod\texample.com/a\t', 'mod\texample.com/z\t'));
  const found = await read(universal([info, info, second].map((content) => machO({ content }))));
  expect(found.root).toEqual(a);
  expect(found.packages).toEqual([
    stdlib,
    b,
    { ...a, name: 'example.com/z', id: 'example.com/z@v1.0.0', at },
  ]);
});

test.each([
  ['a cut text', info.subarray(0, -1), 'damaged'],
  ['no version', inline('', modules), 'damaged'],
  [
    'a length without an end',
    Buffer.concat([MAGIC, Buffer.from([8, 2]), Buffer.alloc(16), Buffer.alloc(9, 0xff)]),
    'damaged',
  ],
  ['addresses of nothing', Buffer.concat([MAGIC, Buffer.from([8, 0]), Buffer.alloc(16, 0xff)]), 'damaged'],
  ['a replacement of nothing', inline('go1.26.8', framed('=>\tc\tv1', 'path\tx')), 'replaces no module'],
  ['a module without a path', inline('go1.26.8', framed('dep\t\tv1', 'path\tx')), 'no path'],
])('%s is a fault', async (_, content, reason) => {
  const found = async () => read(elf({ content }));
  await expect(found).rejects.toThrow(reason);
  await expect(found).rejects.toThrow(expect.objectContaining({ code: 'CUSTODY-410', at }));
});

test('T24 whatever bytes come to modules or a fault', () => {
  assertRobust([elf({ content: info }), machO({ content: info })], (bytes) => {
    const file = { path: 'prog', bytes };
    if (reader.recognises(file)) return reader.read(file, alone);
    return native.recognises(file);
  });
});

describeWithTool('go', ['version'])('programs of go build', () => {
  const files = {
    'go.mod':
      'module example.com/prog\ngo 1.20\nrequire example.com/dep v1.2.3\nreplace example.com/dep => ./dep\n',
    'dep/go.mod': 'module example.com/dep\n',
    'dep/dep.go': 'package dep\nfunc F() int { return 1 }\n',
    'main.go': 'package main\nimport "example.com/dep"\nfunc main() { println(dep.F()) }\n',
  };
  const build = (goos: string, ...flags: string[]) =>
    inFolder(files, (folder) => {
      const env = { GOOS: goos, GOFLAGS: '-mod=mod -buildvcs=false', GOPROXY: 'off', CGO_ENABLED: '0' };
      call(folder, 'go', ['build', ...flags, '-o', 'prog', '.'], env);
      const version = execFileSync('go', ['version', 'prog'], { cwd: folder, encoding: 'utf8' });
      return { bytes: readFileSync(join(folder, 'prog')), version: / go([^ \n]+)/.exec(version)?.[1] ?? '' };
    });

  // Whatever of the standard library is not yet built for the other system is built first.
  test.each([['linux'], ['windows'], ['darwin'], ['linux', '-ldflags=-s -w', '-trimpath']])(
    'for %s %s',
    async (goos, ...flags) => {
      const { bytes, version } = build(goos, ...flags);
      const { root, packages } = await read(bytes);
      expect(root).toEqual({ type: 'golang', name: 'example.com/prog', version: '' });
      expect(packages).toMatchObject([
        { name: 'stdlib', version },
        { name: 'example.com/dep', version: '', origin: { kind: 'path', url: './dep' } },
      ]);
    },
    600_000,
  );

  test('one that Go 1.17 built', async () => {
    const root = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
    const sample = join(root, 'src/debug/buildinfo/testdata/go117/go117.base64');
    if (!existsSync(sample)) return;
    const found = await read(Buffer.from(readFileSync(sample, 'utf8'), 'base64'));
    expect(found.packages).toMatchObject([{ name: 'stdlib', version: '1.17' }]);
    expect(found.root?.name).toBe('example.com/go117');
  });
});
