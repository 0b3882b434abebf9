/**
 * Snappy blocks (https://github.com/google/snappy/blob/main/format_description.txt), as GitHub stores bundles. Our own
 * decoder, because the one on npm (snappyjs 0.7.0) never returns for a literal whose four-byte length has its highest
 * bit set: `f0 ff ff ff ff`-like tags move it backwards.
 */
import { Fault } from '../model/fault.ts';

/**
 * @param limit most bytes the block may grow to; its length header is held against it before anything is unpacked
 * @throws Fault `CUSTODY-402`
 */
export function decodeSnappy(block: Uint8Array, limit: number): Uint8Array {
  const { length, start } = readLength(block);
  if (length > limit) throw unreadable(block, `it grows past ${limit} bytes`);
  const output = new Uint8Array(length);
  let at = start;
  let filled = 0;
  while (at < block.length) {
    const element = readElement(block, at);
    if (filled + element.length > length) throw unreadable(block, 'it is longer than it says');
    if (element.offset === undefined) {
      output.set(block.subarray(element.next - element.length, element.next), filled);
    } else {
      if (element.offset === 0 || element.offset > filled)
        throw unreadable(block, 'it copies from before its start');
      // A copy may overlap itself and then repeats, so that it goes byte by byte.
      for (let i = 0; i < element.length; i += 1)
        output[filled + i] = output[filled + i - element.offset] ?? 0;
    }
    filled += element.length;
    at = element.next;
  }
  if (filled !== length) throw unreadable(block, 'it is cut short');
  return output;
}

interface Element {
  /** Bytes that it adds to the output, at least one. */
  readonly length: number;
  /** How far back a copy begins; absent for a literal, whose bytes end at `next`. */
  readonly offset?: number;
  /** Where the next element begins; always after this one. */
  readonly next: number;
}

function readElement(block: Uint8Array, at: number): Element {
  const tag = block[at] ?? 0;
  const short = tag >> 2;
  switch (tag & 3) {
    case 0: {
      const extra = short < 60 ? 0 : short - 59;
      const length = (extra === 0 ? short : little(block, at + 1, extra)) + 1;
      const next = at + 1 + extra + length;
      if (next > block.length) throw unreadable(block, 'it is cut short');
      return { length, next };
    }
    case 1:
      return { length: (short & 7) + 4, offset: ((tag >> 5) << 8) + little(block, at + 1, 1), next: at + 2 };
    case 2:
      return { length: short + 1, offset: little(block, at + 1, 2), next: at + 3 };
    default:
      return { length: short + 1, offset: little(block, at + 1, 4), next: at + 5 };
  }
}

/** The length of what is packed: a little-endian base-128 number of at most 32 bits. */
function readLength(block: Uint8Array): { readonly length: number; readonly start: number } {
  let length = 0;
  for (let i = 0; i < 5; i += 1) {
    const byte = block[i];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80 && length < 2 ** 32) return { length, start: i + 1 };
  }
  throw unreadable(block, 'it has no length');
}

function little(block: Uint8Array, at: number, count: number): number {
  if (at + count > block.length) throw unreadable(block, 'it is cut short');
  let value = 0;
  for (let i = count - 1; i >= 0; i -= 1) value = value * 256 + (block[at + i] ?? 0);
  return value;
}

function unreadable(block: Uint8Array, reason: string): Fault {
  return new Fault(
    'CUSTODY-402',
    `a compressed bundle of ${block.length} bytes cannot be unpacked: ${reason}`,
    {
      hint: 'Fetch it again; if it stays so, give the bundle as a file with `bundles`.',
    },
  );
}
