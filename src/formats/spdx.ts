/** SPDX 2.2 and 2.3 in JSON (https://spdx.github.io/spdx-spec/v2.3/) as an SBOM. */
import type { DigestSet } from '../model/digest.ts';
import type { Sbom, SbomComponent } from '../model/sbom.ts';
import {
  at,
  listOf,
  type Member,
  malformed,
  oneOf,
  optional,
  optionalListOf,
  textOf,
  textOrNothing,
  timeOf,
} from './predicate.ts';
import { digestSet, filled, identifierOf, isStrong } from './sbom-fields.ts';
import { PHASE_FIGURE, statedIn } from './sbom-figures.ts';
import { canonicalExpression } from './spdx-expression.ts';

export const SPDX_TYPES = [
  'https://spdx.dev/Document',
  'https://spdx.dev/Document/v2.2',
  'https://spdx.dev/Document/v2.3',
] as const;

/** Those that say that one is in, or is needed by, the other. */
const relating = /^(?:CONTAINS|CONTAINED_BY|DEPENDS_ON|(?:[A-Z]+_)?DEPENDENCY_OF|DYNAMIC_LINK|STATIC_LINK)$/;

/** @throws Fault `CUSTODY-408` naming the member that does not follow the specification */
export function readSpdx(document: Member): Sbom {
  oneOf(at(document, 'spdxVersion'), ['SPDX-2.2', 'SPDX-2.3']);
  oneOf(at(document, 'SPDXID'), ['SPDXRef-DOCUMENT']);
  const creation = at(document, 'creationInfo');
  const creators = listOf(at(creation, 'creators')).map(textOf);
  // The format wants a time: who knows none writes that of Unix, as we do.
  const created = timeOf(at(creation, 'created'));
  const relationships = relationshipsOf(document);
  const described = productsOf(document, relationships);
  const isProduct = (one: Member) => described.has(textOf(at(one, 'SPDXID')));
  const packages = packagesOf(document);
  const known = {
    related: relatedIn(relationships),
    development: developmentIn(relationships),
    texts: textsIn(document),
  };
  const remarks = remarksOf(document);
  return {
    components: packages.filter((one) => !isProduct(one)).map((one) => componentOf(one, known)),
    product: optional(packages.find(isProduct) ?? { path: '', value: undefined }, digestsIn) ?? {},
    author: creators.map(partyOf).find(Boolean) ?? '',
    tool: creators.flatMap((creator) => /^Tool: *(.+)$/.exec(creator)?.[1] ?? []).find(Boolean) ?? '',
    // SPDX 2.3 has no word for it.
    context: remarks.find(([name]) => name === PHASE_FIGURE)?.[1] ?? '',
    stated: statedIn(remarks),
    ...(created.getTime() !== 0 && { timestamp: created }),
  };
}

/** @throws Fault `CUSTODY-408` for an identifier that two packages share */
function packagesOf(document: Member): readonly Member[] {
  const packages = optionalListOf(at(document, 'packages'));
  const ids = new Set<string>();
  for (const one of packages) {
    const id = at(one, 'SPDXID');
    if (ids.has(textOf(id))) throw malformed(id, 'is the identifier of another package too');
    ids.add(textOf(id));
  }
  return packages;
}

interface Known {
  readonly related: ReadonlySet<string>;
  readonly development: ReadonlySet<string>;
  /** References to licences whose text the document holds → their names, or else their texts. */
  readonly texts: ReadonlyMap<string, string>;
}

function textsIn(document: Member): Known['texts'] {
  const infos = optionalListOf(at(document, 'hasExtractedLicensingInfos'));
  return new Map(
    infos.map((one) => {
      const [name = '', text = ''] = ['name', 'extractedText'].map((key) => textOrNothing(at(one, key)));
      return [textOf(at(one, 'licenseId')), filled(name) || text];
    }),
  );
}

function componentOf(component: Member, { related, development, texts }: Known): SbomComponent {
  const id = textOf(at(component, 'SPDXID'));
  const references = optionalListOf(at(component, 'externalRefs'));
  const licence = licences.map((key) => filled(textOrNothing(at(component, key)))).find(Boolean) ?? '';
  return {
    name: filled(textOf(at(component, 'name'))),
    version: filled(textOrNothing(at(component, 'versionInfo'))),
    supplier: partyOf(textOrNothing(at(component, 'supplier'))),
    identifier: identifierOf(references.map((reference) => textOrNothing(at(reference, 'referenceLocator')))),
    related: related.has(id),
    hashed: isStrong(digestsIn(component)),
    licence: filled(texts.get(licence) ?? licence),
    licensed: isLicensed(component, texts),
    excluded: development.has(id),
  };
}

/** `Person: NAME` or `Organization: NAME`; empty for a tool, and for what is not known. */
function partyOf(text: string): string {
  return filled(/^(?:Person|Organization):(.*)$/.exec(text)?.[1] ?? '');
}

interface Relationship {
  readonly from: string;
  readonly type: string;
  readonly to: string;
}

function relationshipsOf(document: Member): readonly Relationship[] {
  return optionalListOf(at(document, 'relationships')).map((one) => {
    const [from = '', to = '', type = ''] = ['spdxElementId', 'relatedSpdxElement', 'relationshipType'].map(
      (key) => textOf(at(one, key)),
    );
    return { from, type, to };
  });
}

/** `NONE` at the other end says that there is nothing, `NOASSERTION` says nothing. */
function relatedIn(relationships: readonly Relationship[]): ReadonlySet<string> {
  const counting = relationships.filter(
    ({ from, type, to }) => relating.test(type) && from !== 'NOASSERTION' && to !== 'NOASSERTION',
  );
  return new Set(counting.flatMap(({ from, to }) => [from, to]));
}

/** What the document says it describes, in either of the two ways that 2.3 has for it. */
function productsOf(document: Member, relationships: readonly Relationship[]): ReadonlySet<string> {
  const described = relationships.flatMap(({ from, type, to }) => {
    if (type === 'DESCRIBES' && from === 'SPDXRef-DOCUMENT') return [to];
    return type === 'DESCRIBED_BY' && to === 'SPDXRef-DOCUMENT' ? [from] : [];
  });
  const stated = optionalListOf(at(document, 'documentDescribes')).map(textOf);
  const all = new Set([...described, ...stated]);
  // A document that describes many describes a list, not one product with parts.
  return all.size === 1 ? all : new Set();
}

/** Packages that the document says development needs, or that only build or test it, and does not say are contained. */
function developmentIn(relationships: readonly Relationship[]): ReadonlySet<string> {
  const kinds = /^(?:DEV|BUILD|TEST)_(?:DEPENDENCY|TOOL)_OF$/;
  const development = relationships.filter(({ type }) => kinds.test(type)).map(({ from }) => from);
  return new Set(development).difference(containedIn(relationships));
}

function containedIn(relationships: readonly Relationship[]): ReadonlySet<string> {
  const contained = relationships.flatMap(({ from, type, to }) => {
    if (type === 'CONTAINS') return [to];
    return type === 'CONTAINED_BY' ? [from] : [];
  });
  return new Set(contained);
}

function digestsIn(component: Member): DigestSet {
  const checksums = at(component, 'checksums');
  const pairs = optionalListOf(checksums).map(
    (one) => [textOf(at(one, 'algorithm')), textOf(at(one, 'checksumValue'))] as const,
  );
  return digestSet(pairs, () => malformed(checksums, 'has two values of one algorithm'));
}

const licences = ['licenseDeclared', 'licenseConcluded'] as const;

/** An expression all of whose own references the document explains. */
function isLicensed(component: Member, texts: Known['texts']): boolean {
  return licences.some((key) => {
    const expression = filled(textOrNothing(at(component, key)));
    const own = expression.match(/(?:DocumentRef-[\w.-]+:)?LicenseRef-[\w.-]+/g) ?? [];
    return (
      expression !== '' &&
      canonicalExpression(expression) !== undefined &&
      own.every((reference) => texts.has(reference))
    );
  });
}

/** `NAME=VALUE` in the comments of the document's annotations. */
function remarksOf(document: Member): readonly (readonly [string, string])[] {
  return optionalListOf(at(document, 'annotations')).map((one) => {
    const [name = '', ...value] = textOrNothing(at(one, 'comment')).split('=');
    return [name, value.join('=')] as const;
  });
}
