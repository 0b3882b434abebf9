/** Attacks on what ties an SBOM to its artifact and makes it true of it, through the judge: T1, T20, T21, T22. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../../sandbox/sigstore/index.ts';
import { canonicalJson } from '../../../src/formats/jcs.ts';
import type { JsonObject } from '../../../src/model/statement.ts';
import { sbomRequirement } from '../../../src/policy/rules/sbom.ts';
import { judge } from '../../../src/verify/judge.ts';
import {
  type Attack,
  artifact,
  bytesOf,
  evidence,
  honest,
  predicateOf,
  rootOf,
  sha,
} from '../../support/stand.ts';
import { CYCLONEDX, cyclonedxSbom, SPDX, spdxPackage, spdxSbom } from '../support/sboms.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore();
});
afterAll(() => sigstore.close());

type Piece = readonly [predicateType: string, predicate: object];
type Rule = Partial<Parameters<typeof sbomRequirement>[0]>;

const PROVENANCE = 'https://slsa.dev/provenance/v1';
const digestOf = (document: object) =>
  createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(document)) as JsonObject))
    .digest('hex');
const naming = (document: object) => ({ name: 'SBOM', digest: { sha256: digestOf(document) } });

/** Provenance that names byproducts. */
function provenance(byproducts?: unknown, claims: Attack['claims'] = {}): Attack {
  const { runDetails, ...predicate } = predicateOf(exampleClaims(claims));
  const details = { ...runDetails, ...(byproducts !== undefined && { byproducts }) };
  return {
    claims,
    statement: { predicateType: PROVENANCE, predicate: { ...predicate, runDetails: details } },
  };
}

/** Of the second requirement, which is the SBOM's: `pass`, or the status with the code. */
async function decide(proofs: readonly Attack[], pieces: readonly Piece[], rule: Rule = {}, of = artifact) {
  const attacks = [
    ...proofs,
    ...pieces.map(([predicateType, predicate]) => ({ statement: { predicateType, predicate } })),
  ];
  const bundles = await Promise.all(attacks.map((attack) => evidence(sigstore, attack)));
  const built = honest(sigstore);
  const { source, signers } = built;
  const stated = {
    at: { file: 'custody.yml', line: 7 },
    formats: ['cyclonedx', 'spdx'],
    signers: ['release'],
    bound: true,
  } as const;
  const verdict = judge(
    bundles.map((bundle, index) => ({ origin: `bundle ${index}`, bytes: bytesOf(bundle) })),
    {
      artifact: of,
      requirements: [built, sbomRequirement({ ...stated, ...rule }, () => signers, source)],
      roots: new Map([['sandbox', rootOf(sigstore)]]),
      now: new Date(),
    },
  );
  const finding = verdict.findings[1];
  return finding;
}

async function outcomeOf(...words: Parameters<typeof decide>) {
  const finding = await decide(...words);
  return finding?.status === 'pass' ? 'pass' : `${finding?.status} ${finding?.code}`;
}

/** Bound as `seal` does it, whatever else is in it. */
const bound = (piece: Piece, rule: Rule = {}) => outcomeOf([provenance([naming(piece[1])])], [piece], rule);
const unbound = (piece: Piece, rule: Rule = {}) =>
  outcomeOf([provenance()], [piece], { ...rule, bound: false });

const hash = (alg: string, content: string) => ({ alg, content });
const right = hash('SHA-256', sha('sha256'));
const wrong = 'd'.repeat(64);

function cyclonedx(hashes: unknown = [right], changes: object = {}): Piece {
  const component = { type: 'file', name: 'app.tgz', hashes };
  const metadata = { ...cyclonedxSbom().metadata, component, ...changes };
  return [CYCLONEDX, cyclonedxSbom({}, { metadata })];
}

const product = (changes: object = {}) =>
  spdxPackage({
    SPDXID: 'SPDXRef-app',
    name: 'app.tgz',
    checksums: [{ algorithm: 'SHA256', checksumValue: sha('sha256') }],
    ...changes,
  });
const describes = (relatedSpdxElement: string) => ({
  spdxElementId: 'SPDXRef-DOCUMENT',
  relationshipType: 'DESCRIBES',
  relatedSpdxElement,
});
function spdx(changes: object = {}, document: object = {}): Piece {
  const packages = [product(changes), spdxPackage()];
  const relationships = [...spdxSbom().relationships, describes('SPDXRef-app')];
  return [SPDX, spdxSbom({}, { packages, relationships, ...document })];
}

test.each<readonly [string, Piece]>([
  ['CycloneDX', cyclonedx()],
  [
    'CycloneDX, by every algorithm',
    cyclonedx([right, hash('SHA-384', sha('sha384')), hash('SHA-512', sha('sha512'))]),
  ],
  ['SPDX', spdx()],
])('%s, bound', async (_, piece) => {
  expect(await bound(piece)).toBe('pass');
});

describe('T1 an SBOM of another artifact', () => {
  test.each<readonly [string, Piece]>([
    ['SHA-256 alone', cyclonedx([hash('SHA-256', wrong)])],
    ['SHA-512 beside the right SHA-256', cyclonedx([right, hash('SHA-512', 'd'.repeat(128))])],
    ['SHA-384 before the right SHA-256', cyclonedx([hash('SHA-384', 'd'.repeat(96)), right])],
    ['SHA-256 beside the right SHA-512', cyclonedx([hash('SHA-256', wrong), hash('SHA-512', sha('sha512'))])],
    ['SPDX', spdx({ checksums: [{ algorithm: 'SHA256', checksumValue: wrong }] })],
    [
      'SPDX, by one of two',
      spdx({
        checksums: [
          ...(product().checksums as object[]),
          { algorithm: 'SHA512', checksumValue: 'd'.repeat(128) },
        ],
      }),
    ],
  ])('T1 %s, though the provenance names it', async (_, piece) => {
    expect([await bound(piece), await unbound(piece)]).toEqual(['fail CUSTODY-528', 'fail CUSTODY-528']);
  });
  test('T1 the digests are told', async () => {
    expect(await decide([], [cyclonedx([hash('SHA-256', wrong)])])).toMatchObject({
      expected: `sha256:${sha('sha256')}`,
      found: `sha256:${wrong}`,
    });
  });
});

test.each<readonly [string, Piece]>([
  ['CycloneDX', cyclonedx([right, hash('SHA-256', wrong)])],
  [
    'SPDX',
    spdx({
      checksums: [...(product().checksums as object[]), { algorithm: 'SHA256', checksumValue: wrong }],
    }),
  ],
])('T22 two values of one algorithm say nothing that counts: %s', async (_, piece) => {
  expect(await bound(piece)).toBe('unknown CUSTODY-408');
});

describe('T1 an SBOM that does not say of what it is, bound', () => {
  const two = { packages: [product(), product({ SPDXID: 'SPDXRef-other' }), spdxPackage()] };
  test.each<readonly [string, Piece]>([
    ['no product', [CYCLONEDX, cyclonedxSbom()]],
    ['no digest', cyclonedx([right], { component: { type: 'file', name: 'app.tgz' } })],
    ['an empty list', cyclonedx([])],
    ['SHA-1 alone', cyclonedx([hash('SHA-1', 'd'.repeat(40))])],
    ['SHA-512 alone', cyclonedx([hash('SHA-512', sha('sha512'))])],
    ['half a digest', cyclonedx([hash('SHA-256', sha('sha256').slice(0, 32))])],
    ['a digest of a part', [CYCLONEDX, cyclonedxSbom({ hashes: [right] })]],
    ['SPDX that describes nothing', spdx({}, { relationships: spdxSbom().relationships })],
    [
      'SPDX that describes two',
      spdx({}, { ...two, relationships: [describes('SPDXRef-app'), describes('SPDXRef-other')] }),
    ],
    ['SPDX that describes two in two ways', spdx({}, { ...two, documentDescribes: ['SPDXRef-other'] })],
    [
      'SPDX that describes what it does not list',
      spdx({}, { relationships: [describes('SPDXRef-nowhere')] }),
    ],
    [
      'SPDX in which a package describes',
      spdx({}, { relationships: [{ ...describes('SPDXRef-app'), spdxElementId: 'SPDXRef-openssl' }] }),
    ],
  ])('T1 %s', async (_, piece) => {
    expect(await bound(piece)).toBe('fail CUSTODY-528');
  });
});

describe('T1 an SBOM that the provenance does not name', () => {
  const piece = cyclonedx();
  const [, document] = piece;
  const named = naming(document);
  const others: readonly (readonly [string, unknown])[] = [
    ['no byproducts', undefined],
    ['none', []],
    ['no list', named],
    ['another', [naming({ other: true })]],
    ['its name alone', [{ name: 'SBOM' }]],
    [
      'another algorithm',
      [{ digest: { sha512: createHash('sha512').update(JSON.stringify(document)).digest('hex') } }],
    ],
    [
      'the digest of its text',
      [
        {
          digest: {
            sha256: createHash('sha256')
              .update(JSON.stringify(document, null, 1))
              .digest('hex'),
          },
        },
      ],
    ],
    ['a part of its digest', [{ digest: { sha256: digestOf(document).slice(0, 63) } }]],
    ['an odd list', [null, 7, 'x', [named], { digest: null }, { digest: [digestOf(document)] }]],
  ];
  test.each(others)('T1 %s', async (_, byproducts) => {
    expect(await outcomeOf([provenance(byproducts)], [piece])).toBe('fail CUSTODY-528');
  });
  test('T1 an SBOM that was changed after it was named', async () => {
    const { metadata, ...rest } = document as { metadata: object };
    const changed = {
      ...rest,
      metadata: { ...metadata, properties: [{ name: 'custody:sbom:precision', value: '1' }] },
    };
    expect(await outcomeOf([provenance([named])], [[CYCLONEDX, changed]])).toBe('fail CUSTODY-528');
  });
  test('T1 an SBOM that another signer’s provenance names', async () => {
    const workflow = 'acme/shop/.github/workflows/nightly.yml@refs/heads/main';
    const theirs = provenance([named], { workflow_ref: workflow, job_workflow_ref: workflow });
    expect(await outcomeOf([provenance(), theirs], [piece])).toBe('fail CUSTODY-528');
    expect(await outcomeOf([theirs], [piece])).toBe('fail CUSTODY-528');
  });
  test('T1 an SBOM that provenance of another artifact names', async () => {
    const { claims = {}, statement } = provenance([named]);
    const about = {
      ...(statement as object),
      subject: [{ name: 'dist/app.tgz', digest: { sha256: wrong } }],
    };
    const finding = await decide([provenance(), { claims, statement: about }], [piece]);
    expect(finding).toMatchObject({
      status: 'fail',
      weighed: [{}, {}, { refusal: { code: 'CUSTODY-528' } }],
    });
  });
  test('no provenance at all', async () => {
    expect(await outcomeOf([], [piece])).toBe('fail CUSTODY-528');
  });
  test('one of several byproducts, of one of several provenances, is enough', async () => {
    const proofs = [provenance(), provenance([naming({ other: true }), named])];
    expect(await outcomeOf(proofs, [piece])).toBe('pass');
  });
  test('whatever order its members are written in', async () => {
    const turned = Object.fromEntries(Object.entries(document).reverse());
    expect(await outcomeOf([provenance([named])], [[CYCLONEDX, turned]])).toBe('pass');
  });
});

test('T22 a number that no program can hold leaves it undecided, and everything else decided', async () => {
  const text = JSON.stringify(cyclonedx()[1]).replace('"version":"3.1.0"', '"version":"3.1.0","x":1e400');
  const statement = Buffer.from(
    `{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"dist/app.tgz","digest":{"sha256":"${sha('sha256')}"}}],"predicateType":"${CYCLONEDX}","predicate":${text}}`,
  );
  expect(await outcomeOf([provenance(), { statement }], [])).toBe('unknown CUSTODY-406');
});

describe('T21 every SBOM is weighed', () => {
  test('T21 one that is bound counts beside one of another artifact', async () => {
    const good = cyclonedx();
    const bad = cyclonedx([hash('SHA-256', wrong)]);
    const finding = await decide([provenance([naming(good[1]), naming(bad[1])])], [bad, good]);
    expect(finding?.status).toBe('pass');
    const codes = finding?.weighed.map((one) => (one.outcome === 'refused' ? one.refusal.code : one.outcome));
    expect(codes).toEqual(['CUSTODY-430', 'CUSTODY-528', 'satisfies']);
  });
});

const figure = (name: string, value: unknown) => ({ name: `custody:sbom:${name}`, value });
const stating = (...properties: readonly object[]) => cyclonedx([right], { properties });
const annotated = (...comments: readonly string[]) =>
  spdx({}, { annotations: comments.map((comment) => ({ comment: `custody:sbom:${comment}` })) });

describe('precision and recall', () => {
  const bar = { precision: 0.98, recall: 0.95 };
  test.each<readonly [string, Piece]>([
    ['exactly', stating(figure('precision', '0.98'), figure('recall', '0.95'))],
    ['above', stating(figure('precision', '1'), figure('recall', '0.9999'))],
    ['SPDX', annotated('precision=0.98', 'recall=0.95', 'opaque=1')],
  ])('%s', async (_, piece) => {
    expect(await bound(piece, bar)).toBe('pass');
  });
  test.each<readonly [string, Piece]>([
    ['below, in precision', stating(figure('precision', '0.9799'), figure('recall', '1'))],
    ['below, in recall', stating(figure('precision', '1'), figure('recall', '0'))],
    ['by the last bit', stating(figure('precision', '0.9799999999999999'), figure('recall', '1'))],
    ['SPDX', annotated('precision=0.97', 'recall=1')],
  ])('T21 %s', async (_, piece) => {
    expect(await bound(piece, bar)).toBe('fail CUSTODY-529');
  });
  test('T20 a list of nothing passes where its recall is asked for, and says enough of what is in it', async () => {
    const [type, document] = stating(figure('recall', '1'));
    const empty: Piece = [type, { ...document, components: [], dependencies: [] }];
    const excluded: Piece = [
      type,
      { ...document, components: [{ name: 'a', type: 'library', scope: 'excluded' }] },
    ];
    expect(await bound(empty, { recall: 0.95, fields: 1 })).toBe('pass');
    expect(await bound(empty)).toBe('fail CUSTODY-526');
    expect(await bound(empty, { precision: 0.1 })).toBe('fail CUSTODY-526');
    expect(await bound(excluded, { recall: 0.95 })).toBe('fail CUSTODY-526');
    const untold: Piece = [type, { ...cyclonedx()[1], components: [] }];
    expect(await unbound(untold, { recall: 0.95 })).toBe('fail CUSTODY-529');
  });

  test('T21 and says what it found', async () => {
    const piece = stating(figure('precision', '0.5'), figure('recall', '1'));
    const finding = await decide([provenance([naming(piece[1])])], [piece], bar);
    expect(finding).toMatchObject({ expected: 'at least 0.98', found: '0.5' });
  });
  const values = [
    'NaN',
    '1.5',
    '-1',
    '1e0',
    '1.0',
    '01',
    '1 ',
    ' 1',
    '',
    '+1',
    'Infinity',
    '0x1',
    '１',
    '1\n',
    '100%',
    '0.98.1',
  ];
  test.each(values)('T20 a share that is none is not stated: %j', async (value) => {
    expect(await bound(stating(figure('precision', value)), { precision: 0 })).toBe('fail CUSTODY-529');
    expect(await bound(annotated(`precision=${value}`), { precision: 0 })).toBe('fail CUSTODY-529');
  });
  test.each<readonly [string, Piece]>([
    ['none', cyclonedx()],
    ['twice', stating(figure('precision', '1'), figure('precision', '1'))],
    ['of another name', stating(figure('Precision', '1'), figure('precision ', '1'))],
    [
      'of a component',
      [
        CYCLONEDX,
        cyclonedxSbom(
          { properties: [figure('precision', '1')] },
          { metadata: (cyclonedx()[1] as { metadata: object }).metadata },
        ),
      ],
    ],
    ['SPDX, twice', annotated('precision=1', 'precision=1')],
    ['SPDX, of a package', spdx({ annotations: [{ comment: 'custody:sbom:precision=1' }] })],
    ['SPDX, in a sentence', spdx({}, { annotations: [{ comment: 'x custody:sbom:precision=1' }] })],
  ])('T20 a figure that is not stated: %s', async (_, piece) => {
    expect(await bound(piece, { precision: 0 })).toBe('fail CUSTODY-529');
  });
  test('T22 a figure that is no text', async () => {
    expect(await bound(stating(figure('precision', 1)), { precision: 0 })).toBe('unknown CUSTODY-408');
  });
  test('without a bar nothing need be stated', async () => {
    expect(await bound(cyclonedx())).toBe('pass');
  });
});

describe('T20 an SBOM that lists nothing of what runs', () => {
  const excluded = {
    ...(cyclonedx()[1] as object),
    components: [{ type: 'library', name: 'x', scope: 'excluded' }],
  };
  const development = {
    relationshipType: 'DEV_DEPENDENCY_OF',
    spdxElementId: 'SPDXRef-openssl',
    relatedSpdxElement: 'SPDXRef-app',
  };
  test.each<readonly [string, Piece]>([
    ['CycloneDX: excluded', [CYCLONEDX, excluded]],
    ['SPDX: development', spdx({}, { relationships: [describes('SPDXRef-app'), development] })],
    ['SPDX: its product alone', spdx({}, { packages: [product()] })],
  ])('T20 %s', async (_, piece) => {
    expect(await bound(piece)).toBe('fail CUSTODY-526');
  });
  test('T21 what is contained is listed, whatever else is said of it', async () => {
    const contains = {
      relationshipType: 'CONTAINS',
      spdxElementId: 'SPDXRef-app',
      relatedSpdxElement: 'SPDXRef-openssl',
    };
    const piece = spdx({}, { relationships: [describes('SPDXRef-app'), development, contains] });
    expect(await bound(piece)).toBe('pass');
  });
});

test('T24 a list of more components than can be read is no SBOM that passes', async () => {
  const components = Array.from({ length: 100_001 }, () => 0);
  const { statement } = {
    statement: { predicateType: CYCLONEDX, predicate: { ...(cyclonedx()[1] as object), components } },
  };
  expect(await outcomeOf([provenance(), { statement }], [])).toBe('unknown CUSTODY-404');
});
