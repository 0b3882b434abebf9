/** Cold start: how long a user who has mistyped waits, on a runner that has never started Custody. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Comparison } from './measure.ts';
import { custodyProgram, emptyNode, type Scene } from './scene.ts';

export async function startComparisons({ folder }: Scene): Promise<readonly Comparison[]> {
  const files = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'].map((name) => [name, join(folder, name)] as const);
  for (const [, path] of files) await writeFile(path, '');
  const env = { GITHUB_ACTIONS: 'true', ...Object.fromEntries(files) };
  return ['seal', 'verify'].flatMap((verb) => [
    {
      what: `${verb}: cold start to its first input error`,
      ours: custodyProgram([verb], folder, { exit: 2 }),
      peers: [emptyNode(folder)],
      runs: 15,
    },
    {
      what: `${verb}: the same as a step, outputs written`,
      ours: custodyProgram([verb], folder, { exit: 2, env }),
      peers: [emptyNode(folder)],
      runs: 15,
    },
  ]);
}
