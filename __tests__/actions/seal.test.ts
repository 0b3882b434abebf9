/** `seal` as a process: what it refuses to do at all. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bootSandbox, type Sandbox } from '../../sandbox/index.ts';
import type { TokenClaims } from '../../sandbox/sigstore/index.ts';

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

type Ended = readonly [code: number | null, said: string];

async function run(program: string, words: readonly string[], env: Record<string, string>): Promise<Ended> {
  const child = spawn(program, words, { cwd: folder, env: { PATH: process.env['PATH'] ?? '', ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      said += data;
    });
  }
  return [await new Promise((resolve) => child.on('close', resolve)), said];
}

function seal(files: string, claims: Partial<TokenClaims> = {}, bundles = '.'): Promise<Ended> {
  const place = ['--sigstore', sandbox.folder, '--store', 'files', '--bundle-folder', bundles];
  return run(process.execPath, [main, 'seal', ...place, '--', files], sandbox.job({ claims }));
}

test('the index of the store, which seal rewrites, cannot be sealed', async () => {
  expect((await seal('a.bin'))[0]).toBe(0);
  const signed = sandbox.sigstore.requests.length;
  const [code, said] = await seal('*');
  expect([code, said]).toEqual([2, expect.stringContaining('CUSTODY-103')]);
  expect(sandbox.sigstore.requests.length).toBe(signed);
}, 30_000);

const other = 'd'.repeat(40);
const posix = process.platform === 'win32' ? test.skip : test;

posix.each([
  ['the workflow of the run', {}],
  [
    'a local reusable workflow',
    { job_workflow_ref: 'acme/shop/.github/workflows/build.yml@refs/heads/main' },
  ],
  [
    'a local reusable workflow of another commit',
    { job_workflow_ref: 'acme/shop/.github/workflows/build.yml@refs/tags/v1', job_workflow_sha: other },
  ],
  [
    'a workflow of another repository',
    { job_workflow_ref: 'acme/tools/.github/workflows/build.yml@refs/tags/v1', job_workflow_sha: other },
  ],
])(
  'the command that is printed verifies what %s sealed',
  async (what, claims) => {
    const [code, said] = await seal('a.bin', claims, `bundles of ${what}`);
    expect([code, said]).toEqual([0, expect.stringContaining('repeat   custody verify ')]);
    const command = /^repeat {3}(custody verify .*)$/m.exec(said)?.[1] ?? '';
    const custody = `custody() { '${process.execPath}' '${main}' "$@"; }`;
    const offline = `${custody}; ${command.replace(' -- ', ' --offline -- ')}`;
    expect(await run('sh', ['-c', offline], {})).toEqual([0, expect.stringContaining('1 file verified.')]);
  },
  30_000,
);
