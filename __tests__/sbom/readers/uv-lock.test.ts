/** uv.lock: the corpus, what it says beyond it, and what is refused. */
import { describe, expect, test } from '@jest/globals';
import { reader } from '../../../src/sbom/readers/uv-lock.ts';
import { describeCorpus, readAs } from '../corpus.ts';
import { bytesOf, describeHostile, describeMany, faultOf } from './hostile-text.ts';

describeCorpus(reader, 'python/uvlock', ['uv.lock'], 'uv.lock');

const hex = (digit: string) => digit.repeat(64);

const genuine = `version = 1
revision = 3
requires-python = ">=3.12"

[manifest]
members = ["app", "lib"]

[[package]]
name = "app"
version = "0.1.0"
source = { editable = "." }
dependencies = [
    { name = "httpx", extra = ["http2"] },
    { name = "lib", extra = ["fast"] },
]

[package.optional-dependencies]
cli = [{ name = "click" }]

[package.dev-dependencies]
dev = [{ name = "pytest", version = "8.0.0", source = { registry = "https://pypi.org/simple" } }]
lint = [{ name = "click" }, { name = "ruff", marker = "python_version > '3'" }]

[[package]]
name = "click"
version = "8.1.7"
source = { registry = "https://pypi.org/simple" }
sdist = { url = "https://files.example/click.tar.gz", hash = "sha256:${hex('a')}", upload-time = 2024-01-01T00:00:00Z }
wheels = [{ url = "https://files.example/click.whl", hash = "sha256:${hex('b')}" }]

[[package]]
name = "h2"
version = "4.1.0"
source = { git = "https://user:secret@git.example/h2?rev=main#0123456789abcdef0123456789abcdef01234567" }

[[package]]
name = "httpx"
version = "0.27.0"
source = { registry = "https://token@index.example/simple?key=secret" }
wheels = [{ url = "https://files.example/httpx.whl", hash = "sha256:${hex('c')}" }]

[package.optional-dependencies]
http2 = [{ name = "h2" }]

[[package]]
name = "lib"
source = { editable = "packages/lib" }
dependencies = [{ name = "gone" }]

[package.optional-dependencies]
fast = [{ name = "orjson" }]
slow = [{ name = "tomli" }]

[[package]]
name = "orjson"
version = "3.0.0"
source = { url = "https://files.example/orjson-3.0.0.whl?sig=secret" }

[[package]]
name = "pytest"
version = "7.0.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "pytest"
version = "8.0.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "ruff"
version = "0.5.0"
source = { path = "vendor/ruff.whl" }

[[package]]
name = "tomli"
version = "2.0.0"
source = { registry = "https://pypi.org/simple" }
`;

const read = (text: string) => readAs(reader, 'uv.lock', bytesOf(text));

describe('uv-lock', () => {
  test('knows the project, what it asks for, and why', async () => {
    const { root, packages, gaps } = await read(genuine);
    expect(root).toMatchObject({ type: 'pypi', name: 'app', version: '0.1.0' });
    const ids = new Map(packages.map(({ name, version, id }) => [`${name} ${version}`, id]));
    expect(root?.dependsOn).toEqual(
      ['httpx 0.27.0', 'lib ', 'click 8.1.7', 'pytest 8.0.0', 'ruff 0.5.0'].map((name) => ids.get(name)),
    );
    expect(
      packages.map(({ name, scope, groups }) => [name, scope ?? '-', ...(groups ?? [])].join(' ')),
    ).toEqual([
      'click optional cli lint',
      'h2 -',
      'httpx -',
      'lib -',
      'orjson - fast',
      'pytest -',
      'pytest development dev',
      'ruff development lint',
      'tomli optional slow',
    ]);
    expect(gaps).toEqual([
      {
        at: { file: 'uv.lock', line: 46 },
        message: 'lib depends on gone, which is not in the file',
      },
    ]);
  });

  test('says where packages come from, without credentials', async () => {
    const { packages } = await read(genuine);
    expect(packages.flatMap(({ origin }) => origin ?? [])).toEqual([
      {
        kind: 'git',
        url: 'https://git.example/h2?rev=main',
        commit: '0123456789abcdef0123456789abcdef01234567',
      },
      { kind: 'registry', url: 'https://index.example/simple' },
      { kind: 'path', url: 'packages/lib' },
      { kind: 'archive', url: 'https://files.example/orjson-3.0.0.whl' },
      { kind: 'path', url: 'vendor/ruff.whl' },
    ]);
    expect(JSON.stringify(packages)).not.toContain('secret');
  });

  test('gives a hash only where it is that of every file', async () => {
    const { packages } = await read(genuine);
    expect(packages.filter(({ hashes }) => hashes).map(({ name, hashes }) => ({ name, hashes }))).toEqual([
      { name: 'httpx', hashes: { sha256: hex('c') } },
    ]);
  });

  test.each([
    ['another version', genuine.replace('version = 1', 'version = 2'), /^1 CUSTODY-410 .*`version`/],
    [
      'a version that is no number',
      genuine.replace('version = 1', 'version = [1]'),
      /^1 CUSTODY-410 .*`version`/,
    ],
    ['packages that are none', 'package = 1\n', /^1 CUSTODY-410 .*array of tables/],
    ['packages that are texts', '\npackage = ["a"]\n', /^2 CUSTODY-410 .*array of tables/],
    ['a package without name', '[[package]]\nversion = "1"\n', /^1 CUSTODY-410 .*`name`/],
    [
      'a name that is no text',
      '[[package]]\nversion = "1"\nname = 3\n',
      /^3 CUSTODY-410 .*`name` is not text/,
    ],
    [
      'a package twice',
      `${genuine}[[package]]\nname = "tomli"\nversion = "2.0.0"\n`,
      /^7\d CUSTODY-410 .*twice, first in line 7\d/,
    ],
    [
      '`__proto__` as a name of a group',
      genuine.replace('cli = [', '__proto__ = ['),
      /CUSTODY-410 .*__proto__/,
    ],
  ])('refuses %s', async (_, text, message) => {
    expect(await faultOf(() => read(text))).toMatch(message);
  });

  test('takes `__proto__` for a name like others', async () => {
    const { packages } = await read('version = 1\n[[package]]\nname = "__proto__"\nversion = "1"\n');
    expect(packages.map(({ name }) => name)).toEqual(['__proto__']);
  });

  test('refuses more dependencies than are allowed', async () => {
    const many = Array.from({ length: 1415 }, (_, n) => `[[package]]\nname = "a"\nversion = "${n}"\n`);
    const wants = `dependencies = [${'{ name = "a" },'.repeat(1415)}]\n`;
    const text = many.join('').replace('version = "0"\n', `version = "0"\n${wants}`);
    expect(await faultOf(() => read(text))).toMatch(/^2 CUSTODY-404 .*2000000 dependencies/);
  });
});

describeHostile(reader, 'uv.lock', genuine);
describeMany(
  reader,
  'uv.lock',
  (n) => `[[package]]\nname = "p${n}"\nversion = "1"\ndependencies = [{ name = "p${n >> 1}" }]\n`,
);
