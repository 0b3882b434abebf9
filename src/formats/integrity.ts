/** Subresource Integrity (https://www.w3.org/TR/sri-2/), as npm's lockfiles state what an archive hashes to. */
import type { DigestSet } from '../model/digest.ts';

const bytesOf = new Map([
  ['sha1', 20],
  ['sha256', 32],
  ['sha384', 48],
  ['sha512', 64],
]);

/**
 * @param text `sha512-…`, or several with spaces between
 * @returns what is known of the archive, lower-case hexadecimal: an algorithm with two values is left out, for either may
 *   be meant; `undefined` for text of another form. Algorithms that are not listed here are left out too.
 */
export function integrityHashes(text: string): DigestSet | undefined {
  const found = new Map<string, string>();
  const twice = new Set<string>();
  for (const one of text.split(/[\t\n\r ]+/).filter((part) => part !== '')) {
    const [, algorithm = '', base64 = ''] =
      /^([a-z0-9]+)-([A-Za-z0-9+/]+={0,2})(?:\?[!-~]*)?$/.exec(one) ?? [];
    if (algorithm === '') return undefined;
    const bytes = Buffer.from(base64, 'base64');
    const length = bytesOf.get(algorithm);
    if (length === undefined) continue;
    if (bytes.length !== length) return undefined;
    const hex = bytes.toString('hex');
    if ((found.get(algorithm) ?? hex) !== hex) twice.add(algorithm);
    found.set(algorithm, hex);
  }
  return Object.fromEntries([...found].filter(([algorithm]) => !twice.has(algorithm)));
}
