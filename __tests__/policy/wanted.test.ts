/** Where evidence is looked for, and which: whatever a policy may ask of an artifact of that name, and nothing more. */
import { expect, test } from '@jest/globals';
import { wantedFor } from '../../src/policy/decide.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { artifact } from '../support/stand.ts';
import { base, everything, read } from './support/policies.ts';

const provenance = 'https://slsa.dev/provenance/v1';
const wanted = (name: string, ...policies: readonly Policy[]) =>
  wantedFor(
    { ...artifact, name },
    policies.map((policy) => ({ policy, custom: [] })),
  );

test('provenance of the source alone, where nothing else is asked for', () => {
  const plain = read(base.replace('\n      sbom: {signers: [scanner]}', ''));
  expect(wanted('dist/shop.tgz', plain)).toEqual({
    repositories: ['acme/shop'],
    predicateTypes: [provenance],
  });
});

test('each type that is asked for, and the repositories of signers of their own', () => {
  const { repositories, predicateTypes } = wanted('dist/shop.tgz', read(everything));
  expect(repositories).toEqual(['Acme/shop', 'acme/ci', 'acme/tools']);
  expect(predicateTypes).toEqual(
    expect.arrayContaining([
      provenance,
      'https://example.com/tests/v1',
      'https://example.com/review/v1',
      'https://spdx.dev/Document',
      'https://in-toto.io/attestation/vulns/v0.1',
      'https://openvex.dev/ns',
      'https://slsa.dev/verification_summary/v1',
    ]),
  );
});

test('by every policy that has a say, each once', () => {
  const other = read(base.replaceAll('acme/shop', 'acme/other'));
  const both = wanted('dist/shop.tgz', read(base), other);
  expect(both.repositories).toEqual(['acme/shop', 'acme/ci', 'acme/other']);
  expect(both.predicateTypes).toEqual(wanted('dist/shop.tgz', read(base)).predicateTypes);
});

test('none for a name that no entry matches', () => {
  expect(wanted('dist/shop.zip', read(everything))).toEqual({ repositories: [], predicateTypes: [] });
});
