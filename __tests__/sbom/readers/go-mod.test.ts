/** go.mod and go.sum: the corpus, what they say beyond it, and what is refused. */
import { describe, expect, test } from '@jest/globals';
import type { Reader, Surroundings } from '../../../src/model/inventory.ts';
import { reader } from '../../../src/sbom/readers/go-mod.ts';
import { alone, describeCorpus, readAs } from '../corpus.ts';
import { bytesOf, describeHostile, describeMany, faultOf } from './hostile-text.ts';

/** The corpus has several files in one folder, each with a go.sum under its own name. */
const besideItsSum: Reader = {
  ...reader,
  read(file, around) {
    const version = /^go (.*)$/m.exec(Buffer.from(file.bytes).toString())?.[1];
    const near = (path: string) => around.near(path === 'go.sum' ? `indirect-${version}.sum` : path);
    return reader.read(file, { ...around, near });
  },
};

const indirect = [
  ['github.com/davecgh/go-spew', '1.1.1', 2],
  ['github.com/pmezard/go-difflib', '1.0.0', 4],
  ['github.com/stretchr/testify', '1.7.0', 9],
  ['golang.org/x/sys', '0.0.0-20220715151400-c0bba94af5f8', 11],
  ['gopkg.in/yaml.v3', '3.0.0-20200313102051-9f266ea9e77c', 14],
] as const;

describeCorpus(besideItsSum, 'golang/gomod', ['go.mod'], 'go.mod', {
  // The scanner was asked to leave out what is needed indirectly: an SBOM never does.
  'gomod_test.go:TestExtractor_Extract_WithExcludeIndirectConfig/exclude indirect with go.sum': (
    expected,
  ) => [
    ...expected,
    ...indirect.map(([name, version, line]) => ({ name, version, purlType: 'golang', location: { line } })),
  ],
});

const genuine = `// A module.
module "example.com/app" // quoted

go 1.22

toolchain go1.22.3-custom

godebug default=go1.21

require (
	example.com/a v1.0.0
	example.com/b/v2 v2.1.0-rc.1+incompatible // indirect
	\`example.com/c\` v0.0.0-20220715151400-c0bba94af5f8 // indirect; for tests
)
require example.com/d v1.0.0//no space
require example.com/d v1.0.0

exclude example.com/a v1.1.0

replace example.com/a v1.0.0 => example.com/fork/a v1.0.1
replace (
	example.com/a => ../a
	example.com/d => /src/d
)

retract [v1.0.0, v1.0.5] // a mistake
tool example.com/a/cmd
`;

const beside = (sum: string): Surroundings => ({
  ...alone,
  near: async (path) => (path === 'go.sum' ? bytesOf(sum) : undefined),
});
const read = (text: string, around?: Surroundings) => readAs(reader, 'go.mod', bytesOf(text), around);

describe('go-mod', () => {
  test('knows the module, what it asks for, and what stands for that', async () => {
    const { root, packages, gaps } = await read(genuine);
    expect(packages.map(({ id, at }) => `${at.line} ${id}`)).toEqual([
      '20 example.com/fork/a@v1.0.1',
      '12 example.com/b/v2@v2.1.0-rc.1+incompatible',
      '13 example.com/c@v0.0.0-20220715151400-c0bba94af5f8',
      '23 /src/d@',
      '6 stdlib@1.22.3',
    ]);
    expect(packages[3]?.origin).toEqual({ kind: 'path', url: '/src/d' });
    expect(root).toEqual({
      type: 'golang',
      name: 'example.com/app',
      version: '',
      dependsOn: ['example.com/fork/a@v1.0.1', '/src/d@', 'stdlib@1.22.3'],
    });
    expect(gaps).toEqual([
      { at: { file: 'go.mod', line: 6 }, message: 'stdlib is 1.22.3 or newer, as is the Go that builds it' },
    ]);
  });

  test('says that a file older than Go 1.17 is not whole', async () => {
    const text = 'module a\nrequire b v1.0.0\n';
    expect((await read(text)).gaps.map(({ at }) => at.file)).toEqual(['go.mod']);
    const { packages, gaps } = await read(
      text,
      beside('b v1.0.0 h1:x=\nc v1.0.0 h1:x=\nc v1.0.0/go.mod h1:x=\n'),
    );
    expect(packages.map(({ id, at }) => `${at.file}:${at.line} ${id}`)).toEqual([
      'go.mod:2 b@v1.0.0',
      'go.sum:2 c@v1.0.0',
    ]);
    expect(gaps.map(({ at }) => at.file)).toEqual(['go.sum']);
  });

  test('a `default` toolchain says no version', async () => {
    const { packages } = await read('go 1.21\ntoolchain default\n');
    expect(packages).toMatchObject([{ name: 'stdlib', version: '1.21', at: { line: 1 } }]);
  });

  test.each([
    ['what no go.mod says', 'module a\nimport b\n', /^2 CUSTODY-410 /],
    ['a block that is not closed', 'go 1.20\nrequire (\n\tb v1.0.0\n', /^4 CUSTODY-410 .*cut short/],
    ['a string that is not closed', 'module "a\n', /^1 CUSTODY-410 /],
    ['a version that is none', 'go 1.20\nrequire b master\n', /^2 CUSTODY-410 .*`require`/],
    ['a version too many', 'require b v1.0.0 v1.0.1\n', /^1 CUSTODY-410 .*`require`/],
    ['a replacement of nothing', 'replace => b v1.0.0\n', /^1 CUSTODY-410 .*`replace`/],
    ['a replacement without version', '\nreplace a => b\n', /^2 CUSTODY-410 .*`replace`/],
    ['a path with a version', 'replace a => ./b v1.0.0\n', /^1 CUSTODY-410 .*`replace`/],
  ])('refuses %s', async (_, text, message) => {
    expect(await faultOf(() => read(text))).toMatch(message);
  });

  test('refuses a go.sum that is none, and one with too much', async () => {
    expect(await faultOf(() => read('module a', beside('b v1.0.0 h1:x=\nc\n')))).toMatch(
      /^2 CUSTODY-410 go\.sum /,
    );
    const many = Array.from({ length: 100_001 }, (_, n) => `m${n} v1.0.0 h1:x=\n`).join('');
    expect(await faultOf(() => read('module a', beside(many)))).toMatch(
      /^- CUSTODY-404 go\.sum .*100000 packages/,
    );
  });
});

describeHostile(reader, 'go.mod', genuine);
describeMany(reader, 'go.mod', (n) => `require example.com/m${n} v1.0.0\n`);
