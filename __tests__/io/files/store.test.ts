import { readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fileNames, stemsOf } from '../../../src/io/files/place.ts';
import { fileStore } from '../../../src/io/files/store.ts';
import { runs } from '../../support/runs.ts';
import { everything, index, put } from './store-support.ts';
import { bundleOf, faultOf, folderWith, keyFor } from './support.ts';

describe('fileStore', () => {
  test('one subject: its name, its folders, and an entry in the index', async () => {
    const folder = join(folderWith(), 'made/here');
    const { statement, bundle, file } = await put(folder, ['dist/app.tgz']);
    expect(file).toBe('dist/app.tgz.sigstore.json');
    expect(Buffer.compare(readFileSync(join(folder, file)), bundle)).toBe(0);
    expect(index(folder)).toEqual({
      version: 1,
      statements: [
        { key: statement.key, file, predicateType: statement.predicateType, subjects: statement.subjects },
      ],
    });
    const [recalled, ...others] = await fileStore(folder).recall(statement);
    expect(others).toEqual([]);
    expect(recalled?.stored).toEqual({ path: join(folder, file) });
    expect(recalled && Buffer.compare(recalled.bytes, bundle)).toBe(0);
    expect(everything(folder)).toEqual([file, 'index.json']);
  });

  test('several subjects: the statement has the name', async () => {
    const folder = folderWith();
    const { file, short } = await put(folder, ['a', 'b']);
    expect(file).toBe(`statement-${short}.sigstore.json`);
  });

  test('the same again changes nothing', async () => {
    const folder = folderWith();
    const first = await put(folder, ['a']);
    await put(folder, ['b']);
    const before = readFileSync(join(folder, 'index.json'), 'utf8');
    expect((await put(folder, ['a'])).file).toBe(first.file);
    expect(everything(folder)).toEqual(['a.sigstore.json', 'b.sigstore.json', 'index.json']);
    expect(readFileSync(join(folder, 'index.json'), 'utf8')).toBe(before);
  });

  test('another statement of that name gets its own, and nothing is overwritten', async () => {
    const folder = folderWith();
    const first = await put(folder, ['a'], 'first');
    const second = await put(folder, ['a'], 'second');
    expect(second.file).toBe(`a.${second.short}.sigstore.json`);
    expect(Buffer.compare(readFileSync(join(folder, first.file)), first.bundle)).toBe(0);
    expect(index(folder).statements.map(({ file }) => file)).toEqual([first.file, second.file]);
    for (const each of [first, second]) {
      const recalled = await fileStore(folder).recall(each.statement);
      expect(recalled.map(({ stored }) => stored.path)).toEqual([join(folder, each.file)]);
    }
  });

  test('another bundle of the same statement is kept too, newest first', async () => {
    const folder = folderWith();
    const first = await put(folder, ['a'], '', 'Zmlyc3Q=');
    const second = await put(folder, ['a'], '', 'c2Vjb25k');
    const third = await put(folder, ['a'], '', 'dGhpcmQ=');
    expect([second.file, third.file]).toEqual([
      `a.${first.short}.sigstore.json`,
      `a.${first.short}-2.sigstore.json`,
    ]);
    utimesSync(join(folder, first.file), 100, 100);
    utimesSync(join(folder, second.file), 300, 300);
    utimesSync(join(folder, third.file), 200, 200);
    const recalled = await fileStore(folder).recall(first.statement);
    expect(recalled.map(({ stored }) => stored.path)).toEqual(
      [second, third, first].map(({ file }) => join(folder, file)),
    );
  });

  test('recall reads the bundle itself, not what the index says', async () => {
    const folder = folderWith();
    const { statement, file } = await put(folder, ['a']);
    expect(await fileStore(join(folder, 'none')).recall(statement)).toEqual([]);
    writeFileSync(join(folder, 'index.json'), JSON.stringify({ version: 1, statements: [] }));
    expect(await fileStore(folder).recall(statement)).toHaveLength(1);
    await put(folder, ['a']);
    writeFileSync(join(folder, file), bundleOf(keyFor(['a'], 'another').text));
    expect(await fileStore(folder).recall(statement)).toEqual([]);
    writeFileSync(join(folder, file), '{');
    expect(await fileStore(folder).recall(statement)).toEqual([]);
  });

  test('other entries, and what else they hold, are kept', async () => {
    const folder = folderWith();
    const entry = { key: '0'.repeat(64), file: 'gone.json', predicateType: 't', subjects: [], note: 'kept' };
    writeFileSync(join(folder, 'index.json'), JSON.stringify({ version: 1, statements: [entry] }));
    await put(folder, ['a']);
    expect(index(folder).statements[0]).toEqual(entry);
    expect(index(folder).statements).toHaveLength(2);
  });
});

describe('309 an index that is not ours is left as it is', () => {
  const entry = { key: '0'.repeat(64), file: 'a.json', predicateType: 't', subjects: [] };
  test.each([
    ['{', 'it is not JSON'],
    ['', 'it is not JSON'],
    ['[]', 'it is not JSON'],
    ['{"version":1,"version":1,"statements":[]}', 'it is not JSON'],
    ['{"version":2,"statements":[]}', 'it is not an index of bundles, version 1'],
    ['{"version":1,"statements":{}}', 'it is not an index of bundles, version 1'],
    [JSON.stringify({ version: 1, statements: [{ ...entry, key: 'x' }] }), 'it is not an index of bundles'],
    [
      JSON.stringify({ version: 1, statements: [{ ...entry, file: '../a' }] }),
      'it is not an index of bundles',
    ],
    [
      JSON.stringify({ version: 1, statements: [{ ...entry, file: '/etc/passwd' }] }),
      'it is not an index of bundles',
    ],
    [
      JSON.stringify({ version: 1, statements: [{ ...entry, subjects: [{ name: 'a' }] }] }),
      'it is not an index of bundles',
    ],
    [JSON.stringify({ version: 1, statements: [null] }), 'it is not an index of bundles'],
  ])('%s', async (content, reason) => {
    const folder = folderWith({ 'index.json': content });
    for (const work of [() => put(folder, ['a']), () => fileStore(folder).recall(keyFor(['a']).statement)]) {
      const fault = await faultOf(work);
      expect(fault.code).toBe('CUSTODY-309');
      expect(fault.message).toContain(`\`${folder}/index.json\` cannot be added to: ${reason}`);
      expect(fault.hint).toContain('left as it is');
    }
    expect(readFileSync(join(folder, 'index.json'), 'utf8')).toBe(content);
    expect(everything(folder)).not.toContain('index.json.lock');
  });

  test('a link in its place', async () => {
    const folder = folderWith({ 'elsewhere.json': '{}', 'store/x': '' });
    symlinkSync('../elsewhere.json', join(folder, 'store/index.json'));
    const fault = await faultOf(() => put(join(folder, 'store'), ['a']));
    expect(fault.code).toBe('CUSTODY-309');
    expect(fault.message).toContain('a link');
    expect(readFileSync(join(folder, 'elsewhere.json'), 'utf8')).toBe('{}');
  });
});

describe('T25 no name leads out of the store (GHSA-2m9h-r57g-45pj)', () => {
  test.each([
    '../evil',
    '/evil',
    'a/../../evil',
    'a/./b',
    'a\\..\\b',
    'a\0b',
    '',
    'a//b',
    'x'.repeat(250),
    'index.json/a',
    'INDEX.JSON.lock/a',
    'é'.repeat(120),
  ])('%j', async (name) => {
    const folder = folderWith({ 'store/x': '' });
    const { file, short } = await put(join(folder, 'store'), [name]);
    expect(file).toBe(`statement-${short}.sigstore.json`);
    expect(everything(folder)).toEqual(['store/index.json', `store/${file}`, 'store/x']);
  });

  test('nor does a link or a file in the place of a folder (GHSA-8xwf-rjm4-xvhv)', async () => {
    const folder = folderWith({ 'store/file': '', 'outside/x': '' });
    symlinkSync('../outside', join(folder, 'store/link'));
    for (const name of ['link/a', 'link/sub/a', 'file/a']) {
      const { file, short, statement } = await put(join(folder, 'store'), [name]);
      expect(file).toBe(`statement-${short}.sigstore.json`);
      expect(await fileStore(join(folder, 'store')).recall(statement)).toHaveLength(1);
    }
    expect(readdirSync(join(folder, 'outside'))).toEqual(['x']);
  });

  test('recall reads nothing through a link that leads out', async () => {
    const { statement, text } = keyFor(['link/a']);
    const folder = folderWith({ 'outside/a.sigstore.json': bundleOf(text), 'store/x': '' });
    symlinkSync('../outside', join(folder, 'store/link'));
    expect(await fileStore(join(folder, 'store')).recall(statement)).toEqual([]);
  });

  const part = fc.constantFrom(
    '..',
    '.',
    'a',
    'b',
    '',
    '\\',
    'C:',
    'x\ny',
    '.sigstore.json',
    'index.json',
    'e\u0301',
    'con',
  );
  const name = fc.oneof(
    fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
    fc.string({ unit: 'binary' }),
  );

  test('whatever the name, every file that it may become is below the store (property)', () => {
    fc.assert(
      fc.property(name, fc.string(), (subject, note) => {
        const { statement } = keyFor([subject], note);
        const files = stemsOf(statement).flatMap((stem) => fileNames(stem, statement).slice(0, 3));
        const outside = files.filter((file) => !resolve('/store', file).startsWith('/store/'));
        expect([outside, new Set(files).size]).toEqual([[], files.length]);
      }),
      { numRuns: runs() },
    );
  });

  test('whatever the name, the bundle lies in the store and is found again (property)', async () => {
    await fc.assert(
      fc.asyncProperty(name, fc.string(), async (subject, note) => {
        const outer = folderWith();
        const { statement, text } = keyFor([subject], note);
        const { path = '' } = await fileStore(join(outer, 'store')).put(statement, bundleOf(text));
        expect(path.startsWith(join(outer, 'store/'))).toBe(true);
        expect(readdirSync(outer)).toEqual(['store']);
        expect(await fileStore(join(outer, 'store')).recall(statement)).toHaveLength(1);
      }),
      // Each makes a folder, a lock, a bundle and an index.
      { numRuns: runs(60) },
    );
  });
});
