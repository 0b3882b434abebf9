/**
 * ZIP files (APPNOTE.TXT 6.3.10: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT): stored and deflated, ZIP64.
 * The directory at the end says what is in it, and every byte before it belongs to exactly one entry of the directory,
 * whose own header says the same: nothing overlaps, nothing is hidden between entries, before the first or behind the end.
 */
import { crc32 } from 'node:zlib';
import type { InventoryFile } from '../model/inventory.ts';
import { limits } from '../model/limits.ts';
import {
  type ArchiveEntry,
  type ArchiveLimits,
  assertTargetInside,
  assertTree,
  entryPath,
} from './archive.ts';
import { beyond, unreadable } from './artifact-faults.ts';
import { ByteView } from './byte-view.ts';
import { inflate } from './inflate.ts';
import { readDirectory, type ZipRecord } from './zip-directory.ts';
import { packedBytes } from './zip-local.ts';

/** By content: an entry stands at its beginning, or it is an empty archive. */
export function isZip(bytes: Uint8Array): boolean {
  const [p, k, a, b] = bytes;
  return p === 0x50 && k === 0x4b && ((a === 3 && b === 4) || (a === 5 && b === 6 && bytes.length === 22));
}

/**
 * @returns in the order of the directory; nothing is unpacked yet but the targets of symbolic links
 * @throws Fault `CUSTODY-410` for what is not a whole ZIP file, with the entry; `CUSTODY-404` past a limit
 */
export function readZip(
  { path: file, bytes }: InventoryFile,
  most: ArchiveLimits = limits,
): readonly ArchiveEntry[] {
  const view = new ByteView(bytes, 'little', () => unreadable(file, 'it is cut short'));
  const { records, start } = readDirectory(view, file, most.archiveEntries);
  const total = records.reduce((sum, { size }) => sum + size, 0);
  if (total > most.unpackedBytes) throw beyond(file, `unpacks to ${total} bytes`, 'unpackedBytes');
  const packed = packedOf(view, records, start, file);
  const entries = records.map((record) => entryOf(record, packed.get(record) ?? new Uint8Array(), file));
  const named = entries.filter(({ path }) => path !== '');
  assertTree(named, file);
  return named;
}

/** The packed bytes of each: side by side, from the first byte of the file to the directory. */
function packedOf(
  view: ByteView,
  records: readonly ZipRecord[],
  directory: number,
  file: string,
): ReadonlyMap<ZipRecord, Uint8Array> {
  const sorted = records.toSorted((a, b) => a.offset - b.offset);
  if ((sorted[0]?.offset ?? directory) !== 0)
    throw unreadable(file, 'something stands before its first entry');
  return new Map(
    sorted.map((record, index) => [
      record,
      packedBytes(view, record, sorted[index + 1]?.offset ?? directory, file),
    ]),
  );
}

/** Encrypted, patched, strongly encrypted, with masked headers. */
const UNREADABLE_FLAGS = 0x0001 | 0x0020 | 0x0040 | 0x2000;
const FOLDER = 0x4;
const REGULAR = 0x8;
const LINK = 0xa;

function entryOf(record: ZipRecord, packed: Uint8Array, file: string): ArchiveEntry {
  const { name, flags, method, size, type } = record;
  const path = entryPath(name, file);
  const refuse = (reason: string) => unreadable(file, `the entry \`${path}\` ${reason}`);
  if ((flags & UNREADABLE_FLAGS) !== 0) throw refuse('is encrypted or a patch');
  if (method !== 0 && method !== 8) throw refuse(`is packed with method ${method}; 0 and 8 are read`);
  const isFolder = name.at(-1) === 0x2f || path === '';
  const expected = isFolder ? [0, FOLDER] : [0, REGULAR, LINK];
  if (!expected.includes(type)) throw refuse('is a device or a pipe, or both a file and a folder');
  const unpack = () => unpackEntry(record, packed, refuse);
  if (isFolder && unpack().length > 0) throw refuse('has a size and is no file');
  if (type !== LINK) return { path, kind: isFolder ? 'folder' : 'file', size, unpack };
  if (size > limits.archiveNameBytes)
    throw beyond(file, `has a longer target of the link \`${path}\``, 'archiveNameBytes');
  assertTargetInside(path, unpack(), file);
  return { path, kind: 'link', size: 0, unpack: () => new Uint8Array() };
}

function unpackEntry(
  { method, size, crc }: ZipRecord,
  packed: Uint8Array,
  refuse: (reason: string) => Error,
): Uint8Array {
  const { output, consumed } =
    method === 0
      ? { output: packed, consumed: packed.length }
      : inflate(packed, {
          most: size,
          frame: 'raw',
          damaged: () => refuse('is damaged'),
          tooMuch: () => refuse('is larger than it states'),
        });
  if (output.length !== size || consumed !== packed.length) throw refuse('has not the size that it states');
  if (crc32(output) !== crc) throw refuse('has not the checksum that it states');
  return output;
}
