/**
 * The Merkle tree of a log, from its leaf hashes. Follows RFC 6962 section 2.1 word for word; it is slow for
 * large logs (every question hashes the whole tree) and plain enough to be read against the text.
 */
import { sha256 } from './keys.ts';

/** Hash of a leaf: SHA-256 of 0x00 and the entry. */
export const leafHash = (entry: Uint8Array): Uint8Array => sha256(Uint8Array.of(0), entry);

const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(Uint8Array.of(1), left, right);

/** MTH: the hash of the tree over these leaf hashes; SHA-256 of nothing for an empty tree. */
export function rootHash(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return only;
  const split = splitPoint(leaves.length);
  return nodeHash(rootHash(leaves.slice(0, split)), rootHash(leaves.slice(split)));
}

/** PATH: the sibling hashes from leaf `index` up to the root. Throws RangeError outside the tree. */
export function inclusionProof(index: number, leaves: readonly Uint8Array[]): readonly Uint8Array[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) {
    throw new RangeError(`leaf ${index} is not in a tree of ${leaves.length}`);
  }
  if (leaves.length === 1) return [];
  const split = splitPoint(leaves.length);
  const left = leaves.slice(0, split);
  const right = leaves.slice(split);
  return index < split
    ? [...inclusionProof(index, left), rootHash(right)]
    : [...inclusionProof(index - split, right), rootHash(left)];
}

/** The largest power of two below `size`, which is at least 2. */
const splitPoint = (size: number): number => 2 ** Math.floor(Math.log2(size - 1));
