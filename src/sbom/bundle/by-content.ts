/** What a bundle holds by its content alone, against what is locked and still installed. */
import type { Package, Surroundings } from '../../model/inventory.ts';
import { limits } from '../../model/limits.ts';
import { divide } from './claims.ts';
import { type Library, PRODUCT, readLibrary, tooMany } from './library.ts';
import { marksOf } from './marks.ts';
import { ENOUGH_TO_TELL, presenceIn } from './presence.ts';

export interface Found {
  readonly package: Package;
  /** From 0 to 1. */
  readonly confidence: number;
  /** Whether a long stretch proves it, whatever else is there. */
  readonly isCertain: boolean;
  readonly bytes: number;
}

export interface Contents {
  readonly found: readonly Found[];
  /** Bytes that come from the product's own files. */
  readonly own: number;
  /** Packages that what was found depends on, and that are too small to be told by their content. */
  readonly undecided: readonly Package[];
  /** Whether a package's files are installed, with enough in them to be told by. */
  canTell(one: Package): boolean;
}

/** The files of one build are read once, however many chunks are looked at. */
const libraries = new WeakMap<readonly Package[], Promise<Library>>();

/** @throws Fault `CUSTODY-404` past `limits.bundleMarks` or `limits.bundleComparisons`; what reading installed files throws */
export async function byContent(bytes: Uint8Array, around: Surroundings): Promise<Contents> {
  const library = await libraryOf(around);
  const marks = marksOf(bytes);
  if (marks.hashes.length > limits.bundleMarks) throw tooMany();
  const division = divide(library, marks);
  const { present, undecided, ownerOf } = presenceIn(library, division);
  const shares = new Map<number, number>();
  for (const [index, start] of marks.starts.entries()) {
    const owner = ownerOf[division.claimOf[index] ?? -1];
    // What stands between two marks belongs to the first of them.
    const size = (marks.starts[index + 1] ?? bytes.length) - start;
    if (owner !== undefined) shares.set(owner, (shares.get(owner) ?? 0) + size);
  }
  const installed = new Set(
    library.files
      .filter(({ distinctive, isReachable }) => isReachable && distinctive >= ENOUGH_TO_TELL)
      .map(({ owner }) => library.packages[owner]?.id),
  );
  return {
    found: present.flatMap(({ owner, confidence, isCertain }) => {
      const one = library.packages[owner];
      return one ? [{ package: one, confidence, isCertain, bytes: shares.get(owner) ?? 0 }] : [];
    }),
    own: shares.get(PRODUCT) ?? 0,
    undecided: undecided.flatMap((owner) => library.packages[owner] ?? []),
    canTell: ({ id }) => installed.has(id),
  };
}

function libraryOf(around: Surroundings): Promise<Library> {
  const known = libraries.get(around.locked);
  if (known) return known;
  const made = readLibrary(around);
  libraries.set(around.locked, made);
  return made;
}
