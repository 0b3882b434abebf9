import { expect, test } from '@jest/globals';
import { comparePep440 } from '../../../src/formats/version-order/pep440.ts';

test('the order of all that a version may have', () => {
  const ascending = [
    ...['foo', '1.0-git', '1.0.dev456', '1.0a1', '1.0a2.dev456', '1.0a12.dev456', '1.0a12', '1.0b1.dev456'],
    ...['1.0b2', '1.0b2.post345.dev456', '1.0b2.post345', '1.0rc1.dev456', '1.0rc1', '1.0'],
    ...['1.0+abc.5', '1.0+abc.7', '1.0+5', '1.0.post456.dev34', '1.0.post456', '1.0.15', '1.1.dev1', '1!0.1'],
  ];
  expect(ascending.toReversed().sort(comparePep440)).toEqual(ascending);
});

test.each([
  ['1.0', 'v1'],
  [' 1.0\n', '1.0.0'],
  ['01.0', '0!1'],
  ['1.0ALPHA', '1.0a0'],
  ['1.0-beta_2', '1.0b2'],
  ['1.0.c1', '1.0rc1'],
  ['1.0pre1', '1.0-preview.1'],
  ['1.0-1', '1.0.post1'],
  ['1.0.rev', '1.0r0'],
  ['1.0DEV', '1.0.dev0'],
  ['1.0+Ubuntu-01', '1.0+ubuntu.1'],
])('%j is %j', (a, b) => {
  expect(comparePep440(a, b)).toBe(0);
});

test.each([
  ['1.9007199254740992', '1.9007199254740993'],
  ['1.0+1.a', '1.0+1.0'],
  ['1.0+a', '1.0+a.0'],
  ['99-legacy', '0.dev0'],
  ['1.0-foo', '1.1-foo'],
  ['2-foo', '10-foo'],
])('%j comes before %j', (a, b) => {
  expect(comparePep440(a, b)).toBeLessThan(0);
  expect(comparePep440(b, a)).toBeGreaterThan(0);
});
