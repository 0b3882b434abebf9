/** T32 the age of evidence, and the build types that count. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ageCheck } from '../../../src/policy/rules/age.ts';
import { buildTypeCheck } from '../../../src/policy/rules/build-type.ts';
import { runs } from '../../support/runs.ts';
import { beside, proven, said } from './support.ts';

describe('T32 stale evidence is not known to be true', () => {
  const now = new Date('2026-05-21T10:00:00Z');
  const day = 24 * 60 * 60;

  test('T32 as old as the policy allows, and a second older (GHSA-57wx-m636-g3g8)', () => {
    expect(said(ageCheck(10 * day, now))).toBe('met');
    expect(said(ageCheck(10 * day - 1, now))).toBe('undecided CUSTODY-409');
    expect(ageCheck(9.5 * day, now)(proven(), beside)).toMatchObject({
      message: expect.stringMatching(/2026-05-11T10:00:00\.000Z, older than the 9\.5 days/),
    });
  });

  test.each(['', 'never', '2026-13-45T00:00:00Z'])('T32 the time %j is none', (signedAt) => {
    expect(said(ageCheck(day, now), proven({ signer: { signedAt } }))).toBe('undecided CUSTODY-409');
  });

  test('T32 age is compared in seconds, whatever the time', () => {
    const seconds = fc.integer({ min: 0, max: 10 * 365 * day });
    fc.assert(
      fc.property(seconds, seconds, (most, age) => {
        const signedAt = new Date(now.getTime() - age * 1000).toISOString();
        const result = said(ageCheck(most, now), proven({ signer: { signedAt } }));
        expect(result).toBe(age <= most ? 'met' : 'undecided CUSTODY-409');
      }),
      { numRuns: runs() },
    );
  });
});

describe('build types', () => {
  const check = buildTypeCheck(['https://example.com/a', 'https://example.com/b']);
  const of = (buildType: unknown) =>
    said(check, proven({ predicate: { buildDefinition: { buildType: buildType as string } } }));

  test('one that the policy names counts, and no other', () => {
    expect(of('https://example.com/b')).toBe('met');
    for (const other of [
      'https://example.com/c',
      'https://example.com/a ',
      7,
      null,
      ['https://example.com/a'],
    ])
      expect(of(other)).toBe('refused CUSTODY-525');
    expect(said(check, proven({ predicate: {} }))).toBe('refused CUSTODY-525');
  });

  test('the refusal names both', () => {
    expect(check(proven({ predicate: {} }), beside)).toMatchObject({
      refusal: { expected: 'https://example.com/a or https://example.com/b', found: 'nothing' },
    });
  });
});
