/**
 * Gzip (RFC 1952): every member to its end, with checksum and size, and nothing behind the last. The platform's own
 * reader takes bytes that follow for nothing.
 */
import { crc32 } from 'node:zlib';
import type { InventoryFile } from '../model/inventory.ts';
import { limits } from '../model/limits.ts';
import type { ArchiveLimits } from './archive.ts';
import { beyond, unreadable } from './artifact-faults.ts';
import { ByteView } from './byte-view.ts';
import { inflate } from './inflate.ts';

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/**
 * @returns what all members hold, one after the other
 * @throws Fault `CUSTODY-410` for what is not gzip from its first byte to its last; `CUSTODY-404` past a limit
 */
export function gunzip(
  { path: file, bytes }: InventoryFile,
  most: Pick<ArchiveLimits, 'unpackedBytes'> = limits,
): Uint8Array {
  const view = new ByteView(bytes, 'little', () => unreadable(file, 'it is cut short'));
  const members: Uint8Array[] = [];
  let at = 0;
  let left = most.unpackedBytes;
  do {
    if (members.length === limits.gzipMembers) throw beyond(file, 'has more members', 'gzipMembers');
    const start = endOfHeader(view, at, file);
    const { output, consumed } = inflate(bytes.subarray(start), {
      most: left,
      frame: 'raw',
      damaged: () => unreadable(file, 'its packed bytes are damaged or cut short'),
      tooMuch: () => beyond(file, `unpacks to more than ${most.unpackedBytes} bytes`, 'unpackedBytes'),
    });
    const end = start + consumed;
    if (view.u32(end) !== crc32(output) || view.u32(end + 4) !== output.length % 2 ** 32) {
      throw unreadable(file, 'its checksum or its size is wrong');
    }
    members.push(output);
    left -= output.length;
    at = end + 8;
  } while (at < bytes.length);
  return members.length === 1 && members[0] ? members[0] : Buffer.concat(members);
}

const HEADER_CHECKSUM = 0x02;
const EXTRA = 0x04;
const NAME = 0x08;
const COMMENT = 0x10;
const RESERVED = 0xe0;

/** RFC 1952 §2.3. The name that may stand there is not that of the file. */
function endOfHeader(view: ByteView, start: number, file: string): number {
  const flags = view.u8(start + 3);
  if (!isGzip(view.bytes.subarray(start)) || (flags & RESERVED) !== 0) {
    throw unreadable(file, start === 0 ? 'it is not gzip' : 'something follows its end');
  }
  let at = view.part(start, 10).byteLength + start;
  if (flags & EXTRA) at += 2 + view.u16(at);
  if (flags & NAME) at = endOfText(view, at, file);
  if (flags & COMMENT) at = endOfText(view, at, file);
  if (flags & HEADER_CHECKSUM) {
    if (view.u16(at) !== (crc32(view.part(start, at - start)) & 0xffff)) {
      throw unreadable(file, 'the checksum of a header is wrong');
    }
    at += 2;
  }
  return at;
}

function endOfText(view: ByteView, at: number, file: string): number {
  const length = view.bytes.subarray(at, at + limits.archiveNameBytes).indexOf(0);
  if (length < 0) throw unreadable(file, 'a name in a header has no end');
  return at + length + 1;
}
