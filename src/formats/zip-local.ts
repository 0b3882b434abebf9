/**
 * The local header of a ZIP entry and the descriptor behind its bytes (APPNOTE.TXT 6.3.10, §4.3.7 and §4.3.9), held
 * against the central directory: programs that read from the front must see what those see that read from the end.
 */
import { unreadable } from './artifact-faults.ts';
import type { ByteView } from './byte-view.ts';
import { FULL32, type ZipRecord } from './zip-directory.ts';
import { readExtra, ZIP64 } from './zip-extra.ts';

const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
/** Sizes and checksum stand behind the bytes. */
const STREAMED = 0x0008;
const UTF8 = 0x0800;

/**
 * @param next where the next entry begins, or the directory
 * @returns the packed bytes
 * @throws Fault `CUSTODY-410` for every difference, and for a byte that belongs to no entry or to two
 */
export function packedBytes(view: ByteView, record: ZipRecord, next: number, file: string): Uint8Array {
  const { offset: at, name, packed, flags } = record;
  const entry = `the entry \`${Buffer.from(name).toString('utf8')}\``;
  const refuse = (reason: string) => unreadable(file, `${entry} ${reason}`);
  if (view.u32(at) !== LOCAL) throw refuse('has no header where its directory says');
  const nameLength = view.u16(at + 26);
  const start = at + 30 + nameLength + view.u16(at + 28);
  const extra = view.part(at + 30 + nameLength, view.u16(at + 28));
  if (Buffer.compare(view.part(at + 30, nameLength), name) !== 0) throw refuse('has two names');
  if (view.u16(at + 8) !== record.method) throw refuse('has two methods of compression');
  if (((view.u16(at + 6) ^ flags) & (STREAMED | UTF8)) !== 0) throw refuse('has two sets of flags');
  const sizes = readExtra(extra, name, file).get(ZIP64);
  if (!agrees(view, record, sizes)) throw refuse('has two sizes or checksums');
  const bytes = view.part(start, packed);
  const behind = next - start - packed;
  if (behind < 0) throw refuse('overlaps with what follows it');
  if ((flags & STREAMED) !== 0 ? !isDescriptor(view, start + packed, behind, record) : behind > 0) {
    throw refuse('is followed by bytes that belong to no entry');
  }
  return bytes;
}

/** What is stated in more than one place is the same everywhere; 0 where it is only known behind the bytes. */
function agrees(
  view: ByteView,
  { offset, flags, crc, size, packed }: ZipRecord,
  zip64: ByteView | undefined,
): boolean {
  const streamed = (flags & STREAMED) !== 0;
  const isSame = (stated: number, real: number) => stated === real || (streamed && stated === 0);
  const isNarrow = (stated: number, real: number) =>
    (stated === FULL32 && zip64 !== undefined) || isSame(stated, real);
  return (
    isSame(view.u32(offset + 14), crc) &&
    isNarrow(view.u32(offset + 22), size) &&
    isNarrow(view.u32(offset + 18), packed) &&
    (zip64 === undefined || (isSame(zip64.u64(0), size) && isSame(zip64.u64(8), packed)))
  );
}

/** Four forms are in use: with and without a signature, in 32 and in 64 bits. A folder has none at all in some archives. */
function isDescriptor(
  view: ByteView,
  start: number,
  length: number,
  { crc, packed, size }: ZipRecord,
): boolean {
  if (length === 0) return packed === 0 && size === 0 && crc === 0;
  const signed = length === 16 || length === 24;
  if (signed && view.u32(start) !== DESCRIPTOR) return false;
  const at = signed ? start + 4 : start;
  if (length === 12 || length === 16) {
    return view.u32(at) === crc && view.u32(at + 4) === packed && view.u32(at + 8) === size;
  }
  if (length !== 20 && length !== 24) return false;
  return view.u32(at) === crc && view.u64(at + 4) === packed && view.u64(at + 12) === size;
}
