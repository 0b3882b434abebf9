/**
 * Reads from a Sigstore bundle what GitHub files an attestation under: predicate type and subject digests of
 * the in-toto statement in its DSSE envelope. Nothing is verified: a store does not vouch for what it keeps.
 */

/** What a bundle says about itself. */
export interface StatementHeader {
  readonly predicateType: string;
  /** Lower-case hex SHA-256 of each subject. */
  readonly subjectDigests: readonly string[];
}

/** The header of the statement in `bundle`, or in a word why there is none. */
export function statementHeader(bundle: unknown): StatementHeader | string {
  const envelope = member(bundle, 'dsseEnvelope');
  if (envelope === undefined) return 'no dsseEnvelope';
  const payload = member(envelope, 'payload');
  if (typeof payload !== 'string') return 'no payload';
  const statement = parsed(Buffer.from(payload, 'base64').toString('utf8'));
  const predicateType = member(statement, 'predicateType');
  if (typeof predicateType !== 'string') return 'no predicateType';
  const subjects = member(statement, 'subject');
  if (!Array.isArray(subjects)) return 'no subject';
  const digests = subjects.map((subject) => member(member(subject, 'digest'), 'sha256'));
  if (digests.length === 0 || !digests.every(isSha256)) return 'a subject without a SHA-256 digest';
  return { predicateType, subjectDigests: digests };
}

/** Whether an attestation of `predicateType` is asked for by `filter`: GitHub's short names, or the exact type. */
export function matchesFilter(predicateType: string, filter: string | null): boolean {
  if (filter === null) return true;
  const prefixes = SHORT_NAMES.get(filter);
  if (prefixes === undefined) return predicateType === filter;
  return prefixes.some((prefix) => predicateType.startsWith(prefix));
}

const SHORT_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['provenance', ['https://slsa.dev/provenance/']],
  ['sbom', ['https://spdx.dev/Document', 'https://cyclonedx.org/bom']],
  ['release', ['https://in-toto.io/attestation/release/']],
]);

function member(value: unknown, name: string): unknown {
  return value !== null && typeof value === 'object' && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSha256(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
