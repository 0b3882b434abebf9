/** Where the trust roots of a policy come from (T31): whoever writes them decides as much as whoever writes the policy. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bootSigstore, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { byPolicy } from '../../src/actions/by-policy.ts';
import type { Environment } from '../../src/kit/environment.ts';
import type { Wiring } from '../../src/kit/wire.ts';
import { bytesOf, rootOf } from '../support/stand.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore();
});
afterAll(() => sigstore.close());

const policy = `version: 1
expires: 2099-06-30
owner: platform@acme.example
signers:
  release:
    root: own
    github: {workflow: acme/shop/.github/workflows/release.yml, refs: [refs/heads/main]}
artifacts:
  shop:
    match: [dist/*.txt]
    source: {repository: acme/shop, refs: [refs/heads/main]}
    signers: [release]
`;
const commit = 'a'.repeat(40);

/** What is read, from where, until a policy can be decided by. */
async function read(root: string, inActions: boolean): Promise<readonly string[]> {
  const questions: string[] = [];
  const answer = (place: string, file: string) => {
    questions.push(`${place} ${file}`);
    return { bytes: file.endsWith('.yml') ? Buffer.from(policy) : bytesOf(sigstore.trustedRoot), uri: file };
  };
  const wire = {
    clock: { now: () => new Date() },
    sources: async () => [],
    policyFiles: async () => ({
      onDefaultBranch: async (repository: string, file: string) => answer(repository, file),
      atCommit: async (repository: string, at: string, file: string) => answer(`${repository}@${at}`, file),
    }),
    namedFiles: async () => ({ read: async (file: string) => answer('workspace', file).bytes }),
    trustRoot: async (file: string, name: string) => {
      questions.push(`workspace ${file}`);
      return rootOf(sigstore, {}, name);
    },
  } as unknown as Wiring;
  const inputs = {
    files: ['dist/*'],
    base: undefined,
    bundles: [],
    sboms: [],
    sbomHosts: [],
    roots: [`own=${root}`],
    environment: undefined,
    policy: 'custody.yml',
    policyToken: undefined,
    githubToken: undefined,
    offline: false,
  };
  const environment = {
    inActions,
    repository: 'acme/shop',
    serverUrl: 'https://github.com',
    runId: '1',
    workspace: '/w/shop',
  };
  await byPolicy(inputs, environment as Environment, wire);
  return questions;
}

test('T31 in a workflow a root comes from where the policy does, never from the workspace', async () => {
  expect(await read('root.json', true)).toEqual(['acme/shop custody.yml', 'acme/shop root.json']);
  expect(await read('own', true)).toEqual(['acme/shop custody.yml', 'acme/shop own']);
  for (const inside of ['/w/shop/root.json', '/w/x/../shop/root.json', '/w/shop/..root.json'])
    expect(await read(inside, true)).not.toContain(`workspace ${inside}`);
  expect(await read(`acme/policies@${commit}:root.json`, true)).toEqual([
    'acme/shop custody.yml',
    `acme/policies@${commit} root.json`,
  ]);
});

test('on the command line a root is a file of this machine', async () => {
  expect(await read('root.json', false)).toEqual(['workspace custody.yml', 'workspace root.json']);
});

test('in a workflow a root may be a file of the machine, outside of the workspace', async () => {
  for (const outside of ['/etc/root.json', '/w/shop-root.json'])
    expect(await read(outside, true)).toEqual(['acme/shop custody.yml', `workspace ${outside}`]);
});
