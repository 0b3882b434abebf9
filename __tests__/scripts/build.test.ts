/** How dist/ is made: its licences, the digest of its source, and the comparison with what is committed. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BuiltFile } from '../../scripts/build/bundle.ts';
import { differences } from '../../scripts/build/compare.ts';
import { licensesOf, packageOf } from '../../scripts/build/licenses.ts';
import { listFiles, sourceDigest } from '../../scripts/build/source.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'build '));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe('licences', () => {
  const lock = (packages: object): void => write('package-lock.json', JSON.stringify({ packages }));

  test.each([
    ['lib/main.js', undefined],
    ['node_modules/jose/dist/index.js', 'node_modules/jose'],
    ['node_modules/@actions/core/lib/core.js', 'node_modules/@actions/core'],
    [
      'node_modules/a/node_modules/@b/c/node_modules/d/e.js',
      'node_modules/a/node_modules/@b/c/node_modules/d',
    ],
    ['lib/node_modules_not/x.js', undefined],
  ])('%s belongs to %s', (path, expected) => {
    expect(packageOf(path)).toBe(expected);
  });

  test('name, version and every text of each package, sorted, once', () => {
    lock({
      'node_modules/b': { version: '2.0.0', license: 'MIT' },
      'node_modules/b/node_modules/@a/a': { version: '1.0.0', license: 'ISC' },
    });
    write('node_modules/b/LICENSE', 'text of b\r\n');
    write('node_modules/b/NOTICE.md', 'notice of b');
    write('node_modules/b/licenses.js', 'code');
    write('node_modules/b/node_modules/@a/a/index.js', '');
    const text = licensesOf(folder, ['node_modules/b', 'node_modules/b/node_modules/@a/a', 'node_modules/b']);
    const rule = '='.repeat(80);
    expect(text).toBe(
      'The files in this folder contain code of these packages.\n\n' +
        `${rule}\n@a/a 1.0.0 (ISC)\n${rule}\n(the package holds no licence text)\n\n` +
        `${rule}\nb 2.0.0 (MIT)\n${rule}\ntext of b\n\nnotice of b\n`,
    );
  });

  test('a package that the lockfile does not know, or without a licence, stops the build', () => {
    lock({ 'node_modules/a': { version: '1.0.0' } });
    mkdirSync(join(folder, 'node_modules/a'), { recursive: true });
    expect(() => licensesOf(folder, ['node_modules/a'])).toThrow(
      'node_modules/a is bundled but names no licence',
    );
    expect(() => licensesOf(folder, ['node_modules/b'])).toThrow(
      'node_modules/b is bundled but not in package-lock',
    );
  });
});

describe('the digest of the source', () => {
  const inputs = [
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'scripts/build.ts',
    'scripts/build/a.ts',
  ];
  beforeEach(() => {
    for (const path of [...inputs, 'src/main.ts', 'src/kit/run.ts']) write(path, path);
  });

  test.each([...inputs, 'src/main.ts', 'src/kit/run.ts'])('changes with %s', (path) => {
    const before = sourceDigest(folder);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    write(path, 'changed');
    expect(sourceDigest(folder)).not.toBe(before);
  });

  test('changes with a new file, a gone file and a new name, and with nothing else', () => {
    const seen = new Set([sourceDigest(folder)]);
    write('src/new.ts', '');
    seen.add(sourceDigest(folder));
    rmSync(join(folder, 'src/new.ts'));
    write('src/renamed.ts', '');
    seen.add(sourceDigest(folder));
    rmSync(join(folder, 'src/kit/run.ts'));
    seen.add(sourceDigest(folder));
    write('docs/page.md', 'text');
    seen.add(sourceDigest(folder));
    expect(seen.size).toBe(4);
  });

  test('lists files by path, with forward slashes', () => {
    expect(listFiles(join(folder, 'src'))).toEqual(['kit/run.ts', 'main.ts']);
  });
});

describe('the comparison', () => {
  const built = new Map<string, BuiltFile>([
    ['index.js', { text: 'program', executable: true }],
    ['SOURCE', { text: 'ü', executable: false }],
  ]);
  beforeEach(() => {
    for (const [name, { text }] of built) write(name, text);
    chmodSync(join(folder, 'index.js'), 0o755);
  });

  test('nothing to say about the same files', () => {
    expect(differences(built, folder)).toEqual([]);
  });

  test('names what is missing, different, or made by no build', () => {
    rmSync(join(folder, 'SOURCE'));
    write('index.js', 'programs');
    write('12.index.js', 'a chunk of an earlier build');
    expect(differences(built, folder)).toEqual([
      '12.index.js: no build makes it',
      'SOURCE: missing',
      'index.js: 8 bytes differ from the 7 built',
    ]);
  });

  test('a folder that is not there lacks everything', () => {
    expect(differences(built, join(folder, 'none'))).toEqual(['SOURCE: missing', 'index.js: missing']);
  });

  (process.platform === 'win32' ? test.skip : test)('the executable bit counts', () => {
    chmodSync(join(folder, 'index.js'), 0o644);
    chmodSync(join(folder, 'SOURCE'), 0o755);
    expect(differences(built, folder)).toEqual(['SOURCE: executable', 'index.js: not executable']);
  });
});

describe('the committed dist', () => {
  const root = join(import.meta.dirname, '..', '..');
  const dist = join(root, 'dist');
  const read = (name: string): string => readFileSync(join(dist, name), 'utf8');

  test('is not older than src (run `npm run build`)', () => {
    expect(existsSync(join(dist, 'SOURCE'))).toBe(true);
    expect(read('SOURCE')).toBe(`${sourceDigest(root)}\n`);
  });

  test('is a program of modules, at most 4 MB, that names no machine', () => {
    expect(read('index.js').startsWith('#!/usr/bin/env node\n')).toBe(true);
    expect(JSON.parse(read('package.json'))).toEqual({ type: 'module' });
    const total = listFiles(dist).reduce((sum, name) => sum + statSync(join(dist, name)).size, 0);
    expect(total).toBeLessThanOrEqual(4_000_000);
    for (const name of listFiles(dist)) expect([name, read(name).includes(root)]).toEqual([name, false]);
  });

  test('holds one copy of each package, and every licence', () => {
    const entries = [...read('licenses.txt').matchAll(/^={80}\n(\S+) (\S+) \((.+)\)\n={80}$/gm)];
    const names = entries.map(([, name]) => name);
    expect(names).toContain('@vercel/ncc');
    for (const single of ['undici', '@actions/http-client']) {
      expect([single, names.filter((name) => name === single).length > 1]).toEqual([single, false]);
    }
  });
});
