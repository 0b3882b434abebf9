/**
 * Opens a path only when a regular file stands there, in a way that a pipe cannot stall and a link put in between
 * cannot redirect: looked at first, opened without following or blocking, and compared with what was looked at.
 */
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import type { Fault } from '../../model/fault.ts';
import { errnoOf, otherKind } from './system.ts';

/** Why a file could not be opened or read. */
export type Unreadable =
  | { readonly kind: 'irregular'; readonly what: string }
  | { readonly kind: 'changed'; readonly what: string }
  | { readonly kind: 'system'; readonly error: unknown };

/** Words a reader's own fault for what stands in the way. */
export type Refuse = (why: Unreadable) => Fault;

export interface OpenFile {
  readonly handle: FileHandle;
  /** As the open handle saw it before the first read; times in nanoseconds. */
  readonly facts: BigIntStats;
}

// Windows has neither flag; there, opening a reparse point is told by the comparison of file ids.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens `path`, which must exist and hold no link. The caller closes the handle. Throws what `refuse` makes of a failure. */
export async function openRegular(path: string, refuse: Refuse): Promise<OpenFile> {
  const before = await lstat(path, { bigint: true }).catch(refused(refuse));
  const what = otherKind(before);
  // Never opened: opening a device can have effects.
  if (what !== undefined) throw refuse({ kind: 'irregular', what });
  const handle = await open(path, flags).catch(refused(refuse));
  try {
    const facts = await handle.stat({ bigint: true });
    if (!sameFile(before, facts)) throw refuse({ kind: 'changed', what: 'it was replaced' });
    return { handle, facts };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The same file, by device and inode. */
export function sameFile(a: BigIntStats, b: BigIntStats): boolean {
  return a.dev === b.dev && a.ino === b.ino && a.isFile() === b.isFile();
}

/** What a change of content between two looks shows, or `undefined`. */
export function changeBetween(before: BigIntStats, after: BigIntStats): string | undefined {
  if (!sameFile(before, after)) return 'it was replaced by another file';
  if (before.size !== after.size) return `its size went from ${before.size} to ${after.size} bytes`;
  if (before.mtimeNs !== after.mtimeNs) return 'it was written to';
  return undefined;
}

/** Reads a small file whole, up to `limit` bytes; `undefined` when it is larger. Faults as `openRegular`. */
export async function readWhole(
  path: string,
  limit: number,
  refuse: Refuse,
): Promise<Uint8Array | undefined> {
  const { handle, facts } = await openRegular(path, refuse);
  try {
    if (facts.size > BigInt(limit)) return undefined;
    const bytes = await fill(handle, new Uint8Array(Number(facts.size) + 1)).catch(refused(refuse));
    if (bytes.length !== Number(facts.size)) throw refuse({ kind: 'changed', what: 'its size changed' });
    return bytes;
  } finally {
    await handle.close();
  }
}

async function fill(handle: FileHandle, buffer: Uint8Array): Promise<Uint8Array> {
  let total = 0;
  while (total < buffer.length) {
    const { bytesRead } = await handle.read(buffer, total, buffer.length - total, total);
    if (bytesRead === 0) break;
    total += bytesRead;
  }
  return buffer.subarray(0, total);
}

/** A `catch` that turns an error of the system into a fault. */
export function refused(refuse: Refuse): (error: unknown) => never {
  return (error) => {
    const errno = errnoOf(error);
    // The path was seen, without a link, a moment ago.
    if (errno === 'ENOENT') throw refuse({ kind: 'changed', what: 'it was removed' });
    if (errno === 'ELOOP') throw refuse({ kind: 'changed', what: 'it was replaced by a link' });
    if (errno === 'ENXIO') throw refuse({ kind: 'irregular', what: 'a socket or a device' });
    throw refuse({ kind: 'system', error });
  };
}
