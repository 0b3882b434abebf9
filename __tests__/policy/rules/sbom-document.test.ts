/** Attacks on SBOMs that are attested by reference, through the judge: T1, T20, T21, T22, T24, T29. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../../sandbox/sigstore/index.ts';
import { digestOf } from '../../../src/formats/byproducts.ts';
import { Fault } from '../../../src/model/fault.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { sbomRequirement } from '../../../src/policy/rules/sbom.ts';
import { type Documents, documentsToFind, keyOf } from '../../../src/policy/rules/sbom-document.ts';
import { judge } from '../../../src/verify/judge.ts';
import { type Attack, artifact, evidence, honest, predicateOf, rootOf, sha } from '../../support/stand.ts';
import { CYCLONEDX, cyclonedxSbom, SPDX, spdxPackage, spdxSbom } from '../support/sboms.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore();
});
afterAll(() => sigstore.close());

type Rule = Partial<Parameters<typeof sbomRequirement>[0]>;

const REFERENCE = 'https://in-toto.io/attestation/reference/v0.1';
const LOCATION = 'https://sboms.example.com/app.cdx.json';
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

/** Laid out otherwise than its canonical form. */
const written = (document: object) => Buffer.from(`${JSON.stringify(document, null, 2)}\n`);

function cyclonedx(hex = sha('sha256'), stated: object = {}) {
  const component = { type: 'file', name: 'app.tgz', hashes: [{ alg: 'SHA-256', content: hex }] };
  return cyclonedxSbom({}, { metadata: { ...cyclonedxSbom().metadata, component, ...stated } });
}
function spdx() {
  const product = spdxPackage({
    SPDXID: 'SPDXRef-app',
    name: 'app.tgz',
    checksums: [{ algorithm: 'SHA256', checksumValue: sha('sha256') }],
  });
  const describes = {
    spdxElementId: 'SPDXRef-DOCUMENT',
    relationshipType: 'DESCRIBES',
    relatedSpdxElement: 'SPDXRef-app',
  };
  const relationships = [...spdxSbom().relationships, describes];
  return spdxSbom({}, { packages: [product, spdxPackage()], relationships });
}
const truth = (precision: string, recall: string) => ({
  properties: [
    { name: 'custody:sbom:precision', value: precision },
    { name: 'custody:sbom:recall', value: recall },
  ],
});

const descriptor = (bytes: Uint8Array, changes: object = {}) => ({
  name: 'app.cdx.json',
  digest: { sha256: sha256(bytes) },
  downloadLocation: LOCATION,
  mediaType: 'application/vnd.cyclonedx+json',
  annotations: { size: `${bytes.length}`, predicateType: CYCLONEDX },
  ...changes,
});
const referring = (...references: readonly object[]) => ({
  attester: { id: 'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main' },
  references,
});
const attested = (predicate: object, predicateType = REFERENCE): Attack => ({
  statement: { predicateType, predicate },
});

/** What lies there for one reference. */
const at = (bytes: Uint8Array, found: Uint8Array | Fault, location = LOCATION): Documents =>
  new Map([[keyOf({ sha256: sha256(bytes), size: bytes.length, location }), found]]);

function provenance(document: object): Attack {
  const predicate = predicateOf(exampleClaims({}));
  const byproducts = [{ name: 'SBOM', digest: { sha256: digestOf(JSON.parse(JSON.stringify(document))) } }];
  const runDetails = { ...predicate.runDetails, byproducts };
  return { statement: { predicate: { ...predicate, runDetails } } };
}

async function verdictOf(attacks: readonly Attack[], documents: Documents, rule: Rule = {}) {
  const bundles = await Promise.all(attacks.map((attack) => evidence(sigstore, attack)));
  const built = honest(sigstore);
  const stated = {
    at: { file: 'custody.yml', line: 7 },
    formats: ['cyclonedx', 'spdx'],
    signers: ['release'],
    bound: false,
  } as const;
  const requirement = sbomRequirement({ ...stated, ...rule }, () => built.signers, built.source, documents);
  return judge(
    bundles.map((bundle, index) => ({
      origin: `bundle ${index}`,
      bytes: Buffer.from(JSON.stringify(bundle)),
    })),
    {
      artifact,
      requirements: [built, requirement],
      roots: new Map([['sandbox', rootOf(sigstore)]]),
      now: new Date(),
    },
  );
}

const findingsOf = async (...words: Parameters<typeof verdictOf>) => (await verdictOf(...words)).findings;
const outcome = ({ status, code }: Finding) => (status === 'pass' ? 'pass' : `${status} ${code}`);

async function findingOf(...words: Parameters<typeof verdictOf>): Promise<Finding> {
  const [, finding] = (await verdictOf(...words)).findings;
  if (!finding) throw new Error('there is no finding about the SBOM');
  return finding;
}
/** Of the evidence that refers: among several refusals the finding leaves out those of another type. */
async function refusalOf(...words: Parameters<typeof verdictOf>) {
  const { status, weighed } = await findingOf(...words);
  return [
    status,
    ...weighed.slice(1).map((one) => (one.outcome === 'refused' ? one.refusal.code : one.outcome)),
  ];
}
const outcomeOf = async (...words: Parameters<typeof verdictOf>) => outcome(await findingOf(...words));

/** A document, attested by a reference to it, and found. */
const judged = (document: object, rule: Rule = {}, proof: Attack = {}) => {
  const bytes = written(document);
  return outcomeOf([proof, attested(referring(descriptor(bytes)))], at(bytes, bytes), rule);
};

describe('a document that was found is judged like one that is held', () => {
  test.each([
    ['CycloneDX', cyclonedx()],
    ['SPDX, whatever the reference calls it', spdx()],
  ])('%s passes, tied to its artifact by provenance', async (_, document) => {
    expect(await judged(document, { bound: true }, provenance(document))).toBe('pass');
  });

  test('its figures are those that it states itself', async () => {
    const document = cyclonedx(sha('sha256'), truth('0.9', '0.8'));
    expect(await judged(document, { precision: 0.9, recall: 0.8 })).toBe('pass');
    expect(await judged(document, { precision: 0.91 })).toBe('fail CUSTODY-529');
    expect(await judged(document, { recall: 0.81 })).toBe('fail CUSTODY-529');
    expect(await judged(cyclonedx(), { precision: 0.1 })).toBe('fail CUSTODY-529');
    expect(await judged(cyclonedx(), { fields: 1 })).toBe('pass');
    expect(await judged(cyclonedxSbom({ supplier: { name: '' } }), { fields: 1 })).toBe('fail CUSTODY-526');
  });

  test('T1 one that states another artifact is refused, whatever the subject of the reference', async () => {
    expect(await judged(cyclonedx('d'.repeat(64)))).toBe('fail CUSTODY-528');
  });

  test('T1 one that the provenance does not name is refused, though it was signed', async () => {
    const other = cyclonedx(sha('sha256'), truth('1', '1'));
    expect(await judged(cyclonedx(), { bound: true }, provenance(other))).toBe('fail CUSTODY-528');
  });

  test('T20 one without components is refused', async () => {
    expect(await judged({ ...cyclonedx(), components: [] })).toBe('fail CUSTODY-526');
  });

  test('T22 one that does not follow its specification is not decided on', async () => {
    expect(await judged({ ...cyclonedx(), components: 'none' })).toBe('unknown CUSTODY-408');
  });
});

describe('T1 other bytes than those that were signed', () => {
  const bytes = written(cyclonedx());
  const other = written(cyclonedx(sha('sha256'), truth('1', '1')));
  const flipped = Buffer.from(bytes);
  flipped[flipped.length - 1] = 0x20;

  test.each([
    ['of the same length', flipped],
    ['of another document with the same name', other],
    ['fewer', bytes.subarray(1)],
    ['more', Buffer.concat([bytes, Buffer.from(' ')])],
    ['none', Buffer.alloc(0)],
    ['that are no JSON, and are not even read', Buffer.from('<html>')],
  ])('T1 %s: refused', async (_, found) => {
    const finding = await findingOf([{}, attested(referring(descriptor(bytes)))], at(bytes, found));
    expect(outcome(finding)).toBe('fail CUSTODY-528');
    expect(finding.expected).toBe(`sha256:${sha256(bytes)} of ${bytes.length} bytes`);
    expect(finding.found).toBe(`sha256:${sha256(found)} of ${found.length} bytes`);
  });

  test('T1 a reference that states another size than the document has is refused', async () => {
    const size = `${bytes.length + 1}`;
    const reference = descriptor(bytes, { annotations: { size } });
    const key = keyOf({ sha256: sha256(bytes), size: bytes.length + 1, location: LOCATION });
    expect(await outcomeOf([{}, attested(referring(reference))], new Map([[key, bytes]]))).toBe(
      'fail CUSTODY-528',
    );
  });

  test('T1 a document counts for the reference that names it, and for no other', async () => {
    const one = attested(referring(descriptor(bytes)));
    expect(await outcomeOf([{}, one], at(other, other))).toBe('unknown CUSTODY-402');
  });

  test('T1 a reference about another artifact does not count', async () => {
    const subject = [{ name: artifact.name, digest: { sha256: 'e'.repeat(64) } }];
    const attack = {
      statement: { predicateType: REFERENCE, predicate: referring(descriptor(bytes)), subject },
    };
    expect(await outcomeOf([{}, attack], at(bytes, bytes))).toBe('fail CUSTODY-429');
  });
});

describe('T21 what is referred to has to be an SBOM by its own word', () => {
  const wrapped = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: artifact.name, digest: { sha256: sha('sha256') } }],
    predicateType: CYCLONEDX,
    predicate: cyclonedx(),
  };

  test.each<readonly [string, Uint8Array]>([
    ['a reference itself', written(referring(descriptor(written(cyclonedx()))))],
    ['a statement that holds one', written(wrapped)],
    ['of both formats', written({ ...cyclonedx(), ...spdx() })],
    ['an empty object', written({})],
    ['a list', written([cyclonedx()])],
    ['no JSON', Buffer.from('all of it is fine')],
    ['JSON with a key twice', Buffer.from('{"bomFormat":"CycloneDX","bomFormat":"CycloneDX"}')],
  ])('T21 %s: refused', async (_, bytes) => {
    const reference = attested(referring(descriptor(bytes)));
    expect(await refusalOf([{}, reference], at(bytes, bytes))).toEqual(['fail', 'CUSTODY-430']);
  });

  test('T21 of a format that the policy does not take is refused, whatever the reference says', async () => {
    for (const [document, format] of [
      [spdx(), 'cyclonedx'],
      [cyclonedx(), 'spdx'],
    ] as const) {
      const bytes = written(document);
      const reference = attested(referring(descriptor(bytes)));
      const words = [[{}, reference], at(bytes, bytes), { formats: [format] }] as const;
      expect(await refusalOf(...words)).toEqual(['fail', 'CUSTODY-430']);
    }
  });

  test('T24 nested past the limit is not decided on', async () => {
    const bytes = Buffer.from(`${'['.repeat(200)}${']'.repeat(200)}`);
    expect(await outcomeOf([{}, attested(referring(descriptor(bytes)))], at(bytes, bytes))).toBe(
      'unknown CUSTODY-404',
    );
  });
});

describe('T20 a reference names one document by SHA-256 and size', () => {
  const bytes = written(cyclonedx());
  const good = descriptor(bytes);

  test.each<readonly [string, readonly object[]]>([
    ['none', []],
    ['two', [good, good]],
    ['one without a digest', [descriptor(bytes, { digest: {} })]],
    ['one with SHA-1 alone', [descriptor(bytes, { digest: { sha1: 'a'.repeat(40) } })]],
    ['one in capitals', [descriptor(bytes, { digest: { sha256: sha256(bytes).toUpperCase() } })]],
    ['one without a size', [descriptor(bytes, { annotations: {} })]],
    ['one of a negative size', [descriptor(bytes, { annotations: { size: '-1' } })]],
    ['one of a size with a sign of its own', [descriptor(bytes, { annotations: { size: '1e3' } })]],
  ])('T20 %s: refused', async (_, references) => {
    const words = [[{}, attested(referring(...references))], at(bytes, bytes)] as const;
    expect(await refusalOf(...words)).toEqual(['fail', 'CUSTODY-430']);
  });

  test('T22 one that has no list of references is not decided on', async () => {
    expect(await outcomeOf([{}, attested({ references: good })], new Map())).toBe('unknown CUSTODY-408');
  });
});

describe('T22 a document that is not at hand', () => {
  const bytes = written(cyclonedx());
  const reference = attested(referring(descriptor(bytes)));
  const wanted = { sha256: sha256(bytes), size: bytes.length, location: LOCATION };

  test('T22 is unknown, and the reason names the input to give', async () => {
    const finding = await findingOf([{}, reference], new Map());
    expect(outcome(finding)).toBe('unknown CUSTODY-402');
    expect(finding.message).toContain(`sha256:${wanted.sha256} of ${wanted.size} bytes`);
    expect(finding.hint).toContain('`sboms`');
  });

  test('T22 is unknown for the reason for which it could not be had', async () => {
    const fault = new Fault('CUSTODY-903', 'its host is away', { hint: 'Wait.' });
    const finding = await findingOf([{}, reference], at(bytes, fault));
    expect(outcome(finding)).toBe('unknown CUSTODY-903');
    expect([finding.message, finding.hint]).toEqual([expect.stringContaining('its host is away'), 'Wait.']);
  });

  test('takes nothing away from one that is held', async () => {
    const held = attested(cyclonedx(), CYCLONEDX);
    expect(await outcomeOf([{}, reference, held], new Map())).toBe('pass');
    expect(await outcomeOf([{}, held, reference], at(bytes, Buffer.from('other')))).toBe('pass');
  });

  test('is looked for, once', async () => {
    const again = attested(referring(descriptor(bytes, { name: 'other' })));
    expect(documentsToFind(await findingsOf([{}, reference, again], new Map()))).toEqual([wanted]);
    const { location: _, ...unlocated } = wanted;
    const without = attested(referring(descriptor(bytes, { downloadLocation: undefined })));
    expect(documentsToFind(await findingsOf([{}, without], new Map()))).toEqual([unlocated]);
  });

  test('T29 is looked for only where somebody whom the policy names refers to it', async () => {
    const { statement = {} } = reference;
    const stranger = { claims: { repository: 'evil/shop', repository_id: '666' }, statement };
    expect(documentsToFind(await findingsOf([{}, stranger], new Map()))).toEqual([]);
  });

  test('T29 is not looked for where the policy is met without it, or wants no SBOM', async () => {
    const held = attested(cyclonedx(), CYCLONEDX);
    expect(documentsToFind(await findingsOf([{}, reference, held], new Map()))).toEqual([]);
    const built = honest(sigstore);
    const bundle = await evidence(sigstore, reference);
    const verdict = judge([{ origin: 'b', bytes: Buffer.from(JSON.stringify(bundle)) }], {
      artifact,
      requirements: [built],
      roots: new Map([['sandbox', rootOf(sigstore)]]),
      now: new Date(),
    });
    expect(documentsToFind(verdict.findings)).toEqual([]);
  });
});

test('SPDX is attested under its own types, and as a reference beside them', () => {
  const { source, signers } = honest(sigstore);
  const rule = { at: { file: 'custody.yml', line: 7 }, signers: ['release'], bound: true } as const;
  const { predicateTypes } = sbomRequirement({ ...rule, formats: ['spdx'] }, () => signers, source);
  expect(predicateTypes).toContain(SPDX);
  expect(predicateTypes.at(-1)).toBe(REFERENCE);
});
