/** What a verb that decides says besides its verdict: check run, SARIF and JSON, on the sandbox's GitHub. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bootGitHub, type Permissions, type SandboxGitHub } from '../../sandbox/github/index.ts';
import { eventPayload } from '../../sandbox/github/webhook.ts';
import { exampleRepository } from '../../sandbox/index.ts';
import { defineGate } from '../../src/actions/say.ts';
import type { Context, Outcome } from '../../src/kit/define.ts';
import { readEnvironment } from '../../src/kit/environment.ts';
import { flag, text } from '../../src/kit/inputs.ts';
import { createMasks, redactAll } from '../../src/kit/masks.ts';
import { readInputs } from '../../src/kit/read-inputs.ts';
import { wire } from '../../src/kit/wire.ts';
import { Fault } from '../../src/model/fault.ts';
import type { Report } from '../../src/report/report.ts';
import { passing, refused, report, undecided } from '../report/support/verdicts.ts';

const token = 'ghs_Qm9TdWNoVG9rZW5FdmVyRXhpc3RlZDEyMzQ1Njc4OTA';
const commit = 'c0'.repeat(20);
const merge = 'e0'.repeat(20);
const head = 'a0'.repeat(20);

let github: SandboxGitHub;
let folder: string;
let logged: string[];
beforeEach(async () => {
  github = await bootGitHub();
  github.state.addRepository(exampleRepository);
  allow({ checks: 'write' });
  folder = mkdtempSync(join(tmpdir(), 'custody-say-'));
  logged = [];
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  expect(github.violations).toEqual([]);
  await github.close();
});

const allow = (permissions: Permissions) =>
  github.state.grant(token, { repository: 'acme/shop', permissions });
const runs = () => github.state.checkRuns(exampleRepository);

/** A gate that comes to what the test says. */
const gate = (decide: () => Promise<Report>) =>
  defineGate({
    name: 'sample',
    title: 'Sample',
    description: 'Decides what it is told.',
    permissions: {},
    inputs: {
      offline: flag({ description: '…', default: false }),
      githubToken: text({ description: '…', secret: true }),
    },
    outputs: {},
    run: async () => ({ report: await decide(), outputs: {} }),
  });

interface Setting {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds. */
  readonly retryFor?: number;
}

function run(
  decide: () => Promise<Report> | Report,
  { inputs = {}, variables = {}, retryFor = 0 }: Setting = {},
): Promise<Outcome> {
  const definition = gate(async () => decide());
  const given: Record<string, string> = { githubToken: token, ...inputs };
  const values = readInputs(definition.inputs, {
    given: (key) => given[key],
    defaultFor: () => undefined,
    spell: (key) => key,
  });
  const environment = readEnvironment({ ...job(), ...variables }, folder);
  const masks = createMasks();
  masks.add(token);
  const host = {
    environment,
    signal: new AbortController().signal,
    log: (line: string) => void logged.push(line),
    mask: masks.add,
    redact: <Value>(value: Value) => redactAll(masks, value),
  };
  const context: Context = { ...host, wire: wire(host, { retryFor }) };
  return definition.run(values, context);
}

function job(): Record<string, string> {
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: github.apiUrl,
    GITHUB_WORKSPACE: folder,
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/ci.yml@refs/heads/main',
    GITHUB_JOB: 'verify',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_SHA: commit,
    GITHUB_RUN_ID: '7',
    GITHUB_RUN_ATTEMPT: '1',
  };
}

/** The variables of a run for an event with this payload. */
function event(name: string, payload: object) {
  writeFileSync(join(folder, 'event.json'), JSON.stringify(payload));
  return { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: join(folder, 'event.json'), GITHUB_SHA: merge };
}

const pullRequest = (headRepository = exampleRepository) =>
  eventPayload('pull_request', exampleRepository, {
    ref: 'refs/pull/3/merge',
    sha: merge,
    pullRequest: { number: 3, headRef: 'x', headSha: head, baseRef: 'main', baseSha: commit, headRepository },
  });

describe('a check run', () => {
  test('says the verdict on the commit of the run', async () => {
    const { report: said } = await run(() => report(passing(), refused()));
    expect(runs()).toMatchObject([
      {
        name: 'custody / sample',
        headSha: commit,
        conclusion: 'failure',
        detailsUrl: 'https://github.com/acme/shop/actions/runs/7/attempts/1',
        annotations: [{ path: '.github/workflows/ci.yml', start_line: 1 }],
      },
    ]);
    expect(said).toEqual(report(passing(), refused()));
  });

  test.each([
    ['pull_request', () => pullRequest(), head],
    ['pull_request_target', () => pullRequest(), head],
    ['merge_group', () => ({ merge_group: { head_sha: head } }), head],
    ['workflow_dispatch', () => ({ pull_request: { head: { sha: head } } }), merge],
  ])('of a %s stands on the commit that people look at', async (name, payload, sha) => {
    await run(() => report(passing()), { variables: event(name, payload()) });
    expect(runs()).toMatchObject([{ headSha: sha, conclusion: 'success' }]);
  });

  test.each([
    ['names none', { pull_request: {} }],
    ['names something else', { pull_request: { head: { sha: '../../x' } } }],
  ])('is not posted where the event %s', async (_, payload) => {
    const { report: said } = await run(() => report(passing()), {
      variables: event('pull_request', payload),
    });
    expect(runs()).toEqual([]);
    expect(said.status).toBe('pass');
    expect(said.notices).toEqual([expect.stringContaining('the payload of the event names no head commit')]);
  });

  test('is brought up to date by the next attempt', async () => {
    await run(() => report(refused()));
    await run(() => report(passing()), { variables: { GITHUB_RUN_ATTEMPT: '2' } });
    expect(runs()).toMatchObject([{ conclusion: 'success' }]);
  });

  test('has the name that it is given', async () => {
    await run(() => report(passing()), { inputs: { checkName: 'release (arm)' } });
    expect(runs()).toMatchObject([{ name: 'custody / release (arm)' }]);
  });

  test.each<[string, Setting]>([
    ['never', { inputs: { checkRun: 'never' } }],
    ['offline', { inputs: { offline: 'true' } }],
    ['outside of a workflow', { variables: { GITHUB_ACTIONS: undefined, GITHUB_RUN_ID: undefined } }],
  ])('%s: nothing is asked and nothing noted', async (_, setting) => {
    const { report: said } = await run(() => report(passing()), setting);
    expect([said.notices, github.requests]).toEqual([[], []]);
  });

  test('T20 is no success for a report that passes without a verdict', async () => {
    await run(() => ({ ...report(), status: 'pass' }));
    expect(runs()).toMatchObject([{ conclusion: 'failure' }]);
  });

  test('T27 holds no secret, whatever a verdict quotes', async () => {
    await run(() => report(refused(`x ${token}`)), {
      inputs: { sarif: join(folder, 'a.sarif'), json: join(folder, 'a.json') },
    });
    const files = ['a.sarif', 'a.json'].map((name) => readFileSync(join(folder, name), 'utf8'));
    expect([JSON.stringify(runs()), ...files].filter((said) => said.includes(token))).toEqual([]);
    expect(JSON.stringify(runs())).toContain('x ***');
  });
});

describe('T52 a run for a fork', () => {
  const fork = { ...exampleRepository, owner: 'mallory', id: 666, ownerId: 667 };

  test.each([
    ['passes', () => report(passing()), 'pass'],
    ['is refused', () => report(refused()), 'fail'],
    ['cannot be decided', () => report(undecided()), 'unknown'],
  ])('T52 that %s has its verdict and a note, and no check run', async (_, made, status) => {
    allow({ checks: 'read', contents: 'read' });
    const setting = { variables: event('pull_request', pullRequest(fork)) };
    const { report: said } = await run(made, setting);
    expect(runs()).toEqual([]);
    expect(said.status).toBe(status);
    expect(said.verdicts).toEqual(made().verdicts);
    expect(said.notices).toEqual([
      expect.stringMatching(/^No check run was posted \(GitHub answered 403: .*`permissions: checks: write`/),
    ]);
  });

  test('T52 without a token asks nothing and says so', async () => {
    const { report: said } = await run(() => report(passing()), { inputs: { githubToken: '' } });
    expect(github.requests).toEqual([]);
    expect(said.notices).toEqual([expect.stringContaining('there is no `github-token`')]);
  });
});

describe('what cannot be said', () => {
  test.each([
    ['pass', () => report(passing())],
    ['fail', () => report(refused())],
    ['unknown', () => report(undecided())],
  ])('changes no verdict: %s', async (status, made) => {
    github.state.interrupt = () => ({ status: 503, body: { message: 'down' } });
    const { report: said } = await run(made);
    expect(said.status).toBe(status);
    expect(said.notices).toEqual([expect.stringContaining('answered 503: down')]);
  });

  test('keeps no job waiting for as long as services are asked again', async () => {
    github.state.interrupt = () => ({
      status: 503,
      body: { message: 'down' },
      headers: { 'retry-after': '31' },
    });
    const begin = performance.now();
    const { report: said } = await run(() => report(passing()), { retryFor: 10 * 60_000 });
    expect(performance.now() - begin).toBeLessThan(10_000);
    expect(said.status).toBe('pass');
    expect(said.notices).toEqual([expect.stringContaining('answered 503: down')]);
    expect(logged).toEqual([expect.stringContaining('no time of its share of retry-for is left for more')]);
  });

  test('a fault is said too, in place of an earlier success, and stays what it is', async () => {
    await run(() => report(passing()));
    const fault = new Fault('CUSTODY-903', 'nobody answers', { hint: 'Try later.' });
    const again = run(() => Promise.reject(fault), { variables: { GITHUB_RUN_ATTEMPT: '2' } });
    await expect(again).rejects.toBe(fault);
    expect(runs()).toMatchObject([
      {
        conclusion: 'failure',
        output: { title: 'could not decide: CUSTODY-903 A service could not be reached' },
      },
    ]);
  });

  test('a fault that cannot be said is logged, and stays what it is', async () => {
    allow({});
    const fault = new Fault('CUSTODY-903', 'nobody answers', { hint: 'Try later.' });
    await expect(run(() => Promise.reject(fault))).rejects.toBe(fault);
    expect(logged).toEqual([expect.stringContaining('No check run was posted (GitHub answered 403')]);
  });
});

describe('files', () => {
  test('of an earlier run are gone where nothing was decided', async () => {
    const files = ['a.sarif', 'a.json'].map((name) => join(folder, name));
    for (const file of files) writeFileSync(file, 'old');
    const inputs = { sarif: files[0] ?? '', json: files[1] ?? '' };
    const fault = new Fault('CUSTODY-903', 'nobody answers', { hint: 'Try later.' });
    await expect(run(() => Promise.reject(fault), { inputs })).rejects.toBe(fault);
    expect(files.map((file) => existsSync(file))).toEqual([false, false]);
  });

  test('hold the findings, and the report with what was noted', async () => {
    allow({});
    const inputs = { sarif: join(folder, 'a.sarif'), json: join(folder, 'a.json') };
    const { report: said } = await run(() => report(refused()), { inputs });
    const [sarifRun] = JSON.parse(readFileSync(inputs.sarif, 'utf8')).runs;
    expect(sarifRun.results).toMatchObject([
      {
        ruleId: 'CUSTODY-432',
        locations: [{ physicalLocation: { artifactLocation: { uri: '.github/workflows/ci.yml' } } }],
      },
    ]);
    expect(JSON.parse(readFileSync(inputs.json, 'utf8')).notices).toEqual(said.notices);
  });
});
