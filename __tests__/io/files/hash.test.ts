import { createHash } from 'node:crypto';
import {
  appendFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Blocks, hashFile, newBlocks } from '../../../src/io/files/hash.ts';
import { strongAlgorithms } from '../../../src/model/digest.ts';
import { faultOf, folderWith, sha256 } from './support.ts';

const MiB = 1024 * 1024;

/** Read at once, and in three blocks. */
const sizes = [3 * MiB, 9 * MiB];

/** Blocks that do something once, right after the first block was read and while the next one is. */
function blocksThat(act: () => void): Blocks {
  const [first, second] = newBlocks();
  const subarray = first.subarray.bind(first);
  let done = false;
  const acting = (start?: number, end?: number) => {
    if (!done) act();
    done = true;
    return subarray(start, end);
  };
  return [Object.assign(first, { subarray: acting }), second];
}

describe.each(sizes)('a file of %d bytes that changes while it is read is 203', (size) => {
  test.each<[string, (path: string) => void, string | RegExp]>([
    ['it grows', (path) => appendFileSync(path, 'x'), `its size went from ${size} to ${size + 1} bytes`],
    ['it shrinks', (path) => truncateSync(path, 10), `its size went from ${size} to 10 bytes`],
    ['it is written to', (path) => utimesSync(path, 1, 1), /it was written to/],
    ['it is replaced by a copy', (path) => replace(path), /it was replaced by another file/],
    ['it is removed', (path) => rmSync(path), /it was removed/],
  ])('%s', async (_, change, reason) => {
    const path = join(folderWith({ big: Buffer.alloc(size) }), 'big');
    const blocks = blocksThat(() => change(path));
    const fault = await faultOf(() => hashFile(path, { path, name: 'dist/big' }, ['sha256'], blocks));
    expect(fault.code).toBe('CUSTODY-203');
    expect(fault.message).toMatch(/^`dist\/big` changed while it was read: /);
    expect(fault.message).toMatch(reason);
    expect(fault.message).not.toContain('ended after');
    expect(fault.hint).toContain('run again');
  });

  test('the link is turned to another file of the same size', async () => {
    const folder = folderWith({ one: 'same', two: 'size' });
    const path = join(folder, 'link');
    symlinkSync('one', path);
    const turn = () => {
      rmSync(path);
      symlinkSync('two', path);
    };
    const fault = await faultOf(() =>
      hashFile(join(folder, 'one'), { path, name: 'link' }, [], blocksThat(turn)),
    );
    expect(fault.code).toBe('CUSTODY-203');
    expect(fault.message).toContain('replaced by another file');
  });

  test('a file that grows for ever ends the reading', async () => {
    const path = join(folderWith({ log: Buffer.alloc(size) }), 'log');
    const [first, second] = newBlocks();
    let blocks = 0;
    const grow = (block: Blocks[0]) => {
      const subarray = block.subarray.bind(block);
      const growing = (start?: number, end?: number) => {
        blocks += 1;
        appendFileSync(path, Buffer.alloc(5 * MiB));
        return subarray(start, end);
      };
      return Object.assign(block, { subarray: growing });
    };
    const file = { path, name: 'log' };
    const fault = await faultOf(() => hashFile(path, file, [], [grow(first), grow(second)]));
    expect(fault.code).toBe('CUSTODY-203');
    expect(blocks).toBeLessThan(6);
  });

  function replace(path: string): void {
    writeFileSync(`${path}.new`, Buffer.alloc(size));
    renameSync(`${path}.new`, path);
  }
});

test('what was a file and is a link by now is never followed', async () => {
  const folder = folderWith({ secret: 'x' });
  const path = join(folder, 'swapped');
  symlinkSync('secret', path);
  const fault = await faultOf(() => hashFile(path, { path, name: 'swapped' }, [], newBlocks()));
  expect(fault.code).toBe('CUSTODY-204');
  expect(fault.message).toContain('a link');
});

test('buffers that served one file do not show in the next', async () => {
  const long = Buffer.alloc(9 * MiB + 5, 'a');
  const folder = folderWith({ a: long, b: 'b', c: '' });
  const blocks = newBlocks();
  const digests = [];
  for (const name of ['a', 'b', 'c', 'a']) {
    const path = join(folder, name);
    digests.push((await hashFile(path, { path, name }, ['sha256'], blocks)).digests.sha256);
  }
  expect(digests).toEqual([sha256(long), sha256('b'), sha256(''), sha256(long)]);
});

test.each([0, 1, 4 * MiB - 1, 4 * MiB, 4 * MiB + 1, 8 * MiB])(
  '%d bytes, by every algorithm',
  async (size) => {
    const bytes = Buffer.alloc(size, 'custody');
    const path = join(folderWith({ file: bytes }), 'file');
    const { digests, size: found } = await hashFile(
      path,
      { path, name: 'file' },
      strongAlgorithms,
      newBlocks(),
    );
    const expected = strongAlgorithms.map((each) => [each, createHash(each).update(bytes).digest('hex')]);
    expect(digests).toEqual(Object.fromEntries(expected));
    expect(found).toBe(size);
  },
);
