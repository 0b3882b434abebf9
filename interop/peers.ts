/**
 * The programs of others, in the versions that are committed under `interop/peers/`: built once from Go modules and
 * Python packages whose hashes are known, into a cache outside the tree.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { must, run } from './processes.ts';

/** Paths of the programs. */
export interface Peers {
  readonly fulcio: string;
  readonly rekor: string;
  readonly timestamp: string;
  readonly cosign: string;
  readonly gh: string;
  /** A Python that has sigstore-python. */
  readonly python: string;
}

interface GoPeer {
  /** Folder under `interop/peers/`, with go.mod and go.sum. */
  readonly folder: string;
  readonly package: string;
  readonly binary: string;
}

const goPeers: Readonly<Record<Exclude<keyof Peers, 'python'>, GoPeer>> = {
  fulcio: { folder: 'fulcio', package: 'github.com/sigstore/fulcio', binary: 'fulcio' },
  rekor: {
    folder: 'rekor-tiles',
    package: 'github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix',
    binary: 'posix',
  },
  timestamp: {
    folder: 'timestamp-authority',
    package: 'github.com/sigstore/timestamp-authority/v2/cmd/timestamp-server',
    binary: 'timestamp-server',
  },
  cosign: { folder: 'cosign', package: 'github.com/sigstore/cosign/v3/cmd/cosign', binary: 'cosign' },
  gh: { folder: 'gh', package: 'github.com/cli/cli/v2/cmd/gh', binary: 'gh' },
};

/** Runs workflows on this machine. */
const act: GoPeer = { folder: 'act', package: 'github.com/nektos/act', binary: 'act' };

/** Makes SBOMs: what `npm run sbom-accuracy` and the benchmark hold ours against. */
const syft: GoPeer = { folder: 'syft', package: 'github.com/anchore/syft/cmd/syft', binary: 'syft' };

const sources = join(import.meta.dirname, 'peers');
/** A cold build of the largest takes four minutes on two idle cores. */
const BUILD_TIMEOUT = 30 * 60_000;

/**
 * Builds what is missing.
 *
 * @param say told which program is being built
 * @throws Error that says how to get the toolchain that is missing
 */
export async function buildPeers(say: (text: string) => void): Promise<Peers> {
  const cache = await openCache();
  const built: Record<string, string> = {};
  for (const [name, peer] of Object.entries(goPeers)) built[name] = await buildGo(cache, peer, say);
  return { ...(built as Omit<Peers, 'python'>), python: await installPython(cache, say) };
}

/** As `buildPeers`, for act alone. */
export async function buildAct(say: (text: string) => void): Promise<string> {
  return buildGo(await openCache(), act, say);
}

/** As `buildPeers`, for syft alone. */
export async function buildSyft(
  say: (text: string) => void,
): Promise<{ readonly path: string; readonly version: string }> {
  return { path: await buildGo(await openCache(), syft, say), version: await versionOf(syft) };
}

async function openCache(): Promise<string> {
  const cache = join(process.env['CUSTODY_CACHE'] ?? join(homedir(), '.cache', 'custody'), 'peers');
  await mkdir(cache, { recursive: true });
  return cache;
}

/** The versions in use, by name, from the files that pin them. */
export async function peerVersions(): Promise<Readonly<Record<string, string>>> {
  const versions: Record<string, string> = {};
  for (const peer of Object.values(goPeers)) versions[peer.folder] = await versionOf(peer);
  const text = await readFile(join(sources, 'sigstore-python', 'requirements.txt'), 'utf8');
  versions['sigstore-python'] = /^sigstore==(\S+)/m.exec(text)?.[1] ?? 'unknown';
  return versions;
}

async function versionOf({ folder }: GoPeer): Promise<string> {
  const text = await readFile(join(sources, folder, 'go.mod'), 'utf8');
  return /^require \S+ (v\S+)$/m.exec(text)?.[1] ?? 'unknown';
}

async function buildGo(cache: string, peer: GoPeer, say: (text: string) => void): Promise<string> {
  const source = join(sources, peer.folder);
  const target = join(cache, `${peer.folder}-${await digestOf(source, ['go.mod', 'go.sum'])}`);
  const program = join(target, peer.binary);
  if (existsSync(program)) return program;
  await needGo();
  say(`building ${peer.folder}; the first time this takes minutes`);
  await into(cache, target, async (folder) => {
    const args = ['build', '-mod=readonly', '-o', `${folder}/`, peer.package];
    await must('go', args, { cwd: source, env: goEnvironment(), timeout: BUILD_TIMEOUT });
  });
  return program;
}

async function needGo(): Promise<void> {
  const { status } = await run('go', ['version'], { env: goEnvironment() }).catch(() => ({ status: null }));
  if (status === 0) return;
  throw new Error('Go 1.26 or newer is needed to build the peers: https://go.dev/dl/');
}

/** What Go needs to find its caches and proxies. */
function goEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => /^(?:GO.*|HOME|XDG_.*|.*_proxy)$/i.test(name));
  return { ...Object.fromEntries(kept.map(([name, value]) => [name, value ?? ''])), CGO_ENABLED: '0' };
}

async function installPython(cache: string, say: (text: string) => void): Promise<string> {
  const source = join(sources, 'sigstore-python');
  const target = join(cache, `sigstore-python-${await digestOf(source, ['requirements.txt'])}`);
  const python = join(target, 'bin', 'python3');
  if (existsSync(python)) return python;
  say('installing sigstore-python');
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && /^(?:PIP_.*|HOME|XDG_.*|.*_proxy|SSL_.*)$/i.test(name) ? [[name, value]] : [],
    ),
  );
  await into(cache, target, async (folder) => {
    const made = await run('python3', ['-m', 'venv', folder], { env, timeout: BUILD_TIMEOUT }).catch(
      () => undefined,
    );
    if (made?.status !== 0) {
      throw new Error(
        `Python 3.11 or newer with venv is needed (Debian: apt-get install python3-venv). ${made?.stderr ?? ''}`,
      );
    }
    // All that is needed is pinned: a resolver would look at newer versions of what is asked for with an extra.
    const options = [
      '--quiet',
      '--no-deps',
      '--disable-pip-version-check',
      '--require-hashes',
      '--only-binary',
      ':all:',
    ];
    const args = ['-m', 'pip', 'install', ...options, '-r', join(source, 'requirements.txt')];
    await must(join(folder, 'bin', 'python3'), args, { env, timeout: BUILD_TIMEOUT });
  });
  return python;
}

/** Fills a folder beside the target and moves it there whole, so that an interrupted build leaves nothing usable. */
async function into(cache: string, target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(cache, 'unfinished-'));
  try {
    await fill(folder);
    await rename(folder, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function digestOf(folder: string, names: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const name of names) hash.update(await readFile(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}
