/** From packages that call each other by name to packages that name each other by id. */

import { malformed } from '../../formats/json-lines.ts';
import { past } from '../../formats/lockfile.ts';
import type { Gap, Inventory, Package } from '../../model/inventory.ts';
import { limits } from '../../model/limits.ts';

export interface Node {
  readonly package: Package;
  /** What others may call it: `serde`, `serde 1.0.219`. */
  readonly keys: readonly string[];
  readonly wants: readonly Want[];
}

export interface Want {
  /** As the other calls itself. Where several do, each of them may be meant. */
  readonly key: string;
  /** Not every lockfile holds it: it is for some platforms, or for those who ask for it. */
  readonly conditional?: boolean;
}

export interface Graph {
  /** With `dependsOn`, in the order of the nodes. */
  readonly packages: readonly Package[];
  /** A part of the file is missing, or was never written. */
  readonly gaps: readonly Gap[];
  /** Ids of all that call themselves so. */
  named(key: string): readonly string[];
}

/** @throws Fault `CUSTODY-410` where two have the same id; `CUSTODY-404` past `limits.inventoryEdges` */
export function link(nodes: readonly Node[]): Graph {
  assertUnique(nodes);
  const names = grouped(
    nodes.flatMap(({ package: { id }, keys }) => [...new Set(keys)].map((key) => ({ key, id }))),
    ({ key }) => key,
  );
  const named = (key: string) => names.get(key)?.map(({ id }) => id) ?? [];
  const gaps: Gap[] = [];
  let edges = 0;
  const packages = nodes.map(({ package: one, wants }) => {
    const dependsOn = new Set<string>();
    for (const { key, conditional } of wants) {
      const found = named(key);
      edges += found.length;
      if (edges > limits.inventoryEdges) throw past(one.at, `${limits.inventoryEdges} dependencies`);
      for (const id of found) dependsOn.add(id);
      if (found.length === 0 && !conditional) gaps.push(missing(one, key));
    }
    return { ...one, dependsOn: [...dependsOn] };
  });
  return { packages, gaps, named };
}

function assertUnique(nodes: readonly Node[]): void {
  const first = new Map<string, Package>();
  for (const { package: one } of nodes) {
    const before = first.get(one.id);
    if (before) throw malformed(one.at, `\`${one.id}\` stands twice, first in line ${before.at.line ?? '?'}`);
    first.set(one.id, one);
  }
}

function missing({ name, at }: Package, key: string): Gap {
  return { at, message: `${name} depends on ${key}, which is not in the file` };
}

/** @param root what the file is about; no package depends on it, though it may ask for itself in a roundabout way */
export function inventoryOf({ packages, gaps }: Graph, root?: Package): Inventory {
  if (!root) return { packages, gaps };
  const { id: own, type, name, version, dependsOn } = root;
  const without = (ids: readonly string[] | undefined) =>
    ids && { dependsOn: ids.filter((id) => id !== own) };
  return {
    root: { type, name, version, ...without(dependsOn) },
    packages: packages.filter(({ id }) => id !== own).map((one) => ({ ...one, ...without(one.dependsOn) })),
    gaps,
  };
}

/** In groups of the same key, each in the order of the items. */
export function grouped<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
