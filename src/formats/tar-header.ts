/**
 * One header of a tar archive: POSIX.1-2017 `pax`, "ustar Interchange Format", and GNU's variant of it
 * (https://www.gnu.org/software/tar/manual/html_node/Standard.html). A field that programs read in more than one way is
 * refused.
 */
import { unreadable } from './artifact-faults.ts';

export const BLOCK = 512;

export interface TarHeader {
  /** With the prefix of ustar before it. */
  readonly name: Uint8Array;
  readonly link: Uint8Array;
  /** One character; a NUL, as tar wrote before ustar, is `0`. */
  readonly type: string;
  /** Bytes that follow, without the padding to whole blocks. */
  readonly size: number;
}

/** Whether the bytes begin with a header: its checksum tells. */
export function beginsWithHeader(bytes: Uint8Array): boolean {
  const block = bytes.subarray(0, BLOCK);
  return block.length === BLOCK && block[0] !== 0 && number(block.subarray(148, 156)) === checksum(block);
}

/** @throws Fault `CUSTODY-410` */
export function readHeader(block: Uint8Array, file: string): TarHeader {
  if (number(block.subarray(148, 156)) !== checksum(block)) {
    throw unreadable(file, 'the checksum of a header is wrong, or something follows its end');
  }
  const size = number(block.subarray(124, 136));
  if (size === undefined) throw unreadable(file, 'a header states no size');
  const magic = String.fromCharCode(...block.subarray(257, 265));
  if (!['ustar\x0000', 'ustar  \0', '\0'.repeat(8)].includes(magic)) {
    throw unreadable(file, 'a header is of an unknown format');
  }
  const name = untilNul(block.subarray(0, 100));
  // GNU keeps times in the place of the prefix.
  const prefix = magic === 'ustar\x0000' ? untilNul(block.subarray(345, 500)) : new Uint8Array();
  return {
    name: prefix.length === 0 ? name : Uint8Array.from([...prefix, 0x2f, ...name]),
    link: untilNul(block.subarray(157, 257)),
    type: block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0),
    size,
  };
}

/** The sum of all bytes, those of the checksum itself being spaces. */
function checksum(block: Uint8Array): number {
  return block.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0);
}

/** Octal digits, or GNU's binary form, which begins with the highest bit; `undefined` for everything else. */
function number(field: Uint8Array): number | undefined {
  if (field[0] === 0x80) {
    const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const [, digits] = /^ *([0-7]+)[ \0]*$/.exec(String.fromCharCode(...field)) ?? [];
  return digits === undefined ? undefined : Number.parseInt(digits, 8);
}

export function untilNul(field: Uint8Array): Uint8Array {
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
}
