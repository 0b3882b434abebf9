import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { nearest } from '../../../src/io/files/closest.ts';
import { select } from '../../../src/io/files/select.ts';
import { editsBetween } from '../../../src/model/edits.ts';
import { faultOf, folderWith, run, source } from './support.ts';

async function names(patterns: readonly string[], folder: string): Promise<string[]> {
  return (await select(patterns, folder)).map((path) => relative(folder, path)).sort();
}

describe('select', () => {
  const tree = {
    'dist/a.tgz': '',
    'dist/b.zip': '',
    'dist/.hidden': '',
    'dist/sub/c.tgz': '',
    '#notes': '',
    'top.txt': '',
  };

  test.each([
    [['dist/*'], ['dist/.hidden', 'dist/a.tgz', 'dist/b.zip']],
    [['dist/**'], ['dist/.hidden', 'dist/a.tgz', 'dist/b.zip', 'dist/sub/c.tgz']],
    [['**/*.tgz'], ['dist/a.tgz', 'dist/sub/c.tgz']],
    [['dist/?.zip'], ['dist/b.zip']],
    [['dist/[ab].*'], ['dist/a.tgz', 'dist/b.zip']],
    [['#notes'], ['#notes']],
    [['#*'], ['#notes']],
    [['./dist/../top.txt'], ['top.txt']],
    [['./dist/../*.txt'], ['top.txt']],
    [['top.txt', 'top.txt', '*.txt'], ['top.txt']],
    [
      ['!dist/*.zip', 'dist/*'],
      ['dist/.hidden', 'dist/a.tgz'],
    ],
    [
      ['dist/**', '!dist/sub'],
      ['dist/.hidden', 'dist/a.tgz', 'dist/b.zip'],
    ],
    [
      ['dist/**', '!**/su*'],
      ['dist/.hidden', 'dist/a.tgz', 'dist/b.zip'],
    ],
    [
      ['dist/**', '!dist/a.tgz', '!no such thing'],
      ['dist/.hidden', 'dist/b.zip', 'dist/sub/c.tgz'],
    ],
  ])('%j selects %j', async (patterns, expected) => {
    expect(await names(patterns, folderWith(tree))).toEqual([...expected].sort());
  });

  test('an absolute pattern needs no working folder', async () => {
    const folder = folderWith(tree);
    expect(await select([join(folder, '*.txt')], '/')).toEqual([join(folder, 'top.txt')]);
  });

  test('a path that exists is literal before it is a class', async () => {
    const folder = folderWith({ 'app/[id].js': '', 'app/x.js': '', 'app/[id]/x.js': '' });
    expect(await names(['app/[id].js'], folder)).toEqual(['app/[id].js']);
    expect(await names(['app/[id]/x.js'], folder)).toEqual(['app/[id]/x.js']);
    expect(await names(['app/[id]/*.js'], folder)).toEqual(['app/[id]/x.js']);
    expect(await names(['app/**', '!app/[id]'], folder)).toEqual(['app/[id].js', 'app/x.js']);
  });

  test.each([
    ['dist/app[0-9].bin', { 'dist/app[0-9].bin': 'planted', 'dist/app1.bin': 'meant' }],
    ['p[1]/*', { 'p[1]/planted': '', 'p1/meant': '' }],
    ['p[1]/x', { 'p[1]/x': '', 'p1/x': '' }],
  ])('a name that looks like %s hides nothing that the pattern means', async (pattern, files) => {
    const fault = await faultOf(() => select([pattern], folderWith(files)));
    expect([fault.code, fault.message]).toEqual(['CUSTODY-102', `\`${pattern}\` can be read in two ways.`]);
    expect(fault.hint).toMatch(/also matches `.*(app1\.bin|p1)/);
  });

  test('a bracket that is part of a name can be written so that it is nothing else', async () => {
    const folder = folderWith({ 'dist/app[0-9].bin': '', 'dist/app1.bin': '' });
    expect(await names(['dist/app[[]0-9].bin'], folder)).toEqual(['dist/app[0-9].bin']);
  });

  test('a file called * does not hide its neighbours', async () => {
    expect(await names(['d/*'], folderWith({ 'd/*': '', 'd/a': '' }))).toEqual(['d/*', 'd/a']);
  });

  test('a name that begins with ! is reached through ./', async () => {
    expect(await names(['./!a'], folderWith({ '!a': '' }))).toEqual(['!a']);
  });

  test.each(['with [brackets]', 'with *', 'with ?', 'back\\slash', '#hash', '~'])(
    'a working folder %s',
    async (name) => {
      const folder = join(folderWith({ [`${name}/x.txt`]: '', 'x.txt': '' }), name);
      expect(await names(['*.txt'], folder)).toEqual(['x.txt']);
      expect(await select(['*.txt'], folder)).toEqual([join(folder, 'x.txt')]);
    },
  );

  test('links are listed and not entered, broken ones too', async () => {
    const folder = folderWith({ 'real/a': '' });
    symlinkSync('real', join(folder, 'folder'));
    symlinkSync('nowhere', join(folder, 'broken'));
    expect(await names(['**'], folder)).toEqual(['broken', 'folder', 'real/a']);
  });

  test('201 names the pattern and the closest name', async () => {
    const folder = folderWith(tree);
    const literal = await faultOf(() => select(['dits/a.tgz'], folder));
    expect(literal.code).toBe('CUSTODY-201');
    expect(literal.message).toBe('No file matches `dits/a.tgz`.');
    expect(literal.hint).toContain(`The closest name in \`${folder}\` is \`dist\`.`);
    const glob = await faultOf(() => select(['top.txt', 'dist/*.tgs'], folder));
    expect(glob.message).toBe('No file matches `dist/*.tgs`.');
    expect(glob.hint).toContain(`The closest name in \`${folder}/dist\` is \`a.tgz\`.`);
    const several = await faultOf(() => select(['qqqqqq', 'top.txt', 'dist/z*z/x'], folder));
    expect(several.message).toBe('No file matches `qqqqqq`, nor `dist/z*z/x`.');
    expect(several.hint).toContain('has a similar name');
  });

  test('201 tells that a pattern does not follow a link', async () => {
    const folder = folderWith({ 'real/a': '' });
    symlinkSync('real', join(folder, 'link'));
    const fault = await faultOf(() => select(['link/*'], folder));
    expect(fault.code).toBe('CUSTODY-201');
    expect(fault.hint).toContain(`\`${folder}/link\` is a link`);
  });

  test.each([
    [[], 'No pattern was given.'],
    [['!a'], 'Every pattern begins with `!`, which excludes.'],
    [['top.txt', '!*.txt', '!x'], 'All of the files that match (1) are excluded by `!*.txt`, `!x`.'],
    [['dist/*/'], 'No file matches `dist/*/`.'],
    [['top.txt/'], 'No file matches `top.txt/`.'],
    [['a\0b'], 'No file matches `a\0b`.'],
  ])('201: %j', async (patterns, message) => {
    const fault = await faultOf(() => select(patterns, folderWith(tree)));
    expect(fault.code).toBe('CUSTODY-201');
    expect(fault.message).toBe(message);
  });

  test.each(['dist', 'dist/', '.', ''])('204: the folder %j with the fix', async (pattern) => {
    const fault = await faultOf(() => select([pattern], folderWith(tree)));
    expect(fault.code).toBe('CUSTODY-204');
    expect(fault.message).toBe(`\`${pattern}\` is a folder, not a file.`);
    if (pattern.startsWith('dist'))
      expect(fault.hint).toContain('`dist/*` for the files in it, or `dist/**`');
  });

  test('205: links in a circle on the way', async () => {
    const folder = folderWith();
    symlinkSync('loop', join(folder, 'loop'));
    const fault = await faultOf(() => select(['loop/x'], folder));
    expect(fault.code).toBe('CUSTODY-205');
    expect(fault.message).toContain('links lead in a circle');
  });

  test('208: a line break in a pattern would be two patterns', async () => {
    const fault = await faultOf(() => select(['*.txt\n!**'], folderWith(tree)));
    expect(fault.code).toBe('CUSTODY-208');
  });

  test('208: bytes that are not Unicode', async () => {
    const folder = folderWith({ a: '' });
    const odd = Buffer.concat([Buffer.from(`${folder}/x`), Buffer.from([0xff])]);
    try {
      writeFileSync(odd, '');
    } catch {
      console.warn('skipped: this file system takes no such name');
      return;
    }
    const fault = await faultOf(() => select(['*'], folder));
    expect(fault.code).toBe('CUSTODY-208');
    expect(fault.message).toContain('not valid Unicode');
  });

  test('205: a folder that this user may not enter', async () => {
    const folder = folderWith({ 'shut/a': '' });
    mkdirSync(join(folder, 'open'));
    const script = `
      import { chmodSync } from 'node:fs';
      const { select } = await import('${source('io/files/select.ts')}');
      for (const pattern of ['**', 'shut/a']) {
        await select([pattern], '${folder}').catch((f) => console.log(f.code, f.message));
      }`;
    chmodSync(join(folder, 'shut'), 0o000);
    const { out, error } = await run(script, { demote: true });
    chmodSync(join(folder, 'shut'), 0o755);
    expect(error).toBe('');
    expect(out).toContain(`CUSTODY-205 \`**\` cannot be read at \`${folder}/shut\`: permission denied.`);
    expect(out).toContain('CUSTODY-205 `shut/a` cannot be read: permission denied.');
  });

  test('nothing is printed, and a plain path loads no globber', async () => {
    const folder = folderWith({ 'a.txt': '' });
    // Every module that is loaded after the hook is registered passes through it.
    const script = `
      import { registerHooks } from 'node:module';
      let globbers = 0;
      const load = (url, context, next) => {
        if (url.includes('/@actions/glob/')) globbers += 1;
        return next(url, context);
      };
      registerHooks({ load });
      const { select } = await import('${source('io/files/select.ts')}');
      await select(['a.txt', '!b.txt'], '${folder}');
      const plain = globbers;
      await select(['*.txt', '!b*'], '${folder}');
      console.error(plain, globbers > 0);`;
    expect(await run(script)).toEqual({ code: 0, out: '', error: '0 true\n' });
  });
});

describe('closest names', () => {
  test.each([
    ['dist', 'dist', 0],
    ['dits', 'dist', 2],
    ['*.tgz', 'a.tgz', 0],
    ['*.tgs', 'long-name.tgz', 1],
    ['a?c', 'abc', 0],
    ['', 'abc', 3],
    ['**', 'abc', 0],
  ])('%j and %j are %i apart', (pattern, name, edits) => {
    expect(editsBetween(pattern, name)).toBe(edits);
  });

  test('what has too little in common is not proposed', () => {
    expect(nearest('release.zip', ['README.md', 'x'])).toBeUndefined();
    expect(nearest('release.zip', ['README.md', 'releases.zip', 'release.tgz'])).toBe('releases.zip');
  });
});
