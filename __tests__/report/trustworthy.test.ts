/** What a report comes to (T20): never better than its verdicts. */
import { describe, expect, test } from '@jest/globals';
import { gateStatus, trustworthy } from '../../src/report/trustworthy.ts';
import { passing, refused, report, undecided } from './support/verdicts.ts';

const pass = passing();
const fail = refused();
const unknown = undecided();

describe('T20 the status of a gate', () => {
  test.each([
    ['nothing', [], ['fail', 'fail', 'fail']],
    ['a pass', [pass], ['pass', 'pass', 'pass']],
    ['a refusal beside it', [pass, fail], ['fail', 'pass', 'pass']],
    ['refusals alone', [fail, fail], ['fail', 'fail', 'pass']],
    ['what could not be decided beside both', [pass, fail, unknown], ['fail', 'unknown', 'unknown']],
    ['what could not be decided alone', [unknown], ['unknown', 'unknown', 'unknown']],
    ['what could not be decided beside a refusal', [fail, unknown], ['fail', 'unknown', 'unknown']],
  ] as const)('T20 %s', (_, verdicts, expected) => {
    const modes = [undefined, 'set-aside', 'report'] as const;
    expect(modes.map((mode) => gateStatus(verdicts, mode))).toEqual(expected);
  });

  test('T20 a report that says better than its verdicts is put right', () => {
    expect(trustworthy({ ...report(fail), status: 'pass' }).status).toBe('fail');
    expect(trustworthy({ ...report(pass, unknown), status: 'pass', onFail: 'report' }).status).toBe(
      'unknown',
    );
    expect(trustworthy({ ...report(pass), status: 'unknown' }).status).toBe('unknown');
  });
});
