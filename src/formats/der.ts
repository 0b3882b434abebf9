/**
 * DER (ITU-T X.690, sections 8.1 and 10.1) held against limits before @sigstore/core takes it apart (trust rule T24).
 * That parser also tries the content of each OCTET STRING, lets an element in there reach past its parent to the end of
 * everything, and then begins again behind its first byte: each nesting doubles the work, so that 90 bytes never end. And
 * it reads an OBJECT IDENTIFIER or INTEGER in time that grows with the square of its length.
 *
 * The walk here takes the very steps of that parser, failed attempts included, and counts them: what it lets through,
 * the parser reads in as many.
 */
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';

const OCTET_STRING = 0x04;
const CONSTRUCTED = 0x20;
/** Primitive or not: the parser makes no difference when it reads a value. */
const longest: ReadonlyMap<number, readonly [name: string, bytes: number]> = new Map([
  [0x02, ['an INTEGER', limits.integerBytes]],
  [0x06, ['an OBJECT IDENTIFIER', limits.objectIdentifierBytes]],
]);

/**
 * @param what what the bytes should be, as a message names it: `the certificate`
 * @throws Fault `CUSTODY-404` past a limit, `CUSTODY-403` for what is not DER: no definite minimal length, an element
 *   longer than the one around it, something behind the end
 */
export function checkDer(bytes: Uint8Array, what: string): void {
  if (bytes.length > limits.derBytes) throw past(what, `${bytes.length} bytes`, limits.derBytes);
  const walk: Walk = { bytes, what, at: 0, elements: 0, tooLong: [] };
  const problem = readElement(walk, 0) ?? (walk.at < bytes.length ? 'something follows its end' : undefined);
  if (problem !== undefined) {
    throw new Fault('CUSTODY-403', `${what} is malformed: ${problem}`, {
      hint: 'Fetch it again from where it was stored; if it stays so, ask who made it.',
    });
  }
  const [first] = walk.tooLong;
  if (first) throw past(what, `${first.name} of ${first.bytes} bytes`, first.limit);
}

interface Walk {
  readonly bytes: Uint8Array;
  readonly what: string;
  at: number;
  elements: number;
  /** Values past their limit, among those that the parser keeps. */
  readonly tooLong: { readonly name: string; readonly bytes: number; readonly limit: number }[];
}

/** Moves behind one element. Returns why it is none; what lies beyond a limit is thrown. */
function readElement(walk: Walk, depth: number): string | undefined {
  if (depth > limits.derDepth) return 'elements stand too deep in each other';
  count(walk);
  const tag = walk.bytes[walk.at] ?? 0;
  // High tag numbers and end-of-contents: no structure that is read here has them, and the parser refuses them.
  if ((tag & 0x1f) === 0x1f || (tag & 0xdf) === 0) return 'a tag that cannot be read';
  walk.at += 1;
  const length = readLength(walk);
  if (length === undefined) return 'a length that is not definite and minimal';
  const end = walk.at + length;
  if (end > walk.bytes.length) return 'it is cut short';
  const problem = readContent(walk, tag, end, depth);
  walk.at = end;
  if (problem === undefined) noteLength(walk, tag, length);
  return problem;
}

function readContent(walk: Walk, tag: number, end: number, depth: number): string | undefined {
  if ((tag & CONSTRUCTED) !== 0) return readElements(walk, end, depth);
  if (tag !== OCTET_STRING) return undefined;
  // An attempt: content that is no DER is what most of them hold.
  const kept = walk.tooLong.length;
  if (readElements(walk, end, depth) !== undefined) walk.tooLong.length = kept;
  return undefined;
}

/** Past `end` too, where an element claims it: the parser notices only afterwards. */
function readElements(walk: Walk, end: number, depth: number): string | undefined {
  while (walk.at < end) {
    const problem = readElement(walk, depth + 1);
    if (problem !== undefined) return problem;
  }
  return walk.at === end ? undefined : 'an element is longer than the one around it';
}

/** X.690 §10.1; `undefined` for every other form. */
function readLength(walk: Walk): number | undefined {
  const first = walk.bytes[walk.at];
  walk.at += 1;
  if (first === undefined || first < 0x80) return first;
  const octets = walk.bytes.subarray(walk.at, walk.at + (first & 0x7f));
  walk.at += octets.length;
  // More than four cannot be minimal for anything that is short enough.
  if (octets.length !== (first & 0x7f) || octets.length > 4 || octets[0] === 0) return undefined;
  const length = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return length < 0x80 ? undefined : length;
}

function count(walk: Walk): void {
  walk.elements += 1;
  // Each element is two bytes at least; what takes twice as many steps is made to.
  const most = Math.min(Math.max(walk.bytes.length, 1), limits.derElements);
  if (walk.elements > most) throw past(walk.what, 'more elements than its size explains', most);
}

function noteLength({ tooLong }: Walk, tag: number, bytes: number): void {
  const [name, limit] = longest.get(tag & ~CONSTRUCTED) ?? [];
  if (name !== undefined && limit !== undefined && bytes > limit) tooLong.push({ name, bytes, limit });
}

function past(what: string, found: string, limit: number): Fault {
  return new Fault('CUSTODY-404', `${what} has ${found}; the limit is ${limit}`, {
    hint: 'No certificate or timestamp of a Sigstore client comes near this limit. Ask where this one comes from.',
  });
}
