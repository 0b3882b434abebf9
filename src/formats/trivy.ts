/** The JSON report of Trivy, schema version 2 (https://trivy.dev, "Reporting"): its vulnerabilities. */
import type { Rating, Vulnerability } from '../model/vulnerability.ts';
import { splitPackageUrl } from './package-url.ts';
import {
  at,
  entriesOf,
  isGiven,
  listOf,
  type Member,
  malformed,
  numberOf,
  optional,
  optionalListOf,
  textOf,
  textOrNothing,
} from './predicate.ts';
import { ratingOfScore, ratingOfWord, worstRating } from './rating.ts';

/** The classes of results that a scan for vulnerabilities gives; the others are of secrets, licences, settings. */
const packageClasses: readonly Member['value'][] = ['os-pkgs', 'lang-pkgs'];

export function isTrivyReport(report: Member): boolean {
  return isGiven(at(report, 'SchemaVersion'));
}

/** What the report itself set aside counts as well: only a signer named for it may take a vulnerability out. */
export function trivyVulnerabilities(report: Member): readonly Vulnerability[] {
  const version = at(report, 'SchemaVersion');
  if (version.value !== 2) throw malformed(version, 'is not 2');
  const results = at(report, 'Results');
  const looked = listOf(results).filter((result) => packageClasses.includes(at(result, 'Class').value));
  // Trivy leaves out what is empty: without one of these, nothing says that it looked for packages at all.
  if (looked.length === 0) throw malformed(results, 'has no result about packages');
  return listOf(results).flatMap((result) => [
    ...optionalListOf(at(result, 'Vulnerabilities')).map(vulnerabilityOf),
    ...optionalListOf(at(result, 'ExperimentalModifiedFindings'))
      .filter((modified) => textOf(at(modified, 'Type')) === 'vulnerability')
      .map((modified) => vulnerabilityOf(at(modified, 'Finding'))),
  ]);
}

function vulnerabilityOf(found: Member): Vulnerability {
  const purl = splitPackageUrl(textOrNothing(at(found, 'PkgIdentifier', 'PURL')));
  return {
    id: textOf(at(found, 'VulnerabilityID')),
    aliases: optionalListOf(at(found, 'VendorIDs')).map(textOf),
    rating: ratingOf(found),
    package: `${textOf(at(found, 'PkgName'))} ${textOrNothing(at(found, 'InstalledVersion'))}`.trim(),
    ...(purl && { purl }),
  };
}

/** The severity that Trivy chose; where it knows none, the worst score of any source. */
function ratingOf(found: Member): Rating {
  const severity = ratingOfWord(textOrNothing(at(found, 'Severity')));
  if (severity !== 'unknown') return severity;
  const sources = optional(at(found, 'CVSS'), entriesOf) ?? [];
  const scores = sources.flatMap((source) =>
    ['V2Score', 'V3Score', 'V40Score'].map((key) => at(source, key)).filter(isGiven),
  );
  return worstRating(scores.map((score) => ratingOfScore(numberOf(score))));
}
