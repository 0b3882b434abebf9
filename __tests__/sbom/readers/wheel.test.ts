import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readMetadata } from '../../../src/formats/wheel-metadata.ts';
import { readRecord } from '../../../src/formats/wheel-record.ts';
import { readZip } from '../../../src/formats/zip.ts';
import type { Inventory } from '../../../src/model/inventory.ts';
import { reader } from '../../../src/sbom/readers/wheel.ts';
import { assertRobust } from '../../support/parser-properties.ts';
import { among } from '../../support/surroundings.ts';
import { call, describeWithTool, inFolder } from '../../support/tools.ts';
import { readAs } from '../corpus.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

const digest = (text: string | Uint8Array) =>
  `sha256=${createHash('sha256').update(text).digest('base64url')}`;
const metadata =
  'Metadata-Version: 2.4\nName: My.Pkg\nVersion: 1.0\nLicense-Expression: MIT\nRequires-Dist: x>=1\n\nName: no\n';
const row = `my_pkg/__init__.py,${digest('1')},1\n"a ""b"", c.py",${digest('2')},1\nmy_pkg-1.0.dist-info/RECORD,,\n`;
const wheel: Files = {
  'my_pkg/__init__.py': '1',
  'a "b", c.py': '2',
  'my_pkg-1.0.dist-info/METADATA': metadata,
  'my_pkg-1.0.dist-info/RECORD': row,
};

async function read(files: Files, path = 'my_pkg-1.0.dist-info/METADATA'): Promise<Inventory> {
  return readAs(reader, path, Buffer.from(files[path] ?? ''), among(files, path));
}

const below = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));

test('a wheel is the root', async () => {
  expect(await read(wheel)).toEqual({
    root: { type: 'pypi', name: 'My.Pkg', version: '1.0', licence: { expression: 'MIT' } },
    packages: [],
    gaps: [],
    owns: expect.arrayContaining(['my_pkg-1.0.dist-info/RECORD']),
  });
});

describe('an installed distribution is a package', () => {
  const installed: Files = { ...wheel, 'my_pkg-1.0.dist-info/INSTALLER': 'pip\n' };
  test.each<[string, Files, string]>([
    ['beside others', installed, ''],
    ['in a folder', below('app/vendor', wheel), 'app/vendor/'],
  ])('%s', async (_, files, folder) => {
    const location = `${folder}my_pkg-1.0.dist-info`;
    const at = { file: `${location}/METADATA`, line: 2 };
    expect(await read(files, at.file)).toEqual({
      packages: [
        {
          type: 'pypi',
          name: 'My.Pkg',
          version: '1.0',
          licence: { expression: 'MIT' },
          id: 'My.Pkg@1.0',
          at,
          location,
        },
      ],
      gaps: [],
      owns: expect.arrayContaining([`${location}/RECORD`]),
    });
  });

  test('what was left out is nothing, what was changed is a gap', async () => {
    const { 'my_pkg/__init__.py': _, ...rest } = installed;
    expect((await read(rest)).gaps).toEqual([]);
    expect((await read({ ...installed, 'my_pkg/__init__.py': '3' })).gaps).toEqual([
      {
        at: { file: 'my_pkg-1.0.dist-info/RECORD', line: 1 },
        message: 'my_pkg/__init__.py is not the file that is in RECORD',
      },
    ]);
  });

  test('no RECORD is a gap', async () => {
    const { 'my_pkg-1.0.dist-info/RECORD': _, ...rest } = installed;
    expect((await read(rest)).gaps).toMatchObject([
      { message: 'my_pkg-1.0.dist-info has no RECORD of its files' },
    ]);
  });
});

describe('a wheel that is not whole is a fault', () => {
  test.each<[string, Files, string]>([
    ['a changed file', { ...wheel, 'my_pkg/__init__.py': '3' }, '__init__.py is not the file'],
    [
      'a missing file',
      { ...wheel, 'my_pkg-1.0.dist-info/RECORD': `x.py,${digest('1')},1` },
      'x.py is in RECORD and not there',
    ],
    [
      'a weak digest',
      { ...wheel, 'my_pkg-1.0.dist-info/RECORD': 'x.py,md5=abc,1' },
      'line 1 has no strong digest',
    ],
    ['a row that is none', { ...wheel, 'my_pkg-1.0.dist-info/RECORD': '"x.py,,' }, 'line 1 is no row'],
    ['no name', { ...wheel, 'my_pkg-1.0.dist-info/METADATA': 'Version: 1\n' }, 'no name'],
    [
      'no version',
      { ...wheel, 'my_pkg-1.0.dist-info/METADATA': 'Name: my-pkg\n\nVersion: 1\n' },
      'no version',
    ],
    [
      'two names',
      { ...wheel, 'my_pkg-1.0.dist-info/METADATA': 'Name: my-pkg\nname: x\nVersion: 1\n' },
      'twice',
    ],
    [
      'another name',
      { ...wheel, 'my_pkg-1.0.dist-info/METADATA': 'Name: other\nVersion: 1\n' },
      'its folder does not',
    ],
  ])('%s', async (_, files, reason) => {
    await expect(read(files)).rejects.toThrow(reason);
    await expect(read(files)).rejects.toThrow(expect.objectContaining({ code: 'CUSTODY-410' }));
  });
});

test.each([
  ['License: BSD-3-Clause\r\n', { expression: 'BSD-3-Clause' }],
  ['License-Expression: mit\nLicense: BSD\n', { expression: 'MIT' }],
  ['Classifier: License :: OSI Approved :: MIT License\n', { expression: 'MIT' }],
  ['License: Copyright\n        All rights reserved\n', undefined],
  ['License: \n', undefined],
  ['', undefined],
])('the licence of %j', (text, expected) => {
  const bytes = Buffer.from(`Name: x\nVersion: 1\n${text}`);
  expect(readMetadata({ path: 'METADATA', bytes }).licence).toEqual(expected);
});

test('T24 whatever bytes come to metadata or a fault', () => {
  assertRobust([Buffer.from(metadata)], (bytes) => readMetadata({ path: 'METADATA', bytes }));
  assertRobust([Buffer.from(row), Buffer.from('"'.repeat(20_000))], (bytes) =>
    readRecord({ path: 'RECORD', bytes }),
  );
});

/** Every manifest in a wheel, read as the engine will. */
async function inventoriesOf(bytes: Uint8Array): Promise<readonly Inventory[]> {
  const files = Object.fromEntries(
    readZip({ path: 'x.whl', bytes }).map(({ path, unpack }) => [path, unpack()] as const),
  );
  const manifests = Object.keys(files).filter((path) => reader.recognises({ path, bytes }));
  return Promise.all(manifests.map((path) => read(files, path)));
}

describeWithTool('python3', ['-c', 'import ensurepip'])('wheels that come with Python', () => {
  test('are whole', async () => {
    const script =
      "import ensurepip, os; open('where', 'w').write(os.path.join(os.path.dirname(ensurepip.__file__), '_bundled'))";
    const folder = inFolder({}, (cwd) => {
      call(cwd, 'python3', ['-c', script]);
      return readFileSync(join(cwd, 'where'), 'utf8');
    });
    const names = readdirSync(folder).filter((name) => name.endsWith('.whl'));
    for (const name of names) {
      const [, project, version] = /^([^-]+)-([^-]+)-/.exec(name) ?? [];
      const inventories = await inventoriesOf(readFileSync(join(folder, name)));
      expect(inventories.flatMap(({ root }) => root ?? [])).toMatchObject([
        { type: 'pypi', name: project, version },
      ]);
    }
  });
});
