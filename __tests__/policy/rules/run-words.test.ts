/** What is told of the run that signed: what was expected of it, what was found, and what to do (T14). */
import { describe, expect, test } from '@jest/globals';
import { Fault } from '../../../src/model/fault.ts';
import { runCheck } from '../../../src/policy/rules/run.ts';
import type { AttemptFacts, JobFacts, RunFacts } from '../../../src/ports/forge.ts';
import { beside, type Changes, doubt, headSha, proven, refusal, runUrl } from './support.ts';

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
    runCheck(new Map(known === undefined ? [] : [[runUrl, known]]), own)(proven(changes), beside);
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
