/** Proofs from tiles, against the sandbox's tree, which is built word for word from RFC 6962. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inclusionProof, leafHash as leafOf, rootHash } from '../../../sandbox/sigstore/merkle.ts';
import { tileOf } from '../../../sandbox/sigstore/tiles.ts';
import { leafHash, proveLeaf } from '../../../src/io/sigstore/tiles.ts';

const bodies = Array.from({ length: 700 }, (_, i) => Buffer.from(`entry ${i}`));
const leaves = bodies.map(leafOf);

function readerOf(size: number) {
  const asked: string[] = [];
  const log = { bodies: bodies.slice(0, size), leaves: leaves.slice(0, size) };
  const read = async (path: string) => {
    asked.push(path);
    const tile = tileOf(`/${path}`, log);
    if (!tile) throw new Error(`there is no ${path}`);
    return tile;
  };
  return { asked, read };
}

test('a leaf is proven as the tree itself proves it, with each tile read once', async () => {
  const place = fc
    .integer({ min: 1, max: 700 })
    .chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));
  await fc.assert(
    fc.asyncProperty(place, async ([size, index]) => {
      const { asked, read } = readerOf(size);
      const proven = await proveLeaf(leafHash(bodies[index] as Buffer), index, size, read);
      const tree = leaves.slice(0, size);
      expect(proven.hashes).toEqual(inclusionProof(index, tree).map((hash) => Buffer.from(hash)));
      expect(proven.root).toEqual(Buffer.from(rootHash(tree)));
      expect(new Set(asked).size).toBe(asked.length);
      expect(asked.length).toBeLessThanOrEqual(3);
    }),
    { numRuns: 60 },
  );
});

test('another leaf comes to another root', async () => {
  const { read } = readerOf(300);
  const { root } = await proveLeaf(leafHash(Buffer.from('other')), 299, 300, read);
  expect(root.equals(Buffer.from(rootHash(leaves.slice(0, 300))))).toBe(false);
});

test('the largest log there can be is asked for few tiles, by their names', async () => {
  const asked: string[] = [];
  const read = async (path: string) => {
    asked.push(path);
    return new Uint8Array(32 * Number(/\.p\/(\d+)$/.exec(path)?.[1] ?? 256));
  };
  await proveLeaf(Buffer.alloc(32), 315_372_296_960, Number.MAX_SAFE_INTEGER, read);
  expect(asked.length).toBeLessThanOrEqual(14);
  expect(asked).toContain('tile/0/x001/x231/x923/035');
  expect(asked).toContain('tile/6/000.p/31');
});

test.each([0, 32, 63, 65])(
  'a tile of %i bytes where two hashes were asked for is refused',
  async (length) => {
    const read = async () => new Uint8Array(length);
    await expect(proveLeaf(Buffer.alloc(32), 0, 2, read)).rejects.toThrow(
      `tile/0/000.p/2 has ${length} bytes`,
    );
  },
);
