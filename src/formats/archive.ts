/**
 * What the formats of archives have in common: entries with paths that stay inside of the folder into which the archive
 * would be unpacked, and never come to lie on each other (trust rules T24, T25). Nothing is unpacked into a folder here,
 * but a path is an answer to "which file is that", and whoever unpacks the archive has to come to the same.
 */
import { limits } from '../model/limits.ts';
import { beyond, unreadable } from './artifact-faults.ts';

export interface ArchiveEntry {
  /** Relative, with forward slashes, without `.`, `..` and empty segments. */
  readonly path: string;
  /**
   * A symbolic link is listed and never followed: what it points to is an entry itself, or not in the archive. A hard
   * link is a file.
   */
  readonly kind: 'file' | 'folder' | 'link';
  /** Of what `unpack` gives; 0 of folders and links. */
  readonly size: number;
  /** @throws Fault `CUSTODY-410` for bytes that are not what the archive says of them */
  unpack(): Uint8Array;
}

/** What one archive may come to; `limits` wherever nothing else is said. */
export type ArchiveLimits = Readonly<
  Record<keyof Pick<typeof limits, 'archiveEntries' | 'unpackedBytes'>, number>
>;

/**
 * @param written the path as it stands in the archive: UTF-8
 * @returns without a slash at its end and one `./` at its beginning; empty for the folder itself
 * @throws Fault `CUSTODY-410` for a path that leaves the folder, or that two programs would read in two ways
 */
export function entryPath(written: Uint8Array, file: string): string {
  const text = textOf(written, file);
  const path = text.replace(/^\.\//, '').replace(/\/$/, '');
  if (path === '' || path === '.') {
    if (text.startsWith('.')) return '';
    throw unreadable(file, text === '' ? 'an entry has no name' : `the entry \`${text}\` leaves its folder`);
  }
  const reason = objection(path) ?? (path.split('/').some(isDots) ? 'leaves its folder' : undefined);
  if (reason !== undefined) throw unreadable(file, `the entry \`${text}\` ${reason}`);
  return path;
}

/**
 * Holds the target of a symbolic link to the folder of the archive, by its words alone: links are not followed, so that
 * none leads to another.
 *
 * @throws Fault `CUSTODY-410`
 */
export function assertTargetInside(path: string, written: Uint8Array, file: string): void {
  const target = textOf(written, file);
  const refuse = (reason: string) => unreadable(file, `the link \`${path}\` to \`${target}\` ${reason}`);
  const reason = target === '' ? 'has no target' : objection(target);
  if (reason !== undefined) throw refuse(reason);
  let depth = path.split('/').length - 1;
  for (const segment of target.split('/')) {
    if (segment === '..') depth -= 1;
    else if (segment !== '' && segment !== '.') depth += 1;
    if (depth < 0) throw refuse('leaves its folder');
  }
}

/**
 * No path stands twice, and nothing lies below what is not a folder: whoever unpacks the archive would overwrite a file,
 * or write through a link.
 *
 * @throws Fault `CUSTODY-410`
 */
export function assertTree(entries: readonly ArchiveEntry[], file: string): void {
  // With the slash as the least of all characters, what lies below a path follows at once. Bytes are compared by the
  // platform, many times faster than text is: paths may be long and begin alike.
  const sorted = entries
    .map(({ path, kind }) => ({ path, kind, key: sortKey(path) }))
    .sort((a, b) => Buffer.compare(a.key, b.key));
  sorted.forEach((one, index) => {
    const next = sorted[index + 1];
    if (next === undefined || !next.key.subarray(0, one.key.length).equals(one.key)) return;
    if (next.key.length === one.key.length) {
      const bothFolders = one.kind === 'folder' && next.kind === 'folder';
      if (!bothFolders) throw unreadable(file, `the entry \`${one.path}\` stands twice`);
    } else if (one.kind !== 'folder') {
      throw unreadable(file, `the entry \`${next.path}\` lies below \`${one.path}\`, which is not a folder`);
    }
  });
}

function sortKey(path: string): Buffer {
  const key = Buffer.from(`${path}/`);
  for (let at = 0; at < key.length; at += 1) if (key[at] === 0x2f) key[at] = 0;
  return key;
}

function textOf(written: Uint8Array, file: string): string {
  if (written.length > limits.archiveNameBytes)
    throw beyond(file, 'has an entry with a longer name', 'archiveNameBytes');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(written);
  } catch {
    throw unreadable(file, 'the name of an entry is not UTF-8');
  }
}

/** What is no path on one system or another. */
function objection(path: string): string | undefined {
  if (path.includes('\0')) return 'holds a NUL';
  if (path.includes('\\')) return 'holds a backslash';
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'leaves its folder';
  return undefined;
}

const isDots = (segment: string) => segment === '' || segment === '.' || segment === '..';
