import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { nodeFiles } from '../../../src/io/files/index.ts';
import { limits } from '../../../src/model/limits.ts';
import { faultOf, folderWith, run, sha256, source } from './support.ts';

function artifacts(folder: string, patterns: readonly string[], base = folder) {
  return nodeFiles(folder).artifacts({ patterns, base, most: limits.subjects }, ['sha256']);
}

describe('nodeFiles', () => {
  test('names, sizes and digests, sorted by name', async () => {
    const folder = folderWith({ 'b/x': 'one', 'a/x': 'two', empty: '', 'a.b': 'three' });
    const found = await nodeFiles(folder).artifacts({ patterns: ['**'], base: folder, most: 10 }, ['sha512']);
    expect(found).toEqual(
      [
        ['a.b', 'three'],
        ['a/x', 'two'],
        ['b/x', 'one'],
        ['empty', ''],
      ].map(([name = '', content = '']) => ({
        name,
        size: content.length,
        digests: { sha256: sha256(content), sha512: createHash('sha512').update(content).digest('hex') },
      })),
    );
  });

  test.each([1, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024 + 7])(
    'a file of %i bytes',
    async (size) => {
      const content = Buffer.alloc(size, 'custody');
      const [artifact] = await artifacts(folderWith({ big: content }), ['big']);
      expect(artifact).toEqual({ name: 'big', size, digests: { sha256: sha256(content) } });
    },
  );

  test('a name in NFD comes out in NFC; two that collide are 207', async () => {
    const folder = folderWith({ 'cafe\u0301': 'a' });
    expect((await artifacts(folder, ['*']))[0].name).toBe('caf\u00e9');
    writeFileSync(join(folder, 'caf\u00e9'), 'b');
    const fault = await faultOf(() => artifacts(folder, ['*']));
    expect(fault.code).toBe('CUSTODY-207');
    expect(fault.message).toContain('`caf\u00e9`');
  });

  test('sorted by the name in NFC, not by the path', async () => {
    const found = await artifacts(folderWith({ 'e\u0301': '', f: '' }), ['*']);
    expect(found.map(({ name }) => name)).toEqual(['f', '\u00e9']);
  });

  test('a line break in a name is 208', async () => {
    const fault = await faultOf(() => artifacts(folderWith({ 'a\n::error::b': '' }), ['*']));
    expect(fault.code).toBe('CUSTODY-208');
    expect(fault.message).toContain('control character');
  });

  test('one file too many is 206 with the number', async () => {
    const files = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`f${index}`, '']));
    const fault = await faultOf(() => artifacts(folderWith(files), ['*']));
    expect(fault.code).toBe('CUSTODY-206');
    expect(fault.message).toBe('2000 files match, and 1024 is the most.');
    const two = folderWith({ a: '', b: '' });
    const justOver = nodeFiles(two).artifacts({ patterns: ['*'], base: two, most: 1 }, []);
    expect((await faultOf(() => justOver)).message).toBe('2 files match, and 1 is the most.');
    expect(await nodeFiles(two).artifacts({ patterns: ['*'], base: two, most: 2 }, [])).toHaveLength(2);
  });

  test('a base folder that is not there is 205', async () => {
    const folder = folderWith({ a: '' });
    const fault = await faultOf(() => artifacts(folder, ['a'], join(folder, 'none')));
    expect(fault.code).toBe('CUSTODY-205');
    expect(fault.message).toContain('The base folder');
  });
});

describe('T25 the base folder', () => {
  test.each(['../outside', '../*'])('%s is 202, with a hint about base', async (pattern) => {
    const folder = folderWith({ outside: 'x', 'base/a': '' });
    const fault = await faultOf(() => artifacts(join(folder, 'base'), [pattern]));
    expect(fault.code).toBe('CUSTODY-202');
    expect(fault.message).toBe(`\`${folder}/outside\` is outside of the base folder \`${folder}/base\`.`);
    expect(fault.hint).toContain(`base: ${folder}`);
    const found = await artifacts(join(folder, 'base'), ['../outside'], folder);
    expect(found.map(({ name }) => name)).toEqual(['outside']);
  });

  test('a base that is a link, and a path through the link', async () => {
    const folder = folderWith({ 'real/a': 'x' });
    symlinkSync('real', join(folder, 'alias'));
    for (const [base, path] of [
      ['alias', 'real/a'],
      ['real', 'alias/a'],
      ['alias', 'alias/a'],
    ] as const) {
      const found = await artifacts(folder, [join(folder, path)], join(folder, base));
      expect(found.map(({ name }) => name)).toEqual(['a']);
    }
  });

  test('a link that stays inside is hashed under its own name', async () => {
    const folder = folderWith({ 'v1/app': 'content' });
    symlinkSync('v1/app', join(folder, 'latest'));
    symlinkSync('v1', join(folder, 'current'));
    const found = await artifacts(folder, ['latest', 'current/app']);
    expect(found.map(({ name, digests }) => [name, digests.sha256])).toEqual([
      ['current/app', sha256('content')],
      ['latest', sha256('content')],
    ]);
  });

  test.each(['link', 'folder/secret'])('a link that leads out is 202: %s', async (pattern) => {
    const folder = folderWith({ 'outside/secret': 'x', 'base/a': '' });
    symlinkSync('../outside/secret', join(folder, 'base/link'));
    symlinkSync('../outside', join(folder, 'base/folder'));
    const fault = await faultOf(() => artifacts(join(folder, 'base'), [pattern]));
    expect(fault.code).toBe('CUSTODY-202');
    expect(fault.message).toBe(
      `\`${pattern}\` is a link that leads out of the base folder, to \`${folder}/outside/secret\`.`,
    );
  });

  test('a folder whose name begins like the base is outside', async () => {
    const folder = folderWith({ 'base-evil/a': 'x', 'base/a': '' });
    const fault = await faultOf(() => artifacts(folder, ['base-evil/a'], join(folder, 'base')));
    expect(fault.code).toBe('CUSTODY-202');
  });

  test('a broken link is 205 with its target, a circle too', async () => {
    const folder = folderWith();
    symlinkSync('no/where', join(folder, 'broken'));
    const broken = await faultOf(() => artifacts(folder, ['*']));
    expect(broken.code).toBe('CUSTODY-205');
    expect(broken.message).toBe('`broken`, a link to `no/where`, cannot be read: its target does not exist.');
    expect(broken.hint).toContain('`!broken`');
    rmSync(join(folder, 'broken'));
    symlinkSync('b', join(folder, 'a'));
    symlinkSync('a', join(folder, 'b'));
    const circle = await faultOf(() => artifacts(folder, ['a']));
    expect(circle.code).toBe('CUSTODY-205');
    expect(circle.message).toBe('`a`, a link to `b`, cannot be read: links lead in a circle.');
  });
});

describe('what is no regular file is 204', () => {
  test('a named pipe, which does not hang', async () => {
    const folder = folderWith();
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const fault = await faultOf(() => artifacts(folder, ['*']));
    expect(fault.code).toBe('CUSTODY-204');
    expect(fault.message).toContain('a named pipe');
    expect(fault.hint).toContain('`!pipe`');
  });

  test('a socket', async () => {
    const folder = folderWith();
    const server = createServer().listen(join(folder, 's'));
    await new Promise((resolve) => server.once('listening', resolve));
    const fault = await faultOf(() => artifacts(folder, ['s']));
    server.close();
    expect(fault.code).toBe('CUSTODY-204');
    expect(fault.message).toContain('a socket');
  });

  test('a device', async () => {
    const fault = await faultOf(() => artifacts('/dev', ['null']));
    expect(fault.code).toBe('CUSTODY-204');
    expect(fault.message).toContain('a device');
  });

  test('a link to a folder', async () => {
    const folder = folderWith({ 'real/a': '' });
    symlinkSync('real', join(folder, 'link'));
    const fault = await faultOf(() => artifacts(folder, ['*']));
    expect(fault.code).toBe('CUSTODY-204');
    expect(fault.message).toBe('`link` is not a regular file: it is, or leads to, a folder.');
  });
});

test('a file that this user may not read is 205', async () => {
  const folder = folderWith({ secret: 'x' });
  chmodSync(join(folder, 'secret'), 0o000);
  const script = `
    const { nodeFiles } = await import('${source('io/files/index.ts')}');
    await nodeFiles('${folder}').artifacts({ patterns: ['*'], base: '${folder}', most: 5 }, [])
      .catch((f) => console.log(f.code, f.message, f.hint));`;
  const { out, error } = await run(script, { demote: true });
  expect(error).toBe('');
  expect(out).toContain('CUSTODY-205 `secret` cannot be read: permission denied.');
});

test('a file of the system that says it is empty and is not is 203', async () => {
  const fault = await faultOf(() => artifacts('/proc/self', ['status']));
  expect(fault.code).toBe('CUSTODY-203');
  expect(fault.message).toContain('it ended after');
});

test('one GiB is hashed in constant memory', async () => {
  const folder = folderWith({ huge: '' });
  await truncate(join(folder, 'huge'), 2 ** 30);
  const script = `
    const { nodeFiles } = await import('${source('io/files/index.ts')}');
    const before = process.resourceUsage().maxRSS;
    const [one] = await nodeFiles('${folder}').artifacts({ patterns: ['huge'], base: '${folder}', most: 5 }, []);
    const growth = process.resourceUsage().maxRSS - before;
    console.log(JSON.stringify({ size: one.size, sha256: one.digests.sha256, growth }));`;
  const { out, error } = await run(script);
  expect(error).toBe('');
  const { size, sha256: digest, growth } = JSON.parse(out);
  expect(size).toBe(2 ** 30);
  // sha256sum of 1 GiB of zeros.
  expect(digest).toBe('49bc20df15e412a64472421e13fe86ff1c5165e18b2afccf160d4dc19fe68a14');
  // In KiB. What Node needs to strip the types of the sources is no part of it (measured: 5 MiB; 57 MiB in all).
  expect(growth).toBeLessThan(24 * 1024);
}, 60_000);
