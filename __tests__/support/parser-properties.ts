/** What holds for every parser of hostile bytes. */
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { Fault } from '../../src/model/fault.ts';
import { runs } from './runs.ts';

/** Milliseconds of one case, on a machine that does other things too. */
const PATIENCE = 1_000;

/** Arbitrary bytes, and genuine ones with some bytes changed, cut off or repeated, come to a result or a fault, soon. */
export function assertRobust(
  genuine: readonly Uint8Array[],
  read: (bytes: Uint8Array) => unknown,
  usual = 1_000,
): void {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(0xff)), { maxLength: 6 });
  const mutated = fc
    .tuple(
      fc.constantFrom(...genuine),
      changes,
      fc.option(fc.nat(), { freq: 4 }),
      fc.option(fc.nat(), { freq: 4 }),
    )
    .map(([whole, edits, cut, twice]) => {
      const bytes = Buffer.from(whole);
      for (const [at, byte] of edits) bytes[at % bytes.length] = byte;
      const kept = cut === null ? bytes : bytes.subarray(0, cut % (bytes.length + 1));
      return twice === null ? kept : Buffer.concat([kept, kept.subarray(twice % (kept.length + 1))]);
    });
  fc.assert(
    fc.property(
      fc.oneof({ weight: 1, arbitrary: fc.uint8Array() }, { weight: 4, arbitrary: mutated }),
      (bytes) => {
        const before = process.cpuUsage().user;
        try {
          read(bytes);
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          expect(['CUSTODY-404', 'CUSTODY-406', 'CUSTODY-410']).toContain(error.code);
        }
        expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(PATIENCE);
      },
    ),
    { numRuns: runs(usual) },
  );
}
