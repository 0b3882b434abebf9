/**
 * JavaScript that a bundler made: which packages are in it. The bundler's own list is asked first (metafile, source
 * map), then paths that it left in the text. Beside them the content itself is compared with what is locked and still
 * installed: it stands in where there is no list, and contradicts one that is wrong.
 */
import { Fault } from '../../model/fault.ts';
import type { Gap, Inventory, InventoryFile, Package, Reader, Surroundings } from '../../model/inventory.ts';
import { limits } from '../../model/limits.ts';
import { isBundled } from '../bundle/bundled.ts';
import { byBanner } from '../bundle/by-banner.ts';
import { byContent, type Contents } from '../bundle/by-content.ts';
import { type List, listOf } from '../bundle/by-list.ts';
import { SourcePaths } from '../bundle/source-path.ts';
import { Tally } from '../bundle/tally.ts';

export const reader: Reader = {
  name: 'javascript-bundle',
  ecosystem: 'npm',
  reads: 'bundles of esbuild, webpack, ncc and Rollup, minified or not',
  method: 'fingerprint',
  gives: ['edges', 'hashes', 'licences', 'scopes'],
  recognises: ({ path }) => /\.[cm]?js$/.test(path) && !/(?:^|\/)node_modules\//.test(path),
  read,
};

/** How much each method is worth by itself; the content says more of itself. */
const WORTH = { metafile: 0.95, 'source-map': 0.95, banner: 0.9 } as const;
/** Where the content is at odds with a list. */
const CONTRADICTED = 0.2;
/** Of a share of fewer bytes, nothing need be left that can be recognised. */
const RECOGNISABLE_BYTES = 2_048;
/** Share of a bundle's bytes that may be the bundler's own. */
const GLUE = 0.05;
/** Names in one gap. */
const NAMED = 20;

async function read(file: InventoryFile, around: Surroundings): Promise<Inventory> {
  if (file.bytes.length > limits.artifactBytes) throw tooLarge(file.path);
  const tally = new Tally(file.path);
  if (!isBundled(file)) {
    tally.addOwn(file.bytes.length);
    return tally.inventory();
  }
  const paths = new SourcePaths(around.locked);
  const list = await listOf(file, around);
  const contents = around.locked.length > 0 ? await byContent(file.bytes, around) : undefined;
  if (list) addList(tally, list, paths);
  if (contents) addContents(tally, contents, list);
  for (const [path, line] of byBanner(file.bytes)) {
    const source = paths.ownerOf(path);
    if (source.kind === 'locked' || source.kind === 'named')
      tally.addSource(source, 0, {
        method: 'banner',
        confidence: WORTH.banner,
        at: { file: file.path, line },
      });
  }
  const inventory = tally.inventory();
  const gap = leftOver(file, inventory, list, contents);
  return gap ? { ...inventory, gaps: [...inventory.gaps, gap] } : inventory;
}

function addList(tally: Tally, { method, file, sources, gaps }: List, paths: SourcePaths): void {
  tally.gaps.push(...gaps);
  for (const [path, bytes] of sources) {
    const source = path === undefined ? ({ kind: 'own' } as const) : paths.ownerOf(path);
    tally.addSource(source, bytes, { method, confidence: WORTH[method], at: { file } });
  }
}

function addContents(tally: Tally, contents: Contents, list: List | undefined): void {
  if (list) contradict(tally, contents, list);
  else tally.addOwn(contents.own);
  for (const { package: one, confidence, isCertain, bytes } of contents.found) {
    const evidence = { method: 'fingerprint', confidence } as const;
    const rows = tally.rowsOf(one);
    for (const row of rows) row.evidence.push(evidence);
    // The shares of a list add up to the file already.
    if (rows.length === 0 && (!list || isCertain)) tally.add(one, list ? 0 : bytes, evidence);
  }
  const small = contents.undecided.filter((one) => tally.rowsOf(one).length === 0);
  if (!list && small.length > 0)
    tally.note(
      `${named(small)} may be in it: too small to be told by content, and what is there depends on it`,
    );
}

/** A list names what cannot be in a content that holds nothing of it, or leaves out what plainly stands there. */
function contradict(tally: Tally, { found, canTell }: Contents, { method, file }: List): void {
  const there = new Set(found.map(({ package: one }) => keyOf(one)));
  for (const { package: one, bytes, evidence } of tally.rows) {
    if (bytes < RECOGNISABLE_BYTES || !canTell(one) || there.has(keyOf(one))) continue;
    tally.note(
      `${bytes} bytes are said to come from ${keyOf(one)}, and nothing of what is installed of it stands there`,
      file,
    );
    evidence.splice(0, evidence.length, { method, confidence: CONTRADICTED, at: { file } });
  }
  for (const { package: one, isCertain, bytes } of found) {
    if (isCertain && tally.rowsOf(one).length === 0)
      tally.note(`${keyOf(one)} is not named, and some ${bytes} bytes of it stand in the bundle`, file);
  }
}

/** Bytes that nobody is known for: of what is found by content, there is always some glue. */
function leftOver(
  { path, bytes }: InventoryFile,
  { shares = [] }: Inventory,
  list: List | undefined,
  contents: Contents | undefined,
): Gap | undefined {
  const left = bytes.length - shares.reduce((sum, share) => sum + share.bytes, 0);
  if (left <= GLUE * bytes.length) return undefined;
  const why = list
    ? `are named by no source of ${list.file}`
    : contents
      ? 'match nothing that is locked and installed'
      : 'cannot be told: there is no source map, no metafile and no lockfile';
  return { at: { file: path }, message: `${left} of ${bytes.length} bytes ${why}` };
}

const keyOf = ({ name, version }: Package): string => `${name}@${version}`;

function named(all: readonly Package[]): string {
  const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : '';
  return all.slice(0, NAMED).map(keyOf).join(', ') + more;
}

function tooLarge(file: string): Fault {
  return new Fault('CUSTODY-404', `${file} has more than ${limits.artifactBytes} bytes`, {
    hint: 'Name the files of the product one by one, without this one.',
    at: { file },
  });
}
