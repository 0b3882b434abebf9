/**
 * Files that are there whole or not at all: written beside their place, flushed, then moved into it, and the folder
 * flushed, so that neither a crash nor a full disk leaves half a file under the name.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FaultCode } from '../../model/codes.ts';
import { Fault } from '../../model/fault.ts';
import { errnoOf, reasonOf } from './system.ts';

/** The fault that a failed write becomes: a report (906) or evidence (309). */
export type WriteCode = Extract<FaultCode, 'CUSTODY-309' | 'CUSTODY-906'>;

/**
 * Writes or replaces a file whole; folders that are missing are made.
 *
 * @throws {Fault} `code`, `CUSTODY-906` unless given
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array,
  code: WriteCode = 'CUSTODY-906',
): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await beside(path, bytes, (temporary) => rename(temporary, path));
  } catch (error) {
    throw unwritten(path, error, code);
  }
}

/** Makes sure that no file stands at `path`. Throws `CUSTODY-906`. */
export async function removeFile(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw unwritten(path, error, 'CUSTODY-906');
  }
}

/**
 * Writes a file whole where none stands yet; its folder exists.
 *
 * @returns false, and nothing is changed, when something stands there already
 * @throws {Fault} `code`
 */
export async function writeNew(path: string, bytes: Uint8Array, code: WriteCode): Promise<boolean> {
  try {
    await beside(path, bytes, (temporary) => claim(temporary, path));
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw unwritten(path, error, code);
  }
}

/** The fault for a file that could not be written, with what to do about it. */
export function unwritten(path: string, error: unknown, code: WriteCode): Fault {
  const hint =
    hints[errnoOf(error) ?? ''] ?? 'Nothing was left half-written. Run again, or choose another folder.';
  return new Fault(code, `\`${path}\` could not be written: ${reasonOf(error)}.`, { hint, cause: error });
}

const permission = 'Let this user write to the folder, or choose another one.';
const space = 'Free some space, then run again: nothing was left half-written.';
const hints: Readonly<Record<string, string>> = {
  EACCES: permission,
  EPERM: permission,
  EROFS: 'Choose a folder on a file system that can be written to.',
  ENOSPC: space,
  EDQUOT: space,
};

async function beside(
  path: string,
  bytes: Uint8Array,
  move: (temporary: string) => Promise<void>,
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${randomUUID()}.partial`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await move(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
  await flushFolder(folder);
}

/** A hard link fails where something stands; a rename would replace it. */
async function claim(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(errnoOf(error) ?? '')) throw error;
    // No hard links on this file system: take the name first, then put the whole file in the place of the empty one.
    const handle = await open(path, 'wx');
    await handle.close();
    await rename(temporary, path).catch(async (failure: unknown) => {
      await rm(path, { force: true });
      throw failure;
    });
  }
}

/** Makes the new name last. Windows cannot open folders, and some file systems cannot flush them. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
