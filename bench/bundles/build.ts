/**
 * Bundles of public packages, made here: each product by its bundlers, minified and not, in a folder of its own. Beside
 * each bundle stands what its bundler says of it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Product, products } from './products.ts';

/** One bundle, which may be of several files. */
export interface Built {
  /** Product, bundler, `plain` or `minify`. */
  readonly name: string;
  readonly product: string;
  readonly unseen: boolean;
  /** With package-lock.json and node_modules. */
  readonly root: string;
  readonly out: string;
  /** Files and folders below the root that hold no source of the product. */
  readonly aside: readonly string[];
}

/** Runs ncc, and writes the list of the modules that it has put in. */
const ncc = `const { mkdirSync, writeFileSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');
const [entry, out, minify] = process.argv.slice(2);
const options = { cache: false, quiet: true, minify: minify === 'minify', sourceMap: true, sourceMapRegister: false };
const all = { all: false, modules: true, nestedModules: true, modulesSpace: 1e6, nestedModulesSpace: 1e6 };
require(resolve('node_modules/@vercel/ncc'))(resolve(entry), options).then(({ code, map, assets, stats }) => {
  const files = { 'index.js': code, 'index.js.map': map, 'stats.json': JSON.stringify(stats.toJson(all)) };
  for (const [name, { source }] of Object.entries(assets)) files[name] = source;
  for (const [name, source] of Object.entries(files)) {
    mkdirSync(dirname(join(out, name)), { recursive: true });
    writeFileSync(join(out, name), source);
  }
});
`;

/** Runs Rollup, and writes the list of the modules of which it has kept something. */
const rollup = `import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { rollup } from 'rollup';

const [entry, out, minify] = process.argv.slice(2);
const find = resolve({ exportConditions: ['node'], preferBuiltins: true });
const plugins = [find, commonjs(), json(), ...(minify === 'minify' ? [terser()] : [])];
const bundle = await rollup({ input: entry, plugins, onwarn() {} });
const options = { file: join(out, 'index.js'), format: 'es', sourcemap: true, inlineDynamicImports: true };
const { output } = await bundle.write(options);
const modules = output.flatMap(({ modules = {} }) => Object.entries(modules));
const kept = modules.filter(([, { renderedLength }]) => renderedLength > 0).map(([path]) => path);
writeFileSync(join(out, 'modules.json'), JSON.stringify(kept));
`;

const scripts = { 'ncc.cjs': ncc, 'rollup.mjs': rollup } as const;

/**
 * Builds all of them, as far as they are not there yet.
 * @param folder to build in: outside of any repository
 */
export function buildAll(folder: string): readonly Built[] {
  return products.flatMap((product) => {
    const root = join(folder, product.name);
    if (!existsSync(join(root, 'node_modules'))) install(root, product);
    const entry = product.type === 'module' ? 'entry.mjs' : 'entry.cjs';
    writeFileSync(join(root, entry), product.entry);
    for (const [name, text] of Object.entries(scripts)) writeFileSync(join(root, name), text);
    return product.bundlers.flatMap((bundler) =>
      ['plain', 'minify'].map((mode) => build(root, product, [bundler, entry, mode])),
    );
  });
}

function build(
  root: string,
  { name, unseen }: Product,
  [bundler, entry, mode]: readonly [Product['bundlers'][number], string, string],
): Built {
  const out = join('out', `${bundler}-${mode}`);
  if (!existsSync(join(root, out))) {
    mkdirSync(join(root, out), { recursive: true });
    if (bundler === 'esbuild')
      run(root, join('node_modules', '.bin', 'esbuild'), entry, ...esbuildOptions(out, mode));
    else run(root, process.execPath, bundler === 'ncc' ? 'ncc.cjs' : 'rollup.mjs', entry, out, mode);
  }
  return {
    name: `${name}, ${bundler}, ${mode}`,
    product: name,
    unseen,
    root,
    out: join(root, out),
    aside: ['out', ...Object.keys(scripts)],
  };
}

function install(root: string, { name, type, dependencies, devDependencies }: Product): void {
  mkdirSync(root, { recursive: true });
  const manifest = { name, version: '1.0.0', private: true, type, dependencies, devDependencies };
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest));
  // npm starts esbuild's install script only where that is allowed; its program comes as a package of its own.
  run(root, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
}

function esbuildOptions(out: string, mode: string): readonly string[] {
  const options = ['--bundle', '--platform=node', '--sourcemap=external', '--log-level=error'];
  const names = [`--outfile=${out}/index.js`, `--metafile=${out}/meta.json`];
  return [...options, ...names, ...(mode === 'minify' ? ['--minify', '--legal-comments=none'] : [])];
}

function run(cwd: string, program: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr.slice(0, 2_000)}`);
}

/** The programs of a bundle, with their paths. */
export function programsOf({ out }: Built): readonly string[] {
  return readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[cm]?js$/.test(path))
    .sort();
}
