/**
 * `vulnerabilities` of a CycloneDX document: as the result of a scan (VDR), and what `analysis` says of them (VEX).
 * https://cyclonedx.org/docs/1.6/json/#vulnerabilities
 */
import type {
  PackageUrl,
  Rating,
  Scan,
  VexStatement,
  VexStatus,
  Vulnerability,
} from '../model/vulnerability.ts';
import { baseScore } from './cvss.ts';
import { byReference, checkCycloneDx, componentsOf } from './cyclonedx.ts';
import { splitPackageUrl } from './package-url.ts';
import {
  at,
  isGiven,
  type Member,
  numberOf,
  oneOf,
  optional,
  optionalListOf,
  textOf,
  textOrNothing,
  timeOf,
} from './predicate.ts';
import { digestsOfProduct } from './product.ts';
import { ratingOfScore, ratingOfWord, worstRating } from './rating.ts';

const states: Readonly<Record<string, VexStatus>> = {
  resolved: 'fixed',
  resolved_with_pedigree: 'fixed',
  not_affected: 'not_affected',
  false_positive: 'not_affected',
  exploitable: 'affected',
  in_triage: 'under_investigation',
};

const prefixes: Readonly<Record<string, string>> = { CVSSv3: 'CVSS:3.0/', CVSSv31: 'CVSS:3.1/' };

/**
 * `undefined` for a document that is no scan. Tools write an empty `vulnerabilities` into an SBOM for which nobody looked
 * for any, and a VEX document lists vulnerabilities without components: neither says that nothing else was found.
 * @throws Fault `CUSTODY-408` naming the member that does not follow the specification
 */
export function readCycloneDxScan(document: Member): Scan | undefined {
  checkCycloneDx(document);
  const components = componentsOf(document);
  const found = optionalListOf(at(document, 'vulnerabilities'));
  if (found.length === 0 || components.length === 0) return undefined;
  const named = byReference([at(document, 'metadata', 'component'), ...components]);
  return {
    scanner: 'CycloneDX',
    finishedAt: timeOf(at(document, 'metadata', 'timestamp')),
    vulnerabilities: found.flatMap((one) => vulnerabilitiesOf(one, named)),
  };
}

/** One for each component that it affects. */
function vulnerabilitiesOf(found: Member, named: ReadonlyMap<string, Member>): readonly Vulnerability[] {
  const { id, aliases } = namesOf(found);
  const rating = worstRating(optionalListOf(at(found, 'ratings')).map(ratingOf));
  const references = optionalListOf(at(found, 'affects')).map((one) => textOf(at(one, 'ref')));
  return (references.length === 0 ? [''] : references).map((reference) => {
    const purl = purlOf(named.get(reference));
    return { id, aliases, rating, package: reference, ...(purl && { purl }) };
  });
}

/** The worse of what the severity says and what the score says. */
function ratingOf(rating: Member): Rating {
  const method = textOrNothing(at(rating, 'method'));
  const score = /^CVSS/.test(method) ? optional(at(rating, 'score'), numberOf) : undefined;
  const vector = textOrNothing(at(rating, 'vector'));
  const prefix = Object.hasOwn(prefixes, method) ? (prefixes[method] ?? '') : '';
  const computed = baseScore(vector.startsWith('CVSS:') ? vector : prefix + vector);
  return worstRating([
    ratingOfWord(textOrNothing(at(rating, 'severity'))),
    ratingOfScore(score ?? computed ?? Number.NaN),
  ]);
}

/** @throws Fault `CUSTODY-408` naming the member that does not follow the specification */
export function readCycloneDxVex(document: Member): readonly VexStatement[] {
  checkCycloneDx(document);
  const root = at(document, 'metadata', 'component');
  const named = byReference([root, ...componentsOf(document)]);
  const issued = at(document, 'metadata', 'timestamp');
  const digests = optional(root, digestsOfProduct) ?? {};
  const product = Object.keys(digests).length > 0 ? { product: digests } : {};
  return optionalListOf(at(document, 'vulnerabilities'))
    .filter((found) => isGiven(at(found, 'analysis', 'state')))
    .map((found) => ({ ...product, ...statementOf(found, named, root, issued) }));
}

function statementOf(
  found: Member,
  named: ReadonlyMap<string, Member>,
  root: Member,
  issued: Member,
): VexStatement {
  const { id, aliases } = namesOf(found);
  const analysis = at(found, 'analysis');
  const state = oneOf(at(analysis, 'state'), Object.keys(states));
  const stated = [at(analysis, 'lastUpdated'), at(analysis, 'firstIssued')].find(isGiven);
  const packages = packagesOf(found, named, root);
  return {
    names: [id, ...aliases],
    status: states[state] as VexStatus,
    at: timeOf(stated ?? issued),
    ...(packages && { packages }),
  };
}

/** `undefined` where the component that the document is about is affected itself: the whole product. */
function packagesOf(
  found: Member,
  named: ReadonlyMap<string, Member>,
  root: Member,
): readonly PackageUrl[] | undefined {
  const references = optionalListOf(at(found, 'affects')).map((one) => textOf(at(one, 'ref')));
  const components = references.map((reference) => named.get(reference));
  if (components.includes(root)) return undefined;
  return components.flatMap((component) => purlOf(component) ?? []);
}

function namesOf(found: Member): { readonly id: string; readonly aliases: readonly string[] } {
  const references = optionalListOf(at(found, 'references'));
  return { id: textOf(at(found, 'id')), aliases: references.map((one) => textOf(at(one, 'id'))) };
}

function purlOf(component: Member | undefined): PackageUrl | undefined {
  return component && splitPackageUrl(textOrNothing(at(component, 'purl')));
}
