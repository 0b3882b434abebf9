/** A run against the sandbox's own GitHub and Sigstore: the token works, the identity token says who asks. */
import { expect, test } from '@jest/globals';
import { bootGitHub } from '../../../sandbox/github/index.ts';
import { servicesOf } from '../../../sandbox/runner/index.ts';
import { bootSigstore } from '../../../sandbox/sigstore/index.ts';
import { oneJob, repository, run, sha } from './support.ts';

const ask = `
const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret, TOKEN, GITHUB_API_URL } = process.env;
const token = await (await fetch(url + '&audience=sigstore', { headers: { authorization: 'Bearer ' + secret } })).json();
const claims = JSON.parse(Buffer.from(token.value.split('.')[1], 'base64url'));
const answer = await fetch(GITHUB_API_URL + '/repos/acme/shop', { headers: { authorization: 'Bearer ' + TOKEN } });
console.log(JSON.stringify({ claims, status: answer.status, name: (await answer.json()).full_name }));
`;

test('a job asks for its identity and the API with what the runner gave it', async () => {
  const [github, sigstore] = await Promise.all([bootGitHub(), bootSigstore()]);
  try {
    const sandbox = servicesOf({ apiUrl: github.apiUrl, github: github.state, sigstore }, repository);
    const workflow = oneJob(
      `- id: ask\n  env: {TOKEN: "\${{ github.token }}", SCRIPT: ${JSON.stringify(ask)}}\n  run: node --input-type=module -e "$SCRIPT"`,
      'permissions: {id-token: write, contents: read}\n',
    );
    const ran = await run(workflow, {}, { sandbox });
    const said = JSON.parse(ran.step('one', 'ask').log.split('\n').at(-1) ?? '');
    expect(said).toMatchObject({ status: 200, name: 'acme/shop' });
    expect(said.claims).toMatchObject({
      iss: sigstore.issuer,
      aud: 'sigstore',
      repository: 'acme/shop',
      sub: 'repo:acme/shop:ref:refs/heads/main',
      job_workflow_ref: 'acme/shop/.github/workflows/test.yml@refs/heads/main',
    });
    expect(github.violations).toEqual([]);
  } finally {
    await Promise.all([github.close(), sigstore.close()]);
  }
});

const look = `
const url = process.env.GITHUB_API_URL + '/repos/acme/shop/actions/runs/' + process.env.GITHUB_RUN_ID;
const [run, { jobs }] = await Promise.all(['', '/attempts/2/jobs'].map(async (path) => (await fetch(url + path)).json()));
console.log(JSON.stringify([run.status, run.head_sha, jobs.map((job) => [job.name, job.status, job.conclusion])]));
`;

test('GitHub knows of the run and its jobs, while it goes on and afterwards', async () => {
  const github = await bootGitHub();
  try {
    const sigstore = { registerJob: () => ({ requestUrl: '', requestToken: '' }) };
    const sandbox = servicesOf({ apiUrl: github.apiUrl, github: github.state, sigstore }, repository);
    const workflow = `
on: push
jobs:
  build: {runs-on: ubuntu-latest, steps: [{run: 'true'}]}
  look:
    needs: build
    runs-on: ubuntu-latest
    steps: [{id: look, env: {SCRIPT: ${JSON.stringify(look)}}, run: 'node --input-type=module -e "$SCRIPT"; false'}]
  never: {needs: look, runs-on: ubuntu-latest, steps: [{run: 'true'}]}
`;
    const ran = await run(workflow, {}, { sandbox, runId: 77, runAttempt: 2 });
    const seen = JSON.parse(ran.step('look', 'look').log.split('\n').at(-2) ?? '');
    expect(seen).toEqual([
      'in_progress',
      sha,
      [
        ['build', 'completed', 'success'],
        ['look', 'in_progress', null],
      ],
    ]);
    expect(github.state.attempts(repository, 77)).toEqual([
      expect.objectContaining({
        number: 2,
        event: 'push',
        status: 'completed',
        conclusion: 'failure',
        jobs: [
          { id: 7701, name: 'build', status: 'completed', conclusion: 'success' },
          { id: 7702, name: 'look', status: 'completed', conclusion: 'failure' },
          { id: 7703, name: 'never', status: 'completed', conclusion: 'skipped' },
        ],
      }),
    ]);
    expect(github.violations).toEqual([]);
  } finally {
    await github.close();
  }
});
