/**
 * A lock between processes: a file that only one of them can create. The holder needs it for milliseconds, so that a
 * lock of many seconds' age was left by a process that was killed, and is taken over.
 */
import { randomUUID } from 'node:crypto';
import { link, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { Fault } from '../../model/fault.ts';
import { readWhole } from './open.ts';
import { errnoOf } from './system.ts';
import { unwritten } from './write.ts';

export interface LockTimes {
  /** Milliseconds after which a lock counts as left behind. */
  readonly stale: number;
  /** Milliseconds to wait for a lock. */
  readonly patience: number;
}

/** A lock holds the token of its holder. */
const mostBytes = 1024;

const usual: LockTimes = { stale: 10_000, patience: 30_000 };

/**
 * Runs `work` while no other process holds the lock at `path`.
 *
 * @throws {Fault} `CUSTODY-309` when the lock cannot be had
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  times: LockTimes = usual,
): Promise<T> {
  const token = randomUUID();
  await acquire(path, token, times);
  try {
    return await work();
  } finally {
    // Taken over meanwhile: then it is another's, and stays.
    if ((await contentOf(path)) === token) await rm(path, { force: true });
  }
}

async function acquire(path: string, token: string, times: LockTimes): Promise<void> {
  const end = Date.now() + times.patience;
  while (!(await create(path, token))) {
    if (Date.now() > end) throw heldTooLong(path, times);
    await takeAwayWhenStale(path, times.stale);
    await wait(5 + Math.random() * 20);
  }
}

async function create(path: string, token: string): Promise<boolean> {
  try {
    await writeFile(path, token, { flag: 'wx' });
    return true;
  } catch (error) {
    // Windows answers EPERM while another process is just deleting the file.
    if (errnoOf(error) === 'EEXIST') return false;
    if (errnoOf(error) === 'EPERM' && process.platform === 'win32') return false;
    throw unwritten(path, error, 'CUSTODY-309');
  }
}

async function takeAwayWhenStale(path: string, stale: number): Promise<void> {
  const holder = await contentOf(path);
  const facts = await stat(path).catch(() => undefined);
  if (holder === undefined || facts === undefined || Date.now() - facts.mtimeMs < stale) return;
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    // Two processes may have found it stale, and this one moved the other's new lock: put it back. A third that took
    // the lock in that instant could cost an entry of the index, never a bundle.
    if ((await contentOf(aside)) !== holder) await link(aside, path);
  } catch {
    // Another process was faster; the next round sees how things stand.
  } finally {
    await rm(aside, { force: true });
  }
}

async function contentOf(path: string): Promise<string | undefined> {
  // Whatever else was put in its place is no lock of ours: a pipe would never end.
  const refuse = () => unwritten(path, undefined, 'CUSTODY-309');
  const bytes = await readWhole(path, mostBytes, refuse).catch(() => undefined);
  return bytes && Buffer.from(bytes).toString();
}

function heldTooLong(path: string, times: LockTimes): Fault {
  const seconds = Math.round(times.patience / 1000);
  return new Fault('CUSTODY-309', `\`${path}\` has been held by another process for ${seconds} seconds.`, {
    hint: 'Delete that file if no other job writes to the folder, then run again.',
  });
}
