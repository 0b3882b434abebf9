/**
 * One entry of a policy → what is expected of an artifact that it matches. The same requirements that flat inputs make,
 * only more of them (trust rules T2, T13, T14, T20, T32).
 */
import type { ArtifactRule, EvidenceCheck } from '../model/evidence.ts';
import type { Fault } from '../model/fault.ts';
import type { Expectation, Requirement, SourceRule, TrustRoot } from '../model/requirement.ts';
import { SLSA_PROVENANCE_V1, VERIFICATION_SUMMARY_V1 } from '../model/statement.ts';
import type { Artifact } from '../model/subject.ts';
import { SUMMARY_RULE } from '../model/verdict.ts';
import type { RunFacts } from '../ports/forge.ts';
import type { ArtifactEntry, Policy } from './policy.ts';
import { ageCheck } from './rules/age.ts';
import { buildTypeCheck } from './rules/build-type.ts';
import { levelCheck } from './rules/level.ts';
import { runCheck } from './rules/run.ts';
import { sbomRequirement } from './rules/sbom.ts';
import type { Documents } from './rules/sbom-document.ts';
import { summaryCheck } from './rules/summary.ts';
import { vulnerabilityRequirements, vulnerabilityRule } from './rules/vulnerabilities.ts';
import { attesters, builders } from './signers.ts';

/** What a decision depends on besides policy and evidence. */
export interface World {
  readonly now: Date;
  /** The environment that the artifact is meant for; empty for none. */
  readonly environment: string;
  /** `https://HOST` for issuers that are not GitHub's. */
  readonly serverUrl: string;
  readonly roots: ReadonlyMap<string, TrustRoot>;
  /** Address of a run → what became of it. */
  readonly runs: ReadonlyMap<string, RunFacts | Fault>;
  /** Of SBOMs that are attested by reference, as far as they were looked for. */
  readonly documents?: Documents | undefined;
  /** Address of the run that this is a part of, without the attempt; absent outside of one. */
  readonly ownRun?: string | undefined;
}

type Asked = Pick<Expectation, 'requirements' | 'rules'>;

/** @param custom the policy's own rules, compiled */
export function compile(
  policy: Policy,
  entry: ArtifactEntry,
  custom: readonly ArtifactRule[],
  world: World,
): Asked {
  const { provenance, sbom, vulnerabilities, predicates, maxAge } = entry.require;
  const source: SourceRule = entry.source;
  const attestedBy = (names: readonly [string, ...string[]]) =>
    attesters(policy, names, source, world.serverUrl);
  const aged = (requirement: Requirement, ...own: readonly (number | undefined)[]): Requirement => {
    const ages = [maxAge?.seconds, ...own].filter((age) => age !== undefined);
    const checks = ages.length > 0 ? [ageCheck(Math.min(...ages), world.now)] : [];
    return { ...requirement, checks: [...(requirement.checks ?? []), ...checks] };
  };
  const built: Requirement = {
    id: 'provenance',
    at: provenance.at,
    predicateTypes: [SLSA_PROVENANCE_V1],
    signers: builders(policy, entry.signers, world.serverUrl),
    source,
    threshold: provenance.threshold,
    checks: provenanceChecks(entry, world),
  };
  const others = [
    ...predicates.map(({ at, type, signers, threshold, maxAge: own }) => {
      const requirement = { id: type, at, predicateTypes: [type] as const, signers: attestedBy(signers) };
      return aged({ ...requirement, source, threshold }, own);
    }),
    ...(sbom ? [aged(sbomRequirement(sbom, attestedBy, source, world.documents))] : []),
    ...(vulnerabilities
      ? vulnerabilityRequirements(vulnerabilities, attestedBy, source, world.now).map((each) => aged(each))
      : []),
  ];
  const rules = [...(vulnerabilities ? [vulnerabilityRule(vulnerabilities)] : []), ...custom];
  return { requirements: [aged(built), ...others], rules };
}

/** A verification summary that counts for the entry, where the policy takes any. */
export function summaryRequirement(
  policy: Policy,
  { summaries, source, require }: ArtifactEntry,
  artifact: Artifact,
  { now, environment, serverUrl, runs, ownRun }: World,
): Requirement | undefined {
  if (!summaries) return undefined;
  const { at, signers, maxAge } = summaries;
  const { level, runConclusion } = require.provenance;
  const expected = { artifact, policySha256: policy.reference.sha256, environment, level, maxAge, now };
  return {
    id: SUMMARY_RULE,
    at,
    predicateTypes: [VERIFICATION_SUMMARY_V1],
    signers: attesters(policy, signers, source, serverUrl),
    source,
    threshold: 1,
    // It may have been signed in the very run that built, before that had ended (T14).
    checks: [summaryCheck(expected), ...(runConclusion ? [runCheck(runs, ownRun)] : [])],
  };
}

function provenanceChecks(entry: ArtifactEntry, { runs, ownRun }: World): readonly EvidenceCheck[] {
  const { level, buildTypes, runConclusion } = entry.require.provenance;
  return [
    levelCheck(level),
    ...(buildTypes ? [buildTypeCheck(buildTypes)] : []),
    ...(runConclusion ? [runCheck(runs, ownRun)] : []),
  ];
}
