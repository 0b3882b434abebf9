/**
 * in-toto's vulnerabilities v0.1 and v0.2 (https://github.com/in-toto/attestation, spec/predicates/vuln.md and
 * vulns_02.md). Fields of v0.1 lie below `vulnerability` by its text and beside it by its example: both are read.
 */
import type { Rating, Scan, Vulnerability } from '../model/vulnerability.ts';
import { baseScore } from './cvss.ts';
import { at, isGiven, listOf, type Member, malformed, textOf, timeOf } from './predicate.ts';
import { ratingOfScore, ratingOfWord, worstRating } from './rating.ts';

/** @throws Fault `CUSTODY-408` naming the member that does not follow the specification */
export function readVulns(predicate: Member): Scan {
  const scanner = at(predicate, 'scanner');
  timeOf(at(predicate, 'metadata', 'scanStartedOn'));
  return {
    scanner: textOf(at(scanner, 'uri')),
    finishedAt: timeOf(at(predicate, 'metadata', 'scanFinishedOn')),
    dataAt: timeOf(at(scanner, 'db', 'lastUpdate')),
    vulnerabilities: listOf(at(scanner, 'result')).map(vulnerabilityOf),
  };
}

function vulnerabilityOf(item: Member): Vulnerability {
  const nested = at(item, 'vulnerability');
  if (isGiven(nested) && isGiven(at(item, 'id'))) throw malformed(nested, 'stands beside id');
  const found = isGiven(nested) ? nested : item;
  const severities = listOf(at(found, 'severity')).map(ratingOf);
  return { id: textOf(at(found, 'id')), aliases: [], rating: worstRating(severities), package: '' };
}

/** A word, a CVSS vector, or a number where the method says that it is one of CVSS: EPSS counts from 0 to 1. */
function ratingOf(severity: Member): Rating {
  const method = textOf(at(severity, 'method'));
  const score = textOf(at(severity, 'score')).trim();
  if (score.startsWith('CVSS:')) return ratingOfScore(baseScore(score) ?? Number.NaN);
  if (!/^\d+(?:\.\d+)?$/.test(score)) return ratingOfWord(score);
  return /cvss|nvd/i.test(method) ? ratingOfScore(Number(score)) : 'unknown';
}
