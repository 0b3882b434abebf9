/**
 * Whether a verification summary counts in place of the evidence: by whom, by which policy, for which environment, how
 * old (SLSA VSA v1, "How to verify"; trust rules T5, T32).
 */
import {
  parseVerificationSummary,
  resourceUri,
  type VerificationSummary,
} from '../../formats/verification-summary.ts';
import type { Evidence, EvidenceCheck, Objection } from '../../model/evidence.ts';
import type { Artifact } from '../../model/subject.ts';

export interface ExpectedSummary {
  readonly artifact: Artifact;
  /** Of the policy that is followed now. */
  readonly policySha256: string;
  readonly environment: string;
  /** The least SLSA Build level. */
  readonly level: 1 | 2 | 3;
  /** In seconds. */
  readonly maxAge: number;
  readonly now: Date;
}

export function summaryCheck(expected: ExpectedSummary): EvidenceCheck {
  return (evidence) => {
    const summary = parseVerificationSummary(evidence.predicate);
    for (const [what, wanted, found] of comparisons(summary, evidence, expected)) {
      if (found !== wanted) return refused(what, wanted, found);
    }
    return (
      tooOld(summary, evidence, expected) ?? {
        outcome: 'remark',
        message: 'the summary of an earlier verification stands for the evidence',
      }
    );
  };
}

type Comparison = readonly [what: string, wanted: string, found: string];

function comparisons(
  summary: VerificationSummary,
  { signer }: Evidence,
  { artifact, policySha256, environment, level }: ExpectedSummary,
): readonly Comparison[] {
  const verifier = signer.identity.slice(0, signer.identity.lastIndexOf('@'));
  const build = Math.max(0, ...summary.verifiedLevels.map(buildLevel));
  return [
    ['it does not say that the artifact passed', 'PASSED', summary.passed ? 'PASSED' : 'FAILED'],
    // Whoever signs it is the verifier: none may speak in the name of another.
    ['its verifier is not the one that signed it', verifier, summary.verifier],
    ['another policy was followed', policySha256, summary.policy.sha256],
    ['it was verified for another environment', shown(environment), shown(summary.policy.environment)],
    // The name as well: by it the policy tells what to ask, so that under another one less may have been asked.
    ['it is about another resource', resourceUri(artifact), summary.resourceUri],
    ['a lower level was verified', `SLSA Build L${level}`, `SLSA Build L${Math.min(build, level)}`],
  ];
}

/** None is told from one that is called so. */
function shown(environment: string): string {
  return environment === '' ? 'none' : JSON.stringify(environment);
}

function buildLevel(level: string): number {
  return Number(/^SLSA_BUILD_LEVEL_([123])$/.exec(level)?.[1] ?? 0);
}

/** By the earlier of what it says and when it was signed: neither a late signature nor a late claim makes it younger. */
function tooOld(
  summary: VerificationSummary,
  { signer }: Evidence,
  { maxAge, now }: ExpectedSummary,
): Objection | undefined {
  const verified = Math.min(summary.timeVerified.getTime(), Date.parse(signer.signedAt));
  const age = Math.floor((now.getTime() - verified) / 1000);
  if (age <= maxAge) return undefined;
  return {
    outcome: 'undecided',
    code: 'CUSTODY-409',
    message: `the verification summary is ${age} seconds old, and the policy allows ${maxAge}`,
    hint: 'Verify again with `vsa: true`, or give the evidence itself.',
  };
}

function refused(message: string, expected: string, found: string): Objection {
  const hint =
    'Verify again by the policy of today, with `vsa: true`, in a workflow that the policy names as verifier.';
  return { outcome: 'refused', refusal: { code: 'CUSTODY-527', message, expected, found, hint } };
}
