/** Where in a bundle the grams of each known file stand, and the densest stretch of them. */
import { Fault } from '../../model/fault.ts';
import { limits } from '../../model/limits.ts';
import { gramAt } from './grams.ts';
import type { Library } from './library.ts';

/** Of one file: places in the bundle, counted in marks, and the number of the gram at each; in order of place. */
export interface Hits {
  readonly places: number[];
  readonly grams: number[];
}

/** A stretch of a bundle in which a file's grams stand: different ones `found`, at these `places`. */
export interface Stretch {
  readonly found: number;
  readonly places: readonly number[];
}

/** @throws Fault `CUSTODY-404` past `limits.bundleComparisons` */
export function hitsIn(library: Library, hashes: Int32Array): Map<number, Hits> {
  const hits = new Map<number, Hits>();
  let count = 0;
  for (let at = 0; at < hashes.length; at += 1) {
    for (let length = 1; length <= Math.min(3, hashes.length - at); length += 1) {
      const gram = library.find(gramAt(hashes, at, length));
      if (gram === -1) continue;
      for (const file of library.holders(gram)) {
        count += 1;
        add(hits, file, at, gram);
      }
      if (count > MOST_HITS) throw tooMuch();
    }
  }
  return hits;
}

/** Some three for each mark is usual. */
const MOST_HITS = limits.bundleComparisons / 100;

function tooMuch(): Fault {
  return new Fault('CUSTODY-404', `a bundle takes more than ${limits.bundleComparisons} comparisons`, {
    hint: 'Write a source map or a metafile beside the bundle, and look into it without what is installed.',
  });
}

function add(hits: Map<number, Hits>, file: number, place: number, gram: number): void {
  const found = hits.get(file);
  if (found) {
    found.places.push(place);
    found.grams.push(gram);
  } else hits.set(file, { places: [place], grams: [gram] });
}

/** A bundler keeps a file together, and a minifier adds a mark here and there. */
const spread = (marks: number): number => marks * 1.2 + 8;

/** Finds stretches; keeps one table of counts, so that each search takes time by the hits alone, and what all have taken. */
export class Searcher {
  readonly #counts: Int32Array;
  #comparisons = 0;

  constructor(grams: number) {
    this.#counts = new Int32Array(grams);
  }

  /** The stretch with most different grams, no longer than the file is, among places that are `free`. */
  densest({ places, grams }: Hits, marks: number, free: (place: number) => boolean): Stretch {
    this.#spend(places.length);
    const open = places.flatMap((place, index) => (free(place) ? [index] : []));
    let [from, kept, best, bestFrom, bestTo] = [0, 0, 0, 0, -1];
    for (const [to, index] of open.entries()) {
      kept += this.#count(grams[index], 1) === 1 ? 1 : 0;
      for (; from < to; from += 1) {
        const first = open[from] ?? 0;
        const isFar = (places[index] ?? 0) - (places[first] ?? 0) > spread(marks);
        // A gram that stands in the stretch twice need not begin it.
        if (!isFar && this.#count(grams[first], 0) < 2) break;
        kept -= this.#count(grams[first], -1) === 0 ? 1 : 0;
      }
      if (kept > best) [best, bestFrom, bestTo] = [kept, from, to];
    }
    for (; from < open.length; from += 1) this.#count(grams[open[from] ?? 0], -1);
    return {
      found: best,
      places: open.slice(bestFrom, bestTo + 1).map((index) => places[index] ?? 0),
    };
  }

  #count(gram = 0, change: number): number {
    const count = (this.#counts[gram] ?? 0) + change;
    this.#counts[gram] = count;
    return count;
  }

  /** What a file has within given bounds. */
  within({ places, grams }: Hits, first: number, last: number, free: (place: number) => boolean): Stretch {
    this.#spend(1);
    const inside: number[] = [];
    const different = new Set<number>();
    let low = 0;
    for (let high = places.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((places[middle] ?? 0) < first) low = middle + 1;
      else high = middle;
    }
    for (let index = low; index < places.length; index += 1) {
      const place = places[index] ?? 0;
      if (place > last) break;
      this.#spend(1);
      if (!free(place)) continue;
      inside.push(place);
      different.add(grams[index] ?? 0);
    }
    return { found: different.size, places: inside };
  }

  #spend(comparisons: number): void {
    this.#comparisons += comparisons;
    if (this.#comparisons > limits.bundleComparisons) throw tooMuch();
  }
}
