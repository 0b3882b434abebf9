/** What is told of a verification summary that does not count (T5, T32). */
import { describe, expect, test } from '@jest/globals';
import { VERIFICATION_SUMMARY_V1 } from '../../../src/model/statement.ts';
import { summaryCheck } from '../../../src/policy/rules/summary.ts';
import { artifact } from '../../support/stand.ts';
import { beside, doubt, proven, refusal } from './support.ts';

const now = new Date('2026-05-21T10:00:00Z');
const day = 24 * 60 * 60;

describe('T5 a verification summary', () => {
  const verifier = proven().signer.identity.replace(/@.*/, '');
  const honest = {
    verifier: { id: verifier },
    timeVerified: '2026-05-11T09:00:00Z',
    resourceUri: `pkg:generic/dist/app.tgz?checksum=sha256:${artifact.digests.sha256}`,
    policy: { uri: 'acme/shop', digest: { sha256: 'b'.repeat(64) } },
    verificationResult: 'PASSED',
    verifiedLevels: ['SLSA_BUILD_LEVEL_2'],
    slsaVersion: '1.1',
  };
  const expected = {
    artifact,
    policySha256: 'b'.repeat(64),
    environment: '',
    level: 2,
    maxAge: 30 * day,
    now,
  } as const;
  const check = (predicate: object, changes: Partial<Parameters<typeof summaryCheck>[0]> = {}) =>
    summaryCheck({ ...expected, ...changes })(
      {
        ...proven(),
        predicateType: VERIFICATION_SUMMARY_V1,
        predicate: { ...honest, ...predicate } as never,
      },
      beside,
    );
  const hint =
    'Verify again by the policy of today, with `vsa: true`, in a workflow that the policy names as verifier.';

  test('T5 that counts is told', () => {
    expect(check({})).toEqual({
      outcome: 'remark',
      message: 'the summary of an earlier verification stands for the evidence',
    });
  });

  test.each<readonly [string, object, string, string]>([
    ['it does not say that the artifact passed', { verificationResult: 'FAILED' }, 'PASSED', 'FAILED'],
    [
      'its verifier is not the one that signed it',
      { verifier: { id: 'https://example.com/me' } },
      verifier,
      'https://example.com/me',
    ],
    [
      'another policy was followed',
      { policy: { uri: 'acme/shop', digest: { sha256: 'c'.repeat(64) } } },
      'b'.repeat(64),
      'c'.repeat(64),
    ],
    [
      'it is about another resource',
      { resourceUri: 'pkg:generic/other' },
      honest.resourceUri,
      'pkg:generic/other',
    ],
    [
      'a lower level was verified',
      { verifiedLevels: ['SLSA_BUILD_LEVEL_1', 'SLSA_SOURCE_LEVEL_3'] },
      'SLSA Build L2',
      'SLSA Build L1',
    ],
    ['a lower level was verified', { verifiedLevels: [] }, 'SLSA Build L2', 'SLSA Build L0'],
  ])('T5 %s', (message, predicate, wanted, found) => {
    expect(refusal(check(predicate))).toEqual([message, wanted, found, hint]);
  });

  test('T5 for another environment', () => {
    expect(refusal(check({}, { environment: 'prod' }))).toEqual([
      'it was verified for another environment',
      '"prod"',
      'none',
      hint,
    ]);
  });

  test('T32 too old by the earlier of its own word and its signature', () => {
    expect(doubt(check({}, { maxAge: 10 * day }))).toEqual([
      `the verification summary is ${10 * day + 60 * 60} seconds old, and the policy allows ${10 * day}`,
      'Verify again with `vsa: true`, or give the evidence itself.',
    ]);
    expect(check({}, { maxAge: 10 * day + 60 * 60 })).toMatchObject({ outcome: 'remark' });
  });
});
