/** Lockfiles of npm (https://docs.npmjs.com/cli/configuring-npm/package-lock-json). */
import { member } from '../../formats/json.ts';
import { flagIn, type JsonFile, malformed, readJsonFile, textIn } from '../../formats/json-lines.ts';
import { npmLicence } from '../../formats/licence.ts';
import type { Gap, Inventory, InventoryFile, Origin, Package, Reader } from '../../model/inventory.ts';
import { withinLimit } from '../limits.ts';
import { nodeModules, type Resolver } from '../node-modules.ts';
import { flatEntries, type NpmEntry, nestedEntries } from '../npm-lock.ts';
import { npmOrigin } from '../npm-origin.ts';
import { npmGaps, npmPackage, npmScope } from '../npm-package.ts';

export const reader: Reader = {
  name: 'package-lock',
  ecosystem: 'npm',
  reads: '`package-lock.json` and `npm-shrinkwrap.json`, v1 to v3',
  method: 'lockfile',
  gives: ['edges', 'hashes', 'licences', 'scopes'],
  recognises: ({ path }) => /(?:^|\/)(?:package-lock|npm-shrinkwrap)\.json$/.test(path),
  read,
};

function read({ path, bytes }: InventoryFile): Inventory {
  withinLimit('inventoryBytes', bytes.length, { file: path });
  const file = readJsonFile(bytes, path);
  const entries = entriesOf(file);
  withinLimit('inventoryPackages', entries.length, { file: path });
  const edges = edgesOf(entries, path);
  const packages: Package[] = [];
  const gaps: Gap[] = [];
  for (const entry of entries) {
    const { dependsOn, missing } = edges.get(entry) ?? { dependsOn: [], missing: [] };
    for (const name of missing) {
      gaps.push({
        at: entry.at,
        message: `${entry.name || 'the project'} needs ${name}, which the lockfile does not hold`,
      });
    }
    if (entry.location === '' || entry.target !== undefined) continue;
    const found = { ...packageOf(file, entry), dependsOn };
    packages.push(found);
    gaps.push(...npmGaps(found, entry.bundled));
  }
  return { root: rootOf(file, entries, edges), packages, gaps };
}

function entriesOf(file: JsonFile): readonly NpmEntry[] {
  switch (member(file.root, 'lockfileVersion')) {
    case 1:
      return nestedEntries(file);
    case 2:
    case 3:
      // Version 2 says everything twice, the second time as version 1 did and less exactly.
      return flatEntries(file);
    default:
      throw malformed(file.placeOf(file.root), 'its lockfileVersion is not 1, 2 or 3');
  }
}

interface Edges {
  /** Ids of what the lockfile holds. */
  readonly dependsOn: readonly string[];
  /** Names of what it should hold and does not. */
  readonly missing: readonly string[];
}

function edgesOf(entries: readonly NpmEntry[], path: string): ReadonlyMap<NpmEntry, Edges> {
  const resolver = nodeModules(entries);
  const ids = new Set(entries.filter(({ target }) => target === undefined).map(({ location }) => location));
  const edges = new Map<NpmEntry, Edges>();
  let count = 0;
  for (const entry of entries) {
    const found = edgesFrom(entry, resolver, ids);
    count += found.dependsOn.length;
    withinLimit('inventoryEdges', count, { file: path });
    edges.set(entry, found);
  }
  return edges;
}

function edgesFrom({ location, at, needs }: NpmEntry, resolver: Resolver, ids: ReadonlySet<string>): Edges {
  const resolve = resolver(location, at);
  const dependsOn = new Set<string>();
  const missing: string[] = [];
  for (const { name, required } of needs) {
    const found = resolve(name);
    if (found !== undefined && ids.has(found)) dependsOn.add(found);
    else if (required) missing.push(name);
  }
  return { dependsOn: [...dependsOn], missing };
}

function packageOf(file: JsonFile, entry: NpmEntry): Package {
  const { location, name, version, at, detail, resolved } = entry;
  const taken = resolved === undefined ? undefined : npmOrigin(resolved);
  const origin: Origin | undefined = location.includes('node_modules/')
    ? taken
    : { kind: 'path', url: location };
  const licence = npmLicence(detail);
  const flag = (key: string) => flagIn(file, detail, key);
  return {
    ...npmPackage({ id: location, name, version, at, origin, integrity: textIn(file, detail, 'integrity') }),
    ...npmScope({
      dev: flag('dev'),
      optional: flag('optional'),
      devOptional: flag('devOptional'),
      peer: flag('peer'),
    }),
    ...(licence && { licence }),
    ...(!location.startsWith('..') && { location }),
  };
}

function rootOf(
  file: JsonFile,
  entries: readonly NpmEntry[],
  edges: ReadonlyMap<NpmEntry, Edges>,
): NonNullable<Inventory['root']> {
  const entry = entries.find(({ location }) => location === '');
  const licence = entry && npmLicence(entry.detail);
  const dependsOn = entry && edges.get(entry)?.dependsOn;
  return {
    type: 'npm',
    name: entry?.name || (textIn(file, file.root, 'name') ?? ''),
    version: entry?.version || (textIn(file, file.root, 'version') ?? ''),
    ...(licence && { licence }),
    ...(dependsOn && { dependsOn }),
  };
}
