/** What the tools are held to, and for each artifact somebody who knows what is in it: npm, Go, a lockfile read by eye. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache.ts';
import { largeLock } from '../sbom.ts';

export interface Artifact {
  readonly title: string;
  /** Holds the file, and what it unpacks to, and nothing else. */
  readonly folder: string;
  readonly file: string;
  /** Name of the folder that it was unpacked to, of an archive. */
  readonly unpacked?: string;
  /** What is in it, without itself: `type/name@version`. */
  readonly truth: ReadonlySet<string>;
  /** Who says so, in Markdown. */
  readonly witness: string;
  /** What it is itself, as `type/name@version`; empty where it is no package. */
  readonly product: string;
  /** Of the minimum elements that the artifact states of its packages, the share of packages for which it does. */
  readonly carried?: ReadonlyMap<string, number>;
}

/** @param folder to work in, which is empty */
export async function artifactsIn(
  folder: string,
  syft: string,
  say: (text: string) => void,
): Promise<readonly Artifact[]> {
  const cache = cacheFolder('bench');
  mkdirSync(cache, { recursive: true });
  say('looking for the lockfile and the archives');
  return [
    lockfile(join(folder, 'lockfile'), await largeLock()),
    npmArchive(join(folder, 'npm'), cache),
    wheel(join(folder, 'wheel'), cache),
    goProgram(join(folder, 'go'), syft),
  ];
}

interface Locked {
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly link?: boolean;
}

function lockfile(folder: string, made: string): Artifact {
  const file = 'package-lock.json';
  place(folder, join(made, file), file);
  const lock: { packages: Record<string, Locked> } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const all = new Map<string, Locked>();
  for (const [at, entry] of Object.entries(lock.packages)) {
    const name = entry.name ?? /.*node_modules\/(.+)$/.exec(at)?.[1];
    if (at !== '' && !entry.link) all.set(`npm/${name}@${entry.version}`, entry);
  }
  const share = (has: (one: Locked) => unknown) => [...all.values()].filter(has).length / all.size;
  return {
    title: `\`package-lock.json\` of ${Object.keys(lock.packages).length - 1} folders`,
    folder,
    file,
    truth: new Set(all.keys()),
    witness: 'its entries, each name and version once',
    product: 'npm/large@1.0.0',
    carried: new Map([
      ...['component name', 'version', 'unique identifier', 'dependency relationship'].map(
        (element): [string, number] => [element, 1],
      ),
      ['component hash', share(({ integrity }) => integrity)],
      ['licence', share(({ license }) => license)],
    ]),
  };
}

const NPM = {
  version: '11.19.1',
  sha256: '9f58bff01604cb1b14008fef14dceb14d836a49225e45c6c2e37de3be3e707f0',
} as const;

/** npm itself, which brings all of its dependencies along. */
function npmArchive(folder: string, cache: string): Artifact {
  const file = `npm-${NPM.version}.tgz`;
  fetch(cache, file, NPM.sha256, 'npm', ['pack', `npm@${NPM.version}`, '--pack-destination']);
  place(folder, join(cache, file), file);
  const unpacked = 'unpacked';
  mkdirSync(join(folder, unpacked));
  execFileSync('tar', ['-xzf', join('..', file)], { cwd: join(folder, unpacked) });
  const words = ['query', '*', '--no-workspaces'];
  const told = execFileSync('npm', words, { cwd: join(folder, unpacked, 'package'), maxBuffer: 2 ** 26 });
  const all: readonly { location: string; name: string; version: string }[] = JSON.parse(String(told));
  const inside = all.filter(({ location }) => location !== '');
  return {
    title: `\`${file}\``,
    folder,
    file,
    unpacked,
    truth: new Set(inside.map(({ name, version }) => `npm/${name}@${version}`)),
    witness: "`npm query '*'` where it is unpacked",
    product: `npm/npm@${NPM.version}`,
  };
}

const REQUESTS = {
  version: '2.32.3',
  sha256: '70761cfe03c773ceb22aa2f671b4757976145175cdfca038c02654d061d6dcc6',
} as const;

/** It names dependencies, and holds none of them. */
function wheel(folder: string, cache: string): Artifact {
  const file = `requests-${REQUESTS.version}-py3-none-any.whl`;
  const words = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:'];
  fetch(cache, file, REQUESTS.sha256, 'python3', [...words, `requests==${REQUESTS.version}`, '--dest']);
  place(folder, join(cache, file), file);
  const unpacked = 'unpacked';
  execFileSync('python3', ['-m', 'zipfile', '-e', file, unpacked], { cwd: folder });
  return {
    title: `\`${file}\``,
    folder,
    file,
    unpacked,
    truth: new Set(),
    witness: 'its files are those of one package',
    product: `pypi/requests@${REQUESTS.version}`,
  };
}

function goProgram(folder: string, syft: string): Artifact {
  place(folder, syft, 'syft');
  const told = execFileSync('go', ['version', '-m', join(folder, 'syft')], { encoding: 'utf8' });
  const modules: string[] = [];
  for (const line of told.split('\n')) {
    const [kind = '', path, version] = line.trim().split('\t');
    // What replaces the module of the line before it.
    if (kind === '=>') modules.pop();
    if (['dep', '=>'].includes(kind)) modules.push(`golang/${path}@${version}`);
  }
  const [, main, version] = /^\tmod\t(\S+)\t(\S+)/m.exec(told) ?? [];
  return {
    title: 'a program of Go: syft',
    folder,
    file: 'syft',
    truth: new Set([`golang/stdlib@${/: go(\S+)/.exec(told)?.[1]}`, ...modules]),
    witness: '`go version -m`, with the standard library',
    product: `golang/${main}@${version}`,
  };
}

/** @param words of a command that takes the folder to write to as its last one */
function fetch(cache: string, file: string, sha256: string, program: string, words: readonly string[]): void {
  const path = join(cache, file);
  if (!existsSync(path)) {
    const unfinished = join(cache, 'unfinished');
    mkdirSync(unfinished, { recursive: true });
    execFileSync(program, [...words, unfinished], { cwd: unfinished, stdio: 'ignore' });
    renameSync(join(unfinished, file), path);
  }
  const found = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (found !== sha256) throw new Error(`${path} is not the ${file} that was measured before: remove it`);
}

function place(folder: string, from: string, file: string): void {
  mkdirSync(folder, { recursive: true });
  copyFileSync(from, join(folder, file), constants.COPYFILE_FICLONE);
}
