/**
 * Looks into a bundle without verifying anything. Good for finding and for leaving out, which can never make a pass;
 * never for letting through.
 */
import { createHash } from 'node:crypto';
import { type DigestAlgorithm, type DigestSet, strongAlgorithms } from '../model/digest.ts';
import { member, parseJsonObject, textAt } from './json.ts';

/** The DSSE payload of a bundle (Sigstore bundle JSON); `undefined` where there is none or the bytes are no bundle. */
export function payloadOf(bundle: Uint8Array): Uint8Array | undefined {
  try {
    const payload = textAt(parseJsonObject(bundle, 'the bundle'), 'dsseEnvelope', 'payload');
    return payload === undefined ? undefined : Buffer.from(payload, 'base64');
  } catch {
    return undefined;
  }
}

/** SHA-256 of the bundle's statement, lower-case hexadecimal: the key of a statement. */
export function keyOf(bundle: Uint8Array): string | undefined {
  const payload = payloadOf(bundle);
  return payload && sha256(payload);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** By every algorithm that is strong enough to bind an artifact. */
export function strongDigests(bytes: Uint8Array): DigestSet {
  return Object.fromEntries(
    strongAlgorithms.map((algorithm) => [algorithm, createHash(algorithm).update(bytes).digest('hex')]),
  );
}

/**
 * The SHA-256 digests that a bundle's statement claims to be about. `certain` is false when it names a subject without
 * one, so that it cannot be ruled out by them. `undefined` where no statement can be seen.
 */
export function peekSubjects(
  bundle: Uint8Array,
): { readonly sha256: readonly string[]; readonly certain: boolean } | undefined {
  const payload = payloadOf(bundle);
  if (!payload) return undefined;
  try {
    const subjects = member(parseJsonObject(payload, 'the payload'), 'subject');
    if (!Array.isArray(subjects)) return undefined;
    const digests = subjects.map((subject) => textAt(subject, 'digest', 'sha256'));
    const known = digests.filter((digest) => digest !== undefined);
    return { sha256: known, certain: known.length === digests.length && digests.length > 0 };
  } catch {
    return undefined;
  }
}

/** The strong algorithms by which a bundle's statement names any subject; none where no statement can be seen. */
export function peekAlgorithms(bundle: Uint8Array): readonly DigestAlgorithm[] {
  try {
    const payload = payloadOf(bundle) ?? Buffer.from('{}');
    const subjects = member(parseJsonObject(payload, 'the payload'), 'subject');
    const digests = Array.isArray(subjects) ? subjects.map((subject) => member(subject, 'digest')) : [];
    return strongAlgorithms.filter((each) => digests.some((digest) => member(digest, each) !== undefined));
  } catch {
    return [];
  }
}

/** The predicate type that a bundle's statement claims; `undefined` where none can be seen. */
export function peekPredicateType(bundle: Uint8Array): string | undefined {
  const payload = payloadOf(bundle);
  try {
    return payload && textAt(parseJsonObject(payload, 'the payload'), 'predicateType');
  } catch {
    return undefined;
  }
}

/** What a bundle claims of its origin, for a hint that is marked as untrusted. */
export interface ClaimedOrigin {
  readonly repository: string;
  readonly workflowPath: string;
  readonly ref: string;
}

/** Reads `externalParameters.workflow` of SLSA provenance by GitHub's build type. */
export function peekOrigin(bundle: Uint8Array): ClaimedOrigin | undefined {
  const payload = payloadOf(bundle);
  if (!payload) return undefined;
  try {
    const statement = parseJsonObject(payload, 'the payload');
    const path = ['predicate', 'buildDefinition', 'externalParameters', 'workflow'];
    const [repository, workflowPath, ref] = ['repository', 'path', 'ref'].map((key) =>
      textAt(statement, ...path, key),
    );
    const name = repository?.split('/').slice(3).join('/');
    return name && workflowPath && ref ? { repository: name, workflowPath, ref } : undefined;
  } catch {
    return undefined;
  }
}
