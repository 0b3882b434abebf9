/** The port `Build` over a folder of this machine. Nothing outside of the folder is read, by whatever name. */
import { type Dirent, lstatSync, realpathSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Fault } from '../../model/fault.ts';
import type { InventoryFile } from '../../model/inventory.ts';
import { limits } from '../../model/limits.ts';
import type { Build } from '../../ports/build.ts';
import { commitTime } from '../git/commit-time.ts';
import { namedFiles } from './named.ts';
import { errnoOf, pathWithin, reasonOf } from './system.ts';

/** @param base absolute */
export function buildFolder(base: string): Build {
  const { read } = namedFiles();
  return {
    read: async (path, most) => {
      const real = inside(base, path);
      return real === undefined || !(await isFile(real)) ? undefined : read(real, most);
    },
    names: async () => (await entriesOf(base)).filter((entry) => entry.isFile()).map(({ name }) => name),
    below: (folder, wanted) => filesBelow(base, folder, wanted),
    committed: () => commitTime(base),
  };
}

/**
 * Where a path leads, without links; `undefined` where that is nowhere, or outside. Asked for every package of a lockfile,
 * so without another thread: for 1,500 that are not installed that took a fifth of the whole process (see open.ts).
 */
function inside(base: string, path: string): string | undefined {
  try {
    const full = resolve(base, path);
    // Most often nothing stands there, and an error for each would cost more than to look.
    if (lstatSync(full, { throwIfNoEntry: false }) === undefined) return undefined;
    const real = realpathSync.native(full);
    return pathWithin(realpathSync.native(base), real) === undefined ? undefined : real;
  } catch (error) {
    if (isNowhere(error)) return undefined;
    throw unreadable(path, error);
  }
}

/** Names come from files of others: some can be no path at all. */
function isNowhere(error: unknown): boolean {
  const errno = errnoOf(error) ?? '';
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE'].includes(errno);
}

async function isFile(real: string): Promise<boolean> {
  try {
    return (await lstat(real)).isFile();
  } catch (error) {
    if (isNowhere(error)) return false;
    throw unreadable(real, error);
  }
}

/** None where the folder has gone meanwhile, or is none. */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (isNowhere(error)) return [];
    throw unreadable(folder, error);
  }
}

async function* filesBelow(
  base: string,
  folder: string,
  wanted: (path: string) => boolean,
): AsyncIterable<InventoryFile> {
  const root = folder === '' ? base : inside(base, folder);
  if (root === undefined) return;
  const { read } = namedFiles();
  const queue = [''];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const entry of await entriesOf(join(root, next))) {
      const path = next === '' ? entry.name : `${next}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git') queue.push(path);
      if (!entry.isFile() || !wanted(path)) continue;
      const bytes = await read(join(root, path), limits.inventoryBytes).catch(passOverLarge);
      if (bytes) yield { path, bytes };
    }
  }
}

function passOverLarge(error: unknown): undefined {
  if (error instanceof Fault && error.code === 'CUSTODY-404') return undefined;
  throw error;
}

function unreadable(path: string, error: unknown): Fault {
  return new Fault('CUSTODY-205', `\`${path}\` cannot be read: ${reasonOf(error)}.`, {
    hint: 'Let this user read the folder in which the build ran.',
    cause: error,
  });
}
