/**
 * The only way into the verifier: all evidence about one artifact, weighed against everything that was asked for
 * (trust rules T2, T20–T22). Pure: same candidates, same expectation, same verdict.
 */
import type { ArtifactRule, Decision, Evidence } from '../model/evidence.ts';
import { Fault } from '../model/fault.ts';
import type { Finding, Refusal, Weighed } from '../model/finding.ts';
import { signingWorkflow } from '../model/identity.ts';
import { limits } from '../model/limits.ts';
import type { Candidate, Expectation, Requirement } from '../model/requirement.ts';
import type { Artifact } from '../model/subject.ts';
import { overall, type Verdict } from '../model/verdict.ts';
import { hashed, type Weighing, weigh } from './weigh.ts';

/** Every candidate is weighed against every requirement, and the verdict says how each fared. */
export function judge(candidates: readonly Candidate[], expectation: Expectation): Verdict {
  const { artifact, requirements, rules = [], policy } = expectation;
  const proven = new Map<string, readonly Evidence[]>();
  const found = candidates.map(hashed);
  const decide = (requirement: Requirement) => {
    const weighings = found.map((candidate) => weigh(candidate, requirement, expectation, proven));
    proven.set(
      requirement.id,
      weighings.flatMap(({ evidence }) => evidence ?? []),
    );
    return accountFor(decideRequirement(weighings, requirement, artifact));
  };
  const [first, ...rest] = requirements;
  const findings = [
    decide(first),
    ...rest.flatMap((requirement) => {
      const finding = decide(requirement);
      const silent = requirement.optional && finding.weighed.every(({ outcome }) => outcome !== 'unreadable');
      return silent ? [] : [finding];
    }),
    ...rules.map((rule) => decideRule(rule, artifact, proven)),
  ] as const;
  const status = overall(findings.map((finding) => finding.status));
  return { artifact, status, findings, ...(policy && { policy }) };
}

function decideRequirement(
  weighings: readonly Weighing[],
  requirement: Requirement,
  artifact: Artifact,
): Finding {
  const weighed = weighings.map((one) => one.weighed);
  const { id: rule, at } = requirement;
  const about = { rule, subject: artifact.name, weighed, ...(at && { at }) };
  const unreadable = weighed.find(({ outcome }) => outcome === 'unreadable');
  // Even beside evidence that satisfies: what could not be read might have spoken against it (T22).
  if (unreadable)
    return { ...about, status: 'unknown', ...reasonOf(unreadable, 'evidence could not be read: ') };
  const identities = weighed.flatMap((one) => (one.outcome === 'satisfies' ? [one.signer.identity] : []));
  const signers = new Set(identities.map(signingWorkflow)).size;
  // Whatever a threshold says: no signer at all is never enough (T20).
  if (signers > 0 && signers >= requirement.threshold)
    return { ...about, status: 'pass', message: passMessage(new Set(identities), weighed) };
  const undecided = weighed.find(({ outcome }) => outcome === 'undecided');
  if (undecided) return { ...about, status: 'unknown', ...reasonOf(undecided, '') };
  return { ...about, status: 'fail', ...whyNot(weighed, signers, requirement) };
}

function passMessage(signers: ReadonlySet<string>, weighed: readonly Weighed[]): string {
  const remarks = new Set(weighed.flatMap((one) => (one.outcome === 'satisfies' ? (one.remarks ?? []) : [])));
  return [`signed by ${[...signers].join(', ')}`, ...remarks].join('; ');
}

function decideRule(
  rule: ArtifactRule,
  artifact: Artifact,
  proven: ReadonlyMap<string, readonly Evidence[]>,
): Finding {
  const { id, at } = rule;
  return {
    rule: id,
    subject: artifact.name,
    weighed: [],
    ...(at && { at }),
    ...decisionOf(rule, artifact, proven),
  };
}

function decisionOf(
  rule: ArtifactRule,
  artifact: Artifact,
  proven: ReadonlyMap<string, readonly Evidence[]>,
): Decision {
  try {
    return rule.decide(artifact, proven);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, message, hint } = error;
    return { status: 'unknown', code, message, hint };
  }
}

function reasonOf(weighed: Weighed, before: string): Pick<Finding, 'code' | 'message' | 'hint'> {
  const { code, message, hint } = weighed as Extract<Weighed, { hint: string }>;
  return { code, message: before + message, hint };
}

/** Each piece by itself, but of what cannot be read only so many: the rest is one, and says how many it is. */
function accountFor(finding: Finding): Finding {
  const { weighed } = finding;
  const unnamed = weighed.filter(({ outcome }) => outcome === 'unreadable').slice(limits.unreadableNamed);
  const [first] = unnamed;
  if (!first) return finding;
  const left = new Set(unnamed);
  const rest = { ...first, origin: `${first.origin}, and ${unnamed.length - 1} more that cannot be read` };
  return { ...finding, weighed: [...weighed.filter((one) => !left.has(one)), rest] };
}

function whyNot(
  weighed: readonly Weighed[],
  signers: number,
  { threshold, predicateTypes }: Requirement,
): Refusal {
  const refusals = weighed.flatMap((one) => (one.outcome === 'refused' ? [one.refusal] : []));
  // Of statements of other types there is nothing to tell where one is of the right type.
  const telling = refusals.filter(({ code }) => code !== 'CUSTODY-430');
  const [only] = telling.length > 0 ? telling : refusals;
  if (only && (telling.length === 1 || refusals.length === 1) && signers === 0) return only;
  if (signers > 0) {
    const hint = 'Have the missing signers attest the same artifact.';
    return {
      code: 'CUSTODY-440',
      message: 'too few distinct signers',
      expected: `${threshold}`,
      found: `${signers}`,
      hint,
    };
  }
  const expected = predicateTypes.join(' or ');
  if (refusals.length === 0) {
    return {
      code: 'CUSTODY-401',
      message: 'nothing that was signed names these bytes',
      expected,
      found: 'no evidence',
      hint: 'The file was never sealed, or was changed or rebuilt after it was. Seal it in the job that builds it.',
    };
  }
  return {
    code: 'CUSTODY-401',
    message: 'no evidence about these bytes is acceptable',
    expected,
    found: `${refusals.length} bundles, each refused`,
    hint: 'Each refusal below says what was expected and what was found.',
  };
}
