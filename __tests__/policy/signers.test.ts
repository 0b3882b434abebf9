/** Whatever a policy says of a signer is asked of whoever signs (T3, T5, T9, T13). */
import { describe, expect, test } from '@jest/globals';
import { GITHUB_ISSUER } from '../../src/model/issuer.ts';
import { attesters, builders } from '../../src/policy/signers.ts';
import { COMMIT, everything, read } from './support/policies.ts';

const policy = read(everything);
const source = { repository: 'acme/shop', refs: ['refs/heads/main'] } as const;
const serverUrl = 'https://git.acme.test';

const release = {
  kind: 'github',
  root: 'public',
  issuer: 'https://token.actions.acme.ghe.com',
  server: 'https://acme.ghe.com',
  workflow: 'acme/ci/.github/workflows/release-*.yml',
  commit: COMMIT,
  refs: ['refs/tags/v1.*'],
  runner: 'github-hosted',
  isolated: true,
};
const other = {
  kind: 'github',
  root: 'acme-root',
  issuer: GITHUB_ISSUER,
  server: 'https://github.com',
  workflow: 'acme/tools/.github/workflows/x.yml',
  refs: ['refs/heads/main'],
  trustName: true,
};

test('T3 builders are asked for root, issuer, workflow, commit, refs, runner and isolation', () => {
  expect(builders(policy, ['release', 'other'], serverUrl)).toEqual([release, other]);
});

describe('T5 attesters', () => {
  test('T5 may sign in a run of their own repository as well, by its numbers and their own refs', () => {
    const own = { repository: 'acme/ci', refs: ['refs/tags/v1.*'] };
    const ids = { repositoryId: '18446744073709551615', ownerId: '42' };
    expect(attesters(policy, ['release'], source, serverUrl)).toEqual([
      release,
      { ...release, source: { ...own, ...ids } },
    ]);
  });

  test('T5 without numbers and refs of their own are asked for those of the source', () => {
    const [bare] = [...policy.signers.values()].filter(({ name }) => name === 'other');
    const { refs: _, ...unbound } = bare ?? {};
    const signers = new Map([['other', unbound as never]]);
    const [first, own, ...more] = attesters({ ...policy, signers }, ['other'], source, serverUrl);
    expect(first).not.toHaveProperty('refs');
    expect(own?.source).toEqual({ repository: 'acme/tools', refs: ['refs/heads/main'] });
    expect(more).toEqual([]);
  });
});

test('T9 the server of an issuer that is not one of GitHub’s is the one that is given', () => {
  const [signer] = [...policy.signers.values()];
  const signers = new Map([['own', { ...signer, issuer: 'https://issuer.acme.test' } as never]]);
  expect(builders({ ...policy, signers }, ['own'], serverUrl)[0].server).toBe(serverUrl);
});
