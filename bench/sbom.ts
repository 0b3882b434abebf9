/** The SBOM of a large lockfile, against syft: time and memory of the whole process, and the packages that each names. */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache.ts';
import { type Comparison, medianOf, type Peer, type Program, type Row } from './measure.ts';
import { peer } from './peers.ts';
import { custodyProgram, type Scene } from './scene.ts';

/** What npm locks to some 1,500 packages. */
const dependencies = { gatsby: '5.14.1', '@nestjs/cli': '11.0.10' };

/** The folder of its lockfile, made once and kept: npm asks its registry for minutes. */
export async function largeLock(): Promise<string> {
  const name = Object.entries(dependencies)
    .map(([key, version]) => `${key.replace(/\W/g, '')}-${version}`)
    .join('_');
  const folder = join(cacheFolder('bench'), name);
  if (existsSync(join(folder, 'package-lock.json'))) return folder;
  const unfinished = `${folder}.unfinished`;
  await mkdir(unfinished, { recursive: true });
  const manifest = { name: 'large', version: '1.0.0', private: true, dependencies };
  await writeFile(join(unfinished, 'package.json'), JSON.stringify(manifest));
  const words = [
    'install',
    '--package-lock-only',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--legacy-peer-deps',
  ];
  await promisify(execFile)('npm', words, { cwd: unfinished });
  await rename(unfinished, folder);
  return folder;
}

interface Contest {
  readonly ours: Program;
  readonly syft: Peer;
  readonly packages: number;
}

async function contest(scene: Scene): Promise<Contest> {
  const folder = await largeLock();
  const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as { packages: object };
  const out = join(scene.folder, 'sboms');
  const ours = custodyProgram(['sbom', 'make', 'package-lock.json', '--folder', out], folder);
  const env = { SYFT_CHECK_FOR_APP_UPDATE: 'false', HOME: scene.folder };
  const syft = peer('syft', 'syft', (path) => ({
    commands: [
      [path, 'scan', '-q', 'file:package-lock.json', '-o', `cyclonedx-json=${join(out, 'syft.json')}`],
    ],
    cwd: folder,
    env,
    exit: 0,
  }));
  return { ours, syft, packages: Object.keys(lock.packages).length - 1 };
}

export async function sbomComparison(scene: Scene): Promise<Comparison> {
  const { ours, syft, packages } = await contest(scene);
  return { what: `SBOM of a package-lock of ${packages}`, ours, peers: [syft], runs: 7 };
}

/** The most memory that the process held, in MB; from the kernel, so on Linux alone. */
export async function sbomMemory(scene: Scene): Promise<Row> {
  const { ours, syft } = await contest(scene);
  const median = medianOf(await peaks(ours));
  const against =
    'missing' in syft
      ? [{ peer: syft.missing, missing: true as const }]
      : await peaks(syft).then((all) => [
          { peer: syft.name, median: medianOf(all), ratio: median / medianOf(all) },
        ]);
  return { what: 'the same, most memory', unit: 'MB', median, against };
}

async function peaks(program: Program): Promise<readonly number[]> {
  const all: number[] = [];
  for (let run = 0; run < 3; run += 1) all.push(await peakOf(program));
  return all;
}

function peakOf({ commands: [[file, ...args] = ['']], cwd, env = {} }: Program): Promise<number> {
  const child = spawn(file, args, { cwd, env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: 'ignore' });
  let peak = 0;
  const look = async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    // The kernel's kB has 1,024 bytes.
    peak = Math.max(peak, (Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024) / 1e6);
  };
  const timer = setInterval(() => void look(), 5);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(timer);
      if (code === 0) resolve(peak);
      else reject(new Error(`${dirname(file)} ended with ${code}`));
    });
  });
}
