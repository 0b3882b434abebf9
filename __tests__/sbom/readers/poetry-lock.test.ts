/** poetry.lock: the corpus, what it says beyond it, and what is refused. */
import { describe, expect, test } from '@jest/globals';
import { reader } from '../../../src/sbom/readers/poetry-lock.ts';
import { describeCorpus, readAs } from '../corpus.ts';
import { bytesOf, describeHostile, describeMany, faultOf } from './hostile-text.ts';

describeCorpus(reader, 'python/poetrylock', ['poetry.lock'], 'poetry.lock');

const hex = (digit: string) => digit.repeat(64);
const metadata = '\n[metadata]\nlock-version = "2.1"\ncontent-hash = "0"\n';

const genuine = `[[package]]
name = "Flask"
version = "3.0.0"
optional = false
groups = ["main", "dev"]
files = [
    {file = "flask.whl", hash = "sha256:${hex('a')}"},
]

[package.dependencies]
click = ">=8"
colorama = {version = "*", markers = "sys_platform == 'win32'"}
Typing_Extensions = [
    {version = ">=4", markers = "python_version < '3.8'"},
    {version = ">=4.1", markers = "python_version >= '3.8'"},
]
werkzeug = ">=3"

[package.extras]
async = ["asgiref"]

[[package]]
name = "click"
version = "8.1.7"
optional = true
files = []

[[package]]
name = "typing-extensions"
version = "4.0.0"
optional = false
groups = ["dev", "docs"]
files = [
    {file = "a.whl", hash = "sha256:${hex('a')}"},
    {file = "a.tar.gz", hash = "sha256:${hex('b')}"},
]

[package.source]
type = "git"
url = "https://token@git.example/te.git"
reference = "main"
resolved_reference = "0123456789abcdef0123456789abcdef01234567"

[[package]]
name = "typing-extensions"
version = "4.1.0"
optional = false

[package.source]
type = "legacy"
url = "https://user:secret@index.example/simple"
reference = "ours"
${metadata}`;

const read = (text: string) => readAs(reader, 'poetry.lock', bytesOf(text));

describe('poetry-lock', () => {
  test('knows edges, by any spelling and in any of several versions, and why packages are there', async () => {
    const { packages, gaps } = await read(genuine);
    const [flask, click, first, second] = packages;
    expect(flask?.dependsOn).toEqual([click?.id, first?.id, second?.id]);
    expect(gaps.map(({ message }) => message)).toEqual([
      'Flask depends on werkzeug, which is not in the file',
    ]);
    expect(packages.map(({ scope, groups }) => ({ scope, groups }))).toEqual([
      {},
      { scope: 'optional', groups: ['optional'] },
      { scope: 'development', groups: ['dev', 'docs'] },
      {},
    ]);
  });

  test('gives the hash of a single file, and origins without credentials', async () => {
    const [flask, click, first, second] = (await read(genuine)).packages;
    expect(flask?.hashes).toEqual({ sha256: hex('a') });
    expect(click?.hashes).toBeUndefined();
    expect(first).toMatchObject({
      origin: {
        kind: 'git',
        url: 'https://git.example/te.git',
        commit: '0123456789abcdef0123456789abcdef01234567',
      },
    });
    expect(first?.hashes).toBeUndefined();
    expect(second?.origin).toEqual({ kind: 'registry', url: 'https://index.example/simple' });
  });

  test.each([
    ['url', 'https://files.example/a.whl?sig=1', { kind: 'archive', url: 'https://files.example/a.whl' }],
    ['directory', '../a', { kind: 'path', url: '../a' }],
    ['file', 'a.whl', { kind: 'path', url: 'a.whl' }],
    ['legacy', 'https://pypi.org/simple', undefined],
  ])('knows a source of type %s', async (type, url, origin) => {
    const source = `[package.source]\ntype = "${type}"\nurl = "${url}"\n`;
    const { packages } = await read(`[[package]]\nname = "a"\nversion = "1"\n${source}${metadata}`);
    expect(packages[0]?.origin).toEqual(origin);
  });

  test('reads the hashes and categories of a file older than v2', async () => {
    const { packages } = await read(`[[package]]
name = "a"
version = "1"
category = "dev"

[metadata]
lock-version = "1.1"

[metadata.files]
a = [{file = "a.whl", hash = "sha256:${hex('c')}"}]
`);
    expect(packages).toMatchObject([{ hashes: { sha256: hex('c') }, scope: 'development', groups: ['dev'] }]);
  });

  test.each([
    ['another version', genuine.replace('"2.1"', '"3.0"'), /^5\d CUSTODY-410 .*`lock-version`/],
    ['a file that was cut behind a package', genuine.replace(metadata, ''), /^4\d CUSTODY-410 .*cut short/],
    ['a package without version', `[[package]]\nname = "a"\n${metadata}`, /^2 CUSTODY-410 .*`version`/],
    [
      'files that are none',
      `[[package]]\nname = "a"\nversion = "1"\nfiles = 1\n${metadata}`,
      /^2 CUSTODY-410 .*`files`/,
    ],
    [
      'a package twice',
      `${'[[package]]\nname = "a"\nversion = "1"\n'.repeat(2)}${metadata}`,
      /^5 CUSTODY-410 .*first in line 2/,
    ],
  ])('refuses %s', async (_, text, message) => {
    expect(await faultOf(() => read(text))).toMatch(message);
  });
});

describeHostile(reader, 'poetry.lock', genuine);
describeMany(
  reader,
  'poetry.lock',
  (n) => `[[package]]\nname = "p${n}"\nversion = "1"\n[package.dependencies]\np${n >> 1} = "*"\n`,
  metadata,
);
