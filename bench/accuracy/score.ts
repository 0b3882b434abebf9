/** One yardstick for all: a list of packages against what is true. */

export interface Score {
  /** The share of what is listed that is there; 1 where nothing is listed. */
  readonly precision: number;
  /** The share of what is there that is listed; 1 where nothing is there. */
  readonly recall: number;
  /** Listed and not there, sorted. */
  readonly wrong: readonly string[];
  /** There and not listed, sorted. */
  readonly missed: readonly string[];
}

export function scoreOf(listed: ReadonlySet<string>, truth: ReadonlySet<string>): Score {
  const wrong = [...listed.difference(truth)].sort();
  const missed = [...truth.difference(listed)].sort();
  const right = truth.size - missed.length;
  return {
    precision: listed.size === 0 ? 1 : right / listed.size,
    recall: truth.size === 0 ? 1 : right / truth.size,
    wrong,
    missed,
  };
}
