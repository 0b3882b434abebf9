/** The combinations of `strategy.matrix`, with `exclude` and `include`, after GitHub's workflow syntax. */
import { isDeepStrictEqual } from 'node:util';
import { type Position, WorkflowFault } from './fault.ts';
import { matrixCombinations } from './limits.ts';

/** One combination. */
export type Combination = Readonly<Record<string, unknown>>;

/** Expands an evaluated matrix; throws WorkflowFault for a wrong shape, none or more than 256 combinations. */
export function expandMatrix(matrix: unknown, at: Position): readonly Combination[] {
  const { include, exclude, ...axes } = asRecord(matrix, 'matrix', at);
  for (const [name, values] of Object.entries(axes)) {
    if (!Array.isArray(values) || values.length === 0) {
      throw new WorkflowFault(at, `matrix.${name} must be a list with at least one value`);
    }
  }
  const excluded = asRecords(exclude, 'matrix.exclude', at);
  const product = combineAxes(axes as Record<string, readonly unknown[]>);
  const kept = product.filter((combination) => !excluded.some((entry) => matches(entry, combination)));
  const all = addIncluded(kept, Object.keys(axes), asRecords(include, 'matrix.include', at));
  if (all.length === 0) throw new WorkflowFault(at, 'the matrix has no combination');
  if (all.length > matrixCombinations) {
    throw new WorkflowFault(
      at,
      `the matrix has ${all.length} combinations; ${matrixCombinations} is the limit`,
    );
  }
  return all;
}

function asRecord(value: unknown, what: string, at: Position): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new WorkflowFault(at, `${what} must be a mapping`);
}

function asRecords(value: unknown, what: string, at: Position): readonly Record<string, unknown>[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new WorkflowFault(at, `${what} must be a list`);
  return value.map((item) => asRecord(item, what, at));
}

function combineAxes(axes: Readonly<Record<string, readonly unknown[]>>): readonly Combination[] {
  const names = Object.entries(axes);
  if (names.length === 0) return [];
  return names.reduce<readonly Combination[]>(
    (combinations, [name, values]) =>
      combinations.flatMap((combination) => values.map((value) => ({ ...combination, [name]: value }))),
    [{}],
  );
}

function matches(entry: Combination, combination: Combination): boolean {
  return Object.entries(entry).every(([name, value]) => isDeepStrictEqual(combination[name], value));
}

/** An entry joins every combination whose axes it does not contradict, and stands alone where it joins none. */
function addIncluded(
  kept: readonly Combination[],
  axes: readonly string[],
  included: readonly Combination[],
): readonly Combination[] {
  const extended = kept.map((combination) => ({ ...combination }) as Record<string, unknown>);
  const alone: Combination[] = [];
  for (const entry of included) {
    const onAxes = Object.fromEntries(Object.entries(entry).filter(([name]) => axes.includes(name)));
    const targets = extended.filter((_, index) => matches(onAxes, kept[index] ?? {}));
    for (const target of targets) Object.assign(target, entry);
    if (targets.length === 0) alone.push(entry);
  }
  return [...extended, ...alone];
}

/** How GitHub names the job of a combination: `build (ubuntu-latest, 24)`. */
export function combinationName(job: string, combination: Combination): string {
  const values = Object.values(combination).flatMap(leaves);
  return values.length === 0 ? job : `${job} (${values.join(', ')})`;
}

function leaves(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.values(value).flatMap(leaves);
}
