/** Digests: SHA-2 only, lower-case hexadecimal (in-toto DigestSet: https://github.com/in-toto/attestation, field types). */

/** The algorithms strong enough to bind an artifact (trust rule T1). */
export const strongAlgorithms = ['sha256', 'sha384', 'sha512'] as const;
export type DigestAlgorithm = (typeof strongAlgorithms)[number];

/** Algorithm name → lower-case hexadecimal. Statements made elsewhere may name algorithms that we do not compute. */
export type DigestSet = Readonly<Record<string, string>>;

/** What Custody computes of a file: SHA-256 always. */
export type ArtifactDigests = Readonly<{ sha256: string } & Partial<Record<DigestAlgorithm, string>>>;

const hexLength: Record<DigestAlgorithm, number> = { sha256: 64, sha384: 96, sha512: 128 };

/** True for `value` in lower-case hexadecimal of the right length for `algorithm`. */
export function isDigest(algorithm: DigestAlgorithm, value: string): boolean {
  return value.length === hexLength[algorithm] && /^[0-9a-f]+$/.test(value);
}
