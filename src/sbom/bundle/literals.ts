/** Literals of JavaScript (ECMA-262, 12.9): where one ends, and a hash of its value that does not depend on how it is written. */
import { code, isDigit, isName } from './characters.ts';

/** What was read, in one object for all: a file has hundreds of thousands of them. */
export interface Literal {
  /** The place after it. */
  end: number;
  /** Of its value; `NOTHING` for an empty one. */
  hash: number;
  /** Whether it ended as it should, rather than with the line or the file. */
  isWhole: boolean;
}

const SEED = 0x811c9dc5 | 0;
const PRIME = 16_777_619;
/** In place of whatever may be written as itself or as an escape: minifiers choose for themselves. */
const ESCAPED = 1;

/** The hash of nothing at all. */
export const NOTHING = SEED;

/** FNV-1a, a byte at a time. */
export const hashByte = (hash: number, byte: number): number => Math.imul(hash ^ byte, PRIME);

/** The hash of a text of ASCII, as its literals have it. */
export function hashText(text: string): number {
  let hash = SEED;
  for (let i = 0; i < text.length; i += 1) hash = hashByte(hash, text.charCodeAt(i));
  return hash;
}

/** From after the opening quote to after the closing one; not whole where the line ends first. */
export function readString(bytes: Uint8Array, start: number, quote: number, into: Literal): void {
  readCharacters(bytes, start, quote, into);
  into.isWhole = bytes[into.end] === quote;
  if (into.isWhole) into.end += 1;
}

/** A piece of a template: from after `` ` `` or `}` to after the next `` ` `` or `${`. */
export function readTemplate(bytes: Uint8Array, start: number, into: Literal): void {
  readCharacters(bytes, start, code.backtick, into);
  into.isWhole = into.end < bytes.length;
  if (into.isWhole) into.end += bytes[into.end] === code.backtick ? 1 : 2;
}

/** Up to what ends them: the quote, and `${` of a template or the end of the line of all else. */
function readCharacters(bytes: Uint8Array, start: number, quote: number, into: Literal): void {
  const isTemplate = quote === code.backtick;
  let hash = NOTHING;
  let wasEscaped = false;
  let at = start;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) break;
    if (isTemplate ? byte === code.dollar && bytes[at + 1] === code.openBrace : byte === code.newline) break;
    let value = byte < 32 || byte > 126 ? ESCAPED : byte;
    if (byte === code.backslash) {
      value = escaped(bytes[at + 1] ?? 0);
      at += lengthOfEscape(bytes, at) - 1;
    }
    if (value !== ESCAPED || !wasEscaped) hash = hashByte(hash, value);
    wasEscaped = value === ESCAPED;
  }
  into.end = Math.min(at, bytes.length);
  into.hash = hash;
}

/** Signs that stand for themselves after a backslash; all others stand for what is no sign of ASCII. */
function escaped(byte: number): number {
  return isName(byte) || byte < 32 || byte > 126 ? ESCAPED : byte;
}

function lengthOfEscape(bytes: Uint8Array, at: number): number {
  const kind = bytes[at + 1];
  if (kind === 120) return 4;
  if (kind !== 117) return 2;
  if (bytes[at + 2] !== code.openBrace) return 6;
  // A code point has six digits at most.
  for (let length = 4; length <= 10; length += 1)
    if (bytes[at + length] === code.closeBrace) return length + 1;
  return 2;
}

/** From after the slash to after the flags; not whole where the line ends first. */
export function readRegex(bytes: Uint8Array, start: number, into: Literal): void {
  let hash = hashByte(NOTHING, code.slash);
  let isInClass = false;
  let at = start;
  into.isWhole = false;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === code.newline) break;
    hash = hashByte(hash, byte);
    if (byte === code.backslash) {
      at += 1;
      hash = hashByte(hash, bytes[at] ?? 0);
    } else if (byte === code.openSquare) isInClass = true;
    else if (byte === code.closeSquare) isInClass = false;
    else if (byte === code.slash && !isInClass) break;
  }
  into.end = at;
  if (bytes[at] !== code.slash) return;
  at += 1;
  while (isName(bytes[at])) at += 1;
  into.end = at;
  into.hash = hash;
  into.isWhole = true;
}

/** From its first digit or dot on. Its hash is `NOTHING` for one of a single digit, which minifiers put in anywhere. */
export function readNumber(bytes: Uint8Array, start: number, into: Literal): void {
  let at = start;
  while (isName(bytes[at]) || bytes[at] === code.dot || isSign(bytes, start, at)) at += 1;
  into.end = at;
  into.isWhole = true;
  into.hash = at - start < 2 ? NOTHING : hashOfNumber(bytes, start, at);
}

function isSign(bytes: Uint8Array, start: number, at: number): boolean {
  const sign = bytes[at];
  if ((sign !== code.plus && sign !== code.minus) || !isDigit(bytes[at + 1])) return false;
  const isHexadecimal = ((bytes[start + 1] ?? 0) | 32) === 120;
  return !isHexadecimal && ((bytes[at - 1] ?? 0) | 32) === 101;
}

/** The longest numbers in use have some 25 characters. */
const LONGEST_NUMBER = 64;

function hashOfNumber(bytes: Uint8Array, start: number, end: number): number {
  let text = '';
  for (let at = start; at < Math.min(end, start + LONGEST_NUMBER); at += 1) {
    if (bytes[at] !== 95) text += String.fromCharCode(bytes[at] ?? 0);
  }
  const value = Number(text.endsWith('n') ? text.slice(0, -1) : text);
  if (Number.isNaN(value)) return NOTHING;
  return value >= 0 && value < 10 && Number.isInteger(value) ? NOTHING : hashText(`#${value}`);
}
