/** What every reader owes to bytes that are not what they should be: a fault that names the place, or an inventory. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Fault, Faults } from '../../../src/model/fault.ts';
import type { Inventory, Package, Reader, Surroundings } from '../../../src/model/inventory.ts';
import { runs } from '../../support/runs.ts';
import { alone, readAs } from '../corpus.ts';

export const ownFixture = (path: string): Buffer => readFileSync(join(import.meta.dirname, 'fixtures', path));

/** `code line message` of the first fault, or the inventory. */
export async function outcome(reader: Reader, name: string, bytes: Uint8Array): Promise<string | Inventory> {
  try {
    return await reader.read({ path: name, bytes }, alone);
  } catch (error) {
    const fault = error instanceof Faults ? error.faults[0] : error;
    if (!(fault instanceof Fault)) throw error;
    expect(fault.at?.file).toBe(name);
    expect(['CUSTODY-410', 'CUSTODY-404']).toContain(fault.code);
    return `${fault.code} ${fault.at?.line ?? '-'} ${fault.message}`;
  }
}

/** The inventory of a file that is good. */
export async function inventoryOf(
  reader: Reader,
  name: string,
  bytes: Uint8Array,
  around: Surroundings = alone,
): Promise<Inventory> {
  const found = await readAs(reader, name, bytes, around);
  consistent(found, name);
  return found;
}

/** `line message` of each gap. */
export const gapsOf = ({ gaps }: Inventory): readonly string[] =>
  gaps.map(({ at, message }) => `${at.line} ${message}`);

export const packageOf = ({ packages }: Inventory, id: string): Package | undefined =>
  packages.find((one) => one.id === id);

/** Id → ids that it depends on. */
export const edgesOf = ({ packages }: Inventory): Readonly<Record<string, readonly string[] | undefined>> =>
  Object.fromEntries(packages.map(({ id, dependsOn }) => [id, dependsOn]));

/** The ids are unique, edges lead to some of them, and every place has the file. */
export function consistent({ packages, root, gaps }: Inventory, name: string): void {
  const ids = new Set(packages.map(({ id }) => id));
  expect(ids.size).toBe(packages.length);
  for (const edge of [...packages, ...(root ? [root] : [])].flatMap(({ dependsOn }) => dependsOn ?? [])) {
    expect(ids).toContain(edge);
  }
  for (const { at } of [...packages, ...gaps]) expect(at.file).toBe(name);
}

/** Any bytes, and a genuine file with pieces of it taken out, put twice, or replaced. */
export function describeHostile(reader: Reader, name: string, genuine: Uint8Array, usual = 1_000): void {
  const check = async (bytes: Uint8Array): Promise<void> => {
    expect(typeof reader.recognises({ path: name, bytes })).toBe('boolean');
    const found = await outcome(reader, name, bytes);
    if (typeof found !== 'string') consistent(found, name);
  };
  const place = fc.nat({ max: genuine.length });
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 8 }),
    fc
      .constantFrom('"', '{', '}', '[', ']', ',', ':', '\n', ' ', '@', '#', '__proto__', '1', '..', '/')
      .map((text) => new TextEncoder().encode(text)),
    fc.tuple(place, fc.nat({ max: 60 })).map(([start, length]) => genuine.subarray(start, start + length)),
  );

  test('any bytes make a fault or an inventory', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), check), { numRuns: runs(usual) });
  });

  test('a genuine file with a piece replaced makes a fault or an inventory that holds together', async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.nat({ max: 30 }), piece, (start, length, put) =>
        check(Buffer.concat([genuine.subarray(0, start), put, genuine.subarray(start + length)])),
      ),
      { numRuns: runs(usual) },
    );
  });

  test('it is read whole or not at all: what is cut short is a fault, or ends between two entries', async () => {
    await fc.assert(
      fc.asyncProperty(place, (end) => check(genuine.subarray(0, end))),
      { numRuns: runs(usual) },
    );
  });
}

/** Ten times as much takes ten times as long, with room for a busy machine: not a hundred times. */
export function describeLinear(reader: Reader, name: string, make: (count: number) => string): void {
  test('the time grows with the size, not faster', async () => {
    const time = async (count: number): Promise<number> => {
      const bytes = Buffer.from(make(count));
      const start = process.cpuUsage();
      const found = await outcome(reader, name, bytes);
      expect(typeof found === 'string' ? found : found.packages.length).toBe(count);
      const { user, system } = process.cpuUsage(start);
      return user + system;
    };
    await time(1_000);
    const small = Math.min(await time(1_000), await time(1_000));
    expect(await time(10_000)).toBeLessThan(40 * Math.max(20_000, small));
  });
}
