/** The surroundings of a bundle on disk, and what its bundler says is in it, read without any code of Custody. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { InventoryFile, Package, Surroundings } from '../../src/model/inventory.ts';
import type { Built } from './build.ts';

interface Locked {
  /** Where it is not that of its folder. */
  readonly name?: string;
  readonly version?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const FOLDER = 'node_modules/';

/** What package-lock.json names, with edges. */
export function lockedOf(root: string): readonly Package[] {
  const entries = entriesOf(root).filter(([at, { link }]) => at.includes(FOLDER) && !link);
  const known = new Set(entries.map(([location]) => location));
  return entries.map(([location, entry]) => ({
    type: 'npm',
    name: entry.name ?? location.slice(location.lastIndexOf(FOLDER) + FOLDER.length),
    version: entry.version ?? '',
    id: location,
    location,
    at: { file: 'package-lock.json' },
    ...(entry.dev && { scope: 'development' as const }),
    dependsOn: Object.keys({
      ...entry.dependencies,
      ...entry.optionalDependencies,
      ...entry.peerDependencies,
    }).flatMap((name) => resolve(known, location, name) ?? []),
  }));
}

function resolve(known: ReadonlySet<string>, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf(`/${FOLDER}`)))) {
    const candidate = `${folder === '' ? '' : `${folder}/`}${FOLDER}${name}`;
    if (known.has(candidate)) return candidate;
    if (folder === '') return undefined;
  }
}

/** Names of the product and of its workspaces. */
export function ownNamesOf(root: string): ReadonlySet<string> {
  return new Set(
    entriesOf(root).flatMap(([at, { name, link }]) => {
      if (link) return at.slice(FOLDER.length);
      return at.includes(FOLDER) ? [] : (name ?? []);
    }),
  );
}

function entriesOf(root: string): readonly (readonly [string, Locked])[] {
  const text = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const { packages }: { packages: Record<string, Locked> } = JSON.parse(text);
  return Object.entries(packages);
}

/** @param lists whether what the bundler wrote beside the bundle may be seen */
export function surroundingsOf(
  { root, out, aside }: Built,
  locked: readonly Package[],
  lists: boolean,
): (path: string) => Surroundings {
  return (path) => ({
    locked,
    near: async (name) => {
      const found = join(dirname(join(out, path)), name);
      return lists && existsSync(found) ? readFileSync(found) : undefined;
    },
    installed: async function* (one) {
      if (one === 'first-party') yield* filesIn(root, aside);
      else yield* filesIn(join(root, one.location ?? ''), []);
    },
  });
}

function* filesIn(folder: string, aside: readonly string[], below = ''): Generator<InventoryFile> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${below}${entry.name}`;
    const full = join(folder, entry.name);
    if (entry.name === 'node_modules' || entry.name === '.git' || aside.includes(path)) continue;
    if (entry.isDirectory()) yield* filesIn(full, aside, `${path}/`);
    else if (entry.isFile() && /\.(?:[cm]?[jt]s|json)$/.test(path)) yield { path, bytes: readFileSync(full) };
  }
}

interface Module {
  readonly nameForCondition?: string | null;
  readonly orphan?: boolean;
  readonly modules?: readonly Module[];
}

/** Locations of the packages that the bundler says it has put in. */
export function truthOf({ root, out }: Built): ReadonlySet<string> {
  return new Set(
    modulesIn(root, out).flatMap(
      (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? [],
    ),
  );
}

function modulesIn(root: string, out: string): readonly string[] {
  const [meta, stats, modules] = ['meta.json', 'stats.json', 'modules.json'].map((name) => join(out, name));
  if (meta && existsSync(meta)) return inputsOf(meta);
  if (stats && existsSync(stats)) return modulesOf(JSON.parse(readFileSync(stats, 'utf8')), root);
  const kept: readonly string[] = JSON.parse(readFileSync(modules ?? '', 'utf8'));
  // Plugins of Rollup put a zero byte before the paths of modules that they make of others, and a question behind.
  return kept.map((path) => relative(root, path.replace(/^\0|\?.*$/g, '')).replaceAll('\\', '/'));
}

function inputsOf(meta: string): readonly string[] {
  const { outputs }: { outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> } =
    JSON.parse(readFileSync(meta, 'utf8'));
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
}

function modulesOf(module: Module, root: string): readonly string[] {
  if (module.orphan) return [];
  const own = module.nameForCondition ? [relative(root, module.nameForCondition).replaceAll('\\', '/')] : [];
  return own.concat((module.modules ?? []).flatMap((inner) => modulesOf(inner, root)));
}
