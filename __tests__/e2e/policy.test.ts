/** `verify` by a policy, as a workflow and on the command line: through the generated action, the launcher and dist/. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSandbox, type Sandbox } from '../../sandbox/index.ts';
import { actionReference } from '../../src/model/action-reference.ts';
import { type Ran, root, runIn, writeTree } from '../support/workflow.ts';
import {
  build,
  download,
  job,
  maySeal,
  mayVerify,
  seal,
  upload,
  workflowText,
} from '../support/workflow-text.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await bootSandbox();
});
afterEach(() => expect(sandbox.githubService.violations).toEqual([]));
afterAll(() => sandbox.close());

const path = '.github/custody.yml';

/** One page of YAML, as a user writes it; `changes` are lines of it that are replaced. */
function policyText(changes: Readonly<Record<string, string>> = {}): string {
  const text = `version: 1
expires: 2099-06-30
owner: platform@acme.example
signers:
  release:
    root: public
    github: {workflow: acme/shop/.github/workflows/release.yml, refs: [refs/heads/main]}
artifacts:
  shop:
    match: [dist/*.txt]
    source: {repository: acme/shop, repository-id: 123456, owner-id: 42, refs: [refs/heads/main]}
    signers: [release]
    require:
      provenance: {level: 2, run-conclusion: success}
      max-age: 90d
`;
  return Object.entries(changes).reduce((all, [from, to]) => {
    expect(all).toContain(from);
    return all.replace(from, to);
  }, text);
}

const verify = (inputs: Readonly<Record<string, string>> = {}) => ({
  id: 'verify',
  uses: actionReference('verify'),
  with: { files: 'dist/*', policy: path, ...inputs },
});
const mayAsk = { ...mayVerify, actions: 'read' } as const;

/** Seals in one job and verifies in the next. */
async function run(policy: string | undefined, inputs: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const text = workflowText({
    build: job(maySeal, [...build(), seal(), upload('dist/')]),
    check: job(mayAsk, [download('dist'), verify(inputs)], { needs: 'build' }),
  });
  return runIn(sandbox, { 'release.yml': text }, policy === undefined ? {} : { files: { [path]: policy } });
}

describe('in a workflow', () => {
  test('files pass by the policy of the default branch, which the log and the report name', async () => {
    const ran = await run(policyText());
    const { log, outputs } = ran.step('check', 'verify');
    expect(log).not.toContain('CUSTODY-');
    expect(outputs['verdict']).toBe('pass');
    expect(log).toMatch(/custody verify --policy acme\/shop@[0-9a-f]{40}:\.github\/custody\.yml /);
  });

  test('T31 what lies in the workspace decides nothing', async () => {
    const strict = policyText({ 'refs: [refs/heads/main]}\nartifacts': 'refs: [refs/tags/v*]}\nartifacts' });
    const loosen = {
      name: 'Loosen',
      run: `mkdir -p .github; echo "$LAX" > ${path}`,
      env: { LAX: policyText() },
    };
    const text = workflowText({
      one: job({ ...maySeal, actions: 'read' }, [...build(), seal(), loosen, verify()]),
    });
    const ran = await runIn(sandbox, { 'release.yml': text }, { files: { [path]: strict } });
    const { log, outputs } = ran.step('one', 'verify');
    expect(outputs['verdict']).toBe('fail');
    expect(log).toContain('CUSTODY-432 Another signer');
  });

  test('T20 a file that no entry matches fails, and its line is named', async () => {
    const ran = await run(policyText({ 'dist/*.txt': 'dist/app.*' }));
    const { log, outputs } = ran.step('check', 'verify');
    expect(outputs['verdict']).toBe('fail');
    expect(log).toMatch(/^pass {5}dist\/app\.txt/m);
    expect(log).toMatch(/^fail {5}dist\/b\.txt/m);
    expect(log).toContain('CUSTODY-520 Not covered by the policy');
  });

  test('what is refused is set aside where that is asked for, and the rest goes on', async () => {
    const some = policyText({ 'dist/*.txt': 'dist/app.*' });
    const ran = await run(some, { 'on-fail': 'set-aside' });
    const { log, outputs } = ran.step('check', 'verify');
    expect(outputs).toMatchObject({ verdict: 'pass', passed: 'dist/app.txt', 'set-aside': 'dist/b.txt' });
    expect(log).toContain('CUSTODY-520');
    expect(ran.result.conclusion).toBe('success');
  });

  test('T20 where all is set aside nothing passes', async () => {
    const ran = await run(policyText({ 'dist/*.txt': 'other/*' }), { 'on-fail': 'set-aside' });
    const { outputs } = ran.step('check', 'verify');
    expect(outputs).toMatchObject({ verdict: 'fail', passed: '', 'set-aside': 'dist/app.txt\ndist/b.txt' });
  });

  test('what is only reported stops nothing, and is not among what passed', async () => {
    const ran = await run(policyText({ 'dist/*.txt': 'dist/app.*' }), { 'on-fail': 'report' });
    const { log, outputs } = ran.step('check', 'verify');
    expect(outputs).toMatchObject({ verdict: 'pass', passed: 'dist/app.txt', 'set-aside': '' });
    expect(log).toContain('It is reported, and stops nothing.');
  });

  const rules = (assert: string) => `rules:
  - id: hosted
    when: environment == 'prod'
    assert: ${assert}
    message: production needs a hosted runner
`;

  test.each([
    ["evidence.provenance.runner == 'github-hosted'", 'pass'],
    ["evidence.provenance.runner == 'self-hosted'", 'fail'],
    ['evidence.provenance.predicate.nowhere == 1', 'unknown'],
  ])('T30 a rule of the policy itself: %s is %s', async (assert, verdict) => {
    const ran = await run(policyText() + rules(assert), { environment: 'prod' });
    const { log, outputs } = ran.step('check', 'verify');
    expect(outputs['verdict']).toBe(verdict);
    if (verdict === 'fail') expect(log).toContain('production needs a hosted runner');
  });

  test('T30 an environment that the policy does not declare is no way around a rule for one', async () => {
    const declared = 'environments:\n  prod: {promoted-by: [release]}\n';
    const text = policyText() + declared + rules("evidence.provenance.runner == 'self-hosted'");
    const mistyped = (await run(text, { environment: 'prd' })).step('check', 'verify');
    expect(mistyped.outputs['verdict']).toBe('unknown');
    expect(mistyped.log).toContain('Did you mean `prod`?');
    expect((await run(text, { environment: 'prod' })).step('check', 'verify').outputs['verdict']).toBe(
      'fail',
    );
  });

  test('T30 a rule that does not compile is an error of the policy, at its line', async () => {
    const ran = await run(policyText() + rules('evidence.provenance.runer == 1'), { environment: 'prod' });
    const { annotations, outputs } = ran.step('check', 'verify');
    expect(outputs['verdict']).toBe('unknown');
    expect(annotations[0]).toMatchObject({ file: path, line: 20 });
  });

  test('a signed summary stands in for the evidence at the next gate, and is not summarised again', async () => {
    const taking = policyText({
      '    signers: [release]': '    signers: [release]\n    summaries: {signers: [release], max-age: 1d}',
    });
    const signed = verify({ vsa: 'true', store: 'github,files' });
    const may = { ...mayAsk, 'id-token': 'write', attestations: 'write' };
    const text = workflowText({
      build: job(maySeal, [...build(), seal(), upload('dist/')]),
      check: job(may, [download('dist'), signed], { needs: 'build' }),
      deploy: job(
        may,
        [download('dist'), verify({ vsa: 'true', json: 'report.json' }), { run: 'cat report.json' }],
        {
          needs: 'check',
        },
      ),
    });
    const ran = await runIn(sandbox, { 'release.yml': text }, { files: { [path]: taking } });
    const { outputs, log } = ran.step('check', 'verify');
    expect(log).not.toContain('CUSTODY-');
    expect(outputs['verdict']).toBe('pass');
    expect((outputs['summaries'] ?? '').split('\n')).toHaveLength(2);
    expect(outputs['summary-urls']).toMatch(/^https:\/\/github\.com\/acme\/shop\/attestations\/\d+\n/);
    const next = ran.step('deploy', 'verify');
    expect([next.outputs['verdict'], next.outputs['summaries'], next.outputs['summary-urls']]).toEqual([
      'pass',
      '',
      '',
    ]);
    expect(next.log).toContain('get no summary');
    expect(ran.job('deploy').steps.at(-1)?.log).toContain('"rule":"summary","subject":"dist/app.txt"');
  });

  test('an error in the policy is shown with its line, and nothing is decided', async () => {
    const ran = await run(policyText({ 'signers: [release]': 'signers: [relaese]' }));
    const { log, outputs, annotations } = ran.step('check', 'verify');
    expect(outputs['verdict']).toBe('unknown');
    expect(log).toMatch(/at {8}\.github\/custody\.yml:13:/);
    expect(annotations[0]).toMatchObject({ file: path, line: 13 });
  });

  test('T31 a policy that is not there is unknown', async () => {
    sandbox.github.commits.commit('acme/shop', 'main', {});
    const ran = await run(undefined);
    expect(ran.step('check', 'verify').outputs['verdict']).toBe('unknown');
    expect(ran.step('check', 'verify').log).toContain('CUSTODY-504');
  });

  test.each([
    ['an identity beside it', { repository: 'acme/shop' }, 'CUSTODY-103', '`policy` excludes `repository`'],
    ['a branch', { policy: `acme/shop@main:${path}` }, 'CUSTODY-102', 'is not pinned'],
    [
      'a summary without a policy',
      {
        policy: '',
        vsa: 'true',
        repository: 'acme/shop',
        'signer-workflow': '.github/workflows/release.yml',
      },
      'CUSTODY-103',
      '`vsa: true` needs `policy`',
    ],
    ['no API', { offline: 'true', bundles: 'dist' }, 'CUSTODY-103', 'excludes `policy` in a workflow'],
  ])('%s is refused before anything is fetched', async (_, inputs, code, words) => {
    const ran = await run(policyText(), inputs);
    const { log, outputs } = ran.step('check', 'verify');
    expect([outputs['verdict'], log]).toEqual(['unknown', expect.stringContaining(code)]);
    expect(log).toContain(words);
  });
});

describe('on the command line', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'custody-policy-'));
    await mkdir(join(folder, 'dist'));
    await writeFile(join(folder, 'dist/app.txt'), 'the application\n');
    await custody(
      ['seal', '--sigstore', sandbox.folder, '--store', 'files', '--', 'dist/app.txt'],
      sandbox.job(),
    );
    await copyFile(join(sandbox.folder, 'trusted_root.json'), join(folder, 'root.json'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function custody(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const main = join(root, 'dist', 'index.js');
    const options = { cwd: folder, env: { PATH: process.env['PATH'] ?? '', ...env } };
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [main, ...words], options);
      return { code: 0, out: stdout };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout + stderr };
    }
  }

  const offline = (...words: string[]) =>
    custody(['verify', '--policy', 'custody.yml', '--bundles', 'custody-bundles', '--offline', ...words]);
  const local = (changes: Readonly<Record<string, string>> = {}) =>
    policyText({
      'root: public': `root: own\n    issuer: ${sandbox.issuer}`,
      ', run-conclusion: success': '',
      ...changes,
    });

  test('a local policy decides offline, and the verdict says that it is local', async () => {
    await writeTree(folder, { 'custody.yml': local() });
    const { code, out } = await offline('--roots', 'own=root.json', '--', 'dist/app.txt');
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('note     The policy is a file of this machine'),
    ]);
  });

  test('T14 offline nothing is known of the run, and where the policy asks for it that is unknown', async () => {
    await writeTree(folder, {
      'custody.yml': policyText({ 'root: public': `root: own\n    issuer: ${sandbox.issuer}` }),
    });
    const { code, out } = await offline('--roots', 'own=root.json', '--', 'dist/app.txt');
    expect([code, out]).toEqual([2, expect.stringContaining('CUSTODY-507')]);
  });

  test('a root that the policy names and nobody gives is a fault at its line', async () => {
    await writeTree(folder, { 'custody.yml': local() });
    const { code, out } = await offline('--', 'dist/app.txt');
    expect([code, out]).toEqual([
      2,
      expect.stringMatching(/CUSTODY-405[\s\S]+roots: own=[\s\S]*|custody\.yml:/),
    ]);
    expect(out).toContain('custody.yml:');
  });

  test('T31 a policy that has expired decides nothing, one that soon will says so', async () => {
    const in20Days = new Date(Date.now() + 20 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
    await writeTree(folder, { 'custody.yml': local({ '2099-06-30': '2020-06-30' }) });
    const old = await offline('--roots', 'own=root.json', '--', 'dist/app.txt');
    expect([old.code, old.out]).toEqual([2, expect.stringContaining('CUSTODY-505')]);
    await writeTree(folder, { 'custody.yml': local({ '2099-06-30': in20Days }) });
    const soon = await offline('--roots', 'own=root.json', '--', 'dist/app.txt');
    expect([soon.code, soon.out]).toEqual([0, expect.stringContaining(`ends with ${in20Days}`)]);
  });
});
