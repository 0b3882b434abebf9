import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSbom, sbomTypes } from '../../src/formats/sbom.ts';
import { Fault } from '../../src/model/fault.ts';
import type { JsonObject } from '../../src/model/statement.ts';
import { CYCLONEDX, cyclonedxSbom, SPDX, spdxPackage, spdxSbom } from '../policy/support/sboms.ts';
import { describeWithFixtures, fixtureJson } from '../support/fixtures.ts';
import { runs } from '../support/runs.ts';

const read = (type: string, document: unknown) =>
  readSbom(type, JSON.parse(JSON.stringify(document)) as JsonObject);

function faultOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'no fault';
}

const full = {
  name: 'openssl',
  version: '3.1.0',
  supplier: 'Acme',
  identifier: 'pkg:apk/alpine/openssl@3.1.0',
  related: true,
  hashed: true,
  licence: 'Apache-2.0',
  licensed: true,
  excluded: false,
};

describe('a full document', () => {
  test.each([
    ['CycloneDX', CYCLONEDX, cyclonedxSbom()],
    ['SPDX', SPDX, spdxSbom()],
  ])('%s', (_, type, document) => {
    const { components, author, timestamp } = read(type, document);
    expect(components).toEqual([full]);
    expect([author, timestamp?.getUTCFullYear()]).toEqual(['Jane', 2027]);
  });
});

describe('CycloneDX fields, strictly read', () => {
  const field = (changes: object, document: object = {}) =>
    read(CYCLONEDX, cyclonedxSbom(changes, document)).components[0];
  test.each([
    ['a supplier that is not known', { supplier: { name: 'NOASSERTION' } }, { supplier: '' }],
    ['a publisher is no supplier', { supplier: undefined, publisher: 'Acme' }, { supplier: '' }],
    ['a version of spaces', { version: ' ' }, { version: '' }],
    ['an identifier that is none', { purl: 'openssl', cpe: 'cpe' }, { identifier: '' }],
    [
      'a CPE',
      { purl: undefined, cpe: 'cpe:2.3:a:openssl:openssl:3.1.0:*:*:*:*:*:*:*' },
      { identifier: 'cpe:2.3:a:openssl:openssl:3.1.0:*:*:*:*:*:*:*' },
    ],
    ['a reference that is in no edge', { 'bom-ref': 'other' }, { related: false }],
    ['no reference', { 'bom-ref': undefined }, { related: false }],
  ])('%s', (_, changes, expected) => {
    expect(field(changes)).toMatchObject(expected);
  });
  test('an entry without edges relates nothing', () => {
    expect(field({}, { dependencies: [{ ref: 'openssl' }, { ref: 'app', dependsOn: [] }] })?.related).toBe(
      false,
    );
  });
  test('components inside components count', () => {
    const inner = { type: 'library', name: 'inner', components: [{ type: 'file', name: 'innermost' }] };
    const names = read(CYCLONEDX, cyclonedxSbom({ components: [inner] })).components.map(({ name }) => name);
    expect(names).toEqual(['openssl', 'inner', 'innermost']);
  });
  test('so does what the product is said to be made of', () => {
    const component = { type: 'file', name: 'app', components: [{ type: 'library', name: 'hidden' }] };
    const { components } = read(CYCLONEDX, cyclonedxSbom({}, { metadata: { component } }));
    expect(components.map(({ name }) => name)).toEqual(['openssl', 'hidden']);
  });
  test.each([
    ['a tool', { tools: [{ name: 'syft' }] }, ''],
    ['who made the product', { manufacture: { name: 'Acme' } }, ''],
    ['who made the document', { manufacturer: { name: 'Acme' } }, 'Acme'],
    ['an address', { authors: [{ email: 'a@b.example' }] }, 'a@b.example'],
  ])('author: %s', (_, metadata, author) => {
    expect(read(CYCLONEDX, cyclonedxSbom({}, { metadata })).author).toBe(author);
  });
});

describe('SPDX fields, strictly read', () => {
  const field = (changes: object, document: object = {}) =>
    read(SPDX, spdxSbom(changes, document)).components[0];
  test.each([
    ['NOASSERTION', { supplier: 'NOASSERTION' }, { supplier: '' }],
    ['a tool as supplier', { supplier: 'Tool: x' }, { supplier: '' }],
    ['an organisation without a name', { supplier: 'Organization: ' }, { supplier: '' }],
    [
      'a reference that identifies nothing',
      { externalRefs: [{ referenceLocator: 'https://x.example' }] },
      { identifier: '' },
    ],
    ['a version that is not known', { versionInfo: 'NOASSERTION' }, { version: '' }],
  ])('%s', (_, changes, expected) => {
    expect(field(changes)).toMatchObject(expected);
  });
  const edge = (relationshipType: string, relatedSpdxElement: string) =>
    field({}, { relationships: [{ spdxElementId: 'SPDXRef-openssl', relationshipType, relatedSpdxElement }] })
      ?.related;
  test.each([
    ['DEPENDS_ON', 'NONE', true],
    ['DEPENDS_ON', 'NOASSERTION', false],
    ['BUILD_DEPENDENCY_OF', 'SPDXRef-app', true],
    ['CONTAINED_BY', 'SPDXRef-app', true],
    ['OTHER', 'SPDXRef-app', false],
  ])('%s %s', (type, other, related) => {
    expect(edge(type, other)).toBe(related);
  });
  test('what the document describes is its product, and no part of it', () => {
    const described = { relationshipType: 'DESCRIBED_BY', relatedSpdxElement: 'SPDXRef-DOCUMENT' };
    const relationships = [{ spdxElementId: 'SPDXRef-openssl', ...described }];
    const sbom = read(SPDX, spdxSbom({}, { relationships }));
    expect([sbom.components, sbom.product]).toEqual([[], { sha256: 'c'.repeat(64) }]);
  });
  test('a time that stands for none is none', () => {
    const creationInfo = { created: '1970-01-01T00:00:00Z', creators: ['Person: Jane'] };
    expect(read(SPDX, spdxSbom({}, { creationInfo })).timestamp).toBeUndefined();
  });
  test('a package URL names a package better than the CPEs that stand before it', () => {
    const cpe = {
      referenceType: 'cpe23Type',
      referenceLocator: 'cpe:2.3:a:openssl:openssl:3.1.0:*:*:*:*:*:*:*',
    };
    const externalRefs = [cpe, ...spdxPackage().externalRefs];
    expect(field({ externalRefs })?.identifier).toBe('pkg:apk/alpine/openssl@3.1.0');
    expect(field({ externalRefs: [cpe] })?.identifier).toBe(cpe.referenceLocator);
  });
  test('a tool is no author', () => {
    const creationInfo = { created: '2027-01-01T00:00:00Z', creators: ['Tool: syft'] };
    expect(read(SPDX, spdxSbom({}, { creationInfo })).author).toBe('');
  });
});

describe('what does not follow its specification names the member', () => {
  test.each([
    [CYCLONEDX, {}, 'bomFormat'],
    [CYCLONEDX, cyclonedxSbom({}, { specVersion: '2.0' }), 'specVersion'],
    [CYCLONEDX, cyclonedxSbom({ name: '' }), 'components[0].name'],
    [CYCLONEDX, cyclonedxSbom({ version: 3 }), 'components[0].version'],
    [CYCLONEDX, cyclonedxSbom({}, { components: {} }), 'components'],
    [
      CYCLONEDX,
      cyclonedxSbom({ components: [{ type: 'file', name: 'x', 'bom-ref': 'openssl' }] }),
      'components[0].components[0].bom-ref',
    ],
    [CYCLONEDX, cyclonedxSbom({}, { metadata: { timestamp: 'now' } }), 'metadata.timestamp'],
    [
      CYCLONEDX,
      cyclonedxSbom({}, { dependencies: [{ ref: 'a', dependsOn: 'b' }] }),
      'dependencies[0].dependsOn',
    ],
    [CYCLONEDX, spdxSbom(), 'bomFormat'],
    [SPDX, cyclonedxSbom(), 'spdxVersion'],
    [SPDX, spdxSbom({}, { spdxVersion: 'SPDX-3.0' }), 'spdxVersion'],
    [SPDX, spdxSbom({}, { creationInfo: { creators: [] } }), 'creationInfo.created'],
    [SPDX, spdxSbom({}, { packages: [spdxPackage(), spdxPackage()] }), 'packages[1].SPDXID'],
    [SPDX, spdxSbom({ name: null }), 'packages[0].name'],
  ])('%s: %#', (type, document, path) => {
    expect(faultOf(() => read(type, document))).toContain(`CUSTODY-408 ${path} of the predicate `);
  });
});

describeWithFixtures('documents of others', () => {
  test.each(['1.6', '1.7'])('the CycloneDX %s example', (version) => {
    const sbom = readSbom(
      CYCLONEDX,
      fixtureJson(`schemas/cyclonedx/examples-${version}/valid-bom-${version}.json`),
    );
    expect(sbom.components.length).toBeGreaterThan(0);
  });
  test('the SPDX 2.3 example', () => {
    const sbom = readSbom(SPDX, fixtureJson('schemas/spdx/example-2.3.spdx.json'));
    expect(sbom.author).toBe('ExampleCodeInspect ()');
    expect(sbom.components.find(({ name }) => name === 'glibc')).toMatchObject({
      version: '2.11.1',
      related: true,
    });
  });
  test('the SPDX 3.0.1 example is another format', () => {
    expect(faultOf(() => readSbom(SPDX, fixtureJson('schemas/spdx/example-3.0.1.json')))).toContain(
      'CUSTODY-408 spdxVersion',
    );
  });
});

test('any JSON is read, or is a fault; nothing else is thrown', () => {
  const keys = fc.constantFrom(
    'bomFormat',
    'components',
    'dependencies',
    'metadata',
    'packages',
    'relationships',
    'creationInfo',
  );
  const types = fc.constantFrom(...sbomTypes.cyclonedx, ...sbomTypes.spdx);
  fc.assert(
    fc.property(types, keys, fc.jsonValue(), (type, key, value) => {
      const document = { ...cyclonedxSbom(), ...spdxSbom(), [key]: value } as unknown as JsonObject;
      expect(faultOf(() => readSbom(type, document))).toMatch(/^(?:no fault|CUSTODY-408 )/);
    }),
    { numRuns: runs() },
  );
});
