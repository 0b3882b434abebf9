import { describe, expect, test } from '@jest/globals';
import { GITHUB_ISSUER } from '../../src/model/issuer.ts';
import { type FlatIdentity, flatRequirement } from '../../src/policy/flat.ts';

const commit = 'a'.repeat(40);
const make = (changes: Partial<FlatIdentity> = {}) =>
  flatRequirement({
    repository: 'acme/shop',
    signerWorkflow: '.github/workflows/release.yml',
    sourceRefs: ['refs/tags/v*'],
    issuer: GITHUB_ISSUER,
    predicateType: 'p',
    root: 'public',
    serverUrl: 'https://git.acme.test',
    ...changes,
  });

describe('the signer', () => {
  test.each([
    [
      '.github/workflows/release.yml',
      { workflow: 'acme/shop/.github/workflows/release.yml', refs: ['refs/tags/v*'] },
    ],
    [
      'acme/shop/.github/workflows/r.yml',
      { workflow: 'acme/shop/.github/workflows/r.yml', refs: ['refs/tags/v*'] },
    ],
    [
      'https://github.com/acme/shop/.github/workflows/r.yml',
      { workflow: 'acme/shop/.github/workflows/r.yml' },
    ],
    [
      `acme/tools/.github/workflows/r.yml@${commit}`,
      { workflow: 'acme/tools/.github/workflows/r.yml', commit },
    ],
    ['acme/tools/.github/workflows/r.yml@refs/tags/v1', { refs: ['refs/tags/v1'] }],
  ])('%s', (signerWorkflow, expected) => {
    expect(make({ signerWorkflow }).signers[0]).toMatchObject(expected);
  });

  test('a pinned signer is bound by its commit, not by the refs of the source', () => {
    expect(
      make({ signerWorkflow: `acme/tools/.github/workflows/r.yml@${commit}` }).signers[0].refs,
    ).toBeUndefined();
  });

  test('the server is the one of the issuer, and the configured one for an issuer of another form', () => {
    expect(make().signers[0].server).toBe('https://github.com');
    expect(make({ issuer: 'https://token.actions.acme.ghe.com' }).signers[0].server).toBe(
      'https://acme.ghe.com',
    );
    expect(make({ issuer: 'http://127.0.0.1:1' }).signers[0].server).toBe('https://git.acme.test');
  });
});

describe('what cannot be used is refused, with the input that is to blame', () => {
  const bad: readonly (readonly [Partial<FlatIdentity>, string])[] = [
    [{ repository: 'acme' }, 'repository:'],
    [{ repository: 'acme/shop/x' }, 'repository:'],
    [{ repository: 'https://github.com/acme/shop' }, 'repository:'],
    [{ repository: 'acme/*' }, 'repository:'],
    [{ signerWorkflow: 'release.yml' }, 'signer-workflow:'],
    [{ signerWorkflow: 'acme/shop' }, 'signer-workflow:'],
    [{ signerWorkflow: 'acme/shop/*' }, 'signer-workflow:'],
    [{ signerWorkflow: 'acme/shop/**/x.yml' }, 'signer-workflow:'],
    [{ signerWorkflow: 'acme/shop/a.yml@b@c' }, 'signer-workflow:'],
    [{ sourceRefs: ['main'] }, 'source-ref:'],
    [{ sourceRefs: ['refs/tags/v*', 'refs/*'] }, 'source-ref:'],
    [{ sourceRefs: ['refs/tags/**'] }, 'source-ref:'],
    [{ repositoryId: 'acme' }, 'repository-id:'],
    [{ repositoryId: '0' }, 'repository-id:'],
    [{ ownerId: '1.5' }, 'owner-id:'],
  ];
  test.each(bad)('%j', (changes, start) => {
    expect(() => make(changes)).toThrow(
      expect.objectContaining({ code: 'CUSTODY-102', message: expect.stringContaining(start) }),
    );
  });

  const workflow =
    'write it as owner/repository/.github/workflows/release.yml, with @<full commit> when it lives in another repository';
  const refs = 'write whole refs, such as refs/heads/main or refs/tags/v*';
  const id = 'write the number that GitHub shows as `id` for it.';
  test.each<readonly [Partial<FlatIdentity>, string]>([
    [{ repository: 'acme' }, 'write it as owner/name.'],
    [{ signerWorkflow: 'acme/shop' }, `${workflow} (it is not owner/repository/path).`],
    [{ signerWorkflow: 'acme/shop/*' }, `${workflow} (it matches everything).`],
    [{ signerWorkflow: 'acme/shop/a.yml@b@c' }, `${workflow}.`],
    [{ sourceRefs: ['main'] }, `${refs} (it does not start with refs/).`],
    [{ sourceRefs: ['heads/main'] }, `${refs} (it does not start with refs/).`],
    [{ sourceRefs: ['refs/*'] }, `${refs} (it matches everything).`],
    [{ repositoryId: 'acme' }, id],
    [{ ownerId: '1'.repeat(21) }, id],
  ])('%j: how to write it', (changes, hint) => {
    expect(() => make(changes)).toThrow(expect.objectContaining({ hint }));
  });
});

test('what is given is asked for', () => {
  const { id, source, signers } = make({ repositoryId: '1', ownerId: '1'.repeat(20), runner: 'self-hosted' });
  expect([id, source.repositoryId, source.ownerId]).toEqual(['provenance', '1', '1'.repeat(20)]);
  expect(signers[0].runner).toBe('self-hosted');
});
