import { expect, test } from '@jest/globals';
import { compareSemVer } from '../../../src/formats/version-order/semver.ts';

test('the example of the specification, §11', () => {
  const precedence = [
    ...['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11'],
    ...['1.0.0-rc.1', '1.0.0', '2.0.0', '2.1.0', '2.1.1'],
  ];
  expect(precedence.toReversed().sort(compareSemVer)).toEqual(precedence);
});

test.each([
  ['1', '1.0.0'],
  ['v1.2', '1.2.0'],
  ['1.02.3', '1.2.3'],
  ['1.2.3+build', '1.2.3+other-build.1'],
  ['v2.0.0+incompatible', 'v2.0.0'],
  ['1.2.3rc.1', '1.2.3-rc.1'],
  ['1.2.3-', '1.2.3'],
])('%j is %j', (a, b) => {
  expect(compareSemVer(a, b)).toBe(0);
});

test.each([
  ['1.2.3', '1.2.3.1'],
  ['1.2.3-rc.1', '1.2.3.0-rc.2'],
  ['1.2.3.1', '1.2.4'],
  ['1.2.9007199254740992', '1.2.9007199254740993'],
  ['1.2.3-9007199254740992', '1.2.3-9007199254740993'],
  ['1.2.3-0', '1.2.3-a'],
  ['1.2.3-A', '1.2.3-a'],
  ['1.2.3-10', '1.2.3-9a'],
  ['v0.0.0-20191109021931-daa7c04131f5', 'v0.0.0-20200101000000-000000000000'],
  ['v1.2.4-0.20191109021931-daa7c04131f5', 'v1.2.4'],
  ['latest', '0.0.0'],
])('%j comes before %j', (a, b) => {
  expect(compareSemVer(a, b)).toBeLessThan(0);
  expect(compareSemVer(b, a)).toBeGreaterThan(0);
});
