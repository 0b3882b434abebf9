/** What is measured on: the sandbox, files, and a bundle for each, about which Custody, cosign and gh must agree. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bootSandbox, type Sandbox } from '../sandbox/index.ts';
import { attest } from '../sandbox/sigstore/attest.ts';
import { exampleClaims } from '../sandbox/sigstore/claims.ts';
import type { Program } from './measure.ts';

export const project = fileURLToPath(new URL('..', import.meta.url));
const custody = join(project, 'dist', 'index.js');

/** How many files are verified in one call. */
export const fileCount = 200;

export interface Scene {
  readonly folder: string;
  /** Holds `file-0.bin` and so on. */
  readonly work: string;
  /** One bundle for each file, `file-0.bin.sigstore.json` and so on. */
  readonly bundles: string;
  /** The same as JSON Lines, `file-0.bin.jsonl` and so on: gh goes by the ending. */
  readonly lines: string;
  readonly sandbox: Sandbox;
  close(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'custody-bench-'));
  const sandbox = await bootSandbox({ folder });
  const scene = {
    folder,
    work: join(folder, 'work'),
    bundles: join(folder, 'bundles'),
    lines: join(folder, 'lines'),
    sandbox,
    close: async () => {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await mkdir(scene.work);
  await mkdir(scene.bundles);
  await mkdir(scene.lines);
  for (let i = 0; i < fileCount; i += 1) await writeFile(join(scene.work, `file-${i}.bin`), contentOf(i));
  return scene;
}

function contentOf(number: number): Buffer {
  return Buffer.alloc(64 * 1024, number);
}

/** Custody as users run it. */
export function custodyProgram(words: readonly string[], cwd: string, more: Partial<Program> = {}): Program {
  return { name: 'custody', commands: [[process.execPath, custody, ...words]], cwd, exit: 0, ...more };
}

/** The least that any program on Node takes. */
export function emptyNode(cwd: string): Program {
  return { name: 'an empty node', commands: [[process.execPath, '-e', '0']], cwd, exit: 0 };
}

/** The words that seal `patterns` into a folder of bundles. */
export function sealing(scene: Scene, bundles: string, patterns: readonly string[]): readonly string[] {
  return [
    'seal',
    '--sigstore',
    scene.folder,
    '--store',
    'files',
    '--bundle-folder',
    bundles,
    '--',
    ...patterns,
  ];
}

/** A bundle for each file: the statement of one that `seal` made, about each in turn. */
export async function sealEach({ sandbox, bundles, lines }: Scene, model: string): Promise<void> {
  const { dsseEnvelope } = JSON.parse(await readFile(model, 'utf8'));
  const statement = JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString('utf8'));
  for (let i = 0; i < fileCount; i += 1) {
    const name = `file-${i}.bin`;
    const sha256 = createHash('sha256').update(contentOf(i)).digest('hex');
    const about = { ...statement, subject: [{ name, digest: { sha256 } }] };
    const bundle = await attest(sandbox.sigstore, { statement: about, claims: exampleClaims() });
    await writeFile(join(bundles, `${name}.sigstore.json`), JSON.stringify(bundle));
    await writeFile(join(lines, `${name}.jsonl`), `${JSON.stringify(bundle)}\n`);
  }
}
