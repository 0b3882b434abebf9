/** `verify` as a process: what it refuses to do at all, and what it does without a network. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bootSigstore, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { bytesOf, content, evidence, sha, subject } from '../support/stand.ts';

const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
const trap = join(import.meta.dirname, '..', 'support', 'network-trap.js');
let sigstore: SandboxSigstore;
let folder: string;

beforeAll(async () => {
  sigstore = await bootSigstore();
  folder = mkdtempSync(join(tmpdir(), 'custody-verify-'));
  writeFileSync(join(folder, 'app.tgz'), content);
  writeFileSync(join(folder, 'app.json'), bytesOf(await evidence(sigstore)));
  writeFileSync(join(folder, 'trusted_root.json'), bytesOf(sigstore.trustedRoot));
});
afterAll(async () => {
  await sigstore.close();
  rmSync(folder, { recursive: true });
});

const identity = ['--repository', 'acme/shop', '--signer-workflow', '.github/workflows/release.yml'];

function verify(words: readonly string[], bundles = 'app.json') {
  const given = ['--bundles', bundles, '--source-ref', 'refs/heads/main', '--issuer', sigstore.issuer];
  // Asked once: whatever does reach for the network is to fail at once.
  const rest = ['--trusted-root', 'trusted_root.json', '--retry-for', '0s', '--', 'app.tgz'];
  const calls = join(folder, 'calls');
  writeFileSync(calls, '');
  const env = { PATH: process.env['PATH'], CUSTODY_TEST_TRAP: calls };
  const options = { cwd: folder, env, encoding: 'utf8' } as const;
  const ended = spawnSync(
    process.execPath,
    ['--import', trap, main, 'verify', ...words, ...given, ...rest],
    options,
  );
  return { ...ended, calls: readFileSync(calls, 'utf8') };
}

test('T12 offline, with evidence and identity at hand, nothing is asked', () => {
  const ended = verify([...identity, '--offline']);
  expect([ended.status, ended.calls, ended.stderr]).toEqual([0, '', '']);
  expect(ended.stdout).toMatch(/^pass {5}app\.tgz/);
});

test('T12 the trap that this is held against does notice', () => {
  const ended = verify(identity);
  expect(ended.status).toBe(2);
  expect(ended.calls).toContain('fetch "https://api.github.com/repos/acme/shop/attestations/');
});

test.each([
  ['SHA-512', { ...subject.digest, sha512: sha('sha512') }, 0],
  ['SHA-384 and SHA-512', { ...subject.digest, sha384: sha('sha384'), sha512: sha('sha512') }, 0],
  ['SHA-512 alone', { sha512: sha('sha512') }, 0],
  ['another SHA-512', { ...subject.digest, sha512: '0'.repeat(128) }, 1],
])('T1 evidence that names %s', async (_, digest, status) => {
  const named = await evidence(sigstore, { statement: { subject: [{ ...subject, digest }] } });
  writeFileSync(join(folder, 'named.json'), bytesOf(named));
  const ended = verify([...identity, '--offline'], 'named.json');
  expect([ended.status, ended.stderr]).toEqual([status, '']);
  expect(ended.stdout).toContain(status === 0 ? 'pass     app.tgz' : 'CUSTODY-429');
});

test.each([
  ['neither repository nor workflow', []],
  ['only a repository', identity.slice(0, 2)],
  ['only a workflow', identity.slice(2)],
])('T2 good evidence passes nothing with %s', (_, words) => {
  const ended = verify([...words, '--offline']);
  expect([ended.status, ended.stdout, ended.calls]).toEqual([2, '', '']);
  expect(ended.stderr).toMatch(/^CUSTODY-110 /);
  expect(ended.stderr).toContain('NOT verified');
  expect(ended.stderr).toContain('signer-workflow: ');
});
