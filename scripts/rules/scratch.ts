/** A copy of the checkout in which a patch may do its damage. */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Patch } from './patches.ts';

/** What no test of a rule reads. Tests through dist/ are left out too: a patch of src/ does not reach them. */
const LEFT_OUT = /(?:^|\/)(?:node_modules|\.git)$|^(?:dist|lib|coverage|\.custody|__tests__\/(?:e2e|docs))$/;

export interface Scratch {
  readonly folder: string;
  /** @returns what git says when the patch does not apply; then nothing was changed */
  apply(patch: Patch): string | undefined;
  /** Brings the files that the last patch changed back. */
  restore(): void;
}

/** Copies the checkout at `root` into `folder`, which does not exist yet; packages are linked. */
export function makeScratch(root: string, folder: string): Scratch {
  cpSync(root, folder, {
    recursive: true,
    filter: (source) => !LEFT_OUT.test(relative(root, source).replaceAll('\\', '/')),
  });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  // Not from the root again, where someone may be at work meanwhile.
  let before: readonly (readonly [path: string, content: Buffer | undefined])[] = [];
  return {
    folder,
    apply({ path, touches }) {
      before = touches.map((touched) => [join(folder, touched), contentOf(join(folder, touched))]);
      return gitApply(folder, path);
    },
    restore() {
      for (const [path, content] of before) {
        if (content) writeFileSync(path, content);
        else rmSync(path, { force: true });
      }
    },
  };
}

/** What git says when a patch would not apply to the files below `folder`. */
export function problemOf(folder: string, { path }: Patch): string | undefined {
  return gitApply(folder, path, '--check');
}

function gitApply(folder: string, path: string, ...options: readonly string[]): string | undefined {
  // Inside of a repository git would take paths relative to its root, and pass over those that are not in it.
  const { GIT_DIR: _, GIT_WORK_TREE: __, ...env } = process.env;
  const { status, stderr, error } = spawnSync('git', ['apply', ...options, path], {
    cwd: folder,
    env: { ...env, GIT_CEILING_DIRECTORIES: dirname(folder) },
    encoding: 'utf8',
  });
  if (status === 0) return undefined;
  return error ? error.message : stderr.trim();
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
