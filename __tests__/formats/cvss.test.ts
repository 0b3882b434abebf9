import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { baseScore } from '../../src/formats/cvss.ts';
import { ratingOfScore, ratingOfWord, worstRating } from '../../src/formats/rating.ts';
import { limits } from '../../src/model/limits.ts';
import { ratings } from '../../src/model/vulnerability.ts';
import { runs } from '../support/runs.ts';

describe('base scores that NVD publishes for known vulnerabilities', () => {
  test.each([
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', 7.5],
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
    ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 6.4],
    ['CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 7.8],
    ['CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O', 9.8],
  ])('%s is %d', (vector, score) => {
    expect(baseScore(vector)).toBe(score);
  });
});

describe('what is no base score', () => {
  test.each([
    '',
    'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/C:H/I:H/A:H',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:X',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/A:N',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H:N',
    'CVSS:3.1/constructor:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
  ])('%s', (vector) => {
    expect(baseScore(vector)).toBeUndefined();
  });
});

const metrics = fc.record({
  AV: fc.constantFrom('N', 'A', 'L', 'P'),
  AC: fc.constantFrom('L', 'H'),
  PR: fc.constantFrom('N', 'L', 'H'),
  UI: fc.constantFrom('N', 'R'),
  S: fc.constantFrom('U', 'C'),
  C: fc.constantFrom('N', 'L', 'H'),
  I: fc.constantFrom('N', 'L', 'H'),
  A: fc.constantFrom('N', 'L', 'H'),
});
const vectorOf = (values: object) =>
  `CVSS:3.1/${Object.entries(values)
    .map(([metric, value]) => `${metric}:${value}`)
    .join('/')}`;

test('every base vector has a score of one decimal, and more impact within one scope never has a lower one', () => {
  fc.assert(
    fc.property(metrics, (values) => {
      const score = baseScore(vectorOf(values)) ?? Number.NaN;
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(10);
      expect(score).toBe(Number(score.toFixed(1)));
      if (values.S === 'U') expect(baseScore(vectorOf({ ...values, A: 'H' }))).toBeGreaterThanOrEqual(score);
    }),
    { numRuns: runs() },
  );
});

describe('ratings', () => {
  test.each([
    [0, 'none'],
    [0.1, 'low'],
    [3.9, 'low'],
    [4, 'medium'],
    [6.9, 'medium'],
    [7, 'high'],
    [8.9, 'high'],
    [9, 'critical'],
    [10, 'critical'],
    [10.1, 'unknown'],
    [-1, 'unknown'],
    [Number.NaN, 'unknown'],
  ])('%d is %s', (score, rating) => {
    expect(ratingOfScore(score)).toBe(rating);
  });
  test.each([
    ['CRITICAL', 'critical'],
    ['Negligible', 'low'],
    ['Moderate', 'medium'],
    ['none', 'none'],
    ['', 'unknown'],
    ['toString', 'unknown'],
    ['__proto__', 'unknown'],
  ])('%s is %s', (word, rating) => {
    expect(ratingOfWord(word)).toBe(rating);
  });
  test('the worst of several; unknown only where nothing else is said', () => {
    expect(worstRating(['low', 'unknown', 'high', 'none'])).toBe('high');
    expect(worstRating(['unknown'])).toBe('unknown');
    expect(worstRating([])).toBe('unknown');
    expect(worstRating([...ratings])).toBe('critical');
  });
});

test('T24 a vector past the limit has no score, whatever it begins with', () => {
  const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
  const filled = (count: number) =>
    vector + Array.from({ length: count }, (_, i) => `/${letters(i)}:X`).join('');
  expect(baseScore(filled(60))).toBe(9.8);
  expect(filled(200).length).toBeGreaterThan(limits.cvssVectorLength);
  expect(baseScore(filled(200))).toBeUndefined();
});

/** A metric of its own for each number. */
function letters(number: number): string {
  return `M${String.fromCharCode(65 + Math.floor(number / 26))}${String.fromCharCode(65 + (number % 26))}`;
}
