/**
 * Takes stock of one artifact: it and all that lies in it is offered to every reader, and each byte is owed to a package,
 * to the product itself, or to nobody. Lockfiles inside of an artifact are data: they show what somebody meant to install.
 */
import { posix } from 'node:path';
import { Fault } from '../model/fault.ts';
import {
  type Gap,
  type Inventory,
  type InventoryFile,
  type Method,
  methods,
  type Package,
  type Reader,
  type Surroundings,
} from '../model/inventory.ts';
import { limits } from '../model/limits.ts';

/** A package that something in the artifact shows. */
export interface Known {
  readonly package: Package;
  readonly method: Method;
  /** Of the artifact's, that are owed to it. */
  readonly bytes: number;
}

/** Of the artifact, unpacked. */
export interface Bytes {
  readonly total: number;
  /** Owed neither to a package nor to the product; those that no reader can look into among them. */
  readonly unowned: number;
  readonly opaque: number;
}

/** What one reader said. */
type Read = Inventory & { readonly method: Method };

export interface Stock {
  readonly root?: NonNullable<Inventory['root']>;
  readonly inventories: readonly Read[];
  readonly known: readonly Known[];
  readonly gaps: readonly Gap[];
  readonly bytes: Bytes;
}

/** Whom bytes are owed to: a package, or the product itself. */
type Owner = Package | 'first-party';

/** A file that holds no others. */
interface Leaf {
  readonly place: string;
  readonly size: number;
  readonly shares: readonly { readonly owner: Owner | 'opaque'; readonly bytes: number }[];
}

interface Work {
  readonly readers: readonly Reader[];
  readonly inventories: Read[];
  readonly leaves: Leaf[];
  /** Places of files and of folders that manifests claim; the nearest claim holds. */
  readonly claims: Map<string, Owner>;
  entries: number;
  unpacked: number;
}

/**
 * @param around what lies near the artifact, and what the build still holds
 * @throws Fault `CUSTODY-410` for a part of it that is not what it says it is, `CUSTODY-404` past a limit
 */
export async function takeStock(
  artifact: InventoryFile,
  readers: readonly Reader[],
  around: Surroundings,
): Promise<Stock> {
  const work: Work = { readers, inventories: [], leaves: [], claims: new Map(), entries: 0, unpacked: 0 };
  await visit(artifact, around, { depth: 0, archive: '' }, work);
  const { inventories } = work;
  const root = inventories.find((one) => one.root !== undefined)?.root;
  const { owned, ...bytes } = countBytes(work);
  return {
    ...(root && { root }),
    inventories,
    known: inventories.flatMap(({ packages, method }) =>
      packages.map((one) => ({ package: one, method, bytes: owned.get(one) ?? 0 })),
    ),
    gaps: inventories.flatMap(({ gaps }) => gaps),
    bytes,
  };
}

/** How many archives a file lies in, and the path of the innermost; empty for what lies in the artifact itself. */
interface Within {
  readonly depth: number;
  readonly archive: string;
}

async function visit(file: InventoryFile, around: Surroundings, within: Within, work: Work): Promise<void> {
  const found = await readAll(file, around, within, work.readers);
  work.inventories.push(...found);
  const place = placeOf(within, file.path);
  const files = found.find((one) => one.files !== undefined)?.files;
  if (files !== undefined) {
    await visitAll(files, place, around, within.depth, work);
    return;
  }
  for (const one of found) if (one.method === 'manifest') claim(file, one, within, work);
  work.leaves.push({ place, size: file.bytes.length, shares: sharesOf(found) });
}

async function readAll(
  file: InventoryFile,
  around: Surroundings,
  { depth }: Within,
  readers: readonly Reader[],
): Promise<readonly Read[]> {
  const found: Read[] = [];
  for (const reader of readers) {
    const { method } = reader;
    if ((depth > 0 && method === 'lockfile') || !reader.recognises(file)) continue;
    const inventory = await reader.read(file, around);
    found.push({ ...(depth > 1 ? asPart(inventory, file) : inventory), method });
  }
  return found;
}

/** What an archive inside of the artifact is the package of is a part of the product, not the product. */
function asPart({ root, ...inventory }: Inventory, { path }: InventoryFile): Inventory {
  if (root === undefined) return inventory;
  const part: Package = { ...root, id: '', at: { file: path } };
  return { ...inventory, packages: [part, ...inventory.packages] };
}

async function visitAll(
  files: Iterable<InventoryFile>,
  archive: string,
  around: Surroundings,
  depth: number,
  work: Work,
): Promise<void> {
  if (depth >= limits.archiveDepth)
    throw past(`${archive} holds archives within archives, more than ${limits.archiveDepth} deep`);
  const all: InventoryFile[] = [];
  for (const one of files) all.push(counted(one, archive, work));
  const nearby = surroundingsIn(all, around);
  const within = { depth: depth + 1, archive: depth === 0 ? '' : archive };
  for (const one of all) await visit(one, nearby(one.path), within, work);
}

/** A path in one archive is another one in the next. */
function placeOf({ archive }: Within, path: string): string {
  if (archive === '') return path;
  return path === '.' ? archive : `${archive}/${path}`;
}

function counted(file: InventoryFile, archive: string, work: Work): InventoryFile {
  work.entries += 1;
  work.unpacked += file.bytes.length;
  if (work.entries > limits.archiveEntries)
    throw past(`${archive} holds more than ${limits.archiveEntries} files`);
  if (work.unpacked > limits.unpackedBytes)
    throw past(`${archive} unpacks to more than ${limits.unpackedBytes} bytes`);
  return file;
}

function past(message: string): Fault {
  return new Fault('CUSTODY-404', message, {
    hint: 'Make SBOMs of its parts, or seal it with an SBOM made elsewhere.',
  });
}

/** Files of an archive are near each other; what is installed and locked stays that of the build. */
function surroundingsIn(files: readonly InventoryFile[], { locked, installed }: Surroundings) {
  const byPath = new Map(files.map(({ path, bytes }) => [path, bytes]));
  return (path: string): Surroundings => ({
    near: async (other) => byPath.get(posix.join(posix.dirname(path), other)),
    locked,
    installed,
  });
}

/** Where several readers look into one file, that of the most direct method says whom its bytes are owed to. */
function sharesOf(found: readonly Read[]): Leaf['shares'] {
  const [direct] = found
    .filter(({ shares = [] }) => shares.length > 0)
    .sort((a, b) => methods.indexOf(a.method) - methods.indexOf(b.method));
  const { packages = [], shares = [] } = direct ?? {};
  const byId = new Map(packages.map((one) => [one.id, one]));
  return shares.flatMap(({ owner, bytes }) => {
    const named = typeof owner === 'string' ? owner : byId.get(owner.package);
    return named === undefined ? [] : [{ owner: named, bytes }];
  });
}

/** A manifest owns the files that it lists, or else the folder that it stands in. */
function claim(file: InventoryFile, { root, packages, owns }: Inventory, within: Within, work: Work): void {
  const owner: Owner | undefined = root ? 'first-party' : packages[0];
  if (owner === undefined) return;
  for (const path of owns ?? [posix.dirname(file.path)]) work.claims.set(placeOf(within, path), owner);
}

function countBytes({ leaves, claims }: Work): Bytes & { readonly owned: ReadonlyMap<Owner, number> } {
  const owned = new Map<Owner, number>();
  let total = 0;
  let opaque = 0;
  for (const { place, size, shares } of leaves) {
    total += size;
    // A file that nobody looked into belongs to the manifest above it, and to nobody where there is none.
    const above = ownerAbove(place, claims);
    const owner = shares.length === 0 ? (above ?? 'opaque') : undefined;
    const owed: Leaf['shares'] = owner === undefined ? shares : [{ owner, bytes: size }];
    for (const share of owed) {
      // What is a program's own belongs to the package that brings the program along.
      const whose = share.owner === 'first-party' ? (above ?? share.owner) : share.owner;
      if (whose === 'opaque') opaque += share.bytes;
      else owned.set(whose, (owned.get(whose) ?? 0) + share.bytes);
    }
  }
  return { total, unowned: total - sum(owned.values()), opaque, owned };
}

function sum(numbers: Iterable<number>): number {
  let all = 0;
  for (const number of numbers) all += number;
  return all;
}

function ownerAbove(leaf: string, claims: ReadonlyMap<string, Owner>): Owner | undefined {
  for (let place = leaf; ; place = posix.dirname(place)) {
    const owner = claims.get(place);
    if (owner !== undefined || place === '.' || place === '/') return owner;
  }
}
