/**
 * Hashes of lockfiles. One package often stands for many files, a source distribution and a wheel for each platform,
 * while an SBOM has room for one hash of each algorithm: whoever compares it takes it for the hash of the file in hand.
 * So a hash is given only where all the files agree, which is to say, mostly, where there is one file; where there are
 * more, none is given rather than one that is wrong for most.
 */
import { type DigestSet, isDigest, strongAlgorithms } from '../model/digest.ts';

/** `sha256:…` → `{ sha256: … }`; nothing for what is weak or not a digest. */
export function hashOf(written: string): DigestSet {
  const [name = '', hex = ''] = written.split(':', 2);
  return strong({ [name]: hex });
}

/** Those of an algorithm that binds, with the length that they should have. */
export function strong(hashes: DigestSet): DigestSet {
  const found = strongAlgorithms.flatMap((algorithm) => {
    const hex = Object.hasOwn(hashes, algorithm) ? hashes[algorithm]?.toLowerCase() : undefined;
    return hex !== undefined && isDigest(algorithm, hex) ? [[algorithm, hex] as const] : [];
  });
  return Object.fromEntries(found);
}

/**
 * What all files of a package share, as the field of a package.
 * @param files the hashes of each file; without one of them there is nothing to share
 */
export function sharedHashes(files: readonly DigestSet[]): { readonly hashes?: DigestSet } {
  const [first = {}, ...others] = files;
  const shared = Object.entries(first).filter(([name, hex]) => others.every((one) => one[name] === hex));
  return shared.length > 0 ? { hashes: Object.fromEntries(shared) } : {};
}
