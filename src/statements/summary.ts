/**
 * SLSA verification summaries (VSA v1, https://slsa.dev/spec/v1.1/verification_summary): a verdict that passed, as a
 * statement that the next gate can rely on in place of the evidence.
 */
import { resourceUri } from '../formats/verification-summary.ts';
import { STATEMENT_TYPE, type Statement, VERIFICATION_SUMMARY_V1 } from '../model/statement.ts';
import type { TokenClaims } from '../model/token.ts';
import { SUMMARY_RULE, type Verdict } from '../model/verdict.ts';
import { subjectsOf } from './seal.ts';

/** Who verified, when, and for where. */
export interface Verification {
  readonly claims: TokenClaims;
  /** `https://HOST` of the repository whose workflow verified. */
  readonly server: string;
  /** Of Custody. */
  readonly version: string;
  readonly now: Date;
  /** The environment that the artifact was verified for; empty for none. */
  readonly environment: string;
}

/**
 * @param verdict passes, and names its policy
 * @param level the SLSA Build level that was proven
 */
export function verificationSummary(
  verdict: Verdict,
  level: 1 | 2 | 3,
  verification: Verification,
): Statement {
  const { artifact, policy, findings } = verdict;
  if (verdict.status !== 'pass' || !policy)
    throw new TypeError('a summary is of a verdict that passed by a policy');
  const { claims, server, version, now, environment } = verification;
  const used = findings.flatMap(({ weighed }) =>
    weighed.flatMap((one) => (one.outcome === 'satisfies' ? [one.bundle] : [])),
  );
  const predicate = {
    verifier: { id: verifierId(server, claims.jobWorkflowRef), version: { custody: version } },
    timeVerified: now.toISOString().replace(/\.\d+Z$/, 'Z'),
    resourceUri: resourceUri(artifact),
    policy: {
      uri: policy.uri,
      digest: { sha256: policy.sha256 },
      ...(environment === '' ? {} : { annotations: { environment } }),
    },
    inputAttestations: [...new Set(used)].map((sha256) => ({ digest: { sha256 } })),
    verificationResult: 'PASSED',
    verifiedLevels: [`SLSA_BUILD_LEVEL_${level}`],
    slsaVersion: '1.1',
  };
  return {
    _type: STATEMENT_TYPE,
    subject: subjectsOf([artifact]),
    predicateType: VERIFICATION_SUMMARY_V1,
    predicate,
  };
}

/**
 * The SLSA Build level that a verdict proved, the highest of its provenance; `undefined` where it rests on anything but
 * evidence. A summary of a summary would make the first one younger, and one of an exception would outlive its end.
 */
export function levelOf({ findings }: Verdict): 1 | 2 | 3 | undefined {
  if (findings.some(({ exception }) => exception !== undefined)) return undefined;
  const levels = findings.flatMap(({ weighed }) =>
    weighed.flatMap((one) => (one.outcome === 'satisfies' && one.level ? [one.level] : [])),
  );
  const bySummary = findings.some(({ rule }) => rule === SUMMARY_RULE);
  return bySummary || levels.length === 0 ? undefined : (Math.max(...levels) as 1 | 2 | 3);
}

/**
 * Which verifier a workflow is: its address without the ref.
 * @param workflow `OWNER/REPOSITORY/PATH@REF`
 */
export function verifierId(server: string, workflow: string): string {
  return `${server}/${workflow.slice(0, workflow.lastIndexOf('@'))}`;
}
