/**
 * `npm run sbom-accuracy`: what our SBOMs list and what syft's list, of the same artifacts, each held against somebody who
 * knows. Writes docs/sbom-accuracy.md.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSyft } from '../interop/peers.ts';
import { artifactsIn } from './accuracy/artifacts.ts';
import type { BundleResult, Contrast } from './accuracy/bundles.ts';
import type { Contest } from './accuracy/contests.ts';
import { page } from './accuracy/page.ts';
import { scoreOf } from './accuracy/score.ts';
import { type Made, ours, syftOf } from './accuracy/tools.ts';
import { type Built, buildAll } from './bundles/build.ts';
import { buildOwn } from './bundles/own.ts';
import { rate } from './bundles/rate.ts';
import { lockedOf, ownNamesOf } from './bundles/scene.ts';
import { cacheFolder } from './cache.ts';
import { project } from './scene.ts';

const began = performance.now();
const say = (text: string) =>
  console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`);
const folder = await mkdtemp(join(tmpdir(), 'custody-accuracy-'));
/** What syft makes of each lockfile, by folder. */
const lockfiles = new Map<string, Made>();
try {
  const syft = await buildSyft(say);
  const contests = await contestAll(syft.path);
  const bundles = await bundleAll(syft.path);
  const versions = {
    syft: syft.version,
    npm: execFileSync('npm', ['--version'], { encoding: 'utf8' }).trim(),
    Go: /go(\d\S*)/.exec(execFileSync('go', ['version'], { encoding: 'utf8' }))?.[1] ?? '',
    Node: process.versions.node,
  };
  const day = new Date().toISOString().slice(0, 10);
  await writeFile(join(project, 'docs', 'sbom-accuracy.md'), page({ contests, bundles, versions, day }));
  say('docs/sbom-accuracy.md is written');
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function contestAll(program: string): Promise<readonly Contest[]> {
  const artifacts = await artifactsIn(join(folder, 'artifacts'), program, say);
  return artifacts.map((artifact, index) => {
    say(artifact.title);
    const { folder: base, file, unpacked } = artifact;
    const scratch = join(folder, `made-${index}`);
    const whole = `file:${file}`;
    const open = unpacked === undefined ? whole : `dir:${unpacked}`;
    return {
      artifact,
      ours: ours(base, file, scratch),
      syft: syftOf(program, whole, { folder: base, scratch, all: false }),
      syftAll: syftOf(program, open, { folder: base, scratch, all: true }),
    };
  });
}

async function bundleAll(program: string): Promise<readonly BundleResult[]> {
  say('building bundles; the first time this takes minutes');
  const at = join(cacheFolder('bench'), 'bundles');
  const results: BundleResult[] = [];
  for (const built of [...buildAll(at), ...(await buildOwn(project, at))]) {
    const rating = await rate(built);
    const { list, content } = rating;
    say(
      `${built.name}: wrong ${[...list.wrong, ...content.wrong]}; missed ${[...list.missed, ...content.missed]}`,
    );
    results.push({ rating, contrast: contrast(program, built, rating.truth) });
  }
  return results;
}

/** What is said of the product without a look into the bundle, and by syft with one. */
function contrast(program: string, { root, out }: Built, truth: ReadonlySet<string>): Contrast {
  const scratch = join(folder, 'contrast');
  const ofLockfile =
    lockfiles.get(root) ?? syftOf(program, 'file:package-lock.json', { folder: root, scratch, all: false });
  lockfiles.set(root, ofLockfile);
  const own = ownNamesOf(root);
  const others = [...ofLockfile.packages]
    .map((key) => key.replace(/^npm\//, ''))
    .filter((key) => !own.has(key.slice(0, key.lastIndexOf('@'))));
  const locked = lockedOf(root).map(({ name, version }) => `${name}@${version}`);
  return {
    syftBundle: syftOf(program, 'dir:.', { folder: out, scratch, all: true }).packages.size,
    syftLockfile: scoreOf(new Set(others), truth),
    lockfile: scoreOf(new Set(locked), truth),
  };
}
