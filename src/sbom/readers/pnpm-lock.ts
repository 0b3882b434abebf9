/** Lockfiles of pnpm, versions 5, 6 and 9 (https://github.com/pnpm/spec/tree/master/lockfile). */
import type { YamlMap, YamlNode } from '../../formats/yaml.ts';
import { lineOf, mapIn, readYamlFile, textIn, textOf } from '../../formats/yaml-file.ts';
import type { Gap, Inventory, InventoryFile, Reader, Surroundings } from '../../model/inventory.ts';
import { withinLimit } from '../limits.ts';
import { manifestBeside } from '../npm-manifest.ts';
import { npmGaps, npmScope } from '../npm-package.ts';
import { entriesOf, importersOf, packageOf, versionOf } from '../pnpm-lock.ts';
import { type Edge, reachOf, targetsOf } from '../reach.ts';

export const reader: Reader = {
  name: 'pnpm-lock',
  ecosystem: 'npm',
  reads: '`pnpm-lock.yaml` v5, v6 and v9',
  method: 'lockfile',
  gives: ['edges', 'hashes', 'scopes'],
  recognises: ({ path }) => /(?:^|\/)pnpm-lock\.yaml$/.test(path),
  read,
};

async function read({ path, bytes }: InventoryFile, around: Surroundings): Promise<Inventory> {
  const file = readYamlFile(bytes, path);
  if (!file) return { packages: [], gaps: [] };
  const entries = entriesOf(file, versionOf(file));
  withinLimit('inventoryPackages', entries.length, { file: path });
  const gaps: Gap[] = [];
  const named = entries.flatMap((entry) => {
    const found = packageOf(entry, gaps);
    return found ? [{ entry, found }] : [];
  });
  const lookup: Lookup = { ids: new Set(named.map(({ found }) => found.id)), gaps };
  const edges = new Map(named.map(({ entry }) => [entry.id, needsOf(entry.detail, lookup)]));
  const importers = importersOf(file);
  const production = importers.flatMap((importer) => needsOf(importer, lookup));
  const development = importers.flatMap((importer) => edgesOf(importer, 'devDependencies', lookup));
  withinLimit('inventoryEdges', [...edges.values()].flat().length, { file: path });
  const reach = reachOf(production, development, edges);
  const packages = named.map(({ entry, found }) => ({
    ...found,
    ...npmScope(entry.flags ?? reach.get(found.id) ?? { dev: false, optional: false }),
    dependsOn: targetsOf(edges.get(found.id)),
  }));
  const { root } = (await manifestBeside(around)) ?? { root: { type: 'npm', name: '', version: '' } };
  return {
    root: { ...root, dependsOn: targetsOf([...production, ...development]) },
    packages,
    gaps: [...gaps, ...packages.flatMap((one) => npmGaps(one))],
  };
}

interface Lookup {
  readonly ids: ReadonlySet<string>;
  /** What is needed and not held. */
  readonly gaps: Gap[];
}

function needsOf(owner: YamlMap | undefined, lookup: Lookup): readonly Edge[] {
  return [...edgesOf(owner, 'dependencies', lookup), ...edgesOf(owner, 'optionalDependencies', lookup)];
}

function edgesOf(owner: YamlMap | undefined, key: string, { ids, gaps }: Lookup): readonly Edge[] {
  const optional = key === 'optionalDependencies';
  const found: Edge[] = [];
  for (const [name, { at, value }] of mapIn(owner, key)?.entries ?? []) {
    const wanted = referenceOf(value);
    const to = keysOf(name, wanted).find((one) => ids.has(one));
    if (to !== undefined) found.push({ to, optional });
    else if (!optional && !wanted.startsWith('link:')) {
      gaps.push({
        at: lineOf(at),
        message: `${name} ${wanted} is needed, and the lockfile does not hold it`,
      });
    }
  }
  return found;
}

/** Of an importer from version 6 on, the range that was asked for stands beside. */
function referenceOf(value: YamlNode): string {
  return (value.kind === 'map' ? textIn(value, 'version') : textOf(value)) ?? '';
}

/** What a reference may be short for: of the package itself, or whole behind an alias and for what is no version. */
function keysOf(name: string, reference: string): readonly string[] {
  const local = reference.replace(/^file:\.\//, 'file:');
  return [local, `${name}@${local}`, `/${name}@${local}`, `/${name}/${local}`, `/${local}`];
}
