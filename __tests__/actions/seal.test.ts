/** `seal` as a process: what it refuses to do at all. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bootSandbox, type Sandbox } from '../../sandbox/index.ts';

const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await bootSandbox();
  folder = mkdtempSync(join(tmpdir(), 'custody-seal-'));
  writeFileSync(join(folder, 'a.bin'), 'a');
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

async function seal(files: string): Promise<readonly [code: number | null, said: string]> {
  const words = [
    main,
    'seal',
    '--sigstore',
    sandbox.folder,
    '--store',
    'files',
    '--bundle-folder',
    '.',
    '--',
    files,
  ];
  const env = { PATH: process.env['PATH'] ?? '', ...sandbox.job() };
  const child = spawn(process.execPath, words, { cwd: folder, env });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      said += data;
    });
  return [await new Promise((resolve) => child.on('close', resolve)), said];
}

test('the index of the store, which seal rewrites, cannot be sealed', async () => {
  expect((await seal('a.bin'))[0]).toBe(0);
  const signed = sandbox.sigstore.requests.length;
  const [code, said] = await seal('*');
  expect([code, said]).toEqual([2, expect.stringContaining('CUSTODY-103')]);
  expect(sandbox.sigstore.requests.length).toBe(signed);
}, 30_000);
