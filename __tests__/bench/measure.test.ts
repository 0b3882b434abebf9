/** The benchmark's own measure: programs in turn, nothing counted that failed, and a missing peer said to be missing. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { compare, medianOf, type Program } from '../../bench/measure.ts';
import { peer } from '../../bench/peers.ts';

const cwd = mkdtempSync(join(tmpdir(), 'bench-'));
afterAll(() => rmSync(cwd, { recursive: true }));

function writes(name: string, exit = 0): Program {
  const script = `require('node:fs').appendFileSync('order', ${JSON.stringify(name)}); process.exit(${exit})`;
  return { name, commands: [[process.execPath, '-e', script]], cwd, exit: 0 };
}

test('programs run in turn, and each peer has its ratio', async () => {
  const row = await compare({
    what: 'it',
    ours: writes('a'),
    peers: [writes('b'), { missing: 'c' }],
    runs: 3,
  });
  expect(readFileSync(join(cwd, 'order'), 'utf8')).toBe('ababab');
  const [present, absent] = row.against;
  expect(present).toMatchObject({ peer: 'b', ratio: expect.any(Number) });
  expect(present && 'median' in present && present.ratio).toBeCloseTo(
    row.median / (present && 'median' in present ? present.median : Number.NaN),
  );
  expect(absent).toEqual({ peer: 'c', missing: true });
});

test('a program that ends otherwise than it must is no measurement', async () => {
  const failing = compare({ what: 'it', ours: writes('a', 3), peers: [], runs: 1 });
  const outcome = await failing.then(
    () => 'measured',
    ({ message }) => message,
  );
  expect(outcome).toContain('ended with 3, not 0');
});

test('the median is one of the values', () => {
  expect([medianOf([3, 1, 2]), medianOf([5]), medianOf([4, 1])]).toEqual([2, 5, 4]);
});

test('a program that is nowhere is missing, by its name', () => {
  const make = (path: string) => ({ commands: [[path] as const], cwd, exit: 0 });
  expect(peer('no-such-program-anywhere', 'no such program', make)).toEqual({ missing: 'no such program' });
  expect(peer('node', 'node', make)).toMatchObject({ name: 'node', exit: 0 });
});
