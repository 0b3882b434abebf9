/**
 * Tar archives: ustar and pax (POSIX.1-2017 `pax`), GNU's long names and binary sizes
 * (https://www.gnu.org/software/tar/manual/html_node/Standard.html). Read strictly: every checksum is right, every
 * extended header belongs to one entry, two blocks of zeros end it and only zeros follow. An archive of which two programs
 * would unpack two sets of files is refused: sparse files, sizes that disagree, devices and pipes, several volumes.
 */
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
import { BLOCK, beginsWithHeader, readHeader, type TarHeader, untilNul } from './tar-header.ts';
import { checkGlobalPax, type PaxRecords, readPax } from './tar-pax.ts';

/** By content: the checksum of the first header. An archive without entries is not told from other zeros. */
export function isTar(bytes: Uint8Array): boolean {
  return beginsWithHeader(bytes);
}

/**
 * @returns in the order of the archive; nothing is copied
 * @throws Fault `CUSTODY-410` for what is not a whole tar archive, with the entry; `CUSTODY-404` past a limit
 */
export function readTar(
  { path: file, bytes }: InventoryFile,
  most: ArchiveLimits = limits,
): readonly ArchiveEntry[] {
  const walk: Walk = {
    file,
    bytes,
    most,
    at: 0,
    entries: [],
    files: new Map(),
    extension: {},
    headers: 0,
    unpacked: 0,
  };
  for (let block = nextBlock(walk); !isZero(block); block = nextBlock(walk)) {
    walk.headers += 1;
    if (walk.headers > most.archiveEntries) throw beyond(file, 'has more entries', 'archiveEntries');
    take(walk, readHeader(block, file));
  }
  if (Object.keys(walk.extension).length > 0) throw unreadable(file, 'it ends behind an extended header');
  if (!isZero(nextBlock(walk)) || !isZero(bytes.subarray(walk.at)))
    throw unreadable(file, 'something follows its end');
  assertTree(walk.entries, file);
  return walk.entries;
}

interface Walk {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly most: ArchiveLimits;
  at: number;
  readonly entries: ArchiveEntry[];
  /** The files so far, for hard links to them. */
  readonly files: Map<string, Uint8Array>;
  /** What was said ahead of the next entry. */
  extension: Extension;
  headers: number;
  unpacked: number;
}

interface Extension {
  readonly pax?: PaxRecords;
  readonly longName?: Uint8Array;
  readonly longLink?: Uint8Array;
}

function take(walk: Walk, header: TarHeader): void {
  switch (header.type) {
    case 'x':
      extend(walk, 'pax', { pax: readPax(extendedHeader(walk, header), walk.file) });
      return;
    case 'L':
      extend(walk, 'longName', { longName: untilNul(extendedHeader(walk, header)) });
      return;
    case 'K':
      extend(walk, 'longLink', { longLink: untilNul(extendedHeader(walk, header)) });
      return;
    case 'g':
      checkGlobalPax(extendedHeader(walk, header), walk.file);
      return;
    default:
      takeEntry(walk, header);
  }
}

function extend(walk: Walk, kind: keyof Extension, more: Extension): void {
  if (walk.extension[kind]) throw unreadable(walk.file, 'two extended headers stand before one entry');
  walk.extension = { ...walk.extension, ...more };
}

function extendedHeader(walk: Walk, { size }: TarHeader): Uint8Array {
  if (size > limits.tarHeaderBytes) throw beyond(walk.file, 'has a longer extended header', 'tarHeaderBytes');
  return content(walk, size);
}

function takeEntry(walk: Walk, header: TarHeader): void {
  const { file, extension } = walk;
  const { pax = {}, longName, longLink } = extension;
  walk.extension = {};
  if ((pax.path && longName) || (pax.linkpath && longLink))
    throw unreadable(file, 'an entry has two long names');
  const written = pax.path ?? longName ?? header.name;
  const path = entryPath(written, file);
  if ((pax.size ?? header.size) !== header.size)
    throw unreadable(file, `the entry \`${path}\` has two sizes`);
  const link = pax.linkpath ?? longLink ?? header.link;
  const entry = entryOf(walk, { path, isFolder: written.at(-1) === 0x2f, link, header });
  if (path !== '') walk.entries.push(entry);
  else if (entry.kind !== 'folder') throw unreadable(file, 'its own folder is not one');
}

interface Named {
  readonly path: string;
  /** Whether the path ends with a slash. */
  readonly isFolder: boolean;
  readonly link: Uint8Array;
  readonly header: TarHeader;
}

function entryOf(walk: Walk, { path, isFolder, link, header: { type, size } }: Named): ArchiveEntry {
  const { file } = walk;
  const isFile = (type === '0' || type === '7') && !isFolder;
  if (!isFile && size > 0) throw unreadable(file, `the entry \`${path}\` has a size and is no file`);
  if (isFile) return fileEntry(walk, path, content(walk, size));
  if (type === '5' || type === '0') return { path, kind: 'folder', size: 0, unpack: nothing };
  if (type === '2') {
    assertTargetInside(path, link, file);
    return { path, kind: 'link', size: 0, unpack: nothing };
  }
  if (type !== '1')
    throw unreadable(file, `the entry \`${path}\` is a device, a pipe, sparse or of an unknown type`);
  const target = walk.files.get(entryPath(link, file));
  if (target === undefined) throw unreadable(file, `the entry \`${path}\` is a link to no file before it`);
  return fileEntry(walk, path, target);
}

/** A hard link counts as often as it stands there: each is read. */
function fileEntry(walk: Walk, path: string, bytes: Uint8Array): ArchiveEntry {
  walk.unpacked += bytes.length;
  if (walk.unpacked > walk.most.unpackedBytes) throw beyond(walk.file, 'unpacks to more', 'unpackedBytes');
  walk.files.set(path, bytes);
  return { path, kind: 'file', size: bytes.length, unpack: () => bytes };
}

/** What follows a header; moves to the block behind it. */
function content(walk: Walk, size: number): Uint8Array {
  const found = walk.bytes.subarray(walk.at, walk.at + size);
  if (found.length < size) throw unreadable(walk.file, 'it is cut short');
  walk.at += Math.ceil(size / BLOCK) * BLOCK;
  return found;
}

function nextBlock(walk: Walk): Uint8Array {
  return content(walk, BLOCK);
}

/** Each byte equals the one before it: compared by the platform, for there may be a gigabyte of them. */
function isZero(bytes: Uint8Array): boolean {
  return (
    bytes.length === 0 || (bytes[0] === 0 && Buffer.compare(bytes.subarray(1), bytes.subarray(0, -1)) === 0)
  );
}

const nothing = (): Uint8Array => new Uint8Array();
