/** A CycloneDX document as an SBOM (https://cyclonedx.org/docs/1.6/json/). */
import type { DigestSet } from '../model/digest.ts';
import type { Sbom, SbomComponent } from '../model/sbom.ts';
import { byReference, checkCycloneDx, componentsOf } from './cyclonedx.ts';
import {
  at,
  isGiven,
  listOf,
  type Member,
  malformed,
  optional,
  optionalListOf,
  textOf,
  textOrNothing,
  timeOf,
} from './predicate.ts';
import { digestSet, filled, identifierOf, isStrong } from './sbom-fields.ts';
import { statedIn } from './sbom-figures.ts';
import { canonicalExpression } from './spdx-expression.ts';

/** @throws Fault `CUSTODY-408` naming the member that does not follow the specification */
export function readCycloneDxSbom(document: Member): Sbom {
  checkCycloneDx(document);
  const metadata = at(document, 'metadata');
  const product = at(metadata, 'component');
  // What the product is said to be made of is listed as well.
  const components = [...componentsOf(document), ...componentsOf(product)];
  byReference([product, ...components]);
  const related = relatedIn(document);
  const timestamp = optional(at(metadata, 'timestamp'), timeOf);
  return {
    components: components.map((component) => componentOf(component, related)),
    product: digestsIn(product),
    author: authorOf(metadata),
    tool: toolOf(at(metadata, 'tools')),
    context: contextOf(metadata),
    stated: statedIn(optionalListOf(at(metadata, 'properties')).map(propertyOf)),
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
    hashed: isStrong(digestsIn(component)),
    licence: optionalListOf(at(component, 'licenses')).map(licenceText).filter(Boolean).join(', '),
    licensed: optionalListOf(at(component, 'licenses')).some(isLicence),
    excluded: textOrNothing(at(component, 'scope')) === 'excluded',
  };
}

function digestsIn(component: Member): DigestSet {
  const hashes = at(component, 'hashes');
  const pairs = optionalListOf(hashes).map(
    (one) => [textOf(at(one, 'alg')), textOf(at(one, 'content'))] as const,
  );
  return digestSet(pairs, () => malformed(hashes, 'has two values of one algorithm'));
}

function licenceText(choice: Member): string {
  const licence = at(choice, 'license');
  const stated = [at(choice, 'expression'), at(licence, 'id'), at(licence, 'name')].map(textOrNothing);
  return filled(stated.find(Boolean) ?? '');
}

/** An expression, an identifier of SPDX, or a name: what is named only counts where its text is there too. */
function isLicence(choice: Member): boolean {
  const licence = at(choice, 'license');
  const identifier = [at(choice, 'expression'), at(licence, 'id')].map(textOrNothing).find(Boolean) ?? '';
  if (identifier !== '') return canonicalExpression(identifier) !== undefined;
  return filled(textOrNothing(at(licence, 'name'))) !== '' && isGiven(at(licence, 'text', 'content'));
}

/** A list of tools up to 1.4; later an object with their components and services. */
function toolOf(tools: Member): string {
  const isList = Array.isArray(tools.value);
  const all = isList ? listOf(tools) : isGiven(tools) ? optionalListOf(at(tools, 'components')) : [];
  const [name = ''] = all.map((tool) => filled(textOrNothing(at(tool, 'name')))).filter(Boolean);
  return name;
}

function contextOf(metadata: Member): string {
  const phases = optionalListOf(at(metadata, 'lifecycles')).map((one) =>
    [at(one, 'phase'), at(one, 'name')].map(textOrNothing).find(Boolean),
  );
  return filled(phases.find(Boolean) ?? '');
}

function propertyOf(property: Member): readonly [string, string] {
  return [textOrNothing(at(property, 'name')), textOrNothing(at(property, 'value'))];
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
