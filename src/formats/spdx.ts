/** SPDX 2.2 and 2.3 in JSON (https://spdx.github.io/spdx-spec/v2.3/) as an SBOM. */
import type { Sbom, SbomComponent } from '../model/sbom.ts';
import {
  at,
  listOf,
  type Member,
  malformed,
  oneOf,
  optionalListOf,
  textOf,
  textOrNothing,
  timeOf,
} from './predicate.ts';
import { filled, identifierOf } from './sbom-fields.ts';

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
  const related = relatedIn(document);
  return {
    components: packagesOf(document).map((component) => componentOf(component, related)),
    author: creators.map(partyOf).find(Boolean) ?? '',
    timestamp: timeOf(at(creation, 'created')),
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

function componentOf(component: Member, related: ReadonlySet<string>): SbomComponent {
  const references = optionalListOf(at(component, 'externalRefs'));
  return {
    name: filled(textOf(at(component, 'name'))),
    version: filled(textOrNothing(at(component, 'versionInfo'))),
    supplier: partyOf(textOrNothing(at(component, 'supplier'))),
    identifier: identifierOf(references.map((reference) => textOrNothing(at(reference, 'referenceLocator')))),
    related: related.has(textOf(at(component, 'SPDXID'))),
  };
}

/** `Person: NAME` or `Organization: NAME`; empty for a tool, and for what is not known. */
function partyOf(text: string): string {
  return filled(/^(?:Person|Organization):(.*)$/.exec(text)?.[1] ?? '');
}

/** `NONE` at the other end says that there is nothing, `NOASSERTION` says nothing. */
function relatedIn(document: Member): ReadonlySet<string> {
  const related = new Set<string>();
  for (const relationship of optionalListOf(at(document, 'relationships'))) {
    const ends = ['spdxElementId', 'relatedSpdxElement'].map((key) => textOf(at(relationship, key)));
    if (!relating.test(textOf(at(relationship, 'relationshipType'))) || ends.includes('NOASSERTION'))
      continue;
    for (const end of ends) related.add(end);
  }
  return related;
}
