/**
 * Divides a bundle among the known files. The file that is there most completely takes its stretch first, and what it
 * takes explains nothing else any more: code that several packages hold goes to the one whose file is there as a whole.
 */
import { Heap } from './heap.ts';
import { type Hits, hitsIn, Searcher, type Stretch } from './hits.ts';
import { type KnownFile, type Library, PRODUCT } from './library.ts';
import type { Marks } from './marks.ts';

/** A stretch of the bundle that comes from a file. */
export interface Claim {
  readonly file: KnownFile;
  /** Different grams of the file that stand there. */
  readonly found: number;
  /** Other versions whose file explains the stretch as well. */
  readonly rivals: ReadonlySet<number>;
}

export interface Division {
  readonly claims: readonly Claim[];
  /** Of each mark of the bundle, the index of the claim that it belongs to; -1 for none. */
  readonly claimOf: Int32Array;
}

/** Between two marks of one file, so many of no other are taken to be its own. */
const WIDEST_HOLE = 40;
/** A file that no bundler comes to is likely a copy of what was bundled from elsewhere. */
const OUT_OF_REACH = 0.02;
/** A file stands in a bundle as often as it is installed: after that, one that explains a stretch nearly as well has it. */
const TWICE = 0.85;

export function divide(library: Library, { hashes }: Marks): Division {
  return new Divider(library, hashes).divide();
}

class Divider {
  readonly #library: Library;
  readonly #hits: Map<number, Hits>;
  readonly #searcher: Searcher;
  readonly #claimOf: Int32Array;
  readonly #claims: Claim[] = [];
  readonly #holes: (readonly [claim: number, from: number, to: number])[] = [];
  readonly #queue = new Heap();
  readonly #versions: ReadonlyMap<string, readonly number[]>;
  /** Of each file, how often it was found as a whole. */
  readonly #whole = new Map<number, number>();
  readonly #isFree = (place: number): boolean => this.#claimOf[place] === -1;

  constructor(library: Library, hashes: Int32Array) {
    this.#library = library;
    this.#hits = hitsIn(library, hashes);
    this.#searcher = new Searcher(library.grams);
    this.#claimOf = new Int32Array(hashes.length).fill(-1);
    this.#versions = Map.groupBy(this.#hits.keys(), (index) => {
      const { owner = PRODUCT } = library.files[index] ?? {};
      return library.packages[owner]?.name ?? '';
    });
  }

  divide(): Division {
    for (const index of this.#hits.keys()) this.#offer(index);
    for (let next = this.#queue.pop(); next; next = this.#queue.pop()) {
      const stretch = this.#stretchOf(next.item);
      const file = this.#library.files[next.item];
      if (!file || !stretch || stretch.found === 0) continue;
      // Others may have taken of it since it was weighed.
      const weight = this.#weigh(next.item, file, stretch.found);
      if (weight < next.weight) this.#queue.push(next.item, weight);
      else if (isWorth(file, stretch.found)) {
        const taker = this.#take(next.item, stretch);
        this.#offer(next.item);
        if (taker !== next.item) this.#offer(taker);
      }
    }
    this.#fill();
    return { claims: this.#claims, claimOf: this.#claimOf };
  }

  #stretchOf(index: number): Stretch | undefined {
    const [hits, file] = [this.#hits.get(index), this.#library.files[index]];
    return hits && file && this.#searcher.densest(hits, file.marks, this.#isFree);
  }

  #offer(index: number): void {
    const [stretch, file] = [this.#stretchOf(index), this.#library.files[index]];
    if (stretch && file && stretch.found > 0)
      this.#queue.push(index, this.#weigh(index, file, stretch.found));
  }

  /** Completeness counts far more than length: by its fourth power. */
  #weigh(index: number, file: KnownFile, found: number): number {
    const weight = this.#worth(index, found) * (found / file.distinctive) ** 4;
    return file.isReachable ? weight : weight * OUT_OF_REACH;
  }

  /** Gives a stretch to the file, or to the one of another version that explains more of it. */
  #take(index: number, stretch: Stretch): number {
    const rest = this.#otherVersions(index, stretch);
    let [taker, taken] = [index, stretch];
    let most = this.#worth(index, stretch.found);
    for (const [other, found] of rest) {
      const worth = this.#worth(other, found.found);
      if (worth <= most) continue;
      [taker, taken, most] = [other, found, worth];
    }
    const file = this.#library.files[taker];
    if (!file) return index;
    const rivals = new Set<number>();
    for (const [other, found] of rest) {
      const { owner = PRODUCT } = this.#library.files[other] ?? {};
      if (other !== taker && owner !== file.owner && this.#worth(other, found.found) >= most)
        rivals.add(owner);
    }
    const claim = this.#claims.push({ file, found: taken.found, rivals }) - 1;
    if (taken.found >= file.distinctive / 2) this.#whole.set(taker, (this.#whole.get(taker) ?? 0) + 1);
    taken.places.forEach((place, at) => {
      const before = taken.places[at - 1] ?? place;
      if (place - before <= WIDEST_HOLE) this.#holes.push([claim, before, place]);
      this.#claimOf[place] = claim;
    });
    return taker;
  }

  #worth(index: number, found: number): number {
    const { owner = PRODUCT } = this.#library.files[index] ?? {};
    const copies = this.#library.packages[owner]?.copies ?? 1;
    return (this.#whole.get(index) ?? 0) < copies ? found : found * TWICE;
  }

  #otherVersions(index: number, { places }: Stretch): readonly (readonly [number, Stretch])[] {
    const { owner = PRODUCT } = this.#library.files[index] ?? {};
    const name = this.#library.packages[owner]?.name;
    if (name === undefined) return [];
    const [first, last] = [places[0] ?? 0, places.at(-1) ?? 0];
    return (this.#versions.get(name) ?? []).flatMap((other): [number, Stretch][] => {
      const hits = this.#hits.get(other);
      const isOther = other !== index && this.#library.files[other]?.owner !== owner;
      return hits && isOther ? [[other, this.#searcher.within(hits, first - 2, last + 2, this.#isFree)]] : [];
    });
  }

  /** What stands between two places of one claim is its own, and so is what its last gram covers. */
  #fill(): void {
    for (const [claim, from, to] of this.#holes) {
      for (let place = from; place < to; place += 1) if (this.#isFree(place)) this.#claimOf[place] = claim;
      for (let place = to; place < to + 3 && place < this.#claimOf.length; place += 1)
        if (this.#isFree(place)) this.#claimOf[place] = claim;
    }
  }
}

/** Less is chance. */
function isWorth({ distinctive }: KnownFile, found: number): boolean {
  return found >= 24 || found >= distinctive / 2 || (found >= 6 && found >= distinctive / 10);
}
