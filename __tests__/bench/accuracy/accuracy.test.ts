/** The yardstick of docs/sbom-accuracy.md: what is wrong and what is missed, and no share that looks better than it is. */
import { expect, test } from '@jest/globals';
import type { Artifact } from '../../../bench/accuracy/artifacts.ts';
import { carriedShare, overlapTable, packageTable } from '../../../bench/accuracy/contests.ts';
import { named, share } from '../../../bench/accuracy/markdown.ts';
import { scoreOf } from '../../../bench/accuracy/score.ts';
import type { Made } from '../../../bench/accuracy/tools.ts';

test('a list against what is there', () => {
  expect(scoreOf(new Set(['a', 'b', 'c', 'd']), new Set(['c', 'a', 'e']))).toEqual({
    precision: 1 / 2,
    recall: 2 / 3,
    wrong: ['b', 'd'],
    missed: ['e'],
  });
  expect(scoreOf(new Set(), new Set(['a']))).toMatchObject({ precision: 1, recall: 0 });
  expect(scoreOf(new Set(), new Set())).toMatchObject({ precision: 1, recall: 1 });
});

test('a share is rounded down, and what is left out is counted', () => {
  expect([0.9996, 1, 0.29, 0].map(share)).toEqual(['0.999', '1.000', '0.290', '0.000']);
  expect(named(['a', 'b', 'c'], 2)).toBe('`a`, `b`, and 1 more');
  expect(named([])).toBe('none');
});

const artifact: Artifact = {
  title: 'it',
  folder: '',
  file: 'it.tgz',
  truth: new Set(['npm/a@1', 'npm/b@1']),
  witness: 'npm',
  product: 'npm/it@1',
};

const fieldsOf = (licence: number): Made['fields'] => {
  const elements = [
    { name: 'supplier name', share: 0 },
    { name: 'licence', share: licence },
    { name: 'version', share: 1 },
  ];
  return { share: 0, worst: { name: 'supplier name', share: 0 }, elements };
};

test('the artifact itself is none of its parts, whoever lists it', () => {
  const ours: Made = { packages: new Set(['npm/a@1']), product: 'npm/it@1', fields: fieldsOf(0.5) };
  const syft: Made = { packages: new Set(), product: '', fields: fieldsOf(0) };
  const syftAll: Made = {
    packages: new Set(['npm/a@1', 'npm/b@1', 'npm/it@1']),
    product: '',
    fields: fieldsOf(0.25),
  };
  const contests = [{ artifact, ours, syft, syftAll }];
  expect(packageTable(contests).split('\n').slice(2)).toEqual([
    '| it | 2: npm | ours | 1 | 1.000 | 0.500 | as its product |',
    '|  |  | syft | 0 | – | 0.000 | no |',
    '|  |  | syft, all catalogers | 2 | 1.000 | 1.000 | as one of its parts |',
  ]);
  expect(overlapTable(contests)).toContain('| it | 1 | 0 | 1: `npm/b@1` |');
});

test('what the artifact does not state is asked of nobody', () => {
  const carried = new Map([
    ['licence', 0.5],
    ['version', 1],
  ]);
  expect(carriedShare(carried, fieldsOf(0.5))).toBe(1);
  expect(carriedShare(carried, fieldsOf(0.25))).toBe(0.75);
});
