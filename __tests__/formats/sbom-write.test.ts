/** What is written as CycloneDX and SPDX: valid, the same for the same content, and no better than what is known. */
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeCycloneDx } from '../../src/formats/cyclonedx-write.ts';
import { canonicalJson } from '../../src/formats/jcs.ts';
import { parseJsonObject } from '../../src/formats/json.ts';
import { readSbom } from '../../src/formats/sbom.ts';
import { filled } from '../../src/formats/sbom-fields.ts';
import { writeSpdx } from '../../src/formats/spdx-write.ts';
import type { Bom, Component } from '../../src/model/bom.ts';
import type { Sbom } from '../../src/model/sbom.ts';
import type { JsonObject } from '../../src/model/statement.ts';
import { CYCLONEDX, SPDX } from '../policy/support/sboms.ts';
import { describeWithFixtures, fixtureJson } from '../support/fixtures.ts';
import { runs } from '../support/runs.ts';
import { anyBom, bom, component } from './boms.ts';

const writers = [
  ['CycloneDX 1.6', CYCLONEDX, (one: Bom) => writeCycloneDx(one, '1.6')],
  ['CycloneDX 1.7', CYCLONEDX, (one: Bom) => writeCycloneDx(one, '1.7')],
  ['SPDX 2.3', SPDX, writeSpdx],
] as const;

/** As it lies in a file or in a statement. */
const stored = (document: JsonObject) => parseJsonObject(canonicalJson(document), 'the SBOM');
const cyclonedx = (one: Bom) => stored(writeCycloneDx(one)) as unknown as CycloneDx;
const spdx = (one: Bom) => stored(writeSpdx(one)) as unknown as Spdx;

interface CycloneDx {
  readonly serialNumber: string;
  readonly metadata: { readonly component: { readonly 'bom-ref': string; readonly purl?: string } };
  readonly components: readonly { readonly 'bom-ref': string; readonly purl: string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  readonly compositions: readonly [{ readonly aggregate: string; readonly dependencies?: readonly string[] }];
}
interface Spdx {
  readonly documentNamespace: string;
  readonly packages: readonly { readonly SPDXID: string; readonly licenseDeclared: string }[];
  readonly relationships: readonly {
    readonly spdxElementId: string;
    readonly relatedSpdxElement: string;
    readonly relationshipType: string;
  }[];
  readonly hasExtractedLicensingInfos?: readonly {
    readonly licenseId: string;
    readonly extractedText: string;
  }[];
}

describeWithFixtures('every document is valid against its published schema', () => {
  const Ajv = createRequire(import.meta.url)('ajv').default;
  const formats = {
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    'iri-reference': /^[^\s\p{Cc}"<>\\^`{|}]*$/u,
    'idn-email': true,
    date: true,
    uri: true,
  };
  const folder = 'schemas/cyclonedx';
  const beside = ['spdx.schema.json', 'jsf-0.82.schema.json', 'cryptography-defs.schema.json'];
  const compile = (schema: string) => {
    const schemas = beside.map((name) => fixtureJson(`${folder}/${name}`));
    return new Ajv({ strict: false, formats, schemas }).compile(fixtureJson(schema));
  };
  const schemas = {
    'CycloneDX 1.6': `${folder}/bom-1.6.schema.json`,
    'CycloneDX 1.7': `${folder}/bom-1.7.schema.json`,
    'SPDX 2.3': 'schemas/spdx/spdx-2.3.schema.json',
  };
  test.each(writers)('%s', (name, _, write) => {
    const validate = compile(schemas[name]);
    expect(validate({})).toBe(false);
    fc.assert(
      fc.property(anyBom, (one) => {
        expect([validate(stored(write(one))), validate.errors]).toEqual([true, null]);
      }),
      { numRuns: runs(250) },
    );
  });
});

/** What a rule and a reader ask of a document. */
function factsOf({ components, product, author, timestamp, context, stated }: Sbom) {
  const facts = components.map(({ name, version, supplier, identifier, hashed, excluded, licence }) => ({
    name,
    version,
    supplier,
    identifier,
    hashed,
    excluded,
    licence,
  }));
  return { components: facts, product, author, timestamp, context, stated: Object.keys(stated) };
}

function expected({ components, product, author = '', time, phase, truth }: Bom): ReturnType<typeof factsOf> {
  const hasAny = ({ hashes }: Component) => hashes['sha256'] !== undefined || hashes['sha512'] !== undefined;
  const licenceOf = ({ licence }: Component) =>
    licence === undefined ? '' : 'text' in licence ? licence.text : licence.expression;
  return {
    components: components.map((one) => ({
      name: filled(one.name),
      version: filled(one.version),
      supplier: filled(one.supplier ?? ''),
      identifier: one.purl,
      hashed: hasAny(one),
      excluded: one.scope === 'development',
      licence: filled(licenceOf(one)),
    })),
    product: product.digests,
    author,
    timestamp: time && new Date(Math.floor(time.getTime() / 1000) * 1000),
    context: phase,
    stated: truth ? ['precision', 'recall', 'opaque'] : [],
  };
}

test.each(writers)('%s reads back to the same facts', (_, type, write) => {
  fc.assert(
    fc.property(anyBom, (one) => {
      const oneLine = { ...one, components: one.components.map((part) => ({ ...part, supplier: 'Acme' })) };
      expect(factsOf(readSbom(type, stored(write(oneLine))))).toEqual(expected(oneLine));
    }),
    { numRuns: runs(250) },
  );
});

test.each(writers)(
  '%s states figures that are never better than they are, within a ten-thousandth',
  (_, type, write) => {
    fc.assert(
      fc.property(anyBom, (one) => {
        const { truth } = one;
        const { stated } = readSbom(type, stored(write(one)));
        if (truth === undefined) return;
        const { precision = 2, recall = 2, opaque = -1 } = stated;
        expect(precision <= truth.precision && recall <= truth.recall && opaque >= truth.opaque).toBe(true);
        expect(
          Math.max(truth.precision - precision, truth.recall - recall, opaque - truth.opaque),
        ).toBeLessThan(1.1e-4);
      }),
      { numRuns: runs(250) },
    );
  },
);

describe('edges', () => {
  test('of CycloneDX lead to what is listed, and everything is reached from the product', () => {
    fc.assert(
      fc.property(anyBom, (one) => {
        const { metadata, components, dependencies } = cyclonedx(one);
        const root = metadata.component['bom-ref'];
        const refs = [root, ...components.map((part) => part['bom-ref'])];
        const edges = new Map(dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
        expect(edges.size).toBe(dependencies.length);
        for (const end of [...edges].flat(2)) expect(refs).toContain(end);
        const reached = new Set([root]);
        for (const ref of reached) for (const next of edges.get(ref) ?? []) reached.add(next);
        expect(reached.size).toBe(refs.length);
      }),
      { numRuns: runs(250) },
    );
  });

  test('of SPDX lead to what is listed, and everything is the product’s', () => {
    fc.assert(
      fc.property(anyBom, (one) => {
        const { packages, relationships } = spdx(one);
        const ids = new Set(['SPDXRef-DOCUMENT', ...packages.map(({ SPDXID }) => SPDXID)]);
        for (const { spdxElementId, relatedSpdxElement } of relationships) {
          expect([ids.has(spdxElementId), ids.has(relatedSpdxElement)]).toEqual([true, true]);
        }
        const owned = relationships.flatMap(({ spdxElementId, relationshipType, relatedSpdxElement }) => {
          if (relationshipType === 'CONTAINS' || relationshipType === 'DESCRIBES')
            return [relatedSpdxElement];
          return relationshipType === 'DEV_DEPENDENCY_OF' ? [spdxElementId] : [];
        });
        expect(new Set(owned)).toEqual(new Set(packages.map(({ SPDXID }) => SPDXID)));
      }),
      { numRuns: runs(250) },
    );
  });

  test('a circle that nothing leads to is reached at one of its ends', () => {
    const [a, b] = ['pkg:npm/a@1.0.0', 'pkg:npm/b@1.0.0'];
    const circle = [component('a', { dependsOn: [b] }), component('b', { dependsOn: [a] })];
    const { dependencies, metadata } = cyclonedx(bom({ components: circle }));
    expect(dependencies[0]).toEqual({ ref: metadata.component['bom-ref'], dependsOn: [a] });
  });

  test('that nobody knows are not said to be none', () => {
    const known = component('known', { dependsOn: [] });
    const { dependencies, compositions } = cyclonedx(bom({ components: [known, component('unknown')] }));
    expect(dependencies.map(({ ref }) => ref).slice(1)).toEqual([known.purl]);
    expect(compositions[0].dependencies).toEqual([known.purl]);
  });
});

describe('an SBOM is called complete', () => {
  const whole = { precision: 1, recall: 1, opaque: 0, methods: [] };
  const aggregate = (changes: Partial<Bom>) => cyclonedx(bom(changes)).compositions[0].aggregate;
  test.each<readonly [string, Partial<Bom>]>([
    ['a gap', { truth: whole, gaps: [{ at: { file: 'a.lock', line: 3 }, message: 'a is not pinned' }] }],
    ['bytes that nobody owns', { truth: { ...whole, recall: 0.99999 } }],
    ['a component that nothing shows', { truth: { ...whole, precision: 0.99999 } }],
  ])('not with %s', (_, changes) => {
    expect(aggregate(changes)).toBe('incomplete');
  });
  test('where nothing speaks against it', () => {
    expect(aggregate({ truth: whole })).toBe('complete');
  });
});

describe('names of documents', () => {
  const nameOf = (one: Bom) => [cyclonedx(one).serialNumber, spdx(one).documentNamespace];
  test('follow from the content: the same for the same, another for another', () => {
    fc.assert(
      fc.property(anyBom, anyBom, (one, other) => {
        expect(nameOf(structuredClone(one))).toEqual(nameOf(one));
        const isSame =
          canonicalJson(writeCycloneDx(one)).toString() === canonicalJson(writeCycloneDx(other)).toString();
        expect(nameOf(one)[0] === nameOf(other)[0]).toBe(isSame);
      }),
      { numRuns: runs(100) },
    );
  });
  test('are of their form', () => {
    const [serial = '', namespace = ''] = nameOf(bom());
    const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
    expect(serial).toMatch(new RegExp(`^urn:uuid:${uuid}$`));
    expect(namespace).toMatch(new RegExp(`^https://[^ #]+/${uuid}$`));
  });
  test('differ with the version of the format', () => {
    expect(writeCycloneDx(bom(), '1.6')['serialNumber']).not.toBe(
      writeCycloneDx(bom(), '1.7')['serialNumber'],
    );
  });
});

test('the product is bound by its digest, whatever its manifest is called', () => {
  const manifest = { type: 'npm', name: '@acme/app', version: '2.0.0' };
  const product = { name: 'dist/app.tgz', digests: { sha256: 'a'.repeat(64) } };
  expect(cyclonedx(bom({ product: { ...product, manifest } })).metadata.component.purl).toBe(
    `pkg:npm/%40acme/app@2.0.0?checksum=sha256:${'a'.repeat(64)}`,
  );
  expect(cyclonedx(bom({ product })).metadata.component.purl).toBe(
    `pkg:generic/app.tgz?checksum=sha256:${'a'.repeat(64)}`,
  );
});

test('SPDX: a package’s own LicenseRef is never taken for a text that is another’s', () => {
  const words = component('a', { licence: { text: 'All rights reserved' } });
  const own = component('b', { licence: { expression: 'LicenseRef-1' } });
  const { packages, hasExtractedLicensingInfos = [] } = spdx(bom({ components: [words, own] }));
  const texts = new Map(hasExtractedLicensingInfos.map((info) => [info.licenseId, info.extractedText]));
  expect(packages.slice(1).map(({ licenseDeclared }) => texts.get(licenseDeclared))).toEqual([
    'All rights reserved',
    'LicenseRef-1',
  ]);
});

test('SPDX: a gap never reads as a figure', () => {
  const gaps = [{ at: { file: 'custody:sbom:precision=1' }, message: 'custody:sbom:recall=1' }];
  expect(readSbom(SPDX, stored(writeSpdx(bom({ gaps })))).stated).toEqual({});
});
