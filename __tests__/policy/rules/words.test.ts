/** What a rule that is not met tells whoever reads the verdict: what was expected, what was found, and what to do. */
import { describe, expect, test } from '@jest/globals';
import type { EvidenceCheck, Objection, Remark } from '../../../src/model/evidence.ts';
import { Fault } from '../../../src/model/fault.ts';
import { VERIFICATION_SUMMARY_V1 } from '../../../src/model/statement.ts';
import { ageCheck } from '../../../src/policy/rules/age.ts';
import { buildTypeCheck } from '../../../src/policy/rules/build-type.ts';
import { checkDataAge } from '../../../src/policy/rules/data-age.ts';
import { levelCheck } from '../../../src/policy/rules/level.ts';
import { runCheck } from '../../../src/policy/rules/run.ts';
import { sbomRequirement } from '../../../src/policy/rules/sbom.ts';
import { summaryCheck } from '../../../src/policy/rules/summary.ts';
import type { AttemptFacts, JobFacts, RunFacts } from '../../../src/ports/forge.ts';
import { artifact } from '../../support/stand.ts';
import { CYCLONEDX, cyclonedxSbom } from '../support/sboms.ts';
import { type Changes, headSha, proven, runUrl } from './support.ts';

const now = new Date('2026-05-21T10:00:00Z');
const day = 24 * 60 * 60;

/** The sentences of a refusal. */
function refusal(result: Objection | Remark | undefined): readonly (string | undefined)[] {
  if (result?.outcome !== 'refused') throw new Error(`not refused: ${JSON.stringify(result)}`);
  const { message, expected, found, hint } = result.refusal;
  return [message, expected, found, hint];
}

/** The sentences of what could not be decided. */
function doubt(result: Objection | Remark | undefined): readonly string[] {
  if (result?.outcome !== 'undecided') throw new Error(`decided: ${JSON.stringify(result)}`);
  return [result.message, result.hint];
}

test('the age of evidence', () => {
  expect(doubt(ageCheck(day, now)(proven()))).toEqual([
    'the evidence is of 2026-05-11T10:00:00.000Z, older than the 1 days that the policy allows',
    'Attest again: newer evidence beside the old one is enough. Or raise `max-age` in the policy.',
  ]);
});

test('the type of a build', () => {
  const check = buildTypeCheck(['https://example.com/a', 'https://example.com/b']);
  const buildDefinition = { buildType: 'https://example.com/c' };
  expect(refusal(check(proven({ predicate: { buildDefinition } })))).toEqual([
    'the provenance is of another build type',
    'https://example.com/a or https://example.com/b',
    'https://example.com/c',
    'Build as the policy says, or name this build type in `build-types`.',
  ]);
});

describe('T13 the build level', () => {
  const lack = (changes: Changes) => refusal(levelCheck(3)(proven(changes)));

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
      ...(fields !== undefined && { fields }),
    } as const;
    const { checks = [] } = sbomRequirement(rule, () => [proven().acceptedBy], {
      repository: 'acme/shop',
      refs: ['refs/heads/main'],
    });
    const [check] = checks as readonly [EvidenceCheck];
    return refusal(check({ ...proven(), predicateType: CYCLONEDX, predicate: predicate as never }));
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
    expect(of(cyclonedxSbom({ supplier: undefined }), 0.858)).toEqual([
      'the SBOM says too little: too few of the minimum elements are filled',
      'at least 0.858',
      '0.857; least of all the supplier name: 0',
      hint,
    ]);
  });
});

describe('T14 the run that signed', () => {
  const look = 'Look at the run. Build and seal anew: a release comes from a run that succeeded.';
  const job = (name: string, conclusion?: string): JobFacts => ({
    id: name,
    name,
    status: conclusion === undefined ? 'in_progress' : 'completed',
    ...(conclusion !== undefined && { conclusion }),
  });
  const attempt = (changes: Partial<AttemptFacts> = {}): AttemptFacts => ({
    number: 1,
    status: 'completed',
    conclusion: 'success',
    jobs: [job('build', 'success')],
    ...changes,
  });
  const facts = (changes: Partial<RunFacts> = {}): RunFacts => ({
    repositoryId: '123456',
    headSha,
    event: 'push',
    latest: attempt(),
    asked: attempt(),
    ...changes,
  });
  const only = (changes: Partial<AttemptFacts>) =>
    facts({ latest: attempt(changes), asked: attempt(changes) });
  const check = (known: RunFacts | Fault | undefined, changes: Changes = {}, own?: string) =>
    runCheck(new Map(known === undefined ? [] : [[runUrl, known]]), own)(proven(changes));
  const unknown = (reason: string) => `what became of the run ${runUrl} is not known: ${reason}`;

  test.each<readonly [string, RunFacts, string, string]>([
    [
      'the run did not succeed',
      only({ number: 2, conclusion: 'failure' }),
      'success',
      'failure of attempt 2',
    ],
    [
      'no job of the attempt that signed succeeded',
      only({ jobs: [job('a', 'failure'), job('b', 'cancelled')] }),
      'success',
      'a (failure), b (cancelled)',
    ],
    [
      'another run answers under this number',
      facts({ repositoryId: '9' }),
      'repository 123456',
      'repository 9',
    ],
    [
      'another run answers under this number',
      facts({ headSha: 'b'.repeat(40) }),
      `commit ${headSha}`,
      `commit ${'b'.repeat(40)}`,
    ],
  ])('T14 %s', (message, known, expected, found) => {
    expect(refusal(check(known))).toEqual([message, expected, found, look]);
  });

  test('T14 that has had fewer attempts', () => {
    const { asked: _, ...fewer } = facts();
    expect(refusal(check(fewer))).toEqual([
      'another run answers under this number',
      runUrl,
      '1 attempts',
      look,
    ]);
  });

  test('T14 of another source', () => {
    const elsewhere = 'https://github.com/acme/other/actions/runs/9/attempts/1';
    expect(refusal(check(facts(), { signer: { runUrl: elsewhere } }))).toEqual([
      'the certificate names no run of its source',
      'a run of https://github.com/acme/shop',
      elsewhere,
      look,
    ]);
  });

  test('T14 a job of this very run that failed, and no more than five of many', () => {
    const jobs = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => job(name, 'failure'));
    const open = facts({ latest: { number: 1, status: 'in_progress', jobs } });
    const own = runUrl.replace('/attempts/1', '');
    expect(refusal(check(open, {}, own))).toEqual([
      'a job of this run failed',
      'none that failed',
      'a (failure), b (failure), c (failure), d (failure), e (failure), 2 more',
      look,
    ]);
    const five = facts({ latest: { number: 1, status: 'in_progress', jobs: jobs.slice(0, 5) } });
    expect(refusal(check(five, {}, own))[2]).toBe(
      'a (failure), b (failure), c (failure), d (failure), e (failure)',
    );
  });

  test('T14 a job that calls itself neutral or was skipped has not failed', () => {
    const jobs = [job('a', 'success'), job('b', 'neutral'), job('c', 'skipped'), job('d')];
    const latest = { number: 1, status: 'in_progress', jobs };
    const own = runUrl.replace('/attempts/1', '');
    expect(check(facts({ latest, asked: latest }), {}, own)).toMatchObject({ outcome: 'remark' });
  });

  test.each<readonly [string, string, RunFacts | Fault | undefined]>([
    ['it was not asked', 'Verify online.', undefined],
    ['GitHub is away', 'Later.', new Fault('CUSTODY-903', 'GitHub is away', { hint: 'Later.' })],
    [
      'it has not ended',
      'Verify once it has, or within the run itself.',
      facts({ latest: { number: 1, status: 'in_progress', jobs: [] } }),
    ],
    [
      'which job sealed is not known, and not every job of attempt 1 succeeded: b (failure), c (open)',
      'Re-run all jobs, or build anew: evidence then comes from an attempt in which nothing failed.',
      only({ jobs: [job('a', 'success'), job('b', 'failure'), job('c')] }),
    ],
    [
      'which job sealed is not known, and not every job of attempt 1 succeeded: none ran',
      'Re-run all jobs, or build anew: evidence then comes from an attempt in which nothing failed.',
      only({ jobs: [job('a', 'skipped'), job('b', 'neutral')] }),
    ],
  ])('T14 %s', (reason, hint, known) => {
    expect(doubt(check(known))).toEqual([unknown(reason), hint]);
  });
});

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
    summaryCheck({ ...expected, ...changes })({
      ...proven(),
      predicateType: VERIFICATION_SUMMARY_V1,
      predicate: { ...honest, ...predicate } as never,
    });
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
