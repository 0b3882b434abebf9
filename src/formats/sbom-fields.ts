/** Text that fills a field of an SBOM, and text that only looks as if it did. */
import { type DigestSet, isDigest, strongAlgorithms } from '../model/digest.ts';
import type { Fault } from '../model/fault.ts';
import { splitPackageUrl } from './package-url.ts';

/** Empty for what says that nothing is known. */
export function filled(text: string): string {
  return /^\s*(?:NOASSERTION|NONE|UNKNOWN|N\/A)?\s*$/i.test(text) ? '' : text.trim();
}

/** The first package URL, or else the first CPE (2.2 or 2.3); empty where there is neither. */
export function identifierOf(texts: readonly string[]): string {
  const isCpe = (text: string) => /^cpe:(?:2\.3:|\/)[aho]:/i.test(text);
  return texts.find((text) => splitPackageUrl(text) !== undefined) ?? texts.find(isCpe) ?? '';
}

/**
 * `SHA-256` and `SHA256` alike → `sha256`; what is not hexadecimal of its length is left out.
 * @param conflict the fault for two values of one algorithm
 */
export function digestSet(
  pairs: readonly (readonly [algorithm: string, hex: string])[],
  conflict: () => Fault,
): DigestSet {
  const known = new Map<string, string>();
  for (const [written, hex] of pairs) {
    const name = written.toLowerCase().replaceAll('-', '');
    const algorithm = strongAlgorithms.find((one) => one === name);
    const value = hex.toLowerCase();
    if (algorithm === undefined || !isDigest(algorithm, value)) continue;
    if ((known.get(algorithm) ?? value) !== value) throw conflict();
    known.set(algorithm, value);
  }
  return Object.fromEntries(known);
}

/** SHA-1 and MD5 name an archive no more. */
export function isStrong(digests: DigestSet): boolean {
  return strongAlgorithms.some((algorithm) => digests[algorithm] !== undefined);
}
