/** What a rule that is not met tells whoever reads the verdict: what was expected, what was found, and what to do. */
import { describe, expect, test } from '@jest/globals';
import { ageCheck } from '../../../src/policy/rules/age.ts';
import { buildTypeCheck } from '../../../src/policy/rules/build-type.ts';
import { checkDataAge } from '../../../src/policy/rules/data-age.ts';
import { levelCheck } from '../../../src/policy/rules/level.ts';
import { sbomRequirement } from '../../../src/policy/rules/sbom.ts';
import { CYCLONEDX, cyclonedxSbom } from '../support/sboms.ts';
import { beside, type Changes, doubt, proven, refusal } from './support.ts';

const now = new Date('2026-05-21T10:00:00Z');
const day = 24 * 60 * 60;

test('the age of evidence', () => {
  expect(doubt(ageCheck(day, now)(proven(), beside))).toEqual([
    'the evidence is of 2026-05-11T10:00:00.000Z, older than the 1 days that the policy allows',
    'Attest again: newer evidence beside the old one is enough. Or raise `max-age` in the policy.',
  ]);
});

test('the type of a build', () => {
  const check = buildTypeCheck(['https://example.com/a', 'https://example.com/b']);
  const buildDefinition = { buildType: 'https://example.com/c' };
  expect(refusal(check(proven({ predicate: { buildDefinition } }), beside))).toEqual([
    'the provenance is of another build type',
    'https://example.com/a or https://example.com/b',
    'https://example.com/c',
    'Build as the policy says, or name this build type in `build-types`.',
  ]);
});

describe('T13 the build level', () => {
  const lack = (changes: Changes) => refusal(levelCheck(3)(proven(changes), beside));

  test.each<readonly [string, Changes]>([
    [
      'the policy does not list the workflow that signed as isolated',
      { rule: { isolated: undefined as never } },
    ],
    [
      'the policy pins the workflow that signed to no commit and no ref',
      { rule: { commit: undefined as never } },
    ],
    [
      'the workflow that signed is the one that was started, and none that it calls',
      { signer: { buildConfigUri: proven().signer.identity } },
    ],
    [
      'it was built on a runner that is self-hosted, as https://token.actions.githubusercontent.com says',
      { signer: { runner: 'self-hosted' } },
    ],
    [
      'it was built on a runner that is of no known kind, as https://token.actions.githubusercontent.com says',
      { signer: { runner: '' } },
    ],
  ])('T13 %s', (reason, changes) => {
    expect(lack(changes)).toEqual([
      `the build level is too low: ${reason}`,
      'SLSA Build L3',
      'SLSA Build L2',
      'Build through a reusable workflow that the policy lists as isolated, pinned, on a GitHub-hosted runner.',
    ]);
  });
});

describe('T32 the data of a scan', () => {
  const scan = (dataAt: string) => ({
    scanner: 's',
    finishedAt: new Date('2026-05-20T09:00:00Z'),
    dataAt: new Date(dataAt),
    vulnerabilities: [],
  });
  const check = (dataAt: string, signedAt = '2026-05-20T10:00:00Z') =>
    checkDataAge(scan(dataAt), new Date(signedAt), now, 2 * day);

  test('T32 that is too old', () => {
    expect(doubt(check('2026-05-19T09:59:59Z'))).toEqual([
      "the scan's data is of 2026-05-19T09:59:59.000Z; the policy allows 172800 seconds",
      'Scan again with a current database, and attest the new result. Signing the old one again does not help.',
    ]);
    expect(check('2026-05-19T10:00:00Z')).toBeUndefined();
  });

  test('T32 of later than its signature, but for five minutes by which clocks differ', () => {
    expect(doubt(check('2026-05-20T10:05:00.001Z'))).toEqual([
      'the scan names 2026-05-20T10:05:00.001Z, which is after it was signed: its age is not known',
      'Scan where the clock is right, and attest the new result.',
    ]);
    expect(check('2026-05-20T10:05:00Z')).toBeUndefined();
  });

  test('T32 is as old as the signature, where that is oldest', () => {
    expect(
      doubt(checkDataAge(scan('2026-05-20T09:00:00Z'), new Date('2026-05-20T09:00:00Z'), now, day)),
    ).toHaveLength(2);
    expect(check('2026-05-20T10:00:00Z', '2026-05-20T08:58:00Z')).toMatchObject({ code: 'CUSTODY-409' });
  });
});

describe('an SBOM', () => {
  const hint =
    'Make the SBOM from the artifact with a tool that fills supplier, version, identifier and relationships.';
  const of = (predicate: object, fields?: number) => {
    const at = { file: 'custody.yml', line: 7 };
    const rule = {
      at,
      formats: ['cyclonedx'],
      signers: ['a'],
      bound: false,
      ...(fields !== undefined && { fields }),
    } as const;
    const { checks = [] } = sbomRequirement(rule, () => [proven().acceptedBy], {
      repository: 'acme/shop',
      refs: ['refs/heads/main'],
    });
    const about = { ...proven(), predicateType: CYCLONEDX, predicate: predicate as never };
    return refusal(checks.map((check) => check(about, beside)).find((said) => said !== undefined));
  };

  test('that lists nothing', () => {
    expect(of(cyclonedxSbom({}, { components: [] }))).toEqual([
      'the SBOM says too little: it lists no component',
      'at least 1',
      '0',
      hint,
    ]);
  });

  test('that says too little of what it lists, in figures that never look like enough', () => {
    expect(of(cyclonedxSbom({ supplier: undefined }), 0.91)).toEqual([
      'the SBOM says too little: too few of the minimum elements are filled',
      'at least 0.91',
      '0.909; least of all the supplier name: 0',
      hint,
    ]);
  });
});
