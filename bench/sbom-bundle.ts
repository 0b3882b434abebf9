/**
 * How well Custody tells what is in a bundle: precision and recall of packages against the bundler's own list, with that
 * list at hand, with nothing but the content, and for the lockfile that others take for the truth.
 *
 *     node bench/sbom-bundle.ts FOLDER [--json]
 *
 * FOLDER is outside of the repository; what was built there before is taken as it is.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Inventory, InventoryFile, Package, Share, Surroundings } from '../src/model/inventory.ts';
import { reader } from '../src/sbom/readers/javascript-bundle.ts';
import { type Built, buildAll, programsOf } from './bundles/build.ts';
import { buildOwn } from './bundles/own.ts';
import { lockedOf, surroundingsOf, truthOf } from './bundles/scene.ts';

interface Score {
  readonly precision: number;
  readonly recall: number;
  readonly wrong: readonly string[];
  readonly missed: readonly string[];
}

interface Row {
  readonly bundle: string;
  readonly bytes: number;
  readonly packages: number;
  readonly lockfile: Score;
  readonly production: Score;
  readonly list: Score;
  readonly content: Score & {
    /** Of what was missed, how much was said to be undecided. */
    readonly undecided: number;
    /** Share of the bundle's bytes that has an owner. */
    readonly owned: number;
    readonly cpuSeconds: number;
  };
  readonly hidden: Hidden;
}

/** What becomes of the largest package once it is neither locked nor installed: its bytes must be nobody's. */
interface Hidden {
  readonly name: string;
  readonly bytes: number;
  /** Bytes that the product has more than before, and that other packages have. */
  readonly toProduct: number;
  readonly toOthers: number;
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('name a folder to build in');
const root = resolve(import.meta.dirname, '..');
const rows: Row[] = [];
for (const built of [...buildAll(resolve(folder)), ...(await buildOwn(root, resolve(folder)))])
  rows.push(await measure(built));
process.stdout.write(process.argv.includes('--json') ? `${JSON.stringify(rows, null, 2)}\n` : table(rows));

async function measure(built: Built): Promise<Row> {
  const locked = lockedOf(built.root);
  const keys = new Map(locked.map((one) => [one.location ?? '', keyOf(one)]));
  const truth = new Set([...truthOf(built)].flatMap((location) => keys.get(location) ?? []));
  const programs = programsOf(built).map((path) => ({ path, bytes: readFileSync(join(built.out, path)) }));
  const bytes = programs.reduce((sum, program) => sum + program.bytes.length, 0);
  const listed = await readAll(programs, surroundingsOf(built, locked, true));
  const bare = programs.map(({ path, bytes: content }) => ({ path, bytes: withoutPaths(content) }));
  const began = process.cpuUsage();
  const found = await readAll(bare, surroundingsOf(built, [...locked], false));
  const { user, system } = process.cpuUsage(began);
  const content = score(keysOf(found), truth);
  const said = found.flatMap(({ gaps }) => gaps.map(({ message }) => message)).join('\n');
  return {
    bundle: built.name,
    bytes,
    packages: truth.size,
    lockfile: score(new Set(locked.map(keyOf)), truth),
    production: score(new Set(locked.filter(({ scope }) => scope === undefined).map(keyOf)), truth),
    list: score(keysOf(listed), truth),
    content: {
      ...content,
      undecided: content.missed.filter((key) => said.includes(key)).length,
      owned: sharesOf(found, () => true) / bare.reduce((sum, program) => sum + program.bytes.length, 0),
      cpuSeconds: (user + system) / 1e6,
    },
    hidden: await hide(built, bare, locked, found),
  };
}

async function hide(
  built: Built,
  programs: readonly InventoryFile[],
  locked: readonly Package[],
  before: readonly Inventory[],
): Promise<Hidden> {
  const nameOf = new Map(locked.map(({ id, name }) => [id, name]));
  const sizes = new Map<string, number>();
  for (const { owner, bytes } of before.flatMap(({ shares = [] }) => shares)) {
    const name = typeof owner === 'object' ? nameOf.get(owner.package) : undefined;
    if (name !== undefined) sizes.set(name, (sizes.get(name) ?? 0) + bytes);
  }
  const [name, bytes] = [...sizes].reduce((most, one) => (one[1] > most[1] ? one : most));
  const rest = locked.filter((one) => one.name !== name);
  const after = await readAll(programs, surroundingsOf(built, rest, false));
  const isProduct = (owner: Share['owner']): boolean => owner === 'first-party';
  const isOther = (owner: Share['owner']): boolean =>
    typeof owner === 'object' && nameOf.get(owner.package) !== name;
  return {
    name,
    bytes,
    toProduct: sharesOf(after, isProduct) - sharesOf(before, isProduct),
    toOthers: sharesOf(after, isOther) - sharesOf(before, isOther),
  };
}

function sharesOf(all: readonly Inventory[], counts: (owner: Share['owner']) => boolean): number {
  const shares = all.flatMap(({ shares = [] }) => shares);
  return shares.reduce((sum, { owner, bytes }) => (counts(owner) ? sum + bytes : sum), 0);
}

async function readAll(
  programs: readonly InventoryFile[],
  around: (path: string) => Surroundings,
): Promise<readonly Inventory[]> {
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

function keyOf({ name, version }: Package): string {
  return `${name}@${version}`;
}

function keysOf(all: readonly Inventory[]): ReadonlySet<string> {
  return new Set(all.flatMap(({ packages }) => packages.map(keyOf)));
}

function score(found: ReadonlySet<string>, truth: ReadonlySet<string>): Score {
  const wrong = [...found].filter((key) => !truth.has(key)).sort();
  const missed = [...truth].filter((key) => !found.has(key)).sort();
  const right = truth.size - missed.length;
  return { precision: right / found.size, recall: right / truth.size, wrong, missed };
}

function table(all: readonly Row[]): string {
  const both = ({ precision, recall }: Score) => `${precision.toFixed(3)} / ${recall.toFixed(3)}`;
  const lines = all.map((row) => [
    row.bundle,
    `${(row.bytes / 1e6).toFixed(1)} MB`,
    `${row.packages}`,
    both(row.lockfile),
    both(row.production),
    both(row.list),
    both(row.content),
    `${row.content.undecided} of ${row.content.missed.length}`,
    `${(100 * row.content.owned).toFixed(1)} %`,
    `${row.content.cpuSeconds.toFixed(1)} s`,
    `${row.hidden.name}: ${row.hidden.bytes} → ${row.hidden.toProduct}, ${row.hidden.toOthers}`,
  ]);
  const head =
    'bundle|size|packages|lockfile|production lock|list|content|missed and said|bytes owned|CPU|hidden → product, others';
  const rule = head.replaceAll(/[^|]+/g, ' --- ');
  return `${[head, rule, ...lines.map((line) => line.join(' | '))].map((line) => `| ${line} |`).join('\n')}\n`;
}
