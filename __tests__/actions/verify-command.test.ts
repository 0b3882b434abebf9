/** The printed command asks for exactly what was asked for: no less, or it would pass where the check did not. */
import { describe, expect, test } from '@jest/globals';
import { verifyCommand } from '../../src/actions/verify-command.ts';
import { GITHUB_ISSUER } from '../../src/model/issuer.ts';
import { type FlatIdentity, flatRequirement } from '../../src/policy/flat.ts';

const commit = 'c'.repeat(40);
const given: FlatIdentity = {
  repository: 'acme/shop',
  signerWorkflow: '.github/workflows/release.yml',
  sourceRefs: ['refs/heads/main', 'refs/tags/v*'],
  issuer: GITHUB_ISSUER,
  predicateType: 'https://slsa.dev/provenance/v1',
  root: 'public',
  serverUrl: 'https://github.com',
};
const place = { patterns: ['dist/*'], base: undefined, bundles: [], trustedRoot: undefined };

/** The identity that the words of a command name. */
function read(command: string): FlatIdentity {
  const words = command.replaceAll("'", '').split(' ');
  const values = (name: string) => words.flatMap((word, i) => (word === name ? [words[i + 1] ?? ''] : []));
  const [first = '', ...rest] = values('--source-ref');
  const runner = values('--runner')[0];
  return {
    ...given,
    repository: values('--repository')[0] ?? '',
    repositoryId: values('--repository-id')[0],
    ownerId: values('--owner-id')[0],
    signerWorkflow: values('--signer-workflow')[0] ?? '',
    sourceRefs: [first, ...rest],
    issuer: values('--issuer')[0] ?? GITHUB_ISSUER,
    predicateType: values('--predicate-type')[0] ?? given.predicateType,
    ...(runner === 'self-hosted' || runner === 'github-hosted' ? { runner } : {}),
  };
}

describe('repeats', () => {
  const identities: readonly Partial<FlatIdentity>[] = [
    {},
    { repositoryId: '1', ownerId: '2', runner: 'self-hosted' },
    { signerWorkflow: `acme/tools/.github/workflows/build.yml@${commit}` },
    { signerWorkflow: `acme/shop/.github/workflows/release.yml@${commit}` },
    { signerWorkflow: '.github/workflows/release.yml@refs/heads/main' },
    { signerWorkflow: '.github/workflows/release.yml@refs/heads/main', sourceRefs: ['refs/heads/main'] },
    { issuer: 'https://token.actions.acme.ghe.com', predicateType: 'https://spdx.dev/Document' },
  ];
  test.each(identities)('%j', (changes) => {
    const requirement = flatRequirement({ ...given, ...changes });
    expect(flatRequirement(read(verifyCommand(requirement, place)))).toEqual(requirement);
  });
});
