/** A run against the sandbox's own GitHub and Sigstore: the token works, the identity token says who asks. */
import { expect, test } from '@jest/globals';
import { bootGitHub } from '../../../sandbox/github/index.ts';
import { servicesOf } from '../../../sandbox/runner/index.ts';
import { bootSigstore } from '../../../sandbox/sigstore/index.ts';
import { oneJob, repository, run } from './support.ts';

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
