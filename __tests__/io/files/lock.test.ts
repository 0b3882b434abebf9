import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { withLock } from '../../../src/io/files/lock.ts';
import { everything, index, put } from './store-support.ts';
import { faultOf, folderWith, run, source } from './support.ts';

describe('several processes', () => {
  const putMany = (folder: string, count: number, subject: string) => `
    const { fileStore } = await import('${source('io/files/store.ts')}');
    const { createHash } = await import('node:crypto');
    for (let number = 0; number < ${count}; number += 1) {
      const text = JSON.stringify({ process: process.pid, number });
      const key = createHash('sha256').update(text).digest('hex');
      const subjects = [{ name: ${subject}, digest: { sha256: key } }];
      const bundle = Buffer.from(JSON.stringify({ dsseEnvelope: { payload: Buffer.from(text).toString('base64') } }));
      const { path } = await fileStore('${folder}').put({ key, subjects, predicateType: 't' }, bundle);
      console.log(key + ' ' + path);
    }`;

  test.each([
    ['names of their own', '`p${process.pid}-${number}`'],
    ['one name', '`same`'],
  ])(
    'eight at once lose nothing: %s',
    async (_, subject) => {
      const folder = folderWith();
      const all = await Promise.all(Array.from({ length: 8 }, () => run(putMany(folder, 5, subject))));
      expect(all.map(({ code, error }) => [code, error])).toEqual(all.map(() => [0, '']));
      const told = all.flatMap(({ out }) => out.trim().split('\n')).sort();
      expect(told).toHaveLength(40);
      expect(
        index(folder)
          .statements.map(({ key, file }) => `${key} ${join(folder, file)}`)
          .sort(),
      ).toEqual(told);
      expect(new Set(told.map((line) => line.split(' ')[1])).size).toBe(40);
      expect(everything(folder)).toHaveLength(41);
    },
    60_000,
  );

  test('a lock that was left behind is taken over', async () => {
    const folder = folderWith({ 'index.json.lock': 'dead' });
    utimesSync(join(folder, 'index.json.lock'), 1, 1);
    await put(folder, ['a']);
    expect(everything(folder)).toEqual(['a.sigstore.json', 'index.json']);
  });

  test('a lock that is held is waited for, then told of', async () => {
    const folder = folderWith({ lock: 'another' });
    const times = { stale: 60_000, patience: 50 };
    const fault = await faultOf(() => withLock(join(folder, 'lock'), async () => 'never', times));
    expect(fault.code).toBe('CUSTODY-309');
    expect(fault.message).toContain(`\`${folder}/lock\` has been held by another process`);
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe('another');
  });

  test('a pipe in the place of a lock keeps nobody waiting for its end', async () => {
    const folder = folderWith();
    const path = join(folder, 'lock');
    execFileSync('mkfifo', [path]);
    const fault = await faultOf(() => withLock(path, async () => 'never', { stale: 0, patience: 50 }));
    expect(fault.message).toContain(`\`${path}\` has been held by another process`);
  });

  test('only one at a time holds a stale lock that all found', async () => {
    const folder = folderWith({ lock: 'dead' });
    utimesSync(join(folder, 'lock'), 1, 1);
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 3));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 10 }, () => withLock(join(folder, 'lock'), work)));
    expect(most).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a lock is given back when the work fails', async () => {
    const folder = folderWith();
    await expect(withLock(join(folder, 'lock'), () => Promise.reject(new Error('work')))).rejects.toThrow(
      'work',
    );
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });
});
