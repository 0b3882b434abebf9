/**
 * The files of all that is locked and still installed, and of the product itself, indexed by their grams. Grams that
 * many packages share, such as what compilers put into every file, tell nothing and count nowhere.
 */
import { isObject, member, parseJsonObject } from '../../formats/json.ts';
import { Fault } from '../../model/fault.ts';
import type { InventoryFile, Package, Surroundings } from '../../model/inventory.ts';
import { limits } from '../../model/limits.ts';
import { isBundled } from './bundled.ts';
import { gramAt, gramLength } from './grams.ts';
import { Ints } from './ints.ts';
import { type Marks, marksOf } from './marks.ts';
import { reachable } from './reach.ts';

/** A file that may stand in a bundle. */
export interface KnownFile {
  /** Index into the library's packages; `PRODUCT` for the product's own. */
  readonly owner: number;
  readonly path: string;
  readonly marks: number;
  /** Its different grams that tell something. */
  distinctive: number;
  /** Whether a bundler comes to it by what manifests and modules name. */
  isReachable: boolean;
}

export type KnownPackage = Package & {
  /** `name@version` of what it depends on, wherever it is installed. */
  readonly needs: readonly string[];
  /** In how many places it is. */
  readonly copies: number;
};

export const PRODUCT = -1;

/** More packages than these share what is no package's own: names, so that versions of one count once. */
const MOST_OWNERS = 24;
const PROGRAM = /\.(?:[cm]?js|json)$/;
const OWN_PROGRAM = /(?<!\.d)\.(?:[cm]?[jt]s|json)$/;
const SLOTS = 1 << 20;

export class Library {
  readonly files: KnownFile[] = [];
  /** One for each name and version; another place of the same holds the same. */
  readonly packages: KnownPackage[] = [];
  /** Indexes of what the product itself names in its manifest. */
  readonly direct = new Set<number>();
  readonly #heads = new Int32Array(SLOTS).fill(-1);
  /** Of each gram: its hash, the next in its slot, how many names have it, the last of them, and its files' list. */
  readonly #hash = new Ints();
  readonly #next = new Ints();
  readonly #owners = new Ints();
  readonly #lastOwner = new Ints();
  readonly #list = new Ints();
  /** Of each file that has a gram: the file, and the next in the list. */
  readonly #file = new Ints();
  readonly #nextFile = new Ints();
  #marks = 0;

  get grams(): number {
    return this.#hash.length;
  }

  /** The number of a gram; -1 for one that no file has, or too many. */
  find(gram: number): number {
    const at = this.#find(gram);
    return at === -1 || this.#owners.at(at) > MOST_OWNERS ? -1 : at;
  }

  /** The files that have a gram, by its number. */
  *holders(number: number): Generator<number> {
    for (let at = this.#list.at(number); at !== -1; at = this.#nextFile.at(at)) yield this.#file.at(at);
  }

  /** @param name a number that all versions of the owner share */
  add(owner: number, name: number, path: string, marks: Marks): void {
    this.#marks += marks.hashes.length;
    if (this.#marks > limits.bundleMarks) throw tooMany();
    const file = this.files.length;
    this.files.push({ owner, path, marks: marks.hashes.length, distinctive: 0, isReachable: true });
    const length = gramLength(marks.hashes.length);
    if (length === 0) return;
    for (let at = 0; at + length <= marks.hashes.length; at += 1)
      this.#post(gramAt(marks.hashes, at, length), name, file);
  }

  /** Counts what each file can be told by, once all are in. */
  finish(): void {
    for (let number = 0; number < this.#hash.length; number += 1) {
      if (this.#owners.at(number) > MOST_OWNERS) continue;
      for (const index of this.holders(number)) {
        const file = this.files[index];
        if (file) file.distinctive += 1;
      }
    }
  }

  #find(gram: number): number {
    let at = this.#heads[gram & (SLOTS - 1)] ?? -1;
    while (at !== -1 && this.#hash.at(at) !== gram) at = this.#next.at(at);
    return at;
  }

  #post(gram: number, name: number, file: number): void {
    let at = this.#find(gram);
    if (at === -1) {
      at = this.#hash.length;
      const slot = gram & (SLOTS - 1);
      this.#hash.push(gram);
      this.#next.push(this.#heads[slot] ?? -1);
      this.#owners.push(0);
      this.#lastOwner.push(-2);
      this.#list.push(-1);
      this.#heads[slot] = at;
    }
    if (this.#lastOwner.at(at) !== name) {
      this.#lastOwner.set(at, name);
      this.#owners.set(at, this.#owners.at(at) + 1);
    }
    const last = this.#list.at(at);
    if (last !== -1 && this.#file.at(last) === file) return;
    this.#file.push(file);
    this.#nextFile.push(last);
    this.#list.set(at, this.#file.length - 1);
  }
}

/** @throws Fault `CUSTODY-404` past `limits.bundleMarks` */
export async function readLibrary(around: Surroundings): Promise<Library> {
  const library = new Library();
  const names = new Map<string, number>();
  const shelves: Shelf[] = [];
  const own = await shelve(library, PRODUCT, PRODUCT, around.installed('first-party'));
  // Versions of one name follow each other, so that each gram need only know the last name that has it.
  const sorted = around.locked.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const copies = Map.groupBy(sorted, keyOf);
  const byId = new Map(sorted.map((one) => [one.id, keyOf(one)]));
  for (const all of copies.values()) {
    const one = all.find(({ location }) => location !== undefined);
    if (!one) continue;
    const name = names.get(one.name) ?? names.size;
    names.set(one.name, name);
    const needs = all.flatMap(({ dependsOn = [] }) => dependsOn.flatMap((id) => byId.get(id) ?? []));
    const owner = library.packages.push({ ...one, needs, copies: all.length }) - 1;
    shelves.push(await shelve(library, owner, name, around.installed(one)));
  }
  library.finish();
  markReachable(library, own, shelves);
  return library;
}

const keyOf = ({ name, version }: Package): string => `${name}@${version}`;

/** What was read of one owner. */
interface Shelf {
  readonly first: number;
  readonly end: number;
  readonly modules: ReadonlyMap<string, readonly string[]>;
  readonly manifest: Uint8Array | undefined;
}

async function shelve(
  library: Library,
  owner: number,
  name: number,
  files: AsyncIterable<InventoryFile>,
): Promise<Shelf> {
  const first = library.files.length;
  const modules = new Map<string, readonly string[]>();
  let manifest: Uint8Array | undefined;
  for await (const file of files) {
    if (file.path === 'package.json') manifest = file.bytes;
    if (!isProgram(file, owner)) continue;
    const marks = marksOf(file.bytes);
    modules.set(file.path, marks.modules);
    library.add(owner, name, file.path, marks);
  }
  return { first, end: library.files.length, modules, manifest };
}

/** A bundle that lies in the product's own folder is no source of it: it holds others' code, and perhaps this very bundle. */
function isProgram(file: InventoryFile, owner: number): boolean {
  if (owner !== PRODUCT) return PROGRAM.test(file.path);
  return OWN_PROGRAM.test(file.path) && !/(?:^|\/)package-lock\.json$/.test(file.path) && !isBundled(file);
}

function markReachable(library: Library, own: Shelf, shelves: readonly Shelf[]): void {
  const deep = Map.groupBy(
    [own, ...shelves].flatMap(({ modules }) => [...new Set([...modules.values()].flat())]),
    (name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? '',
  );
  shelves.forEach(({ first, end, modules, manifest }, owner) => {
    const { name = '' } = library.packages[owner] ?? {};
    const paths = new Set((deep.get(name) ?? []).map((module) => module.slice(name.length + 1)));
    const reached = reachable(modules, manifest, paths);
    for (const file of library.files.slice(first, end)) file.isReachable = reached.has(file.path);
  });
  const needed = directOf(own.manifest);
  library.packages.forEach(({ name, location }, owner) => {
    if (needed.has(name) && location === `node_modules/${name}`) library.direct.add(owner);
  });
}

function directOf(manifest: Uint8Array | undefined): ReadonlySet<string> {
  if (!manifest) return new Set();
  const object = parseJsonObject(manifest, 'package.json', 'CUSTODY-410');
  return new Set(
    ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((key) => {
      const found = member(object, key);
      return isObject(found) ? Object.keys(found) : [];
    }),
  );
}

export function tooMany(): Fault {
  return new Fault(
    'CUSTODY-404',
    `a bundle and the files that are installed hold more than ${limits.bundleMarks} strings and names`,
    { hint: 'Write a source map or a metafile beside the bundle, and remove what the build does not need.' },
  );
}
