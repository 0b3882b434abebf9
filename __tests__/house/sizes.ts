/** The size report: a smell detector, printed and not enforced. */

/** The middle, the 95th percentile and the greatest of some sizes. */
export interface Spread {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

/** Nearest-rank percentiles; all zero without sizes. */
export function spreadOf(sizes: readonly number[]): Spread {
  const sorted = sizes.toSorted((left, right) => left - right);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { count: sorted.length, median: rank(0.5), p95: rank(0.95), max: rank(1) };
}

/** One line of the report. */
export function describeSpread(what: string, { count, median, p95, max }: Spread, budget: string): string {
  return `${what}: ${count}, lines median ${median}, p95 ${p95}, max ${max} (budget ${budget})`;
}
