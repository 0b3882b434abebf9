/** Three marks in a row, in one hash: what files are compared by. Minifiers turn comparisons around, so order is left out. */

const MOST = 3;

/** How many marks a gram of a file has: files of one or two are known by all that they have. */
export const gramLength = (marks: number): number => Math.min(MOST, marks);

export function gramAt(hashes: Int32Array, at: number, length: number): number {
  let sum = Math.imul(length, 7_919);
  for (let i = at; i < at + length; i += 1) sum = (sum + mixed(hashes[i] ?? 0)) | 0;
  return mixed(sum);
}

/** The finalizer of MurmurHash3 with better constants (https://github.com/skeeto/hash-prospector). */
function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return hash ^ (hash >>> 16);
}
