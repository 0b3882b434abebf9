/**
 * A DER reader, as much as the sandbox needs of it: elements of one-byte tags and definite minimal lengths.
 * Follows ITU-T X.690 section 10; everything else is refused.
 */

/** One element inside a larger encoding. */
export interface DerElement {
  readonly tag: number;
  /** Content without tag and length. */
  readonly content: Uint8Array;
  /** The whole element, tag and length included. */
  readonly bytes: Uint8Array;
}

/** Reads the element that is the whole of `bytes`. Throws RangeError when bytes are missing or left over. */
export function readElement(bytes: Uint8Array): DerElement {
  const { read, end } = elementAt(bytes, 0);
  if (end !== bytes.length) throw new RangeError(`DER: ${bytes.length - end} bytes after the element`);
  return read;
}

/** The elements of a constructed element's content, in order. Throws RangeError on broken lengths. */
export function readChildren(parent: DerElement): readonly DerElement[] {
  const children: DerElement[] = [];
  for (let offset = 0; offset < parent.content.length; ) {
    const { read, end } = elementAt(parent.content, offset);
    children.push(read);
    offset = end;
  }
  return children;
}

/** The content of an OBJECT IDENTIFIER in dotted form. Throws RangeError for another tag. */
export function readObjectIdentifier(read: DerElement | undefined): string {
  if (read?.tag !== 0x06 || read.content.length === 0) throw new RangeError('DER: not an object identifier');
  const arcs: bigint[] = [];
  let value = 0n;
  for (const byte of read.content) {
    value = (value << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(value);
      value = 0n;
    }
  }
  const [head = 0n, ...rest] = arcs;
  const first = head < 80n ? head / 40n : 2n;
  return [first, head - first * 40n, ...rest].join('.');
}

function elementAt(bytes: Uint8Array, offset: number): { read: DerElement; end: number } {
  const tag = bytes[offset];
  if (tag === undefined || (tag & 0x1f) === 0x1f) throw new RangeError(`DER: no one-byte tag at ${offset}`);
  const { length, start } = lengthAt(bytes, offset + 1);
  const end = start + length;
  if (end > bytes.length) throw new RangeError(`DER: element at ${offset} is cut`);
  return { read: { tag, content: bytes.subarray(start, end), bytes: bytes.subarray(offset, end) }, end };
}

function lengthAt(bytes: Uint8Array, offset: number): { length: number; start: number } {
  const first = bytes[offset];
  if (first === undefined) throw new RangeError(`DER: no length at ${offset}`);
  if (first < 0x80) return { length: first, start: offset + 1 };
  const count = first & 0x7f;
  const start = offset + 1 + count;
  if (count === 0 || count > 4 || start > bytes.length) throw new RangeError(`DER: bad length at ${offset}`);
  const digits = bytes.subarray(offset + 1, start);
  const length = digits.reduce((total, byte) => total * 256 + byte, 0);
  if (digits[0] === 0 || length < 0x80) throw new RangeError(`DER: length at ${offset} is not minimal`);
  return { length, start };
}
