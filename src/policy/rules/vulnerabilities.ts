/**
 * `require.vulnerabilities`: a scan of the artifact by young data, without a vulnerability that the policy refuses. Every
 * scan that counts is weighed, and the worst of what any says holds (trust rules T20, T21, T32).
 */
import { readScan, SCAN_TYPES } from '../../formats/scan.ts';
import { readVex, VEX_TYPES } from '../../formats/vex.ts';
import type { ArtifactRule, Decision, Evidence, EvidenceCheck } from '../../model/evidence.ts';
import type { Requirement, SourceRule } from '../../model/requirement.ts';
import { ratings, type Vulnerability } from '../../model/vulnerability.ts';
import type { Require } from '../policy.ts';
import { checkDataAge } from './data-age.ts';
import type { SignersByName } from './signers.ts';
import { liftedBy } from './vex.ts';

type VulnerabilitiesRule = NonNullable<Require['vulnerabilities']>;

const SCAN = 'vulnerabilities.scan';
const VEX = 'vulnerabilities.vex';
/** Vulnerabilities that a finding names: the worst. */
const named = 5;

/** A scan that can be read, of young data; and statements about vulnerabilities, where somebody may make them. */
export function vulnerabilityRequirements(
  rule: VulnerabilitiesRule,
  signers: SignersByName,
  source: SourceRule,
  now: Date,
): readonly Requirement[] {
  const common = { at: rule.at, source, threshold: 1 };
  const scan: Requirement = {
    ...common,
    id: SCAN,
    predicateTypes: SCAN_TYPES,
    signers: signers(rule.signers),
    checks: [isYoungScan(rule.maxDataAge, now)],
  };
  const [first, ...rest] = rule.vexSigners;
  if (first === undefined) return [scan];
  const vex: Requirement = {
    ...common,
    id: VEX,
    predicateTypes: VEX_TYPES,
    signers: signers([first, ...rest]),
    optional: true,
    checks: [isReadable],
  };
  return [scan, vex];
}

/** Decides on what satisfied `vulnerabilityRequirements`. */
export function vulnerabilityRule(rule: VulnerabilitiesRule): ArtifactRule {
  return {
    id: 'vulnerabilities',
    at: rule.at,
    decide(artifact, proven) {
      const scans = (proven.get(SCAN) ?? []).flatMap(
        (one) => readScan(one.predicateType, one.predicate) ?? [],
      );
      if (scans.length === 0) return noScan;
      const statements = (proven.get(VEX) ?? []).flatMap(statementsOf);
      const bar = ratings.indexOf(rule.failOn);
      const grave = scans
        .flatMap(({ vulnerabilities }) => vulnerabilities)
        .filter((found) => found.rating === 'unknown' || ratings.indexOf(found.rating) >= bar);
      const isLifted = liftedBy(statements, artifact);
      const standing = grave.filter((found) => !isLifted(found));
      const refused = standing.filter(({ rating }) => rating !== 'unknown');
      if (refused.length > 0) return refuse(refused, rule.failOn);
      if (standing.length > 0) return unrated(standing);
      return passed(rule.failOn, scans.length, listOfNames(grave));
    },
  };
}

function isYoungScan(maxAge: number, now: Date): EvidenceCheck {
  return ({ predicateType, predicate, signer }) => {
    const scan = readScan(predicateType, predicate);
    if (scan) return checkDataAge(scan, new Date(signer.signedAt), now, maxAge);
    const refusal = {
      code: 'CUSTODY-430',
      message: 'the document tells of no scan for vulnerabilities',
      expected: 'components, and vulnerabilities that were found in them',
      found: 'a CycloneDX document without them',
      hint: 'Attest a scan that found nothing as cosign vuln/v1 or in-toto vulns/v0.2, which can say so.',
    } as const;
    return { outcome: 'refused', refusal };
  };
}

/** Throws what is not: it might have said that a vulnerability does concern the artifact. */
function isReadable(evidence: Evidence): undefined {
  statementsOf(evidence);
}

function statementsOf({ predicateType, predicate, signer }: Evidence) {
  const signedAt = new Date(signer.signedAt);
  return readVex(predicateType, predicate).map((statement) => ({ statement, signedAt }));
}

const noScan: Decision = {
  status: 'unknown',
  code: 'CUSTODY-506',
  message: `nothing is known about vulnerabilities: ${SCAN} above says why no scan counts`,
  hint: 'Once a scan counts, what it found is weighed here.',
};

function refuse(refused: readonly Vulnerability[], failOn: string): Decision {
  return {
    status: 'fail',
    code: 'CUSTODY-523',
    message: 'a scan found vulnerabilities that the policy refuses',
    expected: `none at or above ${failOn}`,
    found: listOfNames(refused),
    hint: 'Update what is vulnerable, build and scan again; or let a signer of `vex-signers` say why it is not affected.',
  };
}

function unrated(standing: readonly Vulnerability[]): Decision {
  return {
    status: 'unknown',
    code: 'CUSTODY-506',
    message: 'a scan found vulnerabilities of which it does not say how severe they are',
    expected: 'a severity, or a CVSS score',
    found: listOfNames(standing),
    hint: 'Scan with a younger database, or let a signer of `vex-signers` say that they do not concern the artifact.',
  };
}

function passed(failOn: string, scans: number, lifted: string): Decision {
  const message = `no vulnerability at or above ${failOn} in ${scans === 1 ? 'one scan' : `${scans} scans`}`;
  return { status: 'pass', message: lifted === '' ? message : `${message} but by VEX: ${lifted}` };
}

/** The worst first, each once. */
function listOfNames(found: readonly Vulnerability[]): string {
  const order = ['unknown', ...ratings];
  const worstFirst = found.toSorted((a, b) => order.indexOf(b.rating) - order.indexOf(a.rating));
  const texts = new Set(
    worstFirst.map(({ id, rating, package: name }) => `${id} (${rating}${name === '' ? '' : `, ${name}`})`),
  );
  const more = texts.size - named;
  return [...[...texts].slice(0, named), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}
