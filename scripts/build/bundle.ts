/**
 * src/ to dist/: tsc to lib/ (the bundler cannot read TypeScript 7), ncc from lib/main.js to one entry and a
 * chunk per lazy import, each through the minifier. Names are kept, so that stack traces and error names read
 * the same. Everything is held in memory: what is written, and where, is the caller's business.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { minify } from '@swc/core';
import { licensesOf, packageOf } from './licenses.ts';
import { sourceDigest } from './source.ts';

/** A built file: its bytes, and whether it is a program. */
export interface BuiltFile {
  readonly text: string;
  readonly executable: boolean;
}

interface Module {
  readonly nameForCondition?: string | null;
  readonly modules?: readonly Module[];
}

interface BundlerResult {
  readonly code: string;
  readonly assets: Readonly<Record<string, { readonly source: string | Buffer }>>;
  readonly stats: { toJson(options: object): { readonly modules?: readonly Module[] } };
}

type Bundler = (entry: string, options: object) => Promise<BundlerResult>;

/**
 * Builds dist/ in memory.
 * @param root folder of the repository; the working folder too, for module ids are made from paths relative to it
 * @returns the files by name, sorted
 * @throws Error when a step fails, or the bundle holds a file of a kind that this does not know
 */
export async function buildBundle(root: string): Promise<ReadonlyMap<string, BuiltFile>> {
  process.chdir(root);
  compile(root);
  const { code, assets, stats } = await bundle(root);
  const files = new Map<string, BuiltFile>();
  files.set('index.js', { text: await asProgram(code), executable: true });
  for (const [name, { source }] of Object.entries(assets)) {
    if (name === 'package.json') continue;
    if (!/^[\w.-]+\.js$/.test(name))
      throw new Error(`the bundler wrote ${name}: say in scripts/build what it is`);
    files.set(name, plain(await shrink(source.toString())));
  }
  for (const [name, { text }] of files) refuseAssets(name, text);
  const modules = flatten(
    stats.toJson({
      all: false,
      modules: true,
      nestedModules: true,
      modulesSpace: 1e6,
      nestedModulesSpace: 1e6,
    }).modules,
  );
  files.set('licenses.txt', plain(licensesOf(root, bundledPackages(root, modules))));
  files.set('package.json', plain('{ "type": "module" }\n'));
  files.set('SOURCE', plain(`${sourceDigest(root)}\n`));
  return new Map([...files].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/**
 * ncc takes a path that is put together in the code, such as `resolve(folder, 'index.json')`, for a file to bring along, and
 * writes another path into the program: a check of a path would then look at a file of ours.
 */
function refuseAssets(name: string, text: string): void {
  const place = text.indexOf('__webpack_require__.ab');
  if (place < 0) return;
  const found = text.slice(Math.max(0, place - 60), place + 80);
  throw new Error(`the bundler rewrote a path in ${name}: …${found}…; keep the file name out of that module`);
}

const plain = (text: string): BuiltFile => ({ text, executable: false });

function compile(root: string): void {
  rmSync(join(root, 'lib'), { recursive: true, force: true });
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [compiler, '-p', 'tsconfig.build.json'];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('src/ does not compile');
}

function bundle(root: string): Promise<BundlerResult> {
  const require = createRequire(join(root, 'package.json'));
  const ncc: Bundler = require('@vercel/ncc');
  return ncc(join(root, 'lib', 'main.js'), { cache: false, quiet: true, minify: false, sourceMap: false });
}

/** The minifier without renaming: what a person reads in a stack trace stays. */
async function shrink(code: string): Promise<string> {
  const { code: small } = await minify(code, {
    module: true,
    mangle: false,
    compress: { keep_classnames: true, keep_fnames: true },
    format: { comments: false },
  });
  return `${small}\n`;
}

async function asProgram(code: string): Promise<string> {
  return `#!/usr/bin/env node\n${await shrink(code.replace(/^#!.*\n/, ''))}`;
}

function flatten(modules: readonly Module[] | undefined): readonly Module[] {
  return (modules ?? []).flatMap((module) => [module, ...flatten(module.modules)]);
}

function* bundledPackages(root: string, modules: readonly Module[]): Generator<string> {
  for (const { nameForCondition } of modules) {
    if (!nameForCondition) continue;
    const folder = packageOf(relative(root, nameForCondition).replaceAll('\\', '/'));
    if (folder !== undefined) yield folder;
  }
}
