/**
 * Policies + evidence → the verdict on one artifact. A policy that extends others asks what they ask as well, and every
 * entry that matches has its say (trust rules T20, T31).
 */
import type { ArtifactRule } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import { matchesPattern } from '../model/pattern.ts';
import type { Candidate, Expectation } from '../model/requirement.ts';
import { VERIFICATION_SUMMARY_V1 } from '../model/statement.ts';
import type { Artifact } from '../model/subject.ts';
import { overall, type Verdict } from '../model/verdict.ts';
import { judge } from '../verify/judge.ts';
import { compile, summaryRequirement, type World } from './compile.ts';
import { hasEnded, withExceptions } from './exceptions.ts';
import type { ArtifactEntry, Policy } from './policy.ts';

type Policies = readonly [ReadyPolicy, ...ReadyPolicy[]];
type Verdicts = readonly [Verdict, ...Verdict[]];
type Findings = Verdict['findings'];

/** A policy that was read, with its own rules ready to be asked. */
export interface ReadyPolicy {
  readonly policy: Policy;
  readonly custom: readonly ArtifactRule[];
}

/** @param policies the one that was asked for, then all that it extends; all must pass */
export function decide(
  artifact: Artifact,
  candidates: readonly Candidate[],
  policies: Policies,
  world: World,
): Verdict {
  return joined(decideEach(artifact, candidates, policies, world));
}

/** The verdict by each policy alone, in their order. */
export function decideEach(
  artifact: Artifact,
  candidates: readonly Candidate[],
  policies: Policies,
  world: World,
): Verdicts {
  const verdicts = policies.map((ready): Verdict => {
    const findings = decideBy(ready, artifact, candidates, world);
    const status = overall(findings.map((finding) => finding.status));
    return { artifact, status, policy: ready.policy.reference, findings };
  });
  return verdicts as unknown as Verdicts;
}

/** Of the verdicts by several policies, all of which must pass: it names the one that was asked for. */
export function joined([first, ...rest]: Verdicts): Verdict {
  const findings: Findings = [...first.findings, ...rest.flatMap((verdict) => verdict.findings)];
  return { ...first, status: overall(findings.map((finding) => finding.status)), findings };
}

/** The entries of a policy that have a say on an artifact of this name. */
export function entriesFor({ artifacts }: Policy, name: string): readonly ArtifactEntry[] {
  return artifacts.filter(({ match }) => match.some((pattern) => matchesPattern(pattern, name)));
}

/** Where evidence about an artifact may lie, by the entries that match it, and of which types it is wanted. */
export function wantedFor(
  { name }: Artifact,
  policies: readonly ReadyPolicy[],
): { readonly repositories: readonly string[]; readonly predicateTypes: readonly string[] } {
  const repositories = new Set<string>();
  const predicateTypes = new Set<string>();
  for (const { policy } of policies) {
    for (const entry of entriesFor(policy, name)) {
      for (const requirement of compile(policy, entry, [], nowhere).requirements) {
        for (const type of requirement.predicateTypes) predicateTypes.add(type);
        repositories.add(requirement.source.repository);
        for (const { source } of requirement.signers) if (source) repositories.add(source.repository);
      }
      if (entry.summaries) predicateTypes.add(VERIFICATION_SUMMARY_V1);
    }
  }
  return { repositories: [...repositories], predicateTypes: [...predicateTypes] };
}

/** For what a policy asks for, whatever may be found. */
const nowhere: World = {
  now: new Date(0),
  environment: '',
  serverUrl: '',
  roots: new Map(),
  runs: new Map(),
};

function decideBy(
  { policy, custom }: ReadyPolicy,
  artifact: Artifact,
  candidates: readonly Candidate[],
  world: World,
): Findings {
  const entries = entriesFor(policy, artifact.name);
  if (hasEnded(policy.expires.until, world.now)) return [expired(policy, artifact)];
  const findings = entries.flatMap((entry) =>
    decideEntry({ policy, custom }, entry, artifact, candidates, world),
  );
  const [first, ...rest] = withExceptions(findings, policy.exceptions, artifact, world.now);
  return first ? [first, ...rest] : [notCovered(policy, artifact)];
}

/** By a summary of an earlier verification where the policy takes one and there is one that counts; else by the evidence. */
function decideEntry(
  { policy, custom }: ReadyPolicy,
  entry: ArtifactEntry,
  artifact: Artifact,
  candidates: readonly Candidate[],
  world: World,
): readonly Finding[] {
  const by = (asked: Pick<Expectation, 'requirements' | 'rules'>) =>
    judge(candidates, { artifact, ...asked, roots: world.roots, now: world.now });
  const summary = summaryRequirement(policy, entry, artifact, world);
  const summarised = summary && by({ requirements: [summary] });
  if (summarised?.status === 'pass') return summarised.findings;
  const verdict = by(compile(policy, entry, custom, world));
  // Why a summary did not count matters to whoever relied on one.
  const relied = summarised && verdict.status !== 'pass' && summarised.findings.some(speaksOfSummary);
  return relied ? [...verdict.findings, ...summarised.findings] : verdict.findings;
}

/** Whether there was a summary at all, and not only evidence of other types. */
function speaksOfSummary({ weighed }: Finding): boolean {
  return weighed.some((one) => one.outcome !== 'refused' || one.refusal.code !== 'CUSTODY-430');
}

function notCovered(policy: Policy, artifact: Artifact): Finding {
  const patterns = policy.artifacts.flatMap(({ match }) => match);
  return {
    rule: 'artifacts',
    at: policy.artifacts[0].at,
    status: 'fail',
    subject: artifact.name,
    code: 'CUSTODY-520',
    message: 'no entry of the policy matches this artifact',
    expected: patterns.join(' or '),
    found: artifact.name,
    hint: 'Say under `artifacts:` who may build it, or leave it out of `files`.',
    weighed: [],
  };
}

function expired({ expires, owner }: Policy, artifact: Artifact): Finding {
  return {
    rule: 'expires',
    at: expires.at,
    status: 'unknown',
    subject: artifact.name,
    code: 'CUSTODY-505',
    message: `the policy ended with ${expires.until.toISOString().slice(0, 10)}`,
    hint: `Let ${owner} read it again and move \`expires\` ahead.`,
    weighed: [],
  };
}
