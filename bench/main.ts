/**
 * `npm run bench`: medians of whole processes, measured in turn with the peer that each is held against, and the ratio.
 * Absolute times say little on a shared machine; the ratio says more. Writes bench/results.json.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bootSandbox } from '../sandbox/index.ts';

const project = fileURLToPath(new URL('..', import.meta.url));
const custody = join(project, 'dist', 'index.js');
const node = process.execPath;

interface Program {
  readonly command: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The exit code that it must have. */
  readonly exit: number;
  /** Runs before each measurement, unmeasured. */
  readonly before?: () => Promise<void>;
}

interface Row {
  readonly what: string;
  /** Milliseconds. */
  readonly median: number;
  readonly peer: string;
  readonly peerMedian: number;
  readonly ratio: number;
}

const rows: Row[] = [];
const folder = await mkdtemp(join(tmpdir(), 'custody-bench-'));
const sandbox = await bootSandbox({ folder });
try {
  await measureAll();
  const size = await sizeOf(join(project, 'dist'));
  for (const { what, median, peer, peerMedian, ratio } of rows) {
    console.log(
      `${what.padEnd(46)} ${median.toFixed(0).padStart(6)} ms   ${ratio.toFixed(2).padStart(6)} × ${peer} (${peerMedian.toFixed(0)} ms)`,
    );
  }
  console.log(`${'dist, all verbs'.padEnd(46)} ${(size / 1e6).toFixed(2).padStart(6)} MB`);
  const results = { node: process.version, distBytes: size, rows: rows.map(rounded) };
  await writeFile(join(project, 'bench', 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
} finally {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
}

async function measureAll(): Promise<void> {
  const empty: Program = { command: [node, '-e', '0'], exit: 0 };
  for (const verb of ['seal', 'verify']) {
    const fault: Program = { command: [node, custody, verb], exit: 2 };
    const step = { ...fault, env: { GITHUB_ACTIONS: 'true' } };
    await compare(`${verb}: cold start to its first input error`, fault, 'an empty node', empty, 15);
    await compare(
      `${verb}: the same as a step, outputs written`,
      await inStep(step),
      'an empty node',
      empty,
      15,
    );
  }
  await compareHashes();
  await compareSealing(empty);
}

async function inStep(program: Program): Promise<Program> {
  const files = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'].map((name) => [name, join(folder, name)] as const);
  for (const [, path] of files) await writeFile(path, '');
  return { ...program, env: { ...program.env, ...Object.fromEntries(files) } };
}

async function compareHashes(): Promise<void> {
  const big = join(folder, 'big');
  await writeFile(big, '');
  await truncate(big, 2 * 1024 ** 3);
  const script = `const { nodeFiles } = await import(${JSON.stringify(join(project, 'src/io/files/index.ts'))});
    await nodeFiles().artifacts({ patterns: ['big'], base: ${JSON.stringify(folder)}, most: 1 }, ['sha256']);`;
  const ours: Program = { command: [node, '--input-type=module', '-e', script], cwd: folder, exit: 0 };
  const openssl: Program = { command: ['openssl', 'dgst', '-sha256', big], exit: 0 };
  await compare('SHA-256 of one 2 GiB file', ours, 'openssl dgst', openssl, 5);
  await rm(big);
}

async function compareSealing(empty: Program): Promise<void> {
  const cwd = join(folder, 'work');
  await mkdir(cwd);
  for (let i = 0; i < 100; i += 1) await writeFile(join(cwd, `file-${i}.bin`), Buffer.alloc(64 * 1024, i));
  const bundles = join(folder, 'bundles');
  const sealing = [
    'seal',
    '--sigstore',
    folder,
    '--store',
    'files',
    '--bundle-folder',
    bundles,
    '--',
    '*.bin',
  ];
  const before = () => rm(bundles, { recursive: true, force: true });
  const seal: Program = { command: [node, custody, ...sealing], cwd, env: sandbox.job(), exit: 0, before };
  await compare('seal 100 files, whole process', seal, 'an empty node', empty, 9);
  const verify = (...files: string[]): Program => ({
    command: [node, custody, 'verify', ...identity(), '--bundles', bundles, '--', ...files],
    cwd,
    exit: 0,
  });
  await compare('verify one file offline, whole process', verify('file-7.bin'), 'an empty node', empty, 15);
  await compare('verify 100 files offline, whole process', verify('*.bin'), 'an empty node', empty, 9);
}

function identity(): readonly string[] {
  return [
    ...['--offline', '--repository', 'acme/shop', '--signer-workflow', '.github/workflows/release.yml'],
    ...['--source-ref', 'refs/heads/main', '--issuer', sandbox.issuer],
    ...['--trusted-root', join(folder, 'trusted_root.json')],
  ];
}

/** In turn, so that what the machine does meanwhile falls on both. */
async function compare(
  what: string,
  ours: Program,
  peer: string,
  theirs: Program,
  runs: number,
): Promise<void> {
  const [mine, other]: [number[], number[]] = [[], []];
  for (let i = 0; i < runs; i += 1) {
    mine.push(await time(ours));
    other.push(await time(theirs));
  }
  const [median, peerMedian] = [medianOf(mine), medianOf(other)];
  rows.push({ what, median, peer, peerMedian, ratio: median / peerMedian });
}

async function time({ command: [file, ...args], cwd, env = {}, exit, before }: Program): Promise<number> {
  await before?.();
  const began = performance.now();
  const child = spawn(file, args, {
    cwd: cwd ?? folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (data) => {
    complaint += data;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== exit)
    throw new Error(`${file} ${args.join(' ')} ended with ${code}, not ${exit}:\n${complaint}`);
  return performance.now() - began;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function rounded(row: Row): object {
  return {
    ...row,
    median: Math.round(row.median),
    peerMedian: Math.round(row.peerMedian),
    ratio: Number(row.ratio.toFixed(2)),
  };
}

async function sizeOf(path: string): Promise<number> {
  const names = await readdir(path);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(path, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
