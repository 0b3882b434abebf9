/** Temporary folders, faults as values, and bundles that are right in shape and signed by nobody. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';
import { Fault } from '../../../src/model/fault.ts';
import type { StatementKey } from '../../../src/ports/evidence.ts';

const folders: string[] = [];

/** A new folder holding `files` (path → content), removed after the test file. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'custody-files-')));
  chmodSync(folder, 0o755);
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The fault with which `work` ends; anything else fails the test. */
export async function faultOf(work: () => Promise<unknown>): Promise<Fault> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('no fault was thrown');
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export interface Claim {
  readonly name: string;
  readonly digest: Readonly<Record<string, string>>;
}

export function statementAbout(subjects: readonly Claim[], note = ''): string {
  return JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjects,
    predicateType: 'https://example.com/p/v1',
    predicate: { note },
  });
}

export function bundleOf(statement: string, signature = 'c2ln'): Buffer {
  const payload = Buffer.from(statement).toString('base64');
  const dsseEnvelope = {
    payload,
    payloadType: 'application/vnd.in-toto+json',
    signatures: [{ sig: signature }],
  };
  return Buffer.from(
    JSON.stringify({ mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', dsseEnvelope }),
  );
}

export function keyFor(
  names: readonly [string, ...string[]],
  note = '',
): { statement: StatementKey; text: string } {
  const [first, ...rest] = names.map((name) => ({ name, digest: { sha256: sha256(name) } }));
  if (first === undefined) throw new Error('a statement has a subject');
  const text = statementAbout([first, ...rest], note);
  const statement = {
    key: sha256(text),
    subjects: [first, ...rest] as const,
    predicateType: 'https://example.com/p/v1',
  };
  return { statement, text };
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/**
 * Runs a module's text in a process of its own; as an ordinary user where this one is root, for whom no permission
 * counts.
 */
export function run(
  script: string,
  options: { readonly cwd?: string; readonly demote?: boolean } = {},
): Promise<Ended> {
  const demote = options.demote === true && process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  return ended(process.execPath, ['--no-warnings', '--input-type=module', '--eval', script], {
    cwd: options.cwd,
    ...demote,
  });
}

export function ended(command: string, args: readonly string[], options: object = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let out = '';
    let error = '';
    child.stdout?.on('data', (chunk) => (out += chunk));
    child.stderr?.on('data', (chunk) => (error += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, error }));
  });
}

/** The absolute URL of a source file, for `run`. */
export function source(path: string): string {
  return new URL(`../../../src/${path}`, import.meta.url).href;
}
