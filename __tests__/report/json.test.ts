import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { reportJson } from '../../src/report/json.ts';
import { reportSchema } from '../../src/report/json-schema.ts';
import { runs } from '../support/runs.ts';
import { passing, refused, report, undecided, withoutEvidence } from './support/verdicts.ts';

interface Validate {
  (value: unknown): boolean;
  errors?: readonly object[] | null;
}
const Ajv = createRequire(import.meta.url)('ajv/dist/2020').default;
const validate: Validate = new Ajv({ strict: true, formats: { 'date-time': true } }).compile(reportSchema);

const full = {
  ...report(passing(), refused(), undecided(), withoutEvidence()),
  sealed: {
    keys: ['c'.repeat(64)],
    predicateType: 'p',
    bundles: ['b'],
    urls: [],
    reused: true,
    instance: 'public',
  },
};

describe('reportJson', () => {
  test('holds every field and fits its schema', () => {
    const value = JSON.parse(reportJson(full));
    expect([validate(value), validate.errors]).toEqual([true, null]);
    expect(value).toMatchObject({ version: 1, ...JSON.parse(JSON.stringify(full)) });
  });
  test.each([
    ['another version', { version: 2 }],
    ['an unknown field', { more: 1 }],
    ['an unknown status', { status: 'ok' }],
    ['a verdict without findings', { verdicts: [{ ...passing(), findings: [] }] }],
  ])('its schema refuses %s', (_, change) => {
    expect(validate({ ...JSON.parse(reportJson(full)), ...change })).toBe(false);
  });
  test('T28 is one line of ASCII that reads back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = reportJson({ ...full, notices: [text] });
        expect(line).toMatch(/^[\x20-\x7e]*$/);
        expect(JSON.parse(line).notices).toEqual([text]);
      }),
      { numRuns: runs() },
    );
  });
});
