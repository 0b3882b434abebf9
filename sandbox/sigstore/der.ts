/**
 * A DER encoder for the certificates, timestamps and key structures of the sandbox.
 * Follows ITU-T X.690 (11/2008) sections 8 and 10: definite minimal lengths, SET OF in byte order.
 */

/** One complete DER element: tag, length, content. */
export type Der = Uint8Array;

/** An element of any single-byte `tag` (0–255); its content is the `parts` joined. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Der {
  const content = Buffer.concat(parts);
  return new Uint8Array(Buffer.concat([Uint8Array.of(tag), lengthOf(content.length), content]));
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

export const sequence = (...parts: readonly Der[]): Der => element(0x30, ...parts);

/** SET OF: the parts in ascending byte order, as X.690 section 11.6 wants. */
export function setOf(...parts: readonly Der[]): Der {
  return element(0x31, ...[...parts].sort(Buffer.compare));
}

/** INTEGER from a number (safe, non-negative) or a non-negative bigint. */
export function integer(value: number | bigint): Der {
  if (value < 0) throw new RangeError(`integer must not be negative: ${value}`);
  const hex = value.toString(16);
  return unsignedInteger(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex'));
}

/** INTEGER from big-endian magnitude bytes: leading zeros dropped, one added where the top bit is set. */
export function unsignedInteger(magnitude: Uint8Array): Der {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? Uint8Array.of(0) : magnitude.subarray(first);
  return (digits[0] ?? 0) >= 0x80 ? element(0x02, Uint8Array.of(0), digits) : element(0x02, digits);
}

/** OBJECT IDENTIFIER from its dotted form, of two arcs or more. */
export function objectIdentifier(dotted: string): Der {
  const [first, second, ...rest] = dotted.split('.').map(BigInt);
  if (first === undefined || second === undefined)
    throw new RangeError(`not an object identifier: ${dotted}`);
  return element(0x06, base128(first * 40n + second), ...rest.map(base128));
}

function base128(value: bigint): Uint8Array {
  const bytes = [Number(value & 0x7fn)];
  for (let rest = value >> 7n; rest > 0n; rest >>= 7n) bytes.unshift(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.from(bytes);
}

export const boolean = (value: boolean): Der => element(0x01, Uint8Array.of(value ? 0xff : 0));

export const nullValue = (): Der => element(0x05);

export const octetString = (content: Uint8Array): Der => element(0x04, content);

/** BIT STRING; `unused` is the number of unused bits of the last byte (0–7). */
export const bitString = (content: Uint8Array, unused = 0): Der =>
  element(0x03, Uint8Array.of(unused), content);

export const utf8String = (text: string): Der => element(0x0c, Buffer.from(text, 'utf8'));

/** PrintableString; the caller keeps to its letters (X.680 section 41.4). */
export const printableString = (text: string): Der => element(0x13, Buffer.from(text, 'latin1'));

/** `[number] EXPLICIT`: the parts inside a constructed context-specific element. */
export const explicit = (number: number, ...parts: readonly Der[]): Der => element(0xa0 | number, ...parts);

/** `[number] IMPLICIT` of a primitive type: the bare content under a context-specific tag. */
export const implicit = (number: number, content: Uint8Array): Der => element(0x80 | number, content);

/** GeneralizedTime in UTC without fractional seconds (X.690 section 11.7; RFC 5280 section 4.1.2.5.2). */
export const generalizedTime = (date: Date): Der =>
  element(0x18, Buffer.from(`${digitsOf(date)}Z`, 'latin1'));

/** The Time of a certificate: UTCTime up to 2049, GeneralizedTime after (RFC 5280 section 4.1.2.5). */
export function certificateTime(date: Date): Der {
  const year = date.getUTCFullYear();
  if (year < 1950 || year > 2049) return generalizedTime(date);
  return element(0x17, Buffer.from(`${digitsOf(date).slice(2)}Z`, 'latin1'));
}

const digitsOf = (date: Date): string => date.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '');
