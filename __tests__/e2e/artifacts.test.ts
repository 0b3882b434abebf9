/** What is sealed is named to the runner, so that later steps of the job find it; never so that the step fails. */
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { bootSandbox, type Sandbox } from '../../sandbox/index.ts';
import { runIn } from '../support/workflow.ts';
import { build, job, maySeal, seal, workflowText } from '../support/workflow-text.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await bootSandbox();
});
afterEach(() => expect(sandbox.githubService.violations).toEqual([]));
afterAll(() => sandbox.close());

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

async function run(script: string, steps = [seal()]) {
  const list = { name: 'List', run: 'cat "$GITHUB_ARTIFACTS_LIST"' };
  const text = workflowText({ one: job(maySeal, [...build(script), ...steps, list]) });
  const ran = await runIn(sandbox, { 'release.yml': text });
  expect(ran.result.conclusion).toBe('success');
  return ran;
}

test('every sealed file is in the list that the next step reads', async () => {
  const ran = await run('printf a > dist/a.txt; printf b > dist/b.txt');
  expect(ran.job('one').artifacts).toEqual({ 'a.txt': digest('a'), 'b.txt': digest('b') });
  expect(ran.step('one', 'List').log).toContain(`"a.txt","digest":"sha256:${digest('a')}"`);
});

test('one name with two digests is left out, and said; so is a name that the list reserves', async () => {
  const script =
    'mkdir dist/x dist/y; printf 1 > dist/x/bin; printf 2 > dist/y/bin; printf c > dist/c; printf d > dist/d=1';
  const ran = await run(script, [seal({ files: 'dist/**' })]);
  expect(ran.job('one').artifacts).toEqual({ c: digest('c') });
  const { log } = ran.step('one', 'seal');
  expect(log).toMatch(/^note {5}`\$GITHUB_ARTIFACTS` does not name `bin`: one name, several digests\.$/m);
  expect(log).toMatch(/^note {5}`\$GITHUB_ARTIFACTS` cannot name `.*\/dist\/d=1`\.$/m);
  expect(JSON.parse(ran.step('one', 'seal').outputs['subjects'] ?? '')).toHaveLength(4);
});

test('a second seal in one job does not name again what has another digest now', async () => {
  const again = { ...seal({ files: 'more/*' }), id: 'again' };
  const change = { name: 'More', run: 'mkdir more; printf other > more/a.txt; printf new > more/n.txt' };
  const ran = await run('printf a > dist/a.txt', [seal(), change as never, again]);
  expect(ran.job('one').artifacts).toEqual({ 'a.txt': digest('a'), 'n.txt': digest('new') });
  expect(ran.step('one', 'again').log).toContain('does not name `a.txt`');
});
