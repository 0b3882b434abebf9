/** What is in bundles, and what becomes of a package that somebody hides in one, as tables. */
import type { Rating } from '../bundles/rate.ts';
import { named, share, table } from './markdown.ts';
import type { Score } from './score.ts';

export interface BundleResult {
  readonly rating: Rating;
  readonly contrast: Contrast;
}

/** What is said of the same product without a look into the bundle, and by syft with one. */
export interface Contrast {
  /** How many packages syft lists of the bundle with all that lies beside it. */
  readonly syftBundle: number;
  readonly syftLockfile: Score;
  /** If all that is locked were in the bundle. */
  readonly lockfile: Score;
}

const both = ({ precision, recall }: Score): string => `${share(precision)} / ${share(recall)}`;
const mark = ({ built }: Rating): string => `${built.name}${built.unseen ? ' *' : ''}`;

export function bundleTable(results: readonly BundleResult[]): string {
  return table(
    [
      'bundle',
      'size',
      'packages in it',
      'ours with the list',
      'ours by content alone',
      'bytes owned',
      'syft, of the lockfile',
      'all that is locked',
    ],
    results.map(({ rating, contrast }) => [
      mark(rating),
      `${(rating.bytes / 1e6).toFixed(1)} MB`,
      `${rating.truth.size}`,
      both(rating.list),
      both(rating.content),
      `${(100 * rating.content.owned).toFixed(1)} %`,
      both(contrast.syftLockfile),
      both(contrast.lockfile),
    ]),
  );
}

export function missTable(results: readonly BundleResult[]): string {
  return table(
    ['bundle', 'ours', 'listed and not in it', 'in it and not listed', 'of these, said to be undecided'],
    results.flatMap(({ rating }) =>
      (['list', 'content'] as const).flatMap((mode) => {
        const { wrong, missed } = rating[mode];
        if (wrong.length + missed.length === 0) return [];
        const said = mode === 'content' ? `${rating.content.undecided} of ${missed.length}` : '–';
        const how = mode === 'content' ? 'by content alone' : 'with the list';
        return [[mark(rating), how, named(wrong, 30), named(missed, 30), said]];
      }),
    ),
  );
}

export function hiddenTable(results: readonly BundleResult[]): string {
  return table(
    [
      'bundle',
      'hidden',
      'bytes',
      'from the list',
      'from the build: taken for the product',
      'for other packages',
      "nobody's",
    ],
    results.map(({ rating }) => {
      const { name, bytes, list } = rating.hidden;
      const [product, others] = taken(rating);
      const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
      return [
        mark(rating),
        `\`${name}\``,
        `${bytes}`,
        list.listed ? `listed${list.said ? ', and said' : ''}` : list.said ? 'said' : 'unnoticed',
        percent(product),
        percent(others),
        percent(1 - product - others),
      ];
    }),
  );
}

/** Shares of the hidden bytes that are taken for the product's and for others'. These lose a few bytes too: none is less than 0. */
function taken({ hidden: { bytes, content } }: Rating): readonly [product: number, others: number] {
  return [Math.max(0, content.toProduct / bytes), Math.max(0, content.toOthers / bytes)];
}

/** The largest share of what was hidden from the build that is taken for somebody's. */
export function mostTaken(results: readonly BundleResult[]): number {
  return Math.max(...results.map(({ rating }) => taken(rating).reduce((sum, one) => sum + one, 0)));
}

/** The packages of the bundles that were not seen before, and how many of them by name are in none of the others. */
export function freshness(results: readonly BundleResult[]): {
  readonly all: number;
  readonly fresh: number;
} {
  const namesIn = (unseen: boolean) =>
    new Set(
      results
        .filter(({ rating }) => rating.built.unseen === unseen)
        .flatMap(({ rating }) => [...rating.truth].map((key) => key.slice(0, key.lastIndexOf('@')))),
    );
  const unseen = namesIn(true);
  return { all: unseen.size, fresh: unseen.difference(namesIn(false)).size };
}

/** The lowest precision and the lowest recall of some lists. */
export function lowest(scores: readonly Score[]): string {
  const least = (key: 'precision' | 'recall') => share(Math.min(...scores.map((score) => score[key])));
  return `${least('precision')} / ${least('recall')}`;
}
