/** What every reader of text has to bear: bytes of any kind, and what becomes of a genuine file. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Fault, Faults } from '../../../src/model/fault.ts';
import type { Inventory, Reader, Surroundings } from '../../../src/model/inventory.ts';
import { limits } from '../../../src/model/limits.ts';
import { runs } from '../../support/runs.ts';
import { alone } from '../corpus.ts';

/** `line code message` of the first fault. */
export async function faultOf(reading: () => Inventory | Promise<Inventory>): Promise<string> {
  try {
    await reading();
  } catch (error) {
    const first = error instanceof Faults ? error.faults[0] : error;
    if (!(first instanceof Fault)) throw error;
    return `${first.at?.line ?? '-'} ${first.code} ${first.message}`;
  }
  throw new Error('It was read.');
}

export const bytesOf = (text: string): Uint8Array => Buffer.from(text);

/**
 * @param name of the file
 * @param genuine a whole file of the format
 */
export function describeHostile(
  reader: Reader,
  name: string,
  genuine: string,
  around: Surroundings = alone,
): void {
  const read = (bytes: Uint8Array) =>
    Promise.resolve().then(() => reader.read({ path: name, bytes }, around));
  const readText = (text: string) => read(bytesOf(text));

  /** A fault with its place, or an inventory in which ids are unique and edges lead somewhere. */
  async function holds(bytes: Uint8Array): Promise<void> {
    let found: Inventory;
    try {
      found = await read(bytes);
    } catch (error) {
      const faults = error instanceof Faults ? error.faults : [error];
      for (const fault of faults) {
        if (!(fault instanceof Fault)) throw error;
        expect(['CUSTODY-410', 'CUSTODY-404']).toContain(fault.code);
        expect(fault.at?.file).toBe(name);
      }
      return;
    }
    const ids = new Set(found.packages.map(({ id }) => id));
    expect(ids.size).toBe(found.packages.length);
    for (const { at, dependsOn = [] } of found.packages) {
      expect(at.file).toBe(name);
      for (const id of dependsOn) expect(ids.has(id)).toBe(true);
    }
  }

  describe(`${reader.name} on hostile bytes`, () => {
    test('knows its file by name', () => {
      expect(reader.recognises({ path: name, bytes: new Uint8Array() })).toBe(true);
      expect(reader.recognises({ path: `a/b/${name}`, bytes: new Uint8Array() })).toBe(true);
      expect(reader.recognises({ path: `${name}.bak`, bytes: new Uint8Array() })).toBe(false);
      expect(reader.recognises({ path: `${name}/x`, bytes: new Uint8Array() })).toBe(false);
    });

    test('bytes of any kind are a fault or an inventory', async () => {
      await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), holds), { numRuns: runs(500) });
    });

    test('a genuine file that was cut, doubled, or written over in a place is a fault or an inventory', async () => {
      const whole = bytesOf(genuine);
      const place = fc.nat(whole.length);
      const mutated = fc.oneof(
        place.map((end) => whole.subarray(0, end)),
        fc
          .tuple(place, place, fc.uint8Array({ minLength: 1, maxLength: 8 }))
          .map(([from, to, bytes]) => Buffer.concat([whole.subarray(0, from), bytes, whole.subarray(to)])),
        fc
          .tuple(
            place,
            fc.constantFrom('"', "'", '[', ']', '{', '}', '\n', '\\', '#', '=', ':', '-', '__proto__', '@'),
          )
          .map(([at, text]) => Buffer.concat([whole.subarray(0, at), bytesOf(text), whole.subarray(at)])),
      );
      await fc.assert(fc.asyncProperty(mutated, holds), { numRuns: runs(1_000) });
    });

    test('says where it is not UTF-8, has a byte order mark or marks of a conflict', async () => {
      const line = genuine.split('\n').length;
      const spoilt = Buffer.concat([bytesOf(`${genuine}\n`), Buffer.of(0xff, 0xfe, 0x0a)]);
      expect(await faultOf(() => read(spoilt))).toMatch(new RegExp(`^${line + 1} CUSTODY-410 .*UTF-8`));
      expect(await faultOf(() => readText(`\uFEFF${genuine}`))).toMatch(/^1 CUSTODY-410 /);
      const conflict = `${genuine}\n<<<<<<< HEAD\n=======\n>>>>>>> other\n`;
      expect(await faultOf(() => readText(conflict))).toMatch(new RegExp(`^${line + 1} CUSTODY-410 `));
    });

    test.each(['a', '"', '\\"', '[', '\\\n', ' #', '/', '==', "'", '$'])(
      'bears a long line of %j',
      async (piece) => {
        await holds(bytesOf(`${genuine}\n${piece.repeat(4_000_000)}`));
        await holds(bytesOf(`${genuine}\na "${piece.repeat(4_000_000)}"`));
      },
    );

    test('refuses more bytes than are allowed', async () => {
      const bytes = new Uint8Array(limits.inventoryBytes + 1).fill(0x20);
      expect(await faultOf(() => read(bytes))).toMatch(/^- CUSTODY-404 .*67108864 bytes/);
    });
  });
}

/** @param entry the text of the n-th package */
export function describeMany(reader: Reader, name: string, entry: (n: number) => string, end = ''): void {
  describe(`${reader.name} on large files`, () => {
    const text = (count: number) => Array.from({ length: count }, (_, n) => entry(n)).join('') + end;
    const read = (count: number) => async () =>
      reader.read({ path: name, bytes: bytesOf(text(count)) }, alone);

    test('reads many packages, and refuses more than are allowed', async () => {
      expect((await read(5_000)()).packages.length).toBe(5_000);
      expect(await faultOf(read(limits.inventoryPackages + 1))).toMatch(/CUSTODY-404 .*100000 packages/);
    }, 60_000);
  });
}
