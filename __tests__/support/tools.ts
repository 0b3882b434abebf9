/** Tools that make genuine artifacts: suites that need one are skipped, and counted, where it is missing. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe } from '@jest/globals';

/** @param probe arguments with which the tool does nothing and succeeds */
export function describeWithTool(tool: string, probe: readonly string[] = ['--version']) {
  return spawnSync(tool, probe, { stdio: 'ignore' }).status === 0 ? describe : describe.skip;
}

/** Runs something in a folder with these files, and removes the folder. */
export function inFolder<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  run: (folder: string) => T,
): T {
  const folder = mkdtempSync(join(tmpdir(), 'custody-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param env beside the variables of this process */
export function call(
  folder: string,
  tool: string,
  args: readonly string[],
  env: Record<string, string> = {},
): void {
  execFileSync(tool, args, { cwd: folder, stdio: 'pipe', env: { ...process.env, ...env } });
}
