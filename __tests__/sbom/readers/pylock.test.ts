/** pylock.toml: the corpus, what it says beyond it, and what is refused. */
import { describe, expect, test } from '@jest/globals';
import { reader } from '../../../src/sbom/readers/pylock.ts';
import { describeCorpus, readAs } from '../corpus.ts';
import { bytesOf, describeHostile, describeMany, faultOf } from './hostile-text.ts';

describeCorpus(reader, 'python/pylock', ['pylock.toml'], 'pylock.toml');

const hex = (digit: string) => digit.repeat(64);

const genuine = `lock-version = "1.0"
created-by = "a tool"

[[packages]]
name = "app"
directory = { path = ".", editable = true }
dependencies = [{ name = "attrs" }, { name = "cattrs", version = "2.0" }]

[[packages]]
name = "attrs"
version = "25.1.0"
index = "https://user:secret@index.example/simple/"
dependencies = [{ name = "gone" }, { name = "app" }]

[[packages.wheels]]
name = "attrs.whl"
[packages.wheels.hashes]
sha256 = "${hex('a')}"
sha512 = "${hex('a')}${hex('A')}"
md5 = "${hex('a').slice(32)}"

[[packages]]
name = "cattrs"
version = "1.0"
archive = { url = "https://files.example/cattrs.zip?token=secret", hashes = { sha256 = "${hex('b')}" } }

[[packages]]
name = "cattrs"
version = "2.0"
archive = { path = "cattrs.zip", hashes = { sha256 = "short" } }

[[packages]]
name = "lib"
vcs = { type = "git", url = "https://git.example/lib", commit-id = "0123456789abcdef0123456789abcdef01234567" }
`;

const read = (text: string) => readAs(reader, 'pylock.toml', bytesOf(text));

describe('pylock', () => {
  test('knows the project and edges', async () => {
    const { root, packages, gaps } = await read(genuine);
    const [attrs, , second] = packages;
    expect(root).toEqual({ type: 'pypi', name: 'app', version: '', dependsOn: [attrs?.id, second?.id] });
    expect(packages.map(({ dependsOn }) => dependsOn)).toEqual([[], [], [], []]);
    expect(gaps).toEqual([
      { at: { file: 'pylock.toml', line: 10 }, message: 'attrs depends on gone, which is not in the file' },
    ]);
  });

  test('says nothing of edges where the tool writes none', async () => {
    const { packages } = await read('lock-version = "1.0"\n[[packages]]\nname = "a"\nversion = "1"\n');
    expect(packages[0]).toEqual({
      id: 'a@1',
      type: 'pypi',
      name: 'a',
      version: '1',
      at: { file: 'pylock.toml', line: 3 },
    });
  });

  test('gives strong hashes, and origins without credentials', async () => {
    const { packages } = await read(genuine);
    expect(packages.map(({ hashes }) => hashes)).toEqual([
      { sha256: hex('a'), sha512: hex('a').repeat(2) },
      { sha256: hex('b') },
      undefined,
      undefined,
    ]);
    expect(packages.map(({ origin }) => origin)).toEqual([
      { kind: 'registry', url: 'https://index.example/simple/' },
      { kind: 'archive', url: 'https://files.example/cattrs.zip' },
      { kind: 'path', url: 'cattrs.zip' },
      { kind: 'git', url: 'https://git.example/lib', commit: '0123456789abcdef0123456789abcdef01234567' },
    ]);
  });

  test('is also known by a name in the middle', () => {
    const recognises = (path: string) => reader.recognises({ path, bytes: new Uint8Array() });
    expect(['pylock.dev.toml', 'a/pylock.x-y.toml'].map(recognises)).toEqual([true, true]);
    expect(['pylock.a.b.toml', 'pylock..toml', 'xpylock.toml'].map(recognises)).toEqual([
      false,
      false,
      false,
    ]);
  });

  test.each([
    ['another version', genuine.replace('"1.0"', '"2.0"'), /^1 CUSTODY-410 .*`lock-version`/],
    ['a repository without commit', genuine.replace('commit-id', 'commit'), /^33 CUSTODY-410 .*`commit-id`/],
    ['hashes that are none', genuine.replace('{ sha256 = "short" }', '3'), /^28 CUSTODY-410 .*`hashes`/],
    [
      'a package twice',
      `${genuine}[[packages]]\nname = "attrs"\nversion = "25.1.0"\nindex = "https://index.example/simple/"\n`,
      /CUSTODY-410 .*first in line 10/,
    ],
  ])('refuses %s', async (_, text, message) => {
    expect(await faultOf(() => read(text))).toMatch(message);
  });
});

describeHostile(reader, 'pylock.toml', genuine);
describeMany(
  reader,
  'pylock.toml',
  (n) => `[[packages]]\nname = "p${n}"\nversion = "1"\ndependencies = [{ name = "p${n >> 1}" }]\n`,
);
