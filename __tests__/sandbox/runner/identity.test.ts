/** Permissions, identity tokens, called workflows. */
import { describe, expect, test } from '@jest/globals';
import { faultOf, oneJob, run, sha } from './support.ts';

const oidc = '- id: oidc\n  run: echo "url=${ACTIONS_ID_TOKEN_REQUEST_URL:-none}"';

describe('permissions', () => {
  test('none are given where none are asked for', async () => {
    const ran = await run(oneJob(oidc));
    expect(ran.permissions).toEqual([{}]);
    expect(ran.claims).toEqual([]);
    expect(ran.step('one', 'oidc').log).toContain('url=none');
  });

  test('id-token: write gives the request address, at the workflow or the job', async () => {
    const ran = await run(oneJob(oidc, 'permissions: {id-token: write, contents: read}\n'));
    expect(ran.permissions).toEqual([{ 'id-token': 'write', contents: 'read' }]);
    expect(ran.step('one', 'oidc').log).toContain('url=http://127.0.0.1:9/token?api-version=2');
    const overridden = oneJob(oidc, 'permissions: {id-token: write}\n').replace(
      'runs-on',
      'permissions: {}\n    runs-on',
    );
    expect((await run(overridden)).step('one', 'oidc').log).toContain('url=none');
    expect((await run(oneJob(oidc, 'permissions: read-all\n'))).step('one', 'oidc').log).toContain(
      'url=none',
    );
  });

  test.each([
    ['permissions: {id-token: read}', '2: id-token knows "write" and "none", not "read"'],
    ['permissions: {contnts: read}', '2: unknown permission "contnts"'],
    ['permissions: {contents: rw}', '2: unknown permissions.contents "rw"'],
    ['permissions: all', '2: unknown value of permissions "all"'],
  ])('%s is a fault', async (line, message) => {
    expect(await faultOf(run(oneJob(oidc, `${line}\n`)))).toContain(`test.yml:${message}`);
  });
});

describe('claims', () => {
  test('say who the job is', async () => {
    const workflow = oneJob(oidc, 'name: release\npermissions: {id-token: write}\n');
    const ran = await run(
      workflow.replace('runs-on: ubuntu-latest', 'runs-on: [self-hosted]\n    environment: prod'),
    );
    expect(ran.claims).toHaveLength(1);
    expect(ran.claims[0]).toMatchObject({
      ref: 'refs/heads/main',
      sha,
      repository: 'acme/shop',
      repository_id: '123456',
      repository_owner_id: '42',
      repository_visibility: 'public',
      event_name: 'push',
      workflow: 'release',
      workflow_ref: 'acme/shop/.github/workflows/test.yml@refs/heads/main',
      job_workflow_ref: 'acme/shop/.github/workflows/test.yml@refs/heads/main',
      job_workflow_sha: sha,
      runner_environment: 'self-hosted',
      environment: 'prod',
      sub: 'repo:acme/shop:environment:prod',
    });
  });

  test('a pull request has its own subject', async () => {
    const event = {
      name: 'pull_request',
      payload: {},
      ref: 'refs/pull/7/merge',
      sha,
      headRef: 'f',
      baseRef: 'main',
    };
    const workflow = oneJob(oidc, 'permissions: {id-token: write}\n').replace(
      'on: push',
      'on: [pull_request]',
    );
    const ran = await run(workflow, {}, { event });
    expect(ran.claims[0]).toMatchObject({
      sub: 'repo:acme/shop:pull_request',
      head_ref: 'f',
      ref_type: 'branch',
    });
  });
});

const called = `
on:
  workflow_call:
    inputs:
      what: {type: string, required: true}
      times: {type: number, default: 2}
    outputs:
      made: {description: x, value: "\${{ jobs.inner.outputs.made }}"}
jobs:
  inner:
    runs-on: x
    outputs: {made: "\${{ steps.s.outputs.made }}"}
    steps:
      - id: s
        run: |
          echo "made=\${{ inputs.what }}x\${{ inputs.times }}" >> "$GITHUB_OUTPUT"
          echo "$GITHUB_WORKFLOW_REF \${{ job.workflow_ref }} \${ACTIONS_ID_TOKEN_REQUEST_URL:-none}"
`;

const calling = (more: string) => `
on: push
permissions: {contents: read}
jobs:
  build:
    uses: ./.github/workflows/build.yml
${more}
  after:
    needs: build
    runs-on: x
    steps:
      - run: echo "\${{ needs.build.outputs.made }}"
`;

describe('a called workflow', () => {
  const files = { '.github/workflows/build.yml': called };

  test('takes inputs, gives outputs, and signs under its own name', async () => {
    const more = '    permissions: {id-token: write}\n    with: {what: "${{ github.ref_name }}"}';
    const ran = await run(calling(more), files);
    expect(ran.result.jobs.map((job) => [job.id, job.name])).toEqual([
      ['build/inner', 'build / inner'],
      ['build', 'build'],
      ['after', 'after'],
    ]);
    expect(ran.job('build').outputs).toEqual({ made: 'mainx2' });
    expect(ran.job('after').steps[0]?.log).toContain('mainx2');
    expect(ran.claims[0]).toMatchObject({
      workflow_ref: 'acme/shop/.github/workflows/test.yml@refs/heads/main',
      job_workflow_ref: 'acme/shop/.github/workflows/build.yml@refs/heads/main',
    });
    expect(ran.job('build/inner').steps[0]?.log).toContain(
      'test.yml@refs/heads/main acme/shop/.github/workflows/build.yml@refs/heads/main http://127.0.0.1:9/token',
    );
  });

  test.each([
    ['a missing input', '', '5: input "what" is required and was not given'],
    ['an unknown input', '    with: {wat: x}', '5: unknown input "wat"'],
    ['secrets', '    secrets: inherit', '7: unknown key in job "build" "secrets"'],
    ['steps', '    steps: []', '7: unknown key in a job that calls a workflow "steps"'],
  ])('%s is a fault', async (_, more, message) => {
    expect(await faultOf(run(calling(more), files))).toContain(`.github/workflows/test.yml:${message}`);
  });

  test('cannot ask for more than its caller gives', async () => {
    const greedy = called.replace('    runs-on: x', '    permissions: {contents: write}\n    runs-on: x');
    const running = run(calling('    with: {what: x}'), { '.github/workflows/build.yml': greedy });
    expect(await faultOf(running)).toBe(
      '.github/workflows/build.yml:10: asks for "contents: write", but its caller gives "contents: read"',
    );
  });

  test('that calls itself is stopped', async () => {
    const loop = 'on: [push, workflow_call]\njobs:\n  again:\n    uses: ./.github/workflows/test.yml\n';
    expect(await faultOf(run(loop))).toContain('test.yml:3: workflows call each other at most 10 deep');
  });

  test('that is not there, or in another repository, is a fault', async () => {
    expect(await faultOf(run(calling('    with: {what: x}')))).toContain('test.yml:5: the called workflow');
    const foreign = calling('').replace(
      './.github/workflows/build.yml',
      `o/r/.github/workflows/b.yml@${sha}`,
    );
    expect(await faultOf(run(foreign))).toContain('test.yml:6: calls "o/r/.github/workflows/b.yml@');
  });
});
