/** `npm run bench`: measures every row in turn with its peers, prints it, and writes bench/results.json. */
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashComparisons } from './hashing.ts';
import { batchRow, verifierRow } from './in-process.ts';
import { type Comparison, compare, type Row } from './measure.ts';
import { decideRow, readRows } from './policy.ts';
import { sbomComparison, sbomMemory } from './sbom.ts';
import { custodyProgram, emptyNode, openScene, project, type Scene, sealEach, sealing } from './scene.ts';
import { startComparisons } from './start.ts';
import { verifyComparisons } from './verifying.ts';

const scene = await openScene();
try {
  const rows = await measureAll(scene);
  const distBytes = await sizeOf(join(project, 'dist'));
  console.log(`${'dist, all verbs'.padEnd(46)} ${(distBytes / 1e6).toFixed(2).padStart(8)} MB`);
  const results = { node: process.version, distBytes, rows: rows.map(rounded) };
  await writeFile(join(project, 'bench', 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
} finally {
  await scene.close();
}

async function measureAll(scene: Scene): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const add = (row: Row) => {
    rows.push(row);
    print(row);
  };
  for (const each of await startComparisons(scene)) add(await compare(each));
  const model = join(scene.folder, 'model');
  await compare({ what: '', ours: sealOnly(scene, model, 'file-7.bin'), peers: [], runs: 1 });
  await sealEach(scene, join(model, 'file-7.bin.sigstore.json'));
  for (const each of await verifyComparisons(scene)) add(await compare(each));
  add(await verifierRow(scene));
  add(await batchRow(scene));
  for (const row of await readRows(scene)) add(row);
  add(await decideRow(scene));
  add(await compare(await sealComparison(scene)));
  add(await compare(await sbomComparison(scene)));
  add(await sbomMemory(scene));
  for (const each of await hashComparisons(scene)) add(await compare(each));
  return rows;
}

async function sealComparison(scene: Scene): Promise<Comparison> {
  const bundles = join(scene.folder, 'sealed');
  const cwd = join(scene.folder, 'hundred');
  await mkdir(cwd);
  for (let i = 0; i < 100; i += 1) await writeFile(join(cwd, `file-${i}.bin`), Buffer.alloc(64 * 1024, i));
  const before = () => rm(bundles, { recursive: true, force: true });
  const ours = { ...sealOnly(scene, bundles, '*.bin'), cwd, before };
  return { what: 'seal 100 files, whole process', ours, peers: [emptyNode(cwd)], runs: 9 };
}

function sealOnly(scene: Scene, bundles: string, pattern: string) {
  return custodyProgram(sealing(scene, bundles, [pattern]), scene.work, { env: scene.sandbox.job() });
}

function print({ what, unit, median, against }: Row): void {
  const digits = digitsOf(unit);
  console.log(`${what.padEnd(46)} ${median.toFixed(digits).padStart(8)} ${unit}`);
  for (const each of against) {
    if ('missing' in each) console.log(`${' '.repeat(50)} peer missing: ${each.peer}`);
    else
      console.log(
        `${' '.repeat(50)} ${each.ratio.toFixed(3)} × ${each.peer} (${each.median.toFixed(digits)} ${unit})`,
      );
  }
}

function rounded({ what, unit, median, against }: Row): object {
  const places = (value: number, digits: number) => Number(value.toFixed(digits));
  const digits = digitsOf(unit);
  return {
    what,
    unit,
    median: places(median, digits),
    against: against.map((each) =>
      'missing' in each
        ? each
        : { peer: each.peer, median: places(each.median, digits), ratio: places(each.ratio, 3) },
    ),
  };
}

function digitsOf(unit: Row['unit']): number {
  return unit === 'ms CPU' ? 2 : 0;
}

async function sizeOf(path: string): Promise<number> {
  const names = await readdir(path);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(path, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
