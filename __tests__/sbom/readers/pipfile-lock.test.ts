/** Pipfile.lock: the corpus, what it says beyond it, and what is refused. */
import { describe, expect, test } from '@jest/globals';
import { reader } from '../../../src/sbom/readers/pipfile-lock.ts';
import { describeCorpus, readAs } from '../corpus.ts';
import { bytesOf, describeHostile, describeMany, faultOf } from './hostile-text.ts';

describeCorpus(reader, 'python/pipfilelock', ['Pipfile.lock'], 'Pipfile.lock');

const hex = (digit: string) => digit.repeat(64);

const genuine = `{
  "_meta": {
    "pipfile-spec": 6,
    "sources": [
      { "name": "pypi", "url": "https://pypi.org/simple", "verify_ssl": true },
      { "name": "ours", "url": "https://user:\${TOKEN}@index.example/simple" }
    ]
  },
  "default": {
    "attrs": { "hashes": ["sha256:${hex('a')}"], "index": "pypi", "version": "==25.1.0" },
    "lib": { "git": "https://token@git.example/lib.git", "ref": "0123456789abcdef0123456789abcdef01234567" },
    "local": { "editable": true, "path": "." },
    "wheel": { "file": "https://files.example/wheel.whl?sig=secret" }
  },
  "develop": {
    "attrs": { "version": "==25.1.0" },
    "pytest": { "hashes": ["sha256:${hex('a')}", "sha256:${hex('b')}"], "version": "==8.0.0" },
    "ours": { "index": "ours", "version": "==1.0" }
  },
  "docs": {
    "pytest": { "version": "==8.0.0" },
    "loose": {}
  }
}
`;

const read = (text: string) => readAs(reader, 'Pipfile.lock', bytesOf(text));

describe('pipfile-lock', () => {
  test('knows why packages are there, in which line', async () => {
    const { packages, gaps } = await read(genuine);
    expect(
      packages.map(({ at, name, version, scope, groups }) =>
        [at.line, name, version, scope ?? '-', ...(groups ?? [])].join(' '),
      ),
    ).toEqual([
      '10 attrs 25.1.0 -',
      '11 lib  -',
      '12 local  -',
      '13 wheel  -',
      '17 pytest 8.0.0 development dev docs',
      '18 ours 1.0 development dev',
      '22 loose  development docs',
    ]);
    expect(gaps).toEqual([
      { at: { file: 'Pipfile.lock', line: 22 }, message: 'loose is not pinned to a version' },
    ]);
  });

  test('gives the hash of a single file, and origins without credentials', async () => {
    const { packages } = await read(genuine);
    expect(packages.flatMap(({ name, hashes }) => (hashes ? [{ name, hashes }] : []))).toEqual([
      { name: 'attrs', hashes: { sha256: hex('a') } },
    ]);
    expect(packages.flatMap(({ origin }) => origin ?? [])).toEqual([
      { kind: 'git', url: 'https://git.example/lib.git', commit: '0123456789abcdef0123456789abcdef01234567' },
      { kind: 'path', url: '.' },
      { kind: 'archive', url: 'https://files.example/wheel.whl' },
      { kind: 'registry', url: 'https://index.example/simple' },
    ]);
  });

  test.each([
    ['another version', genuine.replace(': 6', ': 7'), /^2 CUSTODY-410 .*`pipfile-spec`/],
    ['a version that is not pinned', genuine.replace('==8.0.0', '>=8'), /^17 CUSTODY-410 .*`pytest`/],
    ['a wildcard', genuine.replace('==8.0.0', '==8.*'), /^17 CUSTODY-410 .*`pytest`/],
    ['a package that is none', genuine.replace('{}', '[]'), /^20 CUSTODY-410 .*`loose`/],
    ['a category that is none', genuine.replace('"docs": {', '"x": 3, "docs": {'), /CUSTODY-410 .*`x`/],
    ['a package twice', genuine.replace('"loose"', '"pytest"'), /^22 CUSTODY-410 .*twice/],
    ['`__proto__`', genuine.replace('"loose"', '"__proto__"'), /CUSTODY-410 .*__proto__/],
    ['deep nesting', '['.repeat(200) + ']'.repeat(200), /CUSTODY-404 /],
  ])('refuses %s', async (_, text, message) => {
    expect(await faultOf(() => read(text))).toMatch(message);
  });
});

describeHostile(reader, 'Pipfile.lock', genuine);
describeMany(
  reader,
  'Pipfile.lock',
  (n) => `${n === 0 ? '{"default":{' : ','}"p${n}":{"version":"==1"}\n`,
  '}}',
);
