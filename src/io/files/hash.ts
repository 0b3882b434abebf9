/**
 * Digests of one file in constant memory: while one block of 1 MiB is hashed, the next is being read (measured: as
 * fast as openssl, three times coreutils; streams cost a fifth more and twice the memory). The file is compared with
 * itself before and after, so that digests of a file that was written meanwhile are never given out.
 */

import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { type FileHandle, stat } from 'node:fs/promises';
import type { ArtifactDigests, DigestAlgorithm } from '../../model/digest.ts';
import { Fault } from '../../model/fault.ts';
import type { Named } from './name.ts';
import { changeBetween, openRegular, refused, type Unreadable } from './open.ts';
import { reasonOf } from './system.ts';

const blockBytes = 1024 * 1024;

/** Two buffers, reused for file after file. */
export type Blocks = readonly [Uint8Array, Uint8Array];

export function newBlocks(): Blocks {
  return [new Uint8Array(blockBytes), new Uint8Array(blockBytes)];
}

export interface Hashed {
  readonly digests: ArtifactDigests;
  /** Size in bytes. */
  readonly size: number;
}

/**
 * @param real the file without any link
 * @param file the path through which it was selected, and the name by which faults speak of it
 * @throws {Fault} `CUSTODY-203` when it changes meanwhile, `-204` when it is no regular file, `-205`
 */
export async function hashFile(
  real: string,
  file: Named,
  algorithms: readonly DigestAlgorithm[],
  blocks: Blocks,
): Promise<Hashed> {
  const refuse = (why: Unreadable) => unusable(file.name, why);
  const { handle, facts } = await openRegular(real, refuse);
  try {
    const hashes = hashesFor(algorithms);
    const update = (block: Uint8Array) => {
      for (const { hash } of hashes) hash.update(block);
    };
    const size = await readThrough(handle, blocks, facts.size, update).catch(refused(refuse));
    const change = await changeSince(facts, handle, file.path);
    if (change !== undefined) throw refuse({ kind: 'changed', what: change });
    if (BigInt(size) !== facts.size) throw refuse({ kind: 'changed', what: `it ended after ${size} bytes` });
    return { digests: digestsOf(hashes), size };
  } finally {
    await handle.close();
  }
}

function hashesFor(algorithms: readonly DigestAlgorithm[]) {
  const wanted = new Set<DigestAlgorithm>(['sha256', ...algorithms]);
  return [...wanted].map((algorithm) => ({ algorithm, hash: createHash(algorithm) }));
}

function digestsOf(hashes: ReturnType<typeof hashesFor>): ArtifactDigests {
  const entries = hashes.map(({ algorithm, hash }) => [algorithm, hash.digest('hex')] as const);
  const { sha256 = '', ...others } = Object.fromEntries(entries);
  return { sha256, ...others };
}

/** Reads to the end, or to the first block past `expected`, so that a file that grows for ever ends the reading. */
async function readThrough(
  handle: FileHandle,
  blocks: Blocks,
  expected: bigint,
  update: (block: Uint8Array) => void,
): Promise<number> {
  let total = 0;
  let [current, other] = blocks;
  let reading = handle.read(current, 0, blockBytes, null);
  for (;;) {
    const { bytesRead } = await reading;
    if (bytesRead === 0) return total;
    total += bytesRead;
    if (BigInt(total) > expected) return total;
    reading = handle.read(other, 0, blockBytes, null);
    update(current.subarray(0, bytesRead));
    [current, other] = [other, current];
  }
}

/** Asked of the open file, and of the path again: a rename puts another file there and leaves the open one alone. */
async function changeSince(
  before: BigIntStats,
  handle: FileHandle,
  path: string,
): Promise<string | undefined> {
  const change = changeBetween(before, await handle.stat({ bigint: true }));
  if (change !== undefined) return change;
  const again = await stat(path, { bigint: true }).catch(() => undefined);
  return again === undefined ? 'it was removed' : changeBetween(before, again);
}

function unusable(name: string, why: Unreadable): Fault {
  switch (why.kind) {
    case 'irregular':
      return new Fault('CUSTODY-204', `\`${name}\` is not a regular file: it is, or leads to, ${why.what}.`, {
        hint: `Exclude it with \`!${name}\`, or name the files meant.`,
      });
    case 'changed':
      return new Fault('CUSTODY-203', `\`${name}\` changed while it was read: ${why.what}.`, {
        hint: 'Let whatever writes the file end first, then run again.',
      });
    case 'system':
      return new Fault('CUSTODY-205', `\`${name}\` cannot be read: ${reasonOf(why.error)}.`, {
        hint: `Let this user read it, or exclude it with \`!${name}\`.`,
        cause: why.error,
      });
  }
}
