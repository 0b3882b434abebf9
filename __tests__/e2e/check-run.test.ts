/** Check runs of whole workflows, read back from the API as GitHub would show them. */
import { getOctokit } from '@actions/github';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { bootSandbox, exampleRepository, type Sandbox } from '../../sandbox/index.ts';
import { commit, runIn } from '../support/workflow.ts';
import { build, job, maySeal, seal, verify, workflowText } from '../support/workflow-text.ts';

const reader = 'ghs_reader_reader_reader_reader';
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await bootSandbox();
});
afterEach(() => expect(sandbox.githubService.violations).toEqual([]));
afterAll(() => sandbox.close());

const steps = [
  ...build(),
  seal(),
  verify({ 'check-name': 'good' }, { id: 'good' }),
  verify(
    { 'check-name': 'bad', 'source-ref': 'refs/heads/other', sarif: 'custody.sarif' },
    { id: 'bad', 'continue-on-error': true },
  ),
  { id: 'sarif', run: 'node -p "JSON.parse(fs.readFileSync(\'custody.sarif\')).runs[0].results[0].ruleId"' },
];

test('verdicts are read back from the commit, each finding at the workflow that ran', async () => {
  const ran = await runIn(sandbox, {
    'release.yml': workflowText({ one: job({ ...maySeal, checks: 'write' }, steps) }),
  });
  expect(ran.result.conclusion).toBe('success');
  sandbox.github.grant(reader, { repository: 'acme/shop', permissions: { checks: 'read' } });
  const { checks } = getOctokit(reader, { baseUrl: sandbox.apiUrl }).rest;
  const shop = { owner: exampleRepository.owner, repo: exampleRepository.name };
  const { data } = await checks.listForRef({ ...shop, ref: commit });
  const [bad, good] = data.check_runs;
  expect(good).toMatchObject({
    name: 'custody / good',
    conclusion: 'success',
    output: { title: '2 files verified.', annotations_count: 0 },
  });
  expect(bad).toMatchObject({
    name: 'custody / bad',
    conclusion: 'failure',
    output: { title: 'refused: 2 of 2 files failed.', annotations_count: 2 },
    details_url: expect.stringMatching(
      /^https:\/\/github\.com\/acme\/shop\/actions\/runs\/\d+\/attempts\/1$/,
    ),
  });
  const { data: annotations } = await checks.listAnnotations({ ...shop, check_run_id: bad?.id ?? 0 });
  expect(annotations).toEqual(
    Array(2).fill(
      expect.objectContaining({
        path: '.github/workflows/release.yml',
        start_line: 1,
        annotation_level: 'failure',
        title: 'CUSTODY-434 Another source ref',
      }),
    ),
  );
  expect(ran.step('one', 'sarif').log).toContain('CUSTODY-434');
});

test('T52 without the permission, as in a run for a fork, the verdict is the same and the summary says so', async () => {
  const before = sandbox.github.checkRuns(exampleRepository).length;
  const ran = await runIn(sandbox, { 'release.yml': workflowText({ one: job(maySeal, steps) }) });
  expect(ran.step('one', 'good').outputs['verdict']).toBe('pass');
  expect(ran.step('one', 'bad').outputs['verdict']).toBe('fail');
  expect(ran.log).toContain('note     No check run was posted (GitHub answered 403');
  expect(ran.job('one').summary).toContain('No check run was posted (GitHub answered 403');
  expect(sandbox.github.checkRuns(exampleRepository)).toHaveLength(before);
});
