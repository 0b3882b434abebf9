/** A mask hides text; it never decides. */
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { exitCodeOf } from '../../src/kit/exit-code.ts';
import { createMasks, redactAll } from '../../src/kit/masks.ts';

const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'custody-masks-'));
writeFileSync(join(folder, 'never-sealed'), 'x');
writeFileSync(join(folder, 'garbage.json'), '{}');
const identity = [
  '--offline',
  '--repository',
  'a/b',
  '--signer-workflow',
  '.github/workflows/x.yml',
  '--source-ref',
  'refs/heads/main',
];

function verify(bundle: string, env: Record<string, string>): Promise<number | null> {
  const words = [main, 'verify', ...identity, '--bundles', bundle, '--', 'never-sealed'];
  const child = spawn(process.execPath, words, {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: 'ignore',
  });
  return new Promise((resolve) => child.on('close', resolve));
}

writeFileSync(join(folder, 'other.json'), bundleAboutOthers());

test.each(['fail', 'f', 'unknown', 'no', 'pass', 'CUSTODY', '1', '2'])(
  'T27 a secret that reads %p changes no exit code',
  async (secret) => {
    const env = { GITHUB_TOKEN: secret };
    expect(await verify('other.json', env)).toBe(1);
    expect(await verify('garbage.json', env)).toBe(2);
  },
  30_000,
);

test('T27 a token request in the environment changes no exit code', async () => {
  const env = { ACTIONS_ID_TOKEN_REQUEST_URL: 'x', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'fail' };
  expect(await verify('other.json', env)).toBe(1);
});

test('T27 words that decide are never redacted, free text is', () => {
  const masks = createMasks();
  for (const secret of ['fail', 'refused', 'CUSTODY-401']) masks.add(secret);
  const value = {
    status: 'fail',
    findings: [{ outcome: 'refused', code: 'CUSTODY-401', message: 'it did fail' }],
  };
  expect(redactAll(masks, value)).toEqual({
    status: 'fail',
    findings: [{ outcome: 'refused', code: 'CUSTODY-401', message: 'it did ***' }],
  });
});

test('anything that is no verdict ends with 2', () => {
  expect(exitCodeOf('***' as 'pass')).toBe(2);
});

/** Names another file by its SHA-256, so that it is left out and nothing is left. */
function bundleAboutOthers(): string {
  const statement = { subject: [{ name: 'x', digest: { sha256: '0'.repeat(64) } }] };
  return JSON.stringify({
    dsseEnvelope: { payload: Buffer.from(JSON.stringify(statement)).toString('base64') },
  });
}
