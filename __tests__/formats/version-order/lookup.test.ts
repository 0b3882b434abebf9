/** What holds for every order there is; whatever a registry may send, no pair of versions contradicts a third. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { VersionOrder } from '../../../src/formats/version-order/keys.ts';
import { versionOrder } from '../../../src/formats/version-order/lookup.ts';
import { limits } from '../../../src/model/limits.ts';
import { faultOf } from '../../support/faults.ts';
import { runs } from '../../support/runs.ts';
import { stopwatch } from '../../support/stopwatch.ts';

const pieces = [
  ...['0', '1', '2', '10', '00', '12345678901234567890', '.', '-', '_', '+', '!', 'v', ' '],
  ...['a', 'alpha', 'b', 'rc', 'c', 'pre', 'post', 'rev', 'dev', 'final', 'x', 'RC', 'é'],
];
const versions = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 7 }).map((all) => all.join('')) },
  fc.string({ unit: 'binary', maxLength: 12 }),
);

describe.each(['cargo', 'golang', 'npm', 'pypi'])('the order of %s', (type) => {
  const order = versionOrder(type) as VersionOrder;
  const sign = (a: string, b: string) => Math.sign(order(a, b));

  test('is reflexive, antisymmetric and transitive', () => {
    fc.assert(
      fc.property(versions, versions, versions, (a, b, c) => {
        const [low = '', middle = '', high = ''] = [a, b, c].sort(order);
        const steps = [sign(low, middle), sign(middle, high)];
        return (
          sign(a, a) === 0 &&
          sign(a, b) + sign(b, a) === 0 &&
          Math.max(...steps) <= 0 &&
          sign(low, high) === Math.min(...steps)
        );
      }),
      { numRuns: runs() },
    );
  });

  test('T24 refuses a version past the limit, on either side', async () => {
    const long = '1'.repeat(limits.versionLength + 1);
    const refused = { code: 'CUSTODY-404', message: 'a version has 1025 characters; the limit is 1024' };
    expect(await faultOf(() => order(long, '1'))).toMatchObject(refused);
    expect(await faultOf(() => order('1', long))).toMatchObject(refused);
    expect(sign(long.slice(1), '1')).toBe(1);
  });

  test.each(['1.', '1', 'a', '-', '1-', '+a.', '1!', '.0', 'final-', '1a1post1dev', '1.0-', ' '])(
    'T24 takes time linear in the length of a run of %j',
    (unit) => {
      const version = `1${unit.repeat(limits.versionLength)}`.slice(0, limits.versionLength - 1);
      const took = stopwatch();
      for (let times = 0; times < 20; times += 1) order(`${version}~`, `${version}!`);
      expect(took()).toBeLessThan(1_000);
    },
  );
});

test.each(['', 'NPM', 'maven', '__proto__', 'constructor'])('%j has no known order', (type) => {
  expect(versionOrder(type)).toBeUndefined();
});
