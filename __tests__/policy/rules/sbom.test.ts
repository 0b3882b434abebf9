/** The rule over SBOMs, through the judge, with evidence that is signed: T20, T21. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSigstore, type SandboxSigstore } from '../../../sandbox/sigstore/index.ts';
import { sbomRequirement } from '../../../src/policy/rules/sbom.ts';
import { evidence, honest, outcome, outcomes, tryOn } from '../../support/stand.ts';
import { CYCLONEDX, cyclonedxSbom, SPDX, spdxSbom } from '../support/sboms.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore();
});
afterAll(() => sigstore.close());

type Format = 'cyclonedx' | 'spdx';
type Piece = readonly [predicateType: string, predicate: object];

async function decide(
  pieces: readonly Piece[],
  fields?: number,
  formats: readonly [Format, ...Format[]] = ['cyclonedx', 'spdx'],
) {
  const bundles = await Promise.all(
    pieces.map(([predicateType, predicate]) =>
      evidence(sigstore, { statement: { predicateType, predicate } }),
    ),
  );
  const { source, signers } = honest(sigstore);
  const at = { file: 'custody.yml', line: 7 };
  const rule = {
    at,
    formats,
    signers: ['release'],
    bound: false,
    ...(fields !== undefined && { fields }),
  } as const;
  return tryOn(sigstore, bundles, { requirement: sbomRequirement(rule, () => signers, source) });
}

test.each<readonly [string, Piece]>([
  ['CycloneDX', [CYCLONEDX, cyclonedxSbom()]],
  ['SPDX', [SPDX, spdxSbom()]],
])('%s with every element filled', async (_, piece) => {
  const verdict = await decide([piece], 1);
  expect(outcome(verdict)).toBe('pass');
  expect(verdict.findings[0]).toMatchObject({ rule: 'sbom', at: { line: 7 } });
});

test('T20 no SBOM', async () => {
  expect(outcome(await decide([]))).toBe('fail CUSTODY-401');
});

describe('T20 an SBOM that lists nothing', () => {
  test.each<readonly [string, Piece]>([
    ['an empty list', [CYCLONEDX, cyclonedxSbom({}, { components: [] })]],
    ['no list', [CYCLONEDX, { bomFormat: 'CycloneDX', specVersion: '1.5' }]],
    ['SPDX without packages', [SPDX, spdxSbom({}, { packages: [] })]],
  ])('T20 %s', async (_, piece) => {
    expect(outcome(await decide([piece]))).toBe('fail CUSTODY-526');
  });
});

test('T20 a format that is not asked for is no SBOM', async () => {
  expect(outcome(await decide([[SPDX, spdxSbom()]], 0, ['cyclonedx']))).toBe('fail CUSTODY-430');
  expect(outcome(await decide([[CYCLONEDX, cyclonedxSbom()]], 0, ['spdx']))).toBe('fail CUSTODY-430');
});

describe('fields', () => {
  test('below the share: refused with the share, and with the element that is filled least', async () => {
    const [finding] = (await decide([[CYCLONEDX, cyclonedxSbom({ supplier: undefined })]], 0.95)).findings;
    expect(finding).toMatchObject({
      status: 'fail',
      code: 'CUSTODY-526',
      expected: 'at least 0.95',
      found: '0.909; least of all the supplier name: 0',
    });
  });
  test('exactly the share is enough', async () => {
    expect(outcome(await decide([[CYCLONEDX, cyclonedxSbom({ supplier: undefined })]], 10 / 11))).toBe(
      'pass',
    );
  });
  test('without one any component is enough', async () => {
    const bare = cyclonedxSbom({}, { components: [{ type: 'library', name: 'x' }], metadata: {} });
    expect(outcome(await decide([[CYCLONEDX, bare]]))).toBe('pass');
  });
});

test('T21 a fuller SBOM beside a poorer one counts, and both are accounted for', async () => {
  const verdict = await decide(
    [
      [CYCLONEDX, cyclonedxSbom({ supplier: undefined })],
      [SPDX, spdxSbom()],
    ],
    0.95,
  );
  expect(outcome(verdict)).toBe('pass');
  expect(outcomes(verdict)).toEqual(['CUSTODY-526', 'satisfies']);
});

test('T22 an SBOM that cannot be read, even beside one that can', async () => {
  const verdict = await decide([
    [CYCLONEDX, cyclonedxSbom({}, { components: 'all' })],
    [SPDX, spdxSbom()],
  ]);
  expect(outcome(verdict)).toBe('unknown CUSTODY-408');
});
