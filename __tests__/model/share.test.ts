import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { roundedDown, roundedUp } from '../../src/model/share.ts';
import { runs } from '../support/runs.ts';

const shares = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.integer({ min: 0, max: 10_000 }).map((part) => part / 10_000),
  fc.tuple(fc.nat(1000), fc.integer({ min: 1, max: 1000 })).map(([part, more]) => part / (part + more)),
  fc.constantFrom(1 - 2 ** -53, 0.57 - 2 ** -54, 2 ** -1074),
);

test('a figure is never better than its share, and no worse than it has to be', () => {
  fc.assert(
    fc.property(shares, fc.constantFrom(100, 1000, 10_000), (share, steps) => {
      const [down, up] = [roundedDown(share, steps), roundedUp(share, steps)];
      expect(down <= share && share <= up).toBe(true);
      expect([down * steps, up * steps].every((one) => Math.abs(one - Math.round(one)) < 1e-9)).toBe(true);
      expect(up - down).toBeLessThan(1.5 / steps);
      if (Math.round(share * steps) / steps === share) expect([down, up]).toEqual([share, share]);
    }),
    { numRuns: runs() },
  );
});

test('57 of a hundred are 0.57, which is less than 57 once it is multiplied', () => {
  expect(0.57 * 100).toBeLessThan(57);
  expect([roundedDown(57 / 100, 100), roundedUp(57 / 100, 10_000)]).toEqual([0.57, 0.57]);
});
