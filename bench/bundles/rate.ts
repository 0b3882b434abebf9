/**
 * How well Custody tells what is in a bundle, against the bundler's own list: with such a list at hand, and with nothing
 * but the content. Then its largest package is hidden, once from each.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Inventory, InventoryFile, Package, Share, Surroundings } from '../../src/model/inventory.ts';
import { reader } from '../../src/sbom/readers/javascript-bundle.ts';
import { type Score, scoreOf } from '../accuracy/score.ts';
import { type Built, programsOf } from './build.ts';
import { lockedOf, surroundingsOf, truthOf } from './scene.ts';

export interface Rating {
  readonly built: Built;
  readonly bytes: number;
  /** `name@version` of what the bundler says is in it. */
  readonly truth: ReadonlySet<string>;
  readonly list: Score;
  readonly content: Score & {
    /** Of what was missed, how much was said to be undecided. */
    readonly undecided: number;
    /** Share of the bundle's bytes that has an owner. */
    readonly owned: number;
  };
  readonly hidden: Hidden;
}

/** What becomes of the package that has the most bytes, once somebody hides it. */
export interface Hidden {
  readonly name: string;
  readonly bytes: number;
  /** Where the list calls its files the product's own: whether it is listed all the same, and whether that is said. */
  readonly list: { readonly listed: boolean; readonly said: boolean };
  /** Where it is neither locked nor installed: bytes that the product and other packages have more than before. */
  readonly content: { readonly toProduct: number; readonly toOthers: number };
}

type Around = (path: string) => Surroundings;

export async function rate(built: Built): Promise<Rating> {
  const locked = lockedOf(built.root);
  const keys = new Map(locked.map((one) => [one.location ?? '', keyOf(one)]));
  const truth = new Set([...truthOf(built)].flatMap((location) => keys.get(location) ?? []));
  const programs = programsOf(built).map((path) => ({ path, bytes: readFileSync(join(built.out, path)) }));
  const around = surroundingsOf(built, locked, true);
  const listed = await readAll(programs, around);
  const bare = programs.map(({ path, bytes }) => ({ path, bytes: withoutPaths(bytes) }));
  const found = await readAll(bare, surroundingsOf(built, [...locked], false));
  const score = scoreOf(keysOf(found), truth);
  const said = saidIn(found);
  const [name, bytes] = largest(found, locked);
  const size = sum(bare.map((program) => program.bytes.length));
  return {
    built,
    bytes: sum(programs.map((program) => program.bytes.length)),
    truth,
    list: scoreOf(keysOf(listed), truth),
    content: {
      ...score,
      undecided: score.missed.filter((key) => said.includes(key)).length,
      owned: sharesOf(found, () => true) / size,
    },
    hidden: {
      name,
      bytes,
      list: await hideInList(name, programs, around),
      content: await hideFromBuild(name, bare, built, locked, found),
    },
  };
}

/** The package to which most bytes are owed. */
function largest(found: readonly Inventory[], locked: readonly Package[]): readonly [string, number] {
  const nameOf = new Map(locked.map(({ id, name }) => [id, name]));
  const sizes = new Map<string, number>();
  for (const { owner, bytes } of found.flatMap(({ shares = [] }) => shares)) {
    const name = typeof owner === 'object' ? nameOf.get(owner.package) : undefined;
    if (name !== undefined) sizes.set(name, (sizes.get(name) ?? 0) + bytes);
  }
  return [...sizes].reduce((most, one) => (one[1] > most[1] ? one : most), ['', 0]);
}

/** The list, and what the bundler left of paths in the bundle, give the package's files the paths of the product's own. */
async function hideInList(
  name: string,
  programs: readonly InventoryFile[],
  around: Around,
): Promise<Hidden['list']> {
  const forged: Around = (path) => {
    const { near, ...rest } = around(path);
    const forgedNear = async (other: string) => {
      const bytes = await near(other);
      return bytes && forge(bytes, name);
    };
    return { ...rest, near: forgedNear };
  };
  const found = await readAll(
    programs.map(({ path, bytes }) => ({ path, bytes: forge(bytes, name) })),
    forged,
  );
  const listed = found.some(({ packages }) => packages.some((one) => one.name === name));
  return { listed, said: saidIn(found).some((word) => word.startsWith(`${name}@`)) };
}

/** As long as before: lists state sizes and columns. */
function forge(bytes: Uint8Array, name: string): Uint8Array {
  const path = `node_modules/${name}/`;
  const text = Buffer.from(bytes).toString('latin1');
  return Buffer.from(text.replaceAll(path, `${'own'.padEnd(path.length - 1, '-')}/`), 'latin1');
}

async function hideFromBuild(
  name: string,
  programs: readonly InventoryFile[],
  built: Built,
  locked: readonly Package[],
  before: readonly Inventory[],
): Promise<Hidden['content']> {
  const nameOf = new Map(locked.map((one) => [one.id, one.name]));
  const rest = locked.filter((one) => one.name !== name);
  const after = await readAll(programs, surroundingsOf(built, rest, false));
  const isProduct = (owner: Share['owner']): boolean => owner === 'first-party';
  const isOther = (owner: Share['owner']): boolean =>
    typeof owner === 'object' && nameOf.get(owner.package) !== name;
  return {
    toProduct: sharesOf(after, isProduct) - sharesOf(before, isProduct),
    toOthers: sharesOf(after, isOther) - sharesOf(before, isOther),
  };
}

function sharesOf(all: readonly Inventory[], counts: (owner: Share['owner']) => boolean): number {
  const shares = all.flatMap(({ shares = [] }) => shares);
  return sum(shares.map(({ owner, bytes }) => (counts(owner) ? bytes : 0)));
}

async function readAll(programs: readonly InventoryFile[], around: Around): Promise<readonly Inventory[]> {
  const all: Inventory[] = [];
  for (const program of programs) all.push(await reader.read(program, around(program.path)));
  return all;
}

/** Takes out what bundlers leave of paths, and the reference to a map. */
function withoutPaths(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('utf8');
  return Buffer.from(
    text
      .replaceAll(/^\/\/ .*node_modules\/.*$/gm, '//')
      .replaceAll(/^(\s*")[^"\n]*node_modules\/[^"\n]*("[(:])/gm, '$1m$2')
      .replaceAll(/^\/\/# sourceMappingURL=.*$/gm, ''),
  );
}

const keyOf = ({ name, version }: Package): string => `${name}@${version}`;

function keysOf(all: readonly Inventory[]): ReadonlySet<string> {
  return new Set(all.flatMap(({ packages }) => packages.map(keyOf)));
}

/** The words of all that was said to be missing or odd. */
function saidIn(all: readonly Inventory[]): readonly string[] {
  return all.flatMap(({ gaps }) => gaps.flatMap(({ message }) => message.split(/[ ,]+/)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
