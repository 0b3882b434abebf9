/** Answers about a run that GitHub would not give: none of them becomes a fact. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { githubForge } from '../../../src/io/github/forge.ts';
import type { Http } from '../../../src/io/http/types.ts';
import { Fault } from '../../../src/model/fault.ts';
import type { RunFacts } from '../../../src/ports/forge.ts';
import { faultOf } from '../../support/faults.ts';
import { runs } from '../../support/runs.ts';

const headSha = 'a'.repeat(40);
const run = {
  id: 9,
  run_attempt: 2,
  head_sha: headSha,
  event: 'push',
  status: 'completed',
  conclusion: 'success',
  repository: { id: 101 },
};
const job = {
  run_id: 9,
  run_attempt: 2,
  name: 'build',
  status: 'completed',
  conclusion: 'success',
  check_run_url: 'https://api.github.com/repos/acme/shop/check-runs/91',
};
const jobs = { total_count: 1, jobs: [job] };

/** Asks for one attempt of run 9; every request is answered with what `answer` has for its path. */
function ask(answer: (path: string) => unknown, attempt = 2): Promise<RunFacts> {
  const http: Http = async ({ url }) => {
    const path = url.pathname.split('/runs/')[1] ?? '';
    const body = new TextEncoder().encode(JSON.stringify(answer(path)));
    return { status: 200, headers: new Headers(), body, host: 'api.test' };
  };
  const forge = githubForge({ apiUrl: 'https://api.test', serverUrl: 'https://github.com', http });
  return forge.run(`https://github.com/acme/shop/actions/runs/9/attempts/${attempt}`);
}

/** The attempt that is asked for is spoilt, or its job. */
const spoilt = (ofRun: object, ofJob: object = {}, attempt = 2) =>
  ask((path) => {
    if (path.endsWith('/jobs')) return { ...jobs, jobs: [{ ...job, ...ofJob }] };
    return path === '9' && attempt === 1 ? run : { ...run, ...ofRun };
  }, attempt);

describe('T14 answers that are not about this run', () => {
  test('T14 one that is', async () => {
    const found = { id: '91', name: 'build', status: 'completed', conclusion: 'success' };
    expect((await spoilt({})).asked?.jobs).toEqual([found]);
  });

  test.each<[string, object]>([
    ['another id', { id: 10 }],
    ['no id', { id: undefined }],
    ['an id as text', { id: '9' }],
    ['no attempt', { run_attempt: undefined }],
    ['an attempt that is none', { run_attempt: 1.5 }],
    ['no commit', { head_sha: 'main' }],
    ['no event', { event: null }],
    ['no status', { status: null }],
    ['a conclusion that is no text', { conclusion: true }],
    ['no conclusion at all', { conclusion: undefined }],
    ['no repository', { repository: null }],
  ])('T14 %s', async (_, change) => {
    const { code, message } = await faultOf(spoilt(change));
    expect(code).toBe('CUSTODY-904');
    expect(message).toContain('no facts of run 9');
  });

  test('T14 another attempt than the one that is asked for', async () => {
    expect((await faultOf(spoilt({ run_attempt: 2 }, {}, 1))).message).toContain('no facts of run 9');
  });

  test.each<[string, object]>([
    ['of another run', { run_id: 10 }],
    ['of a later attempt', { run_attempt: 3 }],
    ['of no attempt', { run_attempt: undefined }],
    ['without a name', { name: null }],
    ['without a status', { status: undefined }],
    ['without a check run', { check_run_url: 'https://api.github.com/x' }],
  ])('T14 a job %s', async (_, change) => {
    expect((await faultOf(spoilt({}, change))).message).toContain('a job that cannot be read');
  });

  test('T14 a job of an earlier attempt stands in the list of a later one', async () => {
    expect((await spoilt({}, { run_attempt: 1 })).latest.jobs).toHaveLength(1);
  });

  test('T14 whatever JSON is answered, it is a fault, or facts of this run', async () => {
    const odd = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(9, '9', 0, headSha, 'success', null));
    const members = (of: object) =>
      fc.record(Object.fromEntries(Object.keys(of).map((key) => [key, odd])), { requiredKeys: [] });
    const whole = { ...run, ...jobs };
    const answers = fc.oneof(
      fc.jsonValue(),
      members(whole).map((some) => ({ ...whole, ...some })),
      members(job).map((some) => ({ ...whole, jobs: [{ ...job, ...some }] })),
    );
    await fc.assert(
      fc.asyncProperty(answers, async (answer) => {
        const found = await ask(() => answer).catch((error: unknown) => error);
        if (found instanceof Fault) return expect(['CUSTODY-904', 'CUSTODY-404']).toContain(found.code);
        const { repositoryId, headSha: commit, latest } = found as RunFacts;
        expect(repositoryId).toMatch(/^[1-9]\d*$/);
        expect(commit).toMatch(/^[0-9a-f]{40,64}$/);
        expect(latest).toMatchObject({ number: expect.any(Number), status: expect.any(String) });
        for (const each of latest.jobs)
          expect(each).toMatchObject({ id: '91', name: expect.any(String), status: expect.any(String) });
      }),
      { numRuns: runs() },
    );
  });
});
