/** How long a log may grow. */
import { expect, test } from '@jest/globals';
import { logLines } from '../../src/report/log.ts';
import { refusals, refused, report } from './support/verdicts.ts';

test('T24 the evidence of many artifacts does not fill the log', () => {
  const all = Array.from({ length: 1_000 }, () => refusals[0]);
  const lines = (count: number) =>
    logLines(report(...Array.from({ length: count }, (_, index) => refused(`dist/${index}`, all))));
  const pieces = (count: number) => lines(count).filter((line) => line.includes(', bundle ')).length;
  expect(pieces(1)).toBe(20);
  expect(pieces(20)).toBe(20 * 20);
  expect(pieces(600)).toBe(20 * 20 + 580);
  // Every artifact is still there, and why it did not pass.
  expect(lines(600).filter((line) => line.startsWith('fail     dist/'))).toHaveLength(600);
  expect(lines(600).filter((line) => line.includes('999 more'))).toHaveLength(580);
});
