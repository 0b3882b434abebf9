/**
 * Which packages are in a bundle, by the stretches that are theirs. A long stretch proves itself. A short one counts
 * where the product, or a package that is there, depends on the package. The shortest, a mark or two, count only for a
 * package that has no more to show; where nothing of such a package is found, that decides nothing.
 */
import type { Claim, Division } from './claims.ts';
import { type Library, PRODUCT } from './library.ts';

export interface Present {
  /** Index into the library's packages. */
  readonly owner: number;
  /** From 0 to 1. */
  readonly confidence: number;
  /** Whether a long stretch proves it, whatever else is there. */
  readonly isCertain: boolean;
}

export interface Presence {
  readonly present: readonly Present[];
  /** Packages that something present depends on, and that are too small to be found or missed. */
  readonly undecided: readonly number[];
  /** For each claim, the owner that it is given to; undefined for chance. */
  readonly ownerOf: readonly (number | undefined)[];
}

/** How far a claim goes in proving that its file is there. */
const share = ({ found, file }: Claim): number => found / file.distinctive;
const isSure = (claim: Claim): boolean =>
  (claim.found >= 100 && share(claim) >= 0.15) ||
  (claim.found >= 64 && share(claim) >= 0.3) ||
  (claim.found >= 40 && share(claim) >= 0.7);
const isGood = (claim: Claim): boolean =>
  (claim.found >= 8 && share(claim) >= 0.5) ||
  (claim.found >= 24 && share(claim) >= 0.2) ||
  (claim.found >= 64 && share(claim) >= 0.1);

const isWhole = ({ found, file }: Claim): boolean => file.isReachable && found === file.distinctive;

/** A file of one gram is found in most bundles, which says nothing where no other package asks for it. */
const CHANCE = 1;
/** Of the largest file of a package, so much must be found where nothing but single marks are. */
const ENOUGH = 0.3;
/** Fewer grams than this may be changed out of all recognition. */
export const ENOUGH_TO_TELL = 40;
/** Files with fewer grams than this may be missed, or found by chance. */
const TINY = 8;
/** A package of so few files may be bundled for its tiniest one. */
const FEW = 3;
/** Files that no bundle holds. */
const ASIDE =
  /(?:^|\/)(?:tests?|benchmarks?|examples?|spec)\/|(?:^|[./])(?:test|eslint|tsconfig|component|package)\b/;

export function presenceIn(library: Library, { claims }: Division): Presence {
  return new Judge(library, claims).judge();
}

class Judge {
  readonly #library: Library;
  readonly #claims: readonly Claim[];
  readonly #held = new Map<number, Claim[]>();
  readonly #present = new Set<number>();
  readonly #largest = new Map<number, number>();
  /** Of each package, the grams of the files that a bundler comes to. */
  readonly #reach = new Map<number, number[]>();
  readonly #needs: readonly (readonly number[])[];

  constructor(library: Library, claims: readonly Claim[]) {
    this.#library = library;
    this.#claims = claims;
    for (const { owner, path, distinctive, isReachable } of library.files) {
      if (ASIDE.test(path)) continue;
      this.#largest.set(owner, Math.max(distinctive, this.#largest.get(owner) ?? 0));
      if (isReachable) this.#reach.set(owner, [...(this.#reach.get(owner) ?? []), distinctive]);
    }
    this.#needs = needsOf(library);
  }

  judge(): Presence {
    const given = new Map<Claim, number>();
    for (const claim of this.#claims) if (claim.rivals.size === 0) this.#hold(claim, claim.file.owner, given);
    for (const [owner, held] of this.#held) if (held.some(isSure)) this.#present.add(owner);
    this.#grow();
    for (const claim of this.#claims
      .filter(({ rivals }) => rivals.size > 0)
      .sort((a, b) => b.found - a.found)) {
      const owner = this.#choose(claim);
      this.#hold(claim, owner, given);
      if (isSure(claim)) this.#present.add(owner);
      this.#grow();
    }
    this.#present.delete(PRODUCT);
    return {
      present: [...this.#present].map((owner) => this.#presentAs(owner)),
      undecided: [...this.#wanted()].filter((owner) => this.#isUndecided(owner)).sort((a, b) => a - b),
      ownerOf: this.#claims.map((claim) => {
        const owner = given.get(claim);
        if (owner === PRODUCT) return isGood(claim) ? owner : undefined;
        return owner !== undefined && this.#present.has(owner) ? owner : undefined;
      }),
    };
  }

  #hold(claim: Claim, owner: number, given: Map<Claim, number>): void {
    given.set(claim, owner);
    const held = this.#held.get(owner);
    if (held) held.push(claim);
    else this.#held.set(owner, [claim]);
  }

  /** Of versions that explain a stretch equally: one that has not this file elsewhere, is there, or is depended on. */
  #choose({ file, rivals }: Claim): number {
    const all = [file.owner, ...rivals];
    const free = all.filter((owner) => !this.#holds(owner, file.path));
    const wanted = this.#wanted();
    const candidates = free.length > 0 ? free : all;
    return (
      candidates.find((owner) => this.#present.has(owner)) ??
      candidates.find((owner) => wanted.has(owner)) ??
      candidates[0] ??
      file.owner
    );
  }

  #holds(owner: number, path: string): boolean {
    return (this.#held.get(owner) ?? []).some(({ file }) => file.path === path);
  }

  #grow(): void {
    for (let before = -1; before !== this.#present.size; ) {
      before = this.#present.size;
      for (const owner of this.#wanted()) if (this.#isEnough(owner)) this.#present.add(owner);
    }
  }

  #wanted(): Set<number> {
    const wanted = new Set(this.#library.direct);
    for (const owner of this.#present) for (const need of this.#needs[owner] ?? []) wanted.add(need);
    for (const owner of this.#present) wanted.delete(owner);
    return wanted;
  }

  #isEnough(owner: number): boolean {
    const held = this.#held.get(owner);
    if (!held) return false;
    if (held.some(isGood)) return true;
    const found = new Map(held.map((claim) => [claim.file, claim.found]));
    const sum = [...found.values()].reduce((total, one) => total + one, 0);
    if (this.#library.direct.has(owner) && sum <= CHANCE) return false;
    const files = this.#reach.get(owner) ?? [];
    if (files.length <= FEW && held.some(isWhole)) return true;
    return sum >= ENOUGH * (this.#largest.get(owner) ?? Number.POSITIVE_INFINITY);
  }

  #isUndecided(owner: number): boolean {
    // What the product needs for its tests alone would be said of every bundle.
    if (this.#library.direct.has(owner) && this.#library.packages[owner]?.scope === 'development')
      return false;
    const files = this.#reach.get(owner) ?? [];
    const isSmall = files.length > 0 && files.every((grams) => grams < ENOUGH_TO_TELL);
    return isSmall || (files.length <= FEW && files.some((grams) => grams <= TINY));
  }

  #presentAs(owner: number): Present {
    const held = this.#held.get(owner) ?? [];
    const isCertain = held.some((claim) => claim.rivals.size === 0 && isSure(claim));
    return { owner, isCertain, confidence: isCertain ? 0.98 : held.some(isGood) ? 0.9 : 0.6 };
  }
}

function needsOf({ packages }: Library): readonly (readonly number[])[] {
  const byKey = new Map(packages.map(({ name, version }, index) => [`${name}@${version}`, index]));
  return packages.map(({ needs }) => needs.flatMap((key) => byKey.get(key) ?? []));
}
