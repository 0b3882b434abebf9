/** When a rule counts as tested: met by evidence in one case, and refused alone in another. */
import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/model/finding.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { gaps } from '../../src/policy/cases/coverage.ts';
import type { Tried } from '../../src/policy/cases/try.ts';
import { line } from './stand.ts';

const finding = (rule: string, status: Finding['status'], more: Partial<Finding> = {}): Finding => ({
  ...{ rule, status, subject: 'a', message: 'm', weighed: [] },
  ...more,
});

function tried(findings: readonly [Finding, ...Finding[]], wrong: readonly string[] = []): Tried {
  const artifact = { name: 'a', digests: { sha256: '0'.repeat(64) }, size: 0 };
  const verdict: Verdict = { artifact, status: 'fail', findings };
  return { name: 'case', verdict, each: [verdict], wrong };
}

const passes = tried([finding('a', 'pass'), finding('b', 'pass')]);
const both = { rule: 'a', lacks: ['passing', 'refusing'] };

describe('a rule is tested', () => {
  test('by a case that it lets pass and one that it refuses', () => {
    expect(gaps(['a'], [passes, tried([finding('a', 'fail'), finding('b', 'pass')])], 0)).toEqual([]);
  });

  test('by what it alone refuses, whatever could not be decided for that', () => {
    expect(gaps(['a'], [passes, tried([finding('a', 'fail'), finding('b', 'unknown')])], 0)).toEqual([]);
    expect(gaps(['a'], [passes, tried([finding('a', 'fail'), finding('b', 'fail')])], 0)).toEqual([
      { rule: 'a', lacks: ['refusing'] },
    ]);
  });

  test('by a summary that is refused beside the evidence', () => {
    const refused = tried([finding('a', 'fail'), finding('summary', 'fail')]);
    expect(gaps(['a', 'summary'], [passes, refused, tried([finding('summary', 'pass')])], 0)).toEqual([]);
  });
});

describe('a rule is not tested', () => {
  test('without a case', () => {
    expect(gaps(['a'], [], 0)).toEqual([both]);
  });

  test.each([
    ['by what could not be decided', tried([finding('a', 'unknown')])],
    [
      'by a case that came out otherwise than expected',
      { ...passes, wrong: ['expected fail, and it is pass'] },
    ],
    ['by an exception', tried([finding('a', 'pass', { exception: exception() })])],
    ['by a condition that does not apply', tried([finding('a', 'pass', { message: 'does not apply' })])],
  ])('%s', (_, only) => {
    expect(gaps(['a'], [only], 0)).toEqual([both]);
  });

  test('T20 by what another policy finds under the same name', () => {
    const refuses = tried([finding('a', 'fail')]);
    const apart = [passes, refuses].map((one) => ({ ...one, each: [one.verdict, passes.verdict] }));
    expect(gaps(['a'], apart, 0)).toEqual([]);
    expect(gaps(['a'], apart, 1)).toEqual([{ rule: 'a', lacks: ['refusing'] }]);
  });
});

function exception(): NonNullable<Finding['exception']> {
  return { at: line(1), until: '2099-01-01', reason: 'r', owner: 'o', approvedBy: [1] };
}
