/** One piece of evidence against one requirement: refused, not to be decided on, or proven (trust rules T21, T22). */
import { sha256 } from '../formats/peek.ts';
import type { Beside, Evidence, Objection, Remark } from '../model/evidence.ts';
import { Fault } from '../model/fault.ts';
import type { Refusal, SignerFacts, Weighed } from '../model/finding.ts';
import type { Candidate, Expectation, Requirement, SignerRule, TrustRoot } from '../model/requirement.ts';
import { type Authentic, authenticate } from './authenticate.ts';
import { checkSubject } from './binding.ts';
import { checkIssuer, checkSigner, checkSource, checkTie } from './identity.ts';
import { checkProvenance } from './provenance.ts';

/** How a candidate fared; `evidence` where it satisfies. */
export interface Weighing {
  readonly weighed: Weighed;
  readonly evidence?: Evidence;
}

/** A candidate with the SHA-256 of its bytes, where it has any. */
export type Hashed = Exclude<Candidate, { bytes: Uint8Array }> | Readable;
type Readable = Extract<Candidate, { bytes: Uint8Array }> & { readonly bundle: string };

/** Holds for one judgment alone: nothing runs beside it that could change the bytes. */
export function hashed(candidate: Candidate): Hashed {
  return 'fault' in candidate ? candidate : { ...candidate, bundle: sha256(candidate.bytes) };
}

/**
 * Never throws a `Fault`: what cannot be read is `unreadable`.
 * @param proven what satisfied the requirements before this one
 */
export function weigh(
  candidate: Hashed,
  requirement: Requirement,
  expectation: Expectation,
  proven: Beside['proven'],
): Weighing {
  const { origin } = candidate;
  if ('fault' in candidate) return { weighed: unreadable(origin, candidate.fault) };
  try {
    const found = proveBy(candidate, requirement, expectation);
    return 'code' in found
      ? { weighed: { outcome: 'refused', origin, refusal: found } }
      : weighContent(found, requirement, { artifact: expectation.artifact, proven });
  } catch (error) {
    if (error instanceof Fault) return { weighed: unreadable(origin, error) };
    throw error;
  }
}

/** What the requirement asks of the content, once everything else holds. */
function weighContent(found: Evidence, { resolve, checks = [] }: Requirement, beside: Beside): Weighing {
  const { origin, bundle, signer } = found;
  const evidence = resolve?.(found) ?? found;
  if ('outcome' in evidence) return { weighed: objected(found, evidence) };
  const remarks: string[] = [];
  let level: Remark['level'];
  for (const check of checks) {
    const said = check(evidence, beside);
    if (said?.outcome === 'remark') {
      remarks.push(said.message);
      level ??= said.level;
    } else if (said) return { weighed: objected(evidence, said) };
  }
  const noted = { ...(remarks.length > 0 && { remarks }), ...(level && { level }) };
  return { weighed: { outcome: 'satisfies', origin, bundle, signer, ...noted }, evidence };
}

function objected({ origin, signer }: Evidence, objection: Objection): Weighed {
  return objection.outcome === 'undecided' ? { origin, signer, ...objection } : { origin, ...objection };
}

/** Proven by the first signer rule that accepts; refused with what the rule that came furthest says. */
function proveBy(
  candidate: Readable,
  requirement: Requirement,
  expectation: Expectation,
): Evidence | Refusal {
  let furthest: { stage: number; refusal: Refusal } | undefined;
  for (const signer of requirement.signers) {
    const result = prove(candidate, signer, requirement, expectation);
    if ('bundle' in result) return result;
    if (!furthest || result.stage > furthest.stage) furthest = result;
  }
  return (furthest as { refusal: Refusal }).refusal;
}

function prove(
  { origin, bytes, bundle }: Readable,
  signer: SignerRule,
  requirement: Requirement,
  { artifact, roots, now }: Expectation,
): Evidence | { stage: number; refusal: Refusal } {
  const root = roots.get(signer.root);
  if (!root) throw missingRoot(signer.root);
  const authentic = authenticateOnce(bytes, bundle, root, now);
  if ('code' in authentic) return { stage: 0, refusal: authentic };
  const { identity, statement } = authentic;
  const checks: readonly (() => Refusal | undefined)[] = [
    () => checkSubject(statement, artifact),
    () => checkPredicateType(statement.predicateType, requirement.predicateTypes),
    () => checkIssuer(identity, signer),
    () => checkSource(identity, signer.source ?? requirement.source, signer.server),
    () => checkSigner(identity, signer),
    () => checkTie(identity, signer),
    () => checkProvenance(statement, identity.claims),
  ];
  for (const [index, check] of checks.entries()) {
    const refusal = check();
    if (refusal) return { stage: index + 1, refusal };
  }
  const { predicateType, predicate } = statement;
  return { origin, bundle, predicateType, predicate, signer: factsOf(authentic), acceptedBy: signer };
}

/**
 * A statement about many artifacts is authenticated once, not once for each of them: by the hash of its bytes, since a
 * buffer may change under its name, and by the root.
 */
const authenticated = new WeakMap<TrustRoot, Map<string, Authentic | Refusal | Fault>>();

function authenticateOnce(bytes: Uint8Array, hash: string, root: TrustRoot, now: Date): Authentic | Refusal {
  const known = authenticated.get(root) ?? new Map<string, Authentic | Refusal | Fault>();
  authenticated.set(root, known);
  const key = `${hash} ${now.getTime()}`;
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

function checkPredicateType(found: string, expected: readonly string[]): Refusal | undefined {
  if (expected.includes(found)) return undefined;
  const hint = 'Give the wanted type as `predicate-type`, or look for evidence of the right type.';
  return {
    code: 'CUSTODY-430',
    message: 'the statement is of another type',
    expected: expected.join(' or '),
    found,
    hint,
  };
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
    buildConfigUri: claims.buildConfigUri ?? '',
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
