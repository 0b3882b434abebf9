/** Hashing: what `verify` does to a file for which there is no evidence, against tools that do nothing else. */
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Comparison, Peer, Program } from './measure.ts';
import { peer } from './peers.ts';
import { custodyProgram, project, type Scene } from './scene.ts';
import { identity } from './verifying.ts';

const gibibyte = 1024 ** 3;

export async function hashComparisons(scene: Scene): Promise<readonly Comparison[]> {
  const folder = join(scene.folder, 'hashing');
  const many = join(folder, 'many');
  await mkdir(many, { recursive: true });
  await writeFile(join(folder, 'big.bin'), '');
  await truncate(join(folder, 'big.bin'), 2 * gibibyte);
  const large = join(folder, 'large');
  await mkdir(large);
  const names = Array.from({ length: 1000 }, (_, i) => `file-${i}.bin`);
  for (const name of names) {
    await writeFile(join(many, name), Buffer.alloc(256 * 1024, name));
    await writeFile(join(large, name), '');
    await truncate(join(large, name), 1024 * 1024);
  }
  const tools = (cwd: string, files: readonly string[]): readonly Peer[] => [
    peer('openssl', 'openssl dgst -sha256', (path) => ({
      commands: [[path, 'dgst', '-sha256', ...files]],
      cwd,
      exit: 0,
    })),
    peer('sha256sum', 'sha256sum', (path) => ({ commands: [[path, ...files]], cwd, exit: 0 })),
  ];
  return [
    {
      what: 'hash one file of 2 GiB',
      ours: verifyNothing(scene, folder, 'big.bin'),
      peers: tools(folder, ['big.bin']),
      runs: 5,
    },
    {
      what: 'hash 1,000 files of 256 KiB',
      ours: verifyNothing(scene, many, '*.bin'),
      peers: tools(many, names),
      runs: 7,
    },
    {
      what: 'hash 1,000 files of 1 MiB, thrice, no verdicts',
      ours: hashOnly(large),
      peers: [peer('taskset', 'the same on one core', (path) => hashOnly(large, [path, '-c', '0']))],
      runs: 7,
    },
  ];
}

function hashOnly(folder: string, before: readonly string[] = []): Program {
  const [file = '', ...words] = [
    ...before,
    process.execPath,
    join(project, 'bench', 'hash-many.ts'),
    folder,
    '3',
  ];
  return { name: 'custody', commands: [[file, ...words]], cwd: folder, exit: 0 };
}

/** Evidence that says nothing about these files: they are hashed, looked up and refused. */
function verifyNothing(scene: Scene, cwd: string, pattern: string): Program {
  const bundle = join(scene.bundles, 'file-7.bin.sigstore.json');
  return custodyProgram(['verify', ...identity(scene), '--bundles', bundle, '--', pattern], cwd, { exit: 1 });
}
