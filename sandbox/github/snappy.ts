/**
 * A raw Snappy block out of bytes (format_description.txt of google/snappy: preamble, literals, copies with a
 * 2-byte offset). Written apart from the decoder in use, so that the two cannot agree in error.
 */

const SHORTEST_MATCH = 4;
const LONGEST_COPY = 64;
const LONGEST_OFFSET = 0xffff;
const LONGEST_LITERAL = 0x10000;

/** Compresses greedily: at each place the last earlier occurrence of the next four bytes, if near enough. */
export function snappyBlock(input: Uint8Array): Uint8Array {
  const out: number[] = [...varint(input.length)];
  const seen = new Map<number, number>();
  let literalStart = 0;
  let at = 0;
  while (at + SHORTEST_MATCH <= input.length) {
    const key = fourBytes(input, at);
    const earlier = seen.get(key);
    seen.set(key, at);
    if (earlier === undefined || at - earlier > LONGEST_OFFSET) {
      at += 1;
      continue;
    }
    const length = matchLength(input, earlier, at);
    pushLiteral(out, input.subarray(literalStart, at));
    out.push(((length - 1) << 2) | 2, (at - earlier) & 0xff, (at - earlier) >> 8);
    at += length;
    literalStart = at;
  }
  pushLiteral(out, input.subarray(literalStart));
  return Uint8Array.from(out);
}

function* varint(value: number): Generator<number> {
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) yield (rest & 0x7f) | 0x80;
  yield rest;
}

function fourBytes(input: Uint8Array, at: number): number {
  return new DataView(input.buffer, input.byteOffset + at, SHORTEST_MATCH).getUint32(0);
}

function matchLength(input: Uint8Array, earlier: number, at: number): number {
  let length = SHORTEST_MATCH;
  while (
    length < LONGEST_COPY &&
    at + length < input.length &&
    input[earlier + length] === input[at + length]
  ) {
    length += 1;
  }
  return length;
}

function pushLiteral(out: number[], literal: Uint8Array): void {
  for (let start = 0; start < literal.length; start += LONGEST_LITERAL) {
    const part = literal.subarray(start, start + LONGEST_LITERAL);
    const length = part.length - 1;
    if (length < 60) out.push(length << 2);
    else if (length < 0x100) out.push(60 << 2, length);
    else out.push(61 << 2, length & 0xff, length >> 8);
    for (const byte of part) out.push(byte);
  }
}
