/** Requirements files: the corpus, what they say beyond it, and what is refused. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Surroundings } from '../../../src/model/inventory.ts';
import { reader } from '../../../src/sbom/readers/requirements.ts';
import { runs } from '../../support/runs.ts';
import { alone, describeCorpus, readAs } from '../corpus.ts';
import { bytesOf, describeHostile, describeMany, faultOf } from './hostile-text.ts';

const pypi = (name: string, version: string, line: number) => ({
  name,
  version,
  purlType: 'pypi',
  location: { line },
});

describeCorpus(reader, 'python/requirements', ['requirements.txt'], 'requirements.txt', {
  // The scanner leaves out what is named by its place, though pip installs it like all others.
  'requirements_test.go:TestExtract/pip_example': (expected) => [
    ...expected,
    pypi('urllib3', '', 10),
    pypi('numpy', '1.9.2', 25),
    pypi('wxPython_Phoenix', '3.0.3.dev1820+49a8884', 28),
  ],
  // pip refuses the line of foo7: no version has spaces in it.
  'requirements_test.go:TestExtract/per_requirement_options': (expected) =>
    expected.filter(({ name }) => name !== 'foo7'),
});

const hex = (digit: string) => digit.repeat(64);
const commit = '0123456789abcdef0123456789abcdef01234567';

const genuine = `--index-url https://user:secret@index.example/simple
-c constraints.txt
--requirement=more/base.txt # more
flask[async]==3.0.0 ; python_version >= "3.8" \\
    --hash=sha256:${hex('a')} # one file
click==8.1.7 --hash=sha256:${hex('b')} --hash sha256:${hex('c')}
attrs (>=20, ==25.1.0)
cattrs
idna >= 3
-e git+https://token@git.example/lib.git@${commit}#egg=lib&subdirectory=x
git+ssh://git@git.example/moving.git@main#egg=moving
-e .[dev]
./vendor
wheels/pkg_a-1.0-py3-none-any.whl
https://files.example/pkg-b-2.0.tar.gz?sig=secret#sha256=${hex('d')}
pkg-c @ https://files.example/main.zip ; sys_platform == "linux"
`;

const files: Record<string, string> = {
  'constraints.txt': 'Cattrs==24.1\nidna==3.10; sys_platform == "linux"\nunused==1\nattrs==1\n',
  'more/base.txt': '-r ../more/deep/deep.txt\n-r ../requirements.txt\nFlask[async]==3.0.0\n\nsix==1.16.0',
  'more/deep/deep.txt': '-r ../base.txt\n-c ../../constraints.txt\nzope.interface==7.0\n',
};
const around: Surroundings = {
  ...alone,
  near: async (path) => (Object.hasOwn(files, path) ? bytesOf(files[path] ?? '') : undefined),
};
const read = (text: string, surroundings = around) =>
  readAs(reader, 'requirements.txt', bytesOf(text), surroundings);

describe('requirements', () => {
  test('knows what is pinned, in which line, by which file', async () => {
    const { packages } = await read(genuine);
    expect(packages.map(({ at, name, version }) => `${at.line} ${name} ${version}`)).toEqual([
      '4 flask 3.0.0',
      '6 click 8.1.7',
      '7 attrs 25.1.0',
      '8 cattrs 24.1',
      '9 idna 3',
      '10 lib ',
      '11 moving ',
      '14 pkg_a 1.0',
      '15 pkg-b 2.0',
      '16 pkg-c ',
      '3 Flask 3.0.0',
      '3 six 1.16.0',
      '3 zope.interface 7.0',
    ]);
  });

  test('says what is not pinned, and what cannot be named', async () => {
    const { gaps } = await read(genuine);
    expect(gaps.map(({ at, message }) => `${at.line} ${message}`)).toEqual([
      '9 idna is not pinned: 3 is only the bound of >=',
      '11 moving is not pinned to a commit',
      '13 a requirement does not say which package it is',
      '16 pkg-c is taken from a place that says no version',
    ]);
  });

  test('gives hashes of single files, and origins without credentials', async () => {
    const { packages } = await read(genuine);
    const hashed = packages
      .filter(({ hashes }) => hashes)
      .map(({ name, hashes }) => [name, hashes?.['sha256']]);
    expect(hashed).toEqual([
      ['flask', hex('a')],
      ['pkg-b', hex('d')],
    ]);
    expect(packages.flatMap(({ origin }) => origin ?? [])).toEqual([
      { kind: 'git', url: 'https://git.example/lib.git', commit },
      { kind: 'git', url: 'ssh://git.example/moving.git' },
      { kind: 'path', url: 'wheels/pkg_a-1.0-py3-none-any.whl' },
      { kind: 'archive', url: 'https://files.example/pkg-b-2.0.tar.gz' },
      { kind: 'archive', url: 'https://files.example/main.zip' },
    ]);
    expect(JSON.stringify(packages)).not.toMatch(/secret|token/);
  });

  test.each([
    '-r missing.txt',
    '-r /etc/passwd',
    '-r ../../../../etc/passwd',
    '--requirement https://user:secret@host.example/r.txt',
    '-c ${HOME}/constraints.txt',
    '-rC:\\r.txt',
  ])('says that %s is not here', async (line) => {
    const asked: string[] = [];
    const near = async (path: string) => {
      asked.push(path);
      return undefined;
    };
    const { gaps } = await read(`six==1\n${line}\n`, { ...alone, near });
    expect(gaps).toEqual([
      {
        at: { file: 'requirements.txt', line: 2 },
        message: 'another file is included, which is not here to be read',
      },
    ]);
    expect(asked.every((path) => !path.startsWith('/'))).toBe(true);
  });

  test('asks for files relative to the one that is read', async () => {
    const asked: string[] = [];
    const near = async (path: string) => {
      asked.push(path);
      return path === '../b/c.txt' ? bytesOf('-r d.txt') : undefined;
    };
    await reader.read({ path: 'x/a/requirements.txt', bytes: bytesOf('-r ../b/c.txt') }, { ...alone, near });
    expect(asked).toEqual(['../b/c.txt', '../b/d.txt']);
  });

  test.each(['a b', '==1', 'a==', 'a==1 2', 'a=1', 'a==1,', '(a==1)', 'a!1', '-x', '${A}==1'])(
    'is not whole with %j',
    async (line) => {
      const { packages, gaps } = await read(`six==1\n${line}\n`);
      expect(packages.map(({ name }) => name)).toEqual(['six']);
      expect(gaps.map(({ message }) => message)).toEqual(line === '-x' ? [] : ['a line is no requirement']);
    },
  );

  test('refuses files without end that include each other', async () => {
    const near = async (path: string) => bytesOf(`-r ${path}x`);
    const message = await faultOf(() => read('-r a', { ...alone, near }));
    expect(message).toMatch(/^1 CUSTODY-404 .*100 files that include each other/);
  });

  test('a fault of an included file names that one', async () => {
    const near = async () => Buffer.of(0x61, 0x0a, 0xff);
    expect(await faultOf(() => read('-r more.txt', { ...alone, near }))).toMatch(/^2 CUSTODY-410 more\.txt /);
  });

  test('recognises files by their names and folders', () => {
    const recognises = (path: string) => reader.recognises({ path, bytes: new Uint8Array() });
    expect(['dev-requirements.txt', 'requirements-dev.txt', 'requirements/dev.txt'].map(recognises)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['requirements.in', 'requirements/a/b.txt', 'notes.txt'].map(recognises)).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('names and versions are what was written', async () => {
    const name = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,8}[A-Za-z0-9])?$/);
    const version = fc.stringMatching(/^[0-9][0-9a-z.+!-]{0,8}$/);
    await fc.assert(
      fc.asyncProperty(name, version, fc.constantFrom('', ' ', '\\\n'), async (written, pinned, space) => {
        const { packages, gaps } = await read(`${written}${space}==${space}${pinned}${space}\n`, alone);
        expect(packages).toMatchObject([{ name: written, version: pinned }]);
        expect(gaps).toEqual([]);
      }),
      { numRuns: runs(1_000) },
    );
  });
});

describeHostile(reader, 'requirements.txt', genuine, around);
describeMany(reader, 'requirements.txt', (n) => `package-${n}==1.0\n`);
