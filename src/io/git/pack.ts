/**
 * Commits in the packs of a repository (https://git-scm.com/docs/gitformat-pack). A pack may have gigabytes: of it, and of
 * its index, only the few pieces are read that one commit needs.
 */
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

/** A commit has some hundred bytes; a signature and a long message some thousand. */
const MOST = 1024 * 1024;
/** Differences upon differences: git writes 50, and at most so many. */
const MOST_DELTAS = 4_095;

/** Bytes of a file, fewer at its end. */
type Read = (position: number, length: number) => Promise<Buffer>;

/**
 * @param folder `objects/pack`
 * @param id of the commit, hexadecimal
 * @returns `undefined` where no pack holds it. Throws what the platform throws for a damaged pack.
 */
export async function packedCommit(folder: string, id: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((file) => file.endsWith('.idx')).sort()) {
    const path = join(folder, name.slice(0, -'.idx'.length));
    const found = await reading(`${path}.idx`, async (index) => {
      const find = (wanted: string) => offsetIn(index, Buffer.from(wanted, 'hex'));
      const offset = await find(id);
      return offset && reading(`${path}.pack`, (pack) => commitAt(offset, pack, id.length / 2, find));
    });
    if (found) return found.toString('utf8');
  }
  return undefined;
}

async function reading<T>(path: string, work: (read: Read) => Promise<T>): Promise<T> {
  const file = await open(path);
  try {
    return await work(async (position, length) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    });
  } finally {
    await file.close();
  }
}

const COUNTS = 8;
const IDS = COUNTS + 256 * 4;

/** Version 2 of an index: a table of 256 counts, then ids, checksums, offsets of 31 bits, and longer offsets. */
async function offsetIn(read: Read, id: Buffer): Promise<number | undefined> {
  const head = await read(0, IDS);
  if (head.readUInt32BE(0) !== 0xff744f63 || head.readUInt32BE(4) !== 2) return undefined;
  const below = (first: number) => (first < 0 ? 0 : head.readUInt32BE(COUNTS + first * 4));
  const [first = 0] = id;
  const [start, end, count] = [below(first - 1), below(first), below(255)];
  const ids = await read(IDS + start * id.length, (end - start) * id.length);
  let at = 0;
  while (at < end - start && !ids.subarray(at * id.length, (at + 1) * id.length).equals(id)) at += 1;
  if (at >= end - start) return undefined;
  const offsets = IDS + count * (id.length + 4);
  const offset = (await read(offsets + (start + at) * 4, 4)).readUInt32BE();
  if (offset < 2 ** 31) return offset;
  return Number((await read(offsets + count * 4 + (offset - 2 ** 31) * 8, 8)).readBigUInt64BE());
}

/**
 * A commit is stored whole, which is type 1, or as what differs from another object of the same pack, named by how far
 * before it stands, which is type 6, or by its id, which is type 7.
 *
 * @param idBytes how many bytes an id has
 */
async function commitAt(
  start: number,
  pack: Read,
  idBytes: number,
  find: (id: string) => Promise<number | undefined>,
): Promise<Buffer | undefined> {
  const deltas: Buffer[] = [];
  let offset: number | undefined = start;
  while (offset !== undefined && deltas.length <= MOST_DELTAS) {
    // What does not get smaller by it gets larger by some bytes.
    const bytes: Buffer = await pack(offset, MOST + 1024);
    const type = (bytes.readUInt8() >> 4) & 7;
    const at = numberAt(bytes, 0).end;
    if (type === 1) return deltas.reduceRight(patched, inflated(bytes.subarray(at)));
    if (type !== 6 && type !== 7) return undefined;
    const base = type === 6 ? distanceAt(bytes, at) : { distance: 0, end: at + idBytes };
    deltas.push(inflated(bytes.subarray(base.end)));
    offset = type === 6 ? offset - base.distance : await find(bytes.toString('hex', at, base.end));
  }
  return undefined;
}

function inflated(bytes: Buffer): Buffer {
  return inflateSync(bytes, { maxOutputLength: MOST });
}

/** Seven bits a byte, the least first; the highest bit says that there is more. */
function numberAt(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start; ; at += 1) {
    const byte = bytes.readUInt8(at);
    value += (byte & 0x7f) * 2 ** (7 * (at - start));
    if (byte < 0x80) return { value, end: at + 1 };
  }
}

/** Seven bits a byte, the most first, and one more for each byte that follows. */
function distanceAt(bytes: Buffer, start: number): { readonly distance: number; readonly end: number } {
  let distance = 0;
  for (let at = start; ; at += 1) {
    const byte = bytes.readUInt8(at);
    distance = distance * 128 + (byte & 0x7f);
    if (byte < 0x80) return { distance, end: at + 1 };
    distance += 1;
  }
}

/** Both sizes, then instructions: to copy a piece of the base, or to take bytes that stand here. */
function patched(base: Buffer, delta: Buffer): Buffer {
  const size = numberAt(delta, numberAt(delta, 0).end);
  const pieces: Buffer[] = [];
  for (let at = size.end; at < delta.length; ) {
    const instruction = delta.readUInt8(at);
    const copies = instruction >= 0x80;
    const { from, length, end } = copies
      ? copyAt(delta, at)
      : { from: at + 1, length: instruction, end: at + 1 };
    pieces.push((copies ? base : delta).subarray(from, from + length));
    at = copies ? end : end + length;
  }
  // No more than was said: pieces of a megabyte fit a hundred thousand times into a delta.
  return Buffer.concat(pieces, Math.min(size.value, MOST));
}

/** Each of the lower seven bits says whether its byte is there: four of where it begins, three of how long it is. */
function copyAt(delta: Buffer, at: number) {
  const instruction = delta.readUInt8(at);
  let end = at + 1;
  const sum = (bits: readonly number[]) =>
    bits.reduce((value, bit, place) => {
      if ((instruction & (1 << bit)) === 0) return value;
      end += 1;
      return value + delta.readUInt8(end - 1) * 2 ** (8 * place);
    }, 0);
  const from = sum([0, 1, 2, 3]);
  return { from, length: sum([4, 5, 6]) || 0x10000, end };
}
