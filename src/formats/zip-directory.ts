/**
 * The central directory of a ZIP file and what ends it (APPNOTE.TXT 6.3.10, §4.3.12 to §4.3.16 and §4.5.3:
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT). One reading alone is possible: the directory ends where its
 * end record begins, and the last end record is the last thing in the file.
 */
import { beyond, unreadable } from './artifact-faults.ts';
import type { ByteView } from './byte-view.ts';
import { type ExtraFields, readExtra, ZIP64 } from './zip-extra.ts';

export interface ZipRecord {
  readonly name: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Of its local header. */
  readonly offset: number;
  /** The type of a Unix file mode, such as 0xa for a symbolic link; 0 where none is stated. */
  readonly type: number;
}

export interface ZipDirectory {
  readonly records: readonly ZipRecord[];
  /** Where it begins: everything before belongs to the entries. */
  readonly start: number;
}

const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const RECORD = 0x02014b50;
const FULL16 = 0xffff;
export const FULL32 = 0xffffffff;

/** @throws Fault `CUSTODY-410`; `CUSTODY-404` past the limit of entries */
export function readDirectory(view: ByteView, file: string, mostEntries: number): ZipDirectory {
  const { start, size, count, end } = findDirectory(view, file);
  if (start + size !== end)
    throw unreadable(file, 'something stands before it, or between its directory and its end');
  if (count > mostEntries) throw beyond(file, `has ${count} entries`, 'archiveEntries');
  const records: ZipRecord[] = [];
  let at = start;
  while (at < end) {
    const { record, next } = readRecord(view, at, file);
    // Before the count is compared, for it may lie.
    if (records.push(record) > count) break;
    at = next;
  }
  if (records.length !== count || at !== end)
    throw unreadable(file, 'its directory has not as many entries as it states');
  return { records, start };
}

interface Found {
  readonly start: number;
  readonly size: number;
  readonly count: number;
  /** Where the directory has to end. */
  readonly end: number;
}

function findDirectory(view: ByteView, file: string): Found {
  const end = endRecord(view, file);
  const disks = [view.u16(end + 4), view.u16(end + 6)];
  const here = view.u16(end + 8);
  const stated = { count: view.u16(end + 10), size: view.u32(end + 12), start: view.u32(end + 16) };
  if (disks.some((disk) => disk !== 0) || here !== stated.count)
    throw unreadable(file, 'it has several volumes');
  if (end < 20 || view.u32(end - 20) !== LOCATOR64) return { ...stated, end };
  const at = view.u64(end - 12);
  const isRecord = at + 56 === end - 20 && view.u32(at) === END64 && view.u64(at + 4) === 44;
  if (!isRecord) throw unreadable(file, 'its ZIP64 end record is not where it should be');
  const wide = { count: view.u64(at + 32), size: view.u64(at + 40), start: view.u64(at + 48) };
  const agrees =
    [wide.count, FULL16].includes(stated.count) &&
    [wide.size, FULL32].includes(stated.size) &&
    [wide.start, FULL32].includes(stated.start) &&
    view.u64(at + 24) === wide.count &&
    [view.u32(at + 16), view.u32(at + 20), view.u32(end - 16)].every((disk) => disk === 0) &&
    view.u32(end - 4) === 1;
  if (!agrees) throw unreadable(file, 'its two end records disagree');
  return { ...wide, end: at };
}

/** The last signature there is: a comment that holds another would be read in two ways. */
function endRecord(view: ByteView, file: string): number {
  const { bytes } = view;
  const first = Math.max(0, bytes.length - 22 - FULL16);
  const tail = Buffer.from(bytes.buffer, bytes.byteOffset + first, bytes.length - first);
  const found = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (found < 0) throw unreadable(file, 'it has no end record: it is cut short, or no ZIP file');
  const at = first + found;
  if (at + 22 + view.u16(at + 20) !== bytes.length) throw unreadable(file, 'something follows its end');
  return at;
}

function readRecord(
  view: ByteView,
  at: number,
  file: string,
): { readonly record: ZipRecord; readonly next: number } {
  if (view.u32(at) !== RECORD) throw unreadable(file, 'its directory holds something that is no entry');
  const nameLength = view.u16(at + 28);
  const extraLength = view.u16(at + 30);
  const name = view.part(at + 46, nameLength);
  const extra = readExtra(view.part(at + 46 + nameLength, extraLength), name, file);
  const narrow = [view.u32(at + 24), view.u32(at + 20), view.u32(at + 42)] as const;
  const [size = 0, packed = 0, offset = 0] = widened(narrow, extra, file);
  if (view.u16(at + 34) !== 0) throw unreadable(file, 'it has several volumes');
  const record = {
    name,
    flags: view.u16(at + 8),
    method: view.u16(at + 10),
    crc: view.u32(at + 16),
    packed,
    size,
    offset,
    type: unixType(view.u8(at + 5), view.u32(at + 38)),
  };
  return { record, next: at + 46 + nameLength + extraLength + view.u16(at + 32) };
}

/** The ZIP64 field holds, in their order, the numbers that do not fit, and nothing else. */
function widened(narrow: readonly number[], extra: ExtraFields, file: string): readonly number[] {
  const wide = extra.get(ZIP64);
  const missing = narrow.filter((value) => value === FULL32).length;
  if ((wide?.bytes.length ?? 0) !== missing * 8)
    throw unreadable(file, 'the ZIP64 sizes of an entry are malformed');
  let used = 0;
  return narrow.map((value) => {
    if (value !== FULL32 || wide === undefined) return value;
    used += 8;
    return wide.u64(used - 8);
  });
}

const UNIX = 3;
const MACOS = 19;

function unixType(madeOn: number, attributes: number): number {
  return madeOn === UNIX || madeOn === MACOS ? attributes >>> 28 : 0;
}
