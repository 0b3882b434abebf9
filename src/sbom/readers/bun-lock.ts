/** Lockfiles of Bun in text form (https://bun.com/docs/pm/lockfile). */
import { member } from '../../formats/json.ts';
import { type JsonFile, malformed, objectIn, readJsonFile, textIn } from '../../formats/json-lines.ts';
import { withoutTrailingCommas } from '../../formats/trailing-commas.ts';
import type { Gap, Inventory, InventoryFile, Package, Reader } from '../../model/inventory.ts';
import { type BunOwner, bunEntries, bunOwners } from '../bun-lock.ts';
import { withinLimit } from '../limits.ts';
import { nodeModules, type Resolver } from '../node-modules.ts';
import { npmGaps, npmScope } from '../npm-package.ts';
import { type Edge, reachOf, targetsOf } from '../reach.ts';

export const reader: Reader = {
  name: 'bun-lock',
  ecosystem: 'npm',
  reads: '`bun.lock` v0 and v1',
  method: 'lockfile',
  gives: ['edges', 'hashes', 'scopes'],
  recognises: ({ path }) => /(?:^|\/)bun\.lock$/.test(path),
  read,
};

function read({ path, bytes }: InventoryFile): Inventory {
  withinLimit('inventoryBytes', bytes.length, { file: path });
  const file = readJsonFile(withoutTrailingCommas(bytes), path);
  const version = member(file.root, 'lockfileVersion');
  if (version !== 0 && version !== 1)
    throw malformed(file.placeOf(file.root), 'its lockfileVersion is not 0 or 1');
  const owners = bunOwners(file);
  const entries = bunEntries(file, owners);
  withinLimit('inventoryPackages', entries.length, { file: path });
  const graph: Graph = { file, resolver: nodeModules(entries), gaps: [] };
  const edges = new Map(
    entries.map(({ location, found: { at }, detail }) => [
      location,
      edgesOf(graph, { location, at, detail }, needed),
    ]),
  );
  withinLimit('inventoryEdges', [...edges.values()].flat().length, { file: path });
  const starts = owners.map((owner) => ({
    production: edges.get(owner.location) ?? edgesOf(graph, owner, needed),
    // What a workspace is developed with is installed as well.
    development: edgesOf(graph, owner, ['devDependencies']),
  }));
  const reach = reachOf(
    starts.flatMap(({ production }) => production),
    starts.flatMap(({ development }) => development),
    edges,
  );
  const packages = entries.map(
    ({ location, found }): Package => ({
      ...found,
      ...npmScope(reach.get(location) ?? { dev: false, optional: false }),
      dependsOn: targetsOf(edges.get(location)),
    }),
  );
  const top = owners.findIndex(({ location }) => location === '');
  const { production = [], development = [] } = starts[top] ?? {};
  const detail = owners[top]?.detail ?? {};
  return {
    root: {
      type: 'npm',
      name: textIn(file, detail, 'name') ?? '',
      version: textIn(file, detail, 'version') ?? '',
      dependsOn: targetsOf([...production, ...development]),
    },
    packages,
    gaps: [...graph.gaps, ...packages.flatMap((one) => npmGaps(one))],
  };
}

interface Graph {
  readonly file: JsonFile;
  readonly resolver: Resolver;
  /** What is needed and not held. */
  readonly gaps: Gap[];
}

/** Kinds of dependencies that are installed with a package, those that may be missing last. */
const needed = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;

function edgesOf(
  { file, resolver, gaps }: Graph,
  owner: BunOwner,
  kinds: readonly string[],
): readonly Edge[] {
  const resolve = resolver(owner.location, owner.at);
  return kinds.flatMap((kind) =>
    Object.keys(objectIn(file, owner.detail, kind)).flatMap((name): readonly Edge[] => {
      const to = resolve(name);
      if (to !== undefined) return [{ to, optional: kind === 'optionalDependencies' }];
      if (/^(?:dev)?dependencies$/i.test(kind)) {
        gaps.push({ at: owner.at, message: `${name} is needed, and the lockfile does not hold it` });
      }
      return [];
    }),
  );
}
