/** The JSON report of Grype (https://github.com/anchore/grype, `grype/presenter/models`): its matches. */
import type { Rating, Vulnerability } from '../model/vulnerability.ts';
import { baseScore } from './cvss.ts';
import { splitPackageUrl } from './package-url.ts';
import {
  at,
  isGiven,
  listOf,
  type Member,
  numberOf,
  optional,
  optionalListOf,
  textOf,
  textOrNothing,
  timeOf,
} from './predicate.ts';
import { ratingOfScore, ratingOfWord, worstRating } from './rating.ts';

export function isGrypeReport(report: Member): boolean {
  return at(report, 'descriptor', 'name').value === 'grype';
}

/** What the report itself set aside counts as well: only a signer named for it may take a vulnerability out. */
export function grypeVulnerabilities(report: Member): readonly Vulnerability[] {
  return [...listOf(at(report, 'matches')), ...optionalListOf(at(report, 'ignoredMatches'))].map(
    vulnerabilityOf,
  );
}

/** When its database was built: in `db.status` of newer reports, in `db` of older ones. */
export function grypeDatabaseDate(report: Member): Date | undefined {
  const database = at(report, 'descriptor', 'db');
  const built = [at(database, 'status', 'built'), at(database, 'built')].find(isGiven);
  return built && timeOf(built);
}

function vulnerabilityOf(match: Member): Vulnerability {
  const found = at(match, 'vulnerability');
  const related = optionalListOf(at(match, 'relatedVulnerabilities'));
  const artifact = at(match, 'artifact');
  const purl = splitPackageUrl(textOrNothing(at(artifact, 'purl')));
  return {
    id: textOf(at(found, 'id')),
    aliases: related.map((one) => textOf(at(one, 'id'))),
    rating: ratingOf(found, related),
    package: `${textOf(at(artifact, 'name'))} ${textOrNothing(at(artifact, 'version'))}`.trim(),
    ...(purl && { purl }),
  };
}

/** The severity that Grype gives; where it knows none, the worst of its scores and of the related vulnerabilities. */
function ratingOf(found: Member, related: readonly Member[]): Rating {
  const severity = severityOf(found);
  if (severity !== 'unknown') return severity;
  return worstRating([found, ...related].flatMap((one) => [severityOf(one), ...scoresOf(one)]));
}

function severityOf(found: Member): Rating {
  return ratingOfWord(textOrNothing(at(found, 'severity')));
}

function scoresOf(found: Member): readonly Rating[] {
  return optionalListOf(at(found, 'cvss')).map((one) => {
    const score = optional(at(one, 'metrics', 'baseScore'), numberOf);
    return ratingOfScore(score ?? baseScore(textOf(at(one, 'vector'))) ?? Number.NaN);
  });
}
