/** What the lockfiles of yarn 1 and of the later ones share: entries that are found by what was asked for. */
import type { Place } from '../model/fault.ts';
import type { Gap, Inventory, InventoryFile, Package } from '../model/inventory.ts';
import { withinLimit } from './limits.ts';
import type { Manifest } from './npm-manifest.ts';
import { npmGaps, npmScope } from './npm-package.ts';
import { type Edge, reachOf, targetsOf } from './reach.ts';

/** Which of the two a `yarn.lock` is: only the later ones begin with what they say of themselves. */
export function isBerry({ bytes }: InventoryFile): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return text.includes('\n__metadata:') || text.indexOf('__metadata:') === 0;
}

export const isYarnLock = ({ path }: InventoryFile): boolean => /(?:^|\/)yarn\.lock$/.test(path);

export interface YarnNeed {
  readonly name: string;
  readonly range: string;
  readonly optional: boolean;
}

export interface YarnPackage {
  readonly found: Package;
  readonly needs: readonly YarnNeed[];
  /** By another hash than that of its archive. */
  readonly isCovered?: boolean;
}

/** Finds the id of what a dependency means. */
export type Find = (name: string, range: string) => string | undefined;

/**
 * @param manifest what the root wants, where it is known; without it nothing is said of edges from the root and scopes
 * @throws Fault `CUSTODY-404` past a limit
 */
export function yarnInventory(
  path: string,
  entries: readonly YarnPackage[],
  find: Find,
  manifest: Manifest | undefined,
): Pick<Inventory, 'root' | 'packages' | 'gaps'> {
  withinLimit('inventoryPackages', entries.length, { file: path });
  const gaps: Gap[] = [];
  const edges = new Map(entries.map(({ found, needs }) => [found.id, edgesOf(needs, find, found.at, gaps)]));
  withinLimit('inventoryEdges', [...edges.values()].flat().length, { file: path });
  const [production, development] = startsOf(manifest, find);
  // Of workspaces nothing tells apart what they need where they run and what they are developed with.
  const reach = manifest?.isShared ? undefined : reachOf(production, development, edges);
  const packages = entries.map(({ found }) => ({
    ...found,
    ...npmScope(reach?.get(found.id) ?? { dev: false, optional: false }),
    dependsOn: targetsOf(edges.get(found.id)),
  }));
  return {
    ...(manifest && { root: { ...manifest.root, dependsOn: targetsOf([...production, ...development]) } }),
    packages,
    gaps: [...gaps, ...entries.flatMap(({ found, isCovered }) => npmGaps(found, isCovered))],
  };
}

function edgesOf(needs: readonly YarnNeed[], find: Find, at: Place, gaps: Gap[]): readonly Edge[] {
  return needs.flatMap(({ name, range, optional }) => {
    const to = find(name, range);
    if (to !== undefined) return [{ to, optional }];
    if (!optional)
      gaps.push({ at, message: `${name}@${range} is needed, and the lockfile does not hold it` });
    return [];
  });
}

function startsOf(manifest: Manifest | undefined, find: Find): readonly [readonly Edge[], readonly Edge[]] {
  const starts = (kinds: readonly string[]) =>
    (manifest?.wants ?? []).flatMap(({ name, range, kind }) => {
      const to = kinds.includes(kind) ? find(name, range) : undefined;
      return to === undefined ? [] : [{ to, optional: kind === 'optional' }];
    });
  return [starts(['always', 'optional']), starts(['development'])];
}
