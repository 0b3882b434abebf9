/** A private repository and the public instance: its name stays out of the public log unless someone says otherwise. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { bootSandbox, exampleRepository, type Sandbox } from '../../sandbox/index.ts';
import { GITHUB_ISSUER } from '../../src/model/issuer.ts';
import { bootGitHubIssuer, type GitHubIssuer } from '../support/github-issuer.ts';
import { type Ran, runIn } from '../support/workflow.ts';
import {
  build,
  download,
  job,
  maySeal,
  mayVerify,
  seal,
  upload,
  verify,
  workflowText,
} from '../support/workflow-text.ts';

let sandbox: Sandbox;
let issuer: GitHubIssuer;
beforeAll(async () => {
  sandbox = await bootSandbox();
  issuer = await bootGitHubIssuer(sandbox.sigstore);
});
afterEach(() => expect(sandbox.githubService.violations).toEqual([]));
afterAll(() => Promise.all([sandbox.close(), issuer.close()]));

const keys = 'token.actions.githubusercontent.com:443';
const fulcio = 'fulcio.sigstore.dev:443';
const fulcioOfGitHub = 'fulcio.githubapp.com:443';

/** What was asked of which host, beside what the run itself said. */
async function sealFor(
  inputs: Readonly<Record<string, string | boolean>>,
  visibility: 'public' | 'private' | 'internal',
) {
  const repository = {
    ...exampleRepository,
    name: `vault-${visibility}`,
    id: visibility.length,
    visibility,
  } as const;
  const text = workflowText({ one: job(maySeal, [...build(), seal({ 'retry-for': '0s', ...inputs })]) });
  const before = issuer.asked.length;
  const ran: Ran = await runIn(
    sandbox,
    { 'release.yml': text },
    { repository, env: issuer.env, faults: { token: { issuer: GITHUB_ISSUER } } },
  );
  return { ran, asked: [...new Set(issuer.asked.slice(before))] };
}

test.each(['private', 'internal'] as const)(
  'a repository that is %s is refused before anything is signed',
  async (visibility) => {
    const { ran, asked } = await sealFor({ sigstore: 'public' }, visibility);
    const { outputs, annotations } = ran.step('one', 'seal');
    expect(outputs['verdict']).toBe('unknown');
    expect(annotations).toEqual([
      expect.objectContaining({
        title: 'CUSTODY-303 Private names would enter a public log',
        message: expect.stringContaining(`acme/vault-${visibility} is ${visibility}`),
      }),
      { kind: 'error', message: 'Process completed with exit code 2.' },
    ]);
    expect(annotations[0]?.message).toContain('allow-private-names-in-public-log: true');
    // The keys of the issuer are all that was asked for outside; of the sandbox, the token and those keys.
    expect(asked).toEqual([keys]);
    expect(sandbox.sigstore.requests.filter(({ service }) => service !== 'oidc')).toEqual([]);
  },
);

test('who allows it goes on to the public instance, and nothing but the check had stood in the way', async () => {
  const { ran, asked } = await sealFor(
    { sigstore: 'public', 'allow-private-names-in-public-log': true },
    'private',
  );
  expect(ran.step('one', 'seal').log).not.toContain('CUSTODY-303');
  expect(ran.step('one', 'seal').outputs['verdict']).toBe('unknown');
  expect(asked).toEqual([keys, fulcio]);
});

test.each([
  ['public', fulcio, 'public'],
  ['private', fulcioOfGitHub, 'github'],
  ['internal', fulcioOfGitHub, 'github'],
] as const)(
  'auto in a %s repository asks %s for a certificate, and nobody else',
  async (visibility, host, name) => {
    const { ran, asked } = await sealFor({ sigstore: 'auto' }, visibility);
    expect(asked).toEqual([keys, host]);
    const { log, outputs } = ran.step('one', 'seal');
    expect(log).toContain(`sigstore: auto chose ${name}, because acme/vault-${visibility} is ${visibility}`);
    expect(outputs['verdict']).toBe('unknown');
  },
);

test('`github` is asked by name, whatever the repository', async () => {
  expect((await sealFor({ sigstore: 'github' }, 'public')).asked).toEqual([keys, fulcioOfGitHub]);
});

test('a token of any other issuer is not accepted for the public instance', async () => {
  const text = workflowText({ one: job(maySeal, [...build(), seal({ sigstore: 'public' })]) });
  const before = issuer.asked.length;
  const ran = await runIn(sandbox, { 'release.yml': text }, { env: issuer.env });
  expect(ran.step('one', 'seal').annotations[0]?.title).toBe('CUSTODY-302 The OIDC token is not acceptable');
  expect(issuer.asked).toHaveLength(before);
});

test('with an instance of its own, the documented permissions are enough in a private repository, and no fewer', async () => {
  const repository = { ...exampleRepository, name: 'safe', id: 77, visibility: 'private' } as const;
  const identity = { repository: 'acme/safe', 'source-ref': 'refs/heads/main' };
  const check = (permissions: object) =>
    job(permissions, [download('dist'), verify(identity)], { needs: 'build' });
  const text = workflowText({
    build: job(maySeal, [...build(), seal(), upload('dist/')]),
    documented: check(mayVerify),
    blind: check({ contents: 'read' }),
    nothing: check({}),
  });
  const ran = await runIn(sandbox, { 'release.yml': text }, { repository });
  const verdicts = ['documented', 'blind', 'nothing'].map((id) => ran.step(id, 'verify').outputs['verdict']);
  expect(verdicts).toEqual(['pass', 'unknown', 'unknown']);
  expect(ran.step('blind', 'verify').log).toContain('attestations: read');
});
