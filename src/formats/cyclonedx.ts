/** CycloneDX 1.4 to 1.7 in JSON (https://cyclonedx.org/specification/overview): the document and its components. */
import { at, isGiven, type Member, malformed, oneOf, optionalListOf, textOf } from './predicate.ts';

/** Writers disagree about the version in the predicate type; the document states its own. */
export const CYCLONEDX_TYPES = [
  'https://cyclonedx.org/bom',
  'https://cyclonedx.org/bom/v1.4',
  'https://cyclonedx.org/bom/v1.5',
  'https://cyclonedx.org/bom/v1.6',
  'https://cyclonedx.org/bom/v1.7',
] as const;

/** @throws Fault `CUSTODY-408` for anything but a CycloneDX document of a version that is known */
export function checkCycloneDx(document: Member): void {
  oneOf(at(document, 'bomFormat'), ['CycloneDX']);
  oneOf(at(document, 'specVersion'), ['1.4', '1.5', '1.6', '1.7']);
}

/** Those inside others too, without the one that the document is about. */
export function componentsOf(document: Member): readonly Member[] {
  return optionalListOf(at(document, 'components')).flatMap((component) => {
    textOf(at(component, 'type'));
    textOf(at(component, 'name'));
    return [component, ...componentsOf(component)];
  });
}

/** @throws Fault `CUSTODY-408` for a reference that two components share: it would name either */
export function byReference(components: readonly Member[]): ReadonlyMap<string, Member> {
  const named = new Map<string, Member>();
  for (const component of components) {
    const reference = at(component, 'bom-ref');
    if (!isGiven(reference)) continue;
    const name = textOf(reference);
    if (named.has(name)) throw malformed(reference, 'is the reference of another component too');
    named.set(name, component);
  }
  return named;
}
