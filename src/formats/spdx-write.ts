/**
 * Writes an SBOM as SPDX 2.3 in JSON (https://spdx.github.io/spdx-spec/v2.3/). Nothing in it differs between two runs on the
 * same inputs: the namespace follows from the content.
 */
import type { Bom, Component, Product } from '../model/bom.ts';
import type { DigestSet } from '../model/digest.ts';
import type { Origin } from '../model/inventory.ts';
import type { Licence } from '../model/licence.ts';
import type { Json, JsonObject } from '../model/statement.ts';
import { contentUuid } from './content-uuid.ts';
import { figuresOf, PHASE_FIGURE } from './sbom-figures.ts';

/** The namespace is a name, not an address: nothing stands there. */
const NAMESPACE = 'https://custody-actions.github.io/spdx/';
const ROOT = 'SPDXRef-Product';
const DOCUMENT = 'SPDXRef-DOCUMENT';

export function writeSpdx(bom: Bom): JsonObject {
  const texts = licenceTexts(bom);
  const ids = new Map(bom.components.map(({ purl }, index) => [purl, `SPDXRef-Package-${index + 1}`]));
  const content = {
    creationInfo: creationOf(bom),
    packages: [
      productOf(bom.product, texts),
      ...bom.components.map((component) => packageOf(component, ids.get(component.purl) ?? '', texts)),
    ],
    relationships: relationshipsOf(bom, ids),
    annotations: annotationsOf(bom),
    ...(texts.size > 0 && { hasExtractedLicensingInfos: [...texts].map(extracted) }),
  };
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: DOCUMENT,
    name: bom.product.name,
    documentNamespace: `${NAMESPACE}${contentUuid(content)}`,
    ...content,
  };
}

/** The format wants a time: where none is known it is that of Unix, which no document was made at. */
function creationOf(bom: Bom): JsonObject {
  const { author } = bom;
  return { created: createdAt(bom), creators: [toolOf(bom), ...(author ? [`Organization: ${author}`] : [])] };
}

function createdAt({ time = new Date(0) }: Bom): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

function toolOf({ tool }: Bom): string {
  return `Tool: ${tool.name}-${tool.version}`;
}

/** What the format has no member for. */
function annotationsOf(bom: Bom): readonly Json[] {
  const figures = [[PHASE_FIGURE, bom.phase] as const, ...(bom.truth ? figuresOf(bom.truth) : [])];
  return [
    ...figures.map(([name, value]) => `${name}=${value}`),
    ...bom.gaps.map(
      ({ at, message }) => `not whole: ${at.file}${at.line === undefined ? '' : `:${at.line}`}: ${message}`,
    ),
  ].map((comment) => ({
    annotationType: 'OTHER',
    annotator: toolOf(bom),
    annotationDate: createdAt(bom),
    comment,
  }));
}

type Texts = ReadonlyMap<string, string>;

/** Words that are no SPDX expression → the reference under which the document holds them. */
function licenceTexts({ product, components }: Bom): Texts {
  const texts = [product, ...components].flatMap(({ licence }) => wordsOf(licence) ?? []);
  return new Map([...new Set(texts)].sort().map((text, index) => [text, `LicenseRef-${index + 1}`]));
}

function extracted([text, licenseId]: readonly [string, string]): Json {
  return { licenseId, extractedText: text };
}

function licenceOf(licence: Licence | undefined, texts: Texts): string {
  const words = wordsOf(licence);
  if (words !== undefined) return texts.get(words) ?? 'NOASSERTION';
  return licence && 'expression' in licence ? licence.expression : 'NOASSERTION';
}

/** A package's own reference names a text in its files, not one of ours that may be called the same. */
function wordsOf(licence: Licence | undefined): string | undefined {
  if (licence === undefined) return undefined;
  if ('text' in licence) return licence.text;
  return licence.expression.includes('LicenseRef-') ? licence.expression : undefined;
}

function productOf({ name, digests, manifest, licence }: Product, texts: Texts): JsonObject {
  return {
    SPDXID: ROOT,
    name: manifest?.name || name,
    ...(manifest?.version && { versionInfo: manifest.version }),
    packageFileName: name,
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    checksums: checksumsOf(digests),
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: licenceOf(licence, texts),
    copyrightText: 'NOASSERTION',
    primaryPackagePurpose: manifest ? 'APPLICATION' : 'FILE',
  };
}

function packageOf(component: Component, id: string, texts: Texts): JsonObject {
  const { purl, name, version, supplier, hashes, licence, origin, proofs } = component;
  const checksums = checksumsOf(hashes);
  const places = proofs.map(
    ({ method, at }) => `${method}: ${at.file}${at.line === undefined ? '' : `:${at.line}`}`,
  );
  return {
    SPDXID: id,
    name,
    ...(version && { versionInfo: version }),
    // Manifests name authors and maintainers: people, as their documentation has it.
    ...(supplier && { supplier: `Person: ${supplier}` }),
    downloadLocation: locationOf(origin),
    filesAnalyzed: false,
    ...(checksums.length > 0 && { checksums }),
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: licenceOf(licence, texts),
    copyrightText: 'NOASSERTION',
    externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }],
    sourceInfo: [...new Set(places)].join(', '),
  };
}

function locationOf(origin: Origin | undefined): string {
  if (origin?.url === undefined || origin.kind === 'path') return 'NOASSERTION';
  if (origin.kind !== 'git') return origin.url;
  const address = origin.url.startsWith('git+') ? origin.url : `git+${origin.url}`;
  return origin.commit === undefined ? address : `${address}@${origin.commit}`;
}

function checksumsOf(hashes: DigestSet): readonly Json[] {
  return ['md5', 'sha1', 'sha256', 'sha384', 'sha512'].flatMap((name) => {
    const checksumValue = hashes[name];
    return checksumValue === undefined ? [] : [{ algorithm: name.toUpperCase(), checksumValue }];
  });
}

function relationshipsOf({ product, components }: Bom, ids: ReadonlyMap<string, string>): readonly Json[] {
  const relation = (from: string, type: string, to: string) => ({
    spdxElementId: from,
    relationshipType: type,
    relatedSpdxElement: to,
  });
  const idOf = (purl: string) => ids.get(purl) ?? 'NOASSERTION';
  return [
    relation(DOCUMENT, 'DESCRIBES', ROOT),
    ...components.map(({ purl, scope }) =>
      scope === 'development'
        ? relation(idOf(purl), 'DEV_DEPENDENCY_OF', ROOT)
        : relation(ROOT, 'CONTAINS', idOf(purl)),
    ),
    ...(product.dependsOn ?? []).map((purl) => relation(ROOT, 'DEPENDS_ON', idOf(purl))),
    ...components.flatMap(({ purl, dependsOn = [] }) =>
      dependsOn.map((other) => relation(idOf(purl), 'DEPENDS_ON', idOf(other))),
    ),
  ];
}
