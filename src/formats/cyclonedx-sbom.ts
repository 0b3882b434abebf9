/** A CycloneDX document as an SBOM (https://cyclonedx.org/docs/1.6/json/). */
import type { Sbom, SbomComponent } from '../model/sbom.ts';
import { byReference, checkCycloneDx, componentsOf } from './cyclonedx.ts';
import { at, type Member, optional, optionalListOf, textOf, textOrNothing, timeOf } from './predicate.ts';
import { filled, identifierOf } from './sbom-fields.ts';

/** @throws Fault `CUSTODY-408` naming the member that does not follow the specification */
export function readCycloneDxSbom(document: Member): Sbom {
  checkCycloneDx(document);
  const metadata = at(document, 'metadata');
  const components = componentsOf(document);
  byReference([at(metadata, 'component'), ...components]);
  const related = relatedIn(document);
  const timestamp = optional(at(metadata, 'timestamp'), timeOf);
  return {
    components: components.map((component) => componentOf(component, related)),
    author: authorOf(metadata),
    ...(timestamp && { timestamp }),
  };
}

function componentOf(component: Member, related: ReadonlySet<string>): SbomComponent {
  return {
    name: filled(textOf(at(component, 'name'))),
    version: filled(textOrNothing(at(component, 'version'))),
    supplier: filled(textOrNothing(at(component, 'supplier', 'name'))),
    identifier: identifierOf(['purl', 'cpe'].map((key) => textOrNothing(at(component, key)))),
    related: related.has(textOrNothing(at(component, 'bom-ref'))),
  };
}

/** Both ends of every edge: an entry without edges relates nothing to nothing. */
function relatedIn(document: Member): ReadonlySet<string> {
  const related = new Set<string>();
  for (const dependency of optionalListOf(at(document, 'dependencies'))) {
    const ref = textOf(at(dependency, 'ref'));
    for (const other of optionalListOf(at(dependency, 'dependsOn'))) related.add(ref).add(textOf(other));
  }
  return related;
}

/** Who made the document; before 1.6 `manufacture` named who made the product. */
function authorOf(metadata: Member): string {
  const authors = optionalListOf(at(metadata, 'authors')).flatMap((author) => [
    textOrNothing(at(author, 'name')),
    textOrNothing(at(author, 'email')),
  ]);
  return [...authors, textOrNothing(at(metadata, 'manufacturer', 'name'))].map(filled).find(Boolean) ?? '';
}
