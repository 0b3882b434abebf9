/**
 * Writes an SBOM as CycloneDX 1.6 or 1.7 in JSON (https://cyclonedx.org/docs/1.6/json/). Nothing in it differs between two
 * runs on the same inputs: the serial number follows from the content.
 */
import type { Bom, Component, Product, Proof } from '../model/bom.ts';
import type { DigestSet } from '../model/digest.ts';
import type { Method, Origin } from '../model/inventory.ts';
import type { Licence } from '../model/licence.ts';
import type { Json, JsonObject } from '../model/statement.ts';
import { contentUuid } from './content-uuid.ts';
import { purlOf } from './purl-of.ts';
import { figuresOf } from './sbom-figures.ts';

export type CycloneDxVersion = '1.6' | '1.7';

/** @param version of CycloneDX */
export function writeCycloneDx(bom: Bom, version: CycloneDxVersion = '1.6'): JsonObject {
  const root = rootReference(bom.product);
  const content = {
    metadata: metadataOf(bom, root),
    components: bom.components.map(componentOf),
    dependencies: dependenciesOf(bom, root),
    compositions: [compositionOf(bom, root)],
  };
  return {
    $schema: `http://cyclonedx.org/schema/bom-${version}.schema.json`,
    bomFormat: 'CycloneDX',
    specVersion: version,
    serialNumber: `urn:uuid:${contentUuid({ specVersion: version, ...content })}`,
    version: 1,
    ...content,
  };
}

function rootReference({ digests, name }: Product): string {
  return `${name}@sha256:${digests['sha256']}`;
}

function metadataOf({ product, phase, time, author, tool, truth }: Bom, root: string): JsonObject {
  return {
    ...(time && { timestamp: time.toISOString().replace(/\.\d+Z$/, 'Z') }),
    lifecycles: [{ phase }],
    tools: { components: [{ type: 'application', name: tool.name, version: tool.version }] },
    ...(author && { manufacturer: { name: author } }),
    component: productOf(product, root),
    ...(truth && { properties: figuresOf(truth).map(([key, value]) => ({ name: key, value })) }),
  };
}

function productOf(product: Product, root: string): JsonObject {
  const { name, digests, manifest, licence } = product;
  const purl = productPurl(product);
  return {
    type: manifest ? 'application' : 'file',
    'bom-ref': root,
    name: manifest?.name || name,
    ...(manifest?.version && { version: manifest.version }),
    hashes: hashesOf(digests),
    ...licencesOf(licence),
    ...(purl && { purl }),
  };
}

/** By its manifest where there is one; its digest binds it either way. */
function productPurl({ name, digests, manifest }: Product): string | undefined {
  const checksum = { checksum: `sha256:${digests['sha256']}` };
  const stated = manifest && purlOf(manifest.type, manifest.name, manifest.version, checksum);
  return stated ?? purlOf('generic', name.slice(name.lastIndexOf('/') + 1), '', checksum);
}

function componentOf(component: Component): JsonObject {
  const { purl, name, version, supplier, scope, hashes, licence, origin, proofs } = component;
  // In the order of canonical JSON, as are proofs and hashes: there are thousands, and none need be put in order again.
  return {
    'bom-ref': purl,
    evidence: evidenceOf(proofs),
    ...referencesOf(origin),
    ...(Object.keys(hashes).length > 0 && { hashes: hashesOf(hashes) }),
    ...licencesOf(licence),
    name,
    purl,
    // CycloneDX has no word for what development needs: `excluded` is what is not there at run time.
    scope: scope === 'development' ? 'excluded' : scope,
    ...(supplier && { supplier: { name: supplier } }),
    type: 'library',
    ...(version && { version }),
  };
}

const algorithms: Readonly<Record<string, string>> = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

function hashesOf(hashes: DigestSet): readonly Json[] {
  return Object.entries(algorithms).flatMap(([name, alg]) => {
    const content = hashes[name];
    return content === undefined ? [] : [{ alg, content }];
  });
}

function licencesOf(licence: Licence | undefined): JsonObject {
  if (licence === undefined) return {};
  if ('expression' in licence) return { licenses: [{ expression: licence.expression }] };
  return { licenses: [{ license: { name: licence.text } }] };
}

function referencesOf(origin: Origin | undefined): JsonObject {
  if (origin?.url === undefined) return {};
  const url = origin.commit === undefined ? origin.url : `${origin.url}#${origin.commit}`;
  return {
    externalReferences: [{ type: origin.kind === 'git' ? 'vcs' : 'distribution', url: reference(url) }],
  };
}

/** What no reference may hold (RFC 3987) is written in percent: lockfiles take any text for an address. */
function reference(url: string): string {
  return url.toWellFormed().replace(/[\p{Cc}\s"<>\\^`{|}]/gu, encodeURIComponent);
}

const techniques: Readonly<Record<Method, string>> = {
  metafile: 'source-code-analysis',
  'source-map': 'source-code-analysis',
  buildinfo: 'binary-analysis',
  auditable: 'binary-analysis',
  manifest: 'manifest-analysis',
  banner: 'source-code-analysis',
  fingerprint: 'ast-fingerprint',
  lockfile: 'manifest-analysis',
};

function evidenceOf(proofs: readonly Proof[]): JsonObject {
  const methods = proofs.map(({ method, confidence, at }) => ({
    confidence,
    technique: techniques[method],
    value: `${method}: ${at.file}`,
  }));
  const confidence = proofs.reduce((best, proof) => Math.max(best, proof.confidence), 0);
  const occurrences = proofs.map(({ at }) => ({
    ...(at.line !== undefined && { line: at.line }),
    location: at.file,
  }));
  return {
    identity: [{ confidence, field: 'purl', methods: distinct(methods) }],
    occurrences: distinct(occurrences),
  };
}

function distinct<Value extends Json>(values: readonly Value[]): readonly Value[] {
  return values.length < 2
    ? values
    : [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** An entry without edges says that there are none; where nothing says what a component needs, it has no entry. */
function dependenciesOf(bom: Bom, root: string): readonly Json[] {
  return [
    { ref: root, dependsOn: neededByProduct(bom) },
    ...bom.components.flatMap(({ purl, dependsOn }) => (dependsOn ? [{ dependsOn, ref: purl }] : [])),
  ];
}

/** What the product is known to need, and of the rest what nothing else leads to: so each is reached, circles too. */
function neededByProduct({ product: { dependsOn: direct = [] }, components }: Bom): readonly string[] {
  const edges = new Map(components.map(({ purl, dependsOn = [] }) => [purl, dependsOn]));
  const needed = new Set([...edges.values()].flat());
  const tops = [...edges.keys()].filter((purl) => !needed.has(purl));
  const chosen = new Set(direct);
  const reached = new Set<string>();
  for (const purl of [...direct, ...tops, ...edges.keys()]) {
    if (reached.has(purl)) continue;
    chosen.add(purl);
    const found = new Set([purl]);
    // A set that grows while it is walked hands over what was added.
    for (const one of found) {
      reached.add(one);
      for (const next of edges.get(one) ?? []) if (!reached.has(next)) found.add(next);
    }
  }
  return [...chosen].sort();
}

/** What is said of the list as a whole: complete only where nothing speaks against it. */
function compositionOf({ product, gaps, truth, components }: Bom, root: string): JsonObject {
  const whole = gaps.length === 0 && (truth === undefined || (truth.recall === 1 && truth.precision === 1));
  const known = components.filter(({ dependsOn }) => dependsOn !== undefined).map(({ purl }) => purl);
  const edges = product.dependsOn === undefined ? known : [root, ...known];
  return {
    aggregate: whole ? 'complete' : 'incomplete',
    assemblies: [root],
    ...(edges.length > 0 && { dependencies: edges }),
  };
}
