/**
 * The only way into the verifier: all evidence about one artifact, weighed against everything that was asked for
 * (trust rules T2, T20–T22). Pure: same candidates, same expectation, same verdict.
 */
import { sha256 } from '../formats/peek.ts';
import { Fault } from '../model/fault.ts';
import type { Finding, Refusal, SignerFacts, Weighed } from '../model/finding.ts';
import { limits } from '../model/limits.ts';
import type { Candidate, Expectation, Requirement, SignerRule, TrustRoot } from '../model/requirement.ts';
import { overall, type Verdict } from '../model/verdict.ts';
import { type Authentic, authenticate } from './authenticate.ts';
import { checkSubject } from './binding.ts';
import { checkIssuer, checkSigner, checkSource, checkTie } from './identity.ts';
import { checkProvenance } from './provenance.ts';

/** Every candidate is weighed against every requirement, and the verdict says how each fared. */
export function judge(candidates: readonly Candidate[], expectation: Expectation): Verdict {
  const [first, ...rest] = expectation.requirements;
  const decide = (requirement: Requirement) =>
    accountFor(decideRequirement(candidates, requirement, expectation));
  const findings = [decide(first), ...rest.map(decide)] as const;
  return { artifact: expectation.artifact, status: overall(findings.map(({ status }) => status)), findings };
}

function decideRequirement(
  candidates: readonly Candidate[],
  requirement: Requirement,
  expectation: Expectation,
): Finding {
  const weighed = candidates.map((candidate) => weigh(candidate, requirement, expectation));
  const subject = expectation.artifact.name;
  const rule = requirement.id;
  const unreadable = weighed.filter((one) => one.outcome === 'unreadable');
  if (unreadable.length > 0) {
    // Even beside evidence that satisfies: what could not be read might have spoken against it (T22).
    const { code, message, hint } = unreadable[0] as (typeof unreadable)[number];
    return {
      rule,
      status: 'unknown',
      subject,
      code,
      message: `evidence could not be read: ${message}`,
      hint,
      weighed,
    };
  }
  const signers = new Set(
    weighed.flatMap((one) => (one.outcome === 'satisfies' ? [one.signer.identity] : [])),
  );
  // Whatever a threshold says: no signer at all is never enough (T20).
  if (signers.size > 0 && signers.size >= requirement.threshold) {
    return { rule, status: 'pass', subject, message: `signed by ${[...signers].join(', ')}`, weighed };
  }
  return { rule, status: 'fail', subject, ...whyNot(weighed, signers.size, requirement), weighed };
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
  { threshold, predicateType }: Requirement,
): Refusal {
  const refusals = weighed.flatMap((one) => (one.outcome === 'refused' ? [one.refusal] : []));
  const [only] = refusals;
  if (only && refusals.length === 1 && signers === 0) return only;
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
  if (refusals.length === 0) {
    return {
      code: 'CUSTODY-401',
      message: 'nothing that was signed names these bytes',
      expected: predicateType,
      found: 'no evidence',
      hint: 'The file was never sealed, or was changed or rebuilt after it was. Seal it in the job that builds it.',
    };
  }
  return {
    code: 'CUSTODY-401',
    message: 'no evidence about these bytes is acceptable',
    expected: predicateType,
    found: `${refusals.length} bundles, each refused`,
    hint: 'Each refusal below says what was expected and what was found.',
  };
}

function weigh(candidate: Candidate, requirement: Requirement, expectation: Expectation): Weighed {
  const { origin } = candidate;
  if ('fault' in candidate) return unreadable(origin, candidate.fault);
  try {
    return weighSigners(candidate, requirement, expectation);
  } catch (error) {
    if (error instanceof Fault) return unreadable(origin, error);
    throw error;
  }
}

/** Satisfied by the first signer rule that accepts; refused with what the rule that came furthest says. */
function weighSigners(
  { origin, bytes }: Extract<Candidate, { bytes: Uint8Array }>,
  requirement: Requirement,
  expectation: Expectation,
): Weighed {
  let furthest: { stage: number; refusal: Refusal } | undefined;
  for (const signer of requirement.signers) {
    const result = weighSigner(bytes, signer, requirement, expectation);
    if ('signer' in result) return { outcome: 'satisfies', origin, signer: result.signer };
    if (!furthest || result.stage > furthest.stage) furthest = result;
  }
  return { outcome: 'refused', origin, refusal: (furthest as { refusal: Refusal }).refusal };
}

function weighSigner(
  bytes: Uint8Array,
  signer: SignerRule,
  requirement: Requirement,
  { artifact, roots, now }: Expectation,
): { signer: SignerFacts } | { stage: number; refusal: Refusal } {
  const root = roots.get(signer.root);
  if (!root) throw missingRoot(signer.root);
  const authentic = authenticateOnce(bytes, root, now);
  if ('code' in authentic) return { stage: 0, refusal: authentic };
  const { identity, statement } = authentic;
  const checks: readonly (() => Refusal | undefined)[] = [
    () => checkSubject(statement, artifact),
    () => checkPredicateType(statement.predicateType, requirement.predicateType),
    () => checkIssuer(identity, signer),
    () => checkSource(identity, requirement.source, signer.server),
    () => checkSigner(identity, signer),
    () => checkTie(identity, signer),
    () => checkProvenance(statement, identity.claims),
  ];
  for (const [index, check] of checks.entries()) {
    const refusal = check();
    if (refusal) return { stage: index + 1, refusal };
  }
  return { signer: factsOf(authentic) };
}

/**
 * A statement about many artifacts is authenticated once, not once for each of them: by the hash of its bytes, since a
 * buffer may change under its name, and by the root.
 */
const authenticated = new WeakMap<TrustRoot, Map<string, Authentic | Refusal | Fault>>();

function authenticateOnce(bytes: Uint8Array, root: TrustRoot, now: Date): Authentic | Refusal {
  const known = authenticated.get(root) ?? new Map<string, Authentic | Refusal | Fault>();
  authenticated.set(root, known);
  const key = `${sha256(bytes)} ${now.getTime()}`;
  const result = known.get(key) ?? attempt(() => authenticate(bytes, root, now));
  known.set(key, result);
  if (result instanceof Fault) throw result;
  return result;
}

/** What could not be decided is remembered too: an unreadable bundle may come up for every artifact. */
function attempt<T>(work: () => T): T | Fault {
  try {
    return work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

function checkPredicateType(found: string, expected: string): Refusal | undefined {
  if (found === expected) return undefined;
  const hint = 'Give the wanted type as `predicate-type`, or look for evidence of the right type.';
  return { code: 'CUSTODY-430', message: 'the statement is of another type', expected, found, hint };
}

function factsOf({ identity: { uri, claims }, times }: Authentic): SignerFacts {
  return {
    identity: uri,
    issuer: claims.issuer ?? '',
    sourceRepository: claims.sourceRepositoryUri ?? '',
    sourceRepositoryId: claims.sourceRepositoryIdentifier ?? '',
    sourceOwnerId: claims.sourceRepositoryOwnerIdentifier ?? '',
    sourceRef: claims.sourceRepositoryRef ?? '',
    sourceCommit: claims.sourceRepositoryDigest ?? '',
    runUrl: claims.runInvocationUri ?? '',
    runner: claims.runnerEnvironment ?? '',
    signedAt: times[0].toISOString(),
  };
}

function missingRoot(name: string): Fault {
  return new Fault('CUSTODY-405', `no trust root is named ${name}`, { hint: 'Name a root that was loaded.' });
}

function unreadable(origin: string, { code, message, hint }: Fault): Weighed {
  return { outcome: 'unreadable', origin, code, message, hint };
}
