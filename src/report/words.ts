/** Small pieces that every rendering of a report shares. Unescaped. */
import type { Place } from '../model/fault.ts';
import type { Weighed } from '../model/finding.ts';
import type { Artifact } from '../model/subject.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Report } from './report.ts';

type Satisfying = Extract<Weighed, { outcome: 'satisfies' }>;

/** `sha256:2cf2…9824`: enough to tell files apart; the whole digest is in the JSON report. */
export function shortDigest({ digests: { sha256 } }: Artifact): string {
  return `sha256:${sha256.slice(0, 4)}…${sha256.slice(-4)}`;
}

/** The signer as `OWNER/REPOSITORY/PATH@REF (RUNNER)`; another host than github.com stays in front. */
export function signerName({ signer }: Satisfying): string {
  return `${signer.identity.replace(/^https:\/\/github\.com\//, '')} (${signer.runner})`;
}

/** The signers that satisfied the requirements, each once. */
export function signersOf(verdict: Verdict): readonly string[] {
  const names = verdict.findings.flatMap(({ weighed }) => weighed.filter(satisfies).map(signerName));
  return [...new Set(names)];
}

/** The policies that the verdicts follow, each once: address and digest. */
export function policiesOf(
  verdicts: readonly Verdict[],
): readonly (readonly [uri: string, digest: string])[] {
  const policies = verdicts.flatMap(({ policy }) => policy ?? []);
  return [
    ...new Map(
      policies.map(({ uri, sha256 }) => [`${sha256} ${uri}`, [uri, `sha256:${sha256}`] as const]),
    ).values(),
  ];
}

/** The beginning of the policy that a verdict follows. */
export function policyPlace({ policy }: Verdict): Place | undefined {
  return policy && { file: policy.uri };
}

/** What was decided against and does not stop the rest. */
export function setAside({ onFail, verdicts }: Report): readonly Verdict[] {
  return onFail === 'set-aside' ? verdicts.filter(({ status }) => status === 'fail') : [];
}

/** `1 file`, `2 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Failures first, then the undecided, then what passes; otherwise in their order. */
export function worstFirst(verdicts: readonly Verdict[]): readonly Verdict[] {
  return (['fail', 'unknown', 'pass'] as const).flatMap((status) =>
    verdicts.filter((verdict) => verdict.status === status),
  );
}

function satisfies(weighed: Weighed): weighed is Satisfying {
  return weighed.outcome === 'satisfies';
}
