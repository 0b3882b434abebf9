/** The versions that osv-scalibr holds its orders against: every line, both ways round. */
import { expect, test } from '@jest/globals';
import { versionOrder } from '../../../src/formats/version-order/lookup.ts';
import { describeWithFixtures, fixture, fixtureJson } from '../../support/fixtures.ts';

const files: readonly (readonly [file: string, types: readonly string[]])[] = [
  ['semver-versions.txt', ['cargo', 'golang', 'npm']],
  ['pypi-versions.txt', ['pypi']],
  ['pypi-versions-generated.txt', ['pypi']],
];
const cases = files.flatMap(([file, types]) => types.map((type) => [type, file] as const));
const signs: Readonly<Record<string, number>> = { '<': -1, '=': 0, '>': 1 };

describeWithFixtures('versions of osv-scalibr', () => {
  test.each(cases)('%s: every line of %s', (type, file) => {
    const lines = fixture(`versions/${file}`)
      .toString()
      .split('\n')
      .filter((line) => line !== '' && !/^(?:#|\/\/) /.test(line));
    expect(lines).toHaveLength(linesOf(file));
    expect(lines.filter((line) => !holds(type, line))).toEqual([]);
  });
});

function holds(type: string, line: string): boolean {
  const [a = '', sign = '', b = ''] = line.split(' ');
  const [order, expected] = [versionOrder(type), signs[sign]];
  if (order === undefined || expected === undefined) return false;
  return Math.sign(order(a, b)) === expected && Math.sign(order(b, a)) + expected === 0;
}

function linesOf(file: string): number {
  const index =
    fixtureJson<readonly { readonly file: string; readonly shared: number }[]>('versions/index.json');
  return index.find((entry) => entry.file === file)?.shared ?? Number.NaN;
}
