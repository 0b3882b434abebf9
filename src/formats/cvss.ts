/** The base score of a CVSS v3.0 or v3.1 vector (https://www.first.org/cvss/v3.1/specification-document, §7.1). */
import { limits } from '../model/limits.ts';

type Weights = Readonly<Record<string, number>>;

const impact: Weights = { H: 0.56, L: 0.22, N: 0 };
const privileges: Weights = { N: 0.85, L: 0.62, H: 0.27 };
const privilegesAcrossScopes: Weights = { N: 0.85, L: 0.68, H: 0.5 };

/** Metric → value → weight. The weights of `PR` depend on `S`, which weighs nothing by itself. */
const weights: ReadonlyMap<string, Weights> = new Map([
  ['AV', { N: 0.85, A: 0.62, L: 0.55, P: 0.2 }],
  ['AC', { L: 0.77, H: 0.44 }],
  ['PR', privileges],
  ['UI', { N: 0.85, R: 0.62 }],
  ['S', { U: 0, C: 0 }],
  ['C', impact],
  ['I', impact],
  ['A', impact],
]);

/** `undefined` for a vector of another version or past the limit, and for one in which a base metric is missing, stands twice or is not known. */
export function baseScore(vector: string): number | undefined {
  if (vector.length > limits.cvssVectorLength) return undefined;
  const [version = '', ...parts] = vector.split('/');
  if (!/^CVSS:3\.[01]$/.test(version) || !parts.every((part) => /^[A-Z]+:[A-Z]$/.test(part)))
    return undefined;
  const metrics = new Map(parts.map((part) => part.split(':', 2) as [string, string]));
  if (metrics.size !== parts.length) return undefined;
  const changed = metrics.get('S') === 'C';
  const weigh = (metric: string, table = weights.get(metric)): number => {
    const value = metrics.get(metric) ?? '';
    return table && Object.hasOwn(table, value) ? (table[value] ?? Number.NaN) : Number.NaN;
  };
  const lost = 1 - (1 - weigh('C')) * (1 - weigh('I')) * (1 - weigh('A'));
  const exploitability =
    8.22 *
    weigh('AV') *
    weigh('AC') *
    weigh('PR', changed ? privilegesAcrossScopes : privileges) *
    weigh('UI');
  const harm = changed ? 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 : 6.42 * lost;
  const sum = (harm + exploitability) * (changed ? 1.08 : 1) + weigh('S');
  if (Number.isNaN(sum)) return undefined;
  return harm <= 0 ? 0 : roundUp(Math.min(sum, 10));
}

/** To one decimal, as appendix A of the specification does it, so that no error of floating point adds a tenth. */
function roundUp(score: number): number {
  const scaled = Math.round(score * 100_000);
  return scaled % 10_000 === 0 ? scaled / 100_000 : (Math.floor(scaled / 10_000) + 1) / 10;
}
