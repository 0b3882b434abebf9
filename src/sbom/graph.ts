/** Who depends on whom among the packages that an SBOM lists, from inventories that know more packages than it lists. */
import { Fault } from '../model/fault.ts';
import type { Inventory, Package, PackageName } from '../model/inventory.ts';
import { limits } from '../model/limits.ts';

/** Names of packages as edges of the SBOM bear them. */
export type NameOf = (one: PackageName) => string;

export interface Graph {
  /** Those that an inventory says something about. */
  readonly dependsOn: ReadonlyMap<string, readonly string[]>;
  /** What the product depends on directly; absent where no inventory says so. */
  readonly direct?: readonly string[];
}

/**
 * Edges between listed packages, sorted. What is not listed is passed through: of `a → b → c` with `b` a package of types
 * alone, which leaves nothing in a bundle, `a → c` stays.
 *
 * @throws Fault `CUSTODY-404` where that is more than `limits.graphSteps`
 */
export function graphOf(
  inventories: readonly Inventory[],
  listed: ReadonlySet<string>,
  nameOf: NameOf,
): Graph {
  const edges = new Map<string, Set<string>>();
  const direct = new Set<string>();
  let saysDirect = false;
  for (const { root, packages } of inventories) {
    const names = new Map(packages.map((one) => [one.id, nameOf(one)]));
    for (const one of packages) addEdges(one, names, edges, nameOf);
    if (root?.dependsOn === undefined) continue;
    saysDirect = true;
    for (const id of root.dependsOn) direct.add(names.get(id) ?? '');
  }
  let steps = 0;
  const reach = (from: ReadonlySet<string>) => {
    const { seen, ends } = reached(from, edges, listed);
    steps += seen;
    if (steps > limits.graphSteps) throw tooDense();
    return sorted(ends);
  };
  const dependsOn = new Map(
    [...listed].flatMap((name) => {
      const own = edges.get(name);
      return own ? [[name, reach(own).filter((other) => other !== name)] as const] : [];
    }),
  );
  return { dependsOn, ...(saysDirect && { direct: reach(direct) }) };
}

function addEdges(
  one: Package,
  names: ReadonlyMap<string, string>,
  edges: Map<string, Set<string>>,
  nameOf: NameOf,
): void {
  if (one.dependsOn === undefined) return;
  const name = nameOf(one);
  const known = edges.get(name) ?? new Set();
  edges.set(name, known);
  for (const id of one.dependsOn) known.add(names.get(id) ?? '');
}

/** The listed ones among `from`, and those that unlisted ones lead to; and how many were seen on the way. */
function reached(
  from: ReadonlySet<string>,
  edges: ReadonlyMap<string, ReadonlySet<string>>,
  listed: ReadonlySet<string>,
): { readonly ends: ReadonlySet<string>; readonly seen: number } {
  const seen = new Set(from);
  // A set that grows while it is walked hands over what was added.
  for (const name of seen) {
    if (listed.has(name)) continue;
    for (const next of edges.get(name) ?? []) seen.add(next);
  }
  return { ends: new Set([...seen].filter((name) => listed.has(name))), seen: seen.size };
}

function tooDense(): Fault {
  return new Fault('CUSTODY-404', `the dependencies take more than ${limits.graphSteps} steps to follow`, {
    hint: 'No project known to Custody has so many (graphSteps); ask where its lockfiles come from.',
  });
}

function sorted(names: ReadonlySet<string>): readonly string[] {
  return [...names].sort();
}
