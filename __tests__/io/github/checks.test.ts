/** Check runs on the sandbox's GitHub: made once, brought up to date in place, and nothing where it is not permitted. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SandboxGitHub } from '../../../sandbox/github/index.ts';
import { githubChecks } from '../../../src/io/github/checks.ts';
import type { CheckAnnotation, CheckRun, CheckSubject } from '../../../src/ports/checks.ts';
import { faultOf } from '../../support/faults.ts';
import { expectNoToken } from '../../support/token-search.ts';
import { booted, http, type Interrupt, token } from './support.ts';

let github: SandboxGitHub;
beforeEach(async () => {
  github = await booted();
  github.state.grant(token, { repository: 'acme/shop', permissions: { checks: 'write' } });
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

const subject: CheckSubject = {
  commit: 'c0'.repeat(20),
  job: '.github/workflows/ci.yml verify push',
  attempt: '7.1',
  page: 'https://github.com/acme/shop/actions/runs/7/attempts/1',
};
const retried = { ...subject, attempt: '7.2' };
const note = (index: number): CheckAnnotation => ({
  path: 'custody.yml',
  line: index + 1,
  level: 'failure',
  title: 't',
  message: `m${index}`,
});
const notes = (many: number) => Array.from({ length: many }, (_, index) => note(index));
const failing = (many = 1): CheckRun => ({
  name: 'custody / verify',
  conclusion: 'failure',
  title: 'refused: 1 of 1 file failed.',
  summary: 's',
  text: 't',
  annotations: notes(many),
});
const passing: CheckRun = {
  name: 'custody / verify',
  conclusion: 'success',
  title: '1 file verified.',
  summary: 's',
  annotations: [],
};

const post = (run: CheckRun, about = subject, withToken = token, repository = 'acme/shop') =>
  githubChecks({ apiUrl: github.apiUrl, token: withToken, repository, http }).post(run, about);

function runs() {
  const repository = github.state.repository('acme/shop');
  return repository ? github.state.checkRuns(repository) : [];
}

/** Bends the answers to requests of one method alone. */
function interrupt(
  method: string,
  answer: (count: number, request: Parameters<Interrupt>[0]) => ReturnType<Interrupt>,
) {
  let count = 0;
  github.state.interrupt = (request) => {
    if (request.method !== method) return undefined;
    count += 1;
    return answer(count, request);
  };
}

test('a check run is what it was given, on the commit, with a link to the run', async () => {
  expect(await post(failing())).toBe('posted');
  expect(runs()).toEqual([
    expect.objectContaining({
      headSha: subject.commit,
      name: 'custody / verify',
      status: 'completed',
      conclusion: 'failure',
      detailsUrl: subject.page,
      output: { title: 'refused: 1 of 1 file failed.', summary: 's', text: 't' },
      annotations: [
        {
          path: 'custody.yml',
          start_line: 1,
          end_line: 1,
          annotation_level: 'failure',
          title: 't',
          message: 'm0',
        },
      ],
    }),
  ]);
  expect(JSON.stringify(runs())).not.toContain(token);
});

test.each([0, 1, 50, 51, 100, 101, 200])('%i annotations come in batches of 50', async (many) => {
  await post(failing(many));
  expect(runs().map(({ annotations }) => annotations.map(({ message }) => message))).toEqual([
    notes(many).map(({ message }) => message),
  ]);
  const writes = github.requests.filter(({ method }) => method !== 'GET');
  expect(writes).toHaveLength(Math.max(1, Math.ceil(many / 50)));
});

describe('a later attempt', () => {
  test('changes the check run of the earlier one', async () => {
    await post(failing());
    await post(passing, retried);
    expect(runs()).toEqual([
      expect.objectContaining({ conclusion: 'success', externalId: `${subject.job} 7.2` }),
    ]);
    expect(runs()[0]?.output).toEqual({ title: '1 file verified.', summary: 's', text: '' });
  });

  test('says no annotation twice, for those of before stay', async () => {
    await post(failing(60));
    await post(failing(61), retried);
    expect(runs()[0]?.annotations.map(({ message }) => message)).toEqual(
      notes(61).map(({ message }) => message),
    );
  });

  test.each<[string, Partial<CheckSubject>]>([
    ['of this very attempt, for it may be that of another leg', {}],
    ['of another job', { job: 'other', attempt: '7.2' }],
    ['on another commit', { commit: 'd0'.repeat(20), attempt: '7.2' }],
  ])('leaves alone the one %s', async (_, changes) => {
    await post(failing());
    await post(passing, { ...subject, ...changes });
    expect(runs().map(({ conclusion }) => conclusion)).toEqual(['failure', 'success']);
  });

  test('makes its own beside one that another app has made under its name', async () => {
    const foreign = 'ghs_foreign_foreign_foreign_foreign';
    const app = { id: 9, slug: 'other' };
    github.state.grant(foreign, { repository: 'acme/shop', permissions: { checks: 'write' }, app });
    await post(passing, subject, foreign);
    await post(failing(), retried);
    expect(runs().map((run) => [run.app.id, run.conclusion])).toEqual([
      [9, 'success'],
      [15368, 'failure'],
    ]);
  });
});

describe('T52 a token that may not write checks', () => {
  test.each<[string, () => string]>([
    ['of a run for a fork', () => grant({ checks: 'read', contents: 'read' })],
    ['of a job without the permission', () => grant({ contents: 'read' })],
    ['that is not known any more', () => 'ghs_unknown_unknown_unknown_unknown'],
    ['of nobody', () => ''],
  ])('T52 %s posts nothing, and the reason is told', async (_, tokenOf) => {
    const answer = await post(failing(), subject, tokenOf());
    expect(answer).toEqual({ refused: expect.stringMatching(/^GitHub answered 40[13]: /) });
    expect(runs()).toEqual([]);
  });

  test('T52 nor does one that may not see the repository', async () => {
    const posted = post(failing(), subject, grant({ checks: 'write' }), 'acme/hidden');
    const answer = await posted.catch((fault: unknown) => fault);
    expect(answer).toEqual({ refused: 'GitHub answered 404: Not Found' });
  });

  function grant(permissions: Parameters<typeof github.state.grant>[1]['permissions']): string {
    const weak = 'ghs_weak_weak_weak_weak_weak_weak';
    github.state.grant(weak, { repository: 'acme/shop', permissions });
    return weak;
  }
});

describe('a request whose answer was lost', () => {
  test('and that had arrived is not made again', async () => {
    let losses = 0;
    github.state.around = async (request, answer) => {
      const reply = await answer();
      if (request.method !== 'POST' || losses > 0) return reply;
      losses += 1;
      return { status: 502 };
    };
    expect(await post(failing(51))).toBe('posted');
    expect(runs().map(({ annotations }) => annotations.length)).toEqual([51]);
  });

  test('is not made again for annotations that are there', async () => {
    let losses = 0;
    github.state.around = async (request, answer) => {
      const reply = await answer();
      if (request.method !== 'PATCH' || losses > 0) return reply;
      losses += 1;
      return { status: 502 };
    };
    expect(await post(failing(60))).toBe('posted');
    expect([losses, runs()[0]?.annotations.length]).toEqual([1, 60]);
  });

  test('and that had not arrived is made again', async () => {
    interrupt('POST', (count) => (count === 1 ? { status: 503 } : undefined));
    expect(await post(failing())).toBe('posted');
    expect(runs()).toHaveLength(1);
  });
});

describe('what cannot be posted is a fault', () => {
  test.each<[string, string, ReturnType<Interrupt>, string]>([
    ['an outage of the list', 'GET', { status: 503, body: { message: 'down' } }, 'CUSTODY-904'],
    ['an outage', 'POST', { status: 503, body: { message: 'down' } }, 'CUSTODY-904'],
    ['an answer without a check run', 'POST', { status: 201, body: {} }, 'CUSTODY-904'],
    ['a list that is none', 'GET', { status: 200, body: { check_runs: 1 } }, 'CUSTODY-904'],
    [
      'a page of HTML',
      'POST',
      { status: 201, headers: { 'content-type': 'text/html' }, body: '<p>' },
      'CUSTODY-904',
    ],
  ])('%s', async (_, method, reply, code) => {
    interrupt(method, () => reply);
    const fault = await faultOf(post(failing()));
    expect(fault.code).toBe(code);
    expectNoToken(fault, token);
  });

  test('an answer that repeats the token does not tell it', async () => {
    interrupt('POST', (_, { headers }) => ({
      status: 403,
      body: { message: `no ${headers.authorization}` },
    }));
    expect(await post(failing())).toEqual({ refused: 'GitHub answered 403' });
  });
});
