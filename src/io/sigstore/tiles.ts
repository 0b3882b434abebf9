/**
 * The Merkle tree of a log, read as tiles of 256 hashes (https://c2sp.org/tlog-tiles), and from it the inclusion proof of
 * a leaf (RFC 6962 §2.1.1).
 */
import { createHash } from 'node:crypto';

/** Reads `tile/…` below the log's address. */
export type ReadTile = (path: string) => Promise<Uint8Array>;

export interface ProvenLeaf {
  /** The sibling hashes from the leaf up to the root. */
  readonly hashes: Buffer[];
  /** What leaf and hashes come to. */
  readonly root: Buffer;
}

const HASH_BYTES = 32;
const WIDTH = 256;

/** The hash of a log's leaf over its bytes. */
export function leafHash(entry: Uint8Array): Buffer {
  return createHash('sha256').update(Uint8Array.of(0)).update(entry).digest();
}

/**
 * @param leaf the hash that is thought to lie at `index`, below `size`; it does where `root` is the tree's
 * @throws RangeError for a tile of another size than asked for
 */
export function proveLeaf(leaf: Buffer, index: number, size: number, read: ReadTile): Promise<ProvenLeaf> {
  const stored = storedHashes(size, read);
  const subtree = async (start: number, count: number): Promise<Buffer> => {
    const level = levels.find((each) => WIDTH ** each === count);
    if (level !== undefined) return stored(level, start / count);
    const split = splitOf(count);
    return parent(await subtree(start, split), await subtree(start + split, count - split));
  };
  const prove = async (start: number, count: number): Promise<ProvenLeaf> => {
    if (count === 1) return { hashes: [], root: leaf };
    const split = splitOf(count);
    const [left, right] = [
      [start, split],
      [start + split, count - split],
    ] as const;
    const isLeft = index < start + split;
    const near = await prove(...(isLeft ? left : right));
    const far = await subtree(...(isLeft ? right : left));
    const root = isLeft ? parent(near.root, far) : parent(far, near.root);
    return { hashes: [...near.hashes, far], root };
  };
  return prove(0, size);
}

/** The hash of the full subtree of 256^level leaves at `place` among its like; each tile is read once. */
function storedHashes(size: number, read: ReadTile) {
  const tiles = new Map<string, Promise<Uint8Array>>();
  return async (level: number, place: number): Promise<Buffer> => {
    const tile = Math.floor(place / WIDTH);
    const width = Math.min(WIDTH, Math.floor(size / WIDTH ** level) - tile * WIDTH);
    const path = `tile/${level}/${tileName(tile)}${width < WIDTH ? `.p/${width}` : ''}`;
    const reading = tiles.get(path) ?? read(path);
    tiles.set(path, reading);
    const bytes = await reading;
    if (bytes.length !== width * HASH_BYTES) throw new RangeError(`${path} has ${bytes.length} bytes`);
    const start = (place % WIDTH) * HASH_BYTES;
    return Buffer.from(bytes.subarray(start, start + HASH_BYTES));
  };
}

/** Of a tree with at most 2^53 leaves. */
const levels = [0, 1, 2, 3, 4, 5, 6];

/** The largest power of two below `count`. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** `x001/x234/067` for 1234067. */
function tileName(tile: number): string {
  const digits = String(tile).padStart(Math.ceil(String(tile).length / 3) * 3, '0');
  return (digits.match(/.{3}/g) ?? [])
    .map((part, i, all) => (i < all.length - 1 ? `x${part}` : part))
    .join('/');
}

function parent(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest();
}
