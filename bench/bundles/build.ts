/**
 * Bundles of public packages, made here: the entry points of two products, each by two bundlers, minified and not, in a
 * folder of their own. Beside each stands what its bundler says of it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What to build from: exact versions, and the program that uses them. */
interface Product {
  readonly name: string;
  readonly type: 'module' | 'commonjs';
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly entry: string;
}

const bundlers = { esbuild: '0.28.2', '@vercel/ncc': '0.45.0' };

const products: readonly Product[] = [
  {
    name: 'action',
    type: 'module',
    dependencies: {
      '@actions/artifact': '2.3.2',
      '@actions/cache': '4.0.3',
      '@actions/core': '1.11.1',
      '@actions/github': '6.0.1',
    },
    devDependencies: { ...bundlers, terser: '5.44.1', webpack: '5.105.0' },
    entry: `import * as core from '@actions/core';
import { context, getOctokit } from '@actions/github';
import { DefaultArtifactClient } from '@actions/artifact';
import { restoreCache, saveCache } from '@actions/cache';

async function main() {
  const { data } = await getOctokit(core.getInput('token', { required: true })).rest.repos.get(context.repo);
  core.info(\`the default branch of \${data.full_name} is \${data.default_branch}\`);
  const key = \`vendor-\${data.default_branch}\`;
  if (!(await restoreCache(['vendor'], key))) await saveCache(['vendor'], key);
  await new DefaultArtifactClient().uploadArtifact('report', ['report.json'], '.');
}
main().catch((error) => core.setFailed(error));
`,
  },
  {
    name: 'server',
    type: 'commonjs',
    dependencies: { axios: '1.7.9', express: '4.21.2', fastify: '5.2.1', 'pino-pretty': '13.0.0' },
    devDependencies: { ...bundlers, eslint: '9.39.1', jest: '29.7.0' },
    entry: `const axios = require('axios');
const express = require('express');
const fastify = require('fastify');
const pretty = require('pino-pretty');

const app = express();
app.use(express.json());
app.get('/health', (request, response) => response.json({ status: 'healthy', since: process.uptime() }));
const server = fastify({ logger: { stream: pretty({ colorize: true }) } });
server.get('/proxy', async (request) => {
  const { data } = await axios.get(\`https://example.invalid/upstream/\${request.query.path}\`);
  return { proxied: data };
});
app.listen(3000);
server.listen({ port: 3001 });
`,
  },
];

/** One bundle, which may be of several files. */
export interface Built {
  readonly name: string;
  /** With package-lock.json and node_modules. */
  readonly root: string;
  readonly out: string;
  /** Folders below the root that hold no source of the product. */
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
    writeFileSync(join(root, 'ncc.cjs'), ncc);
    return ['esbuild', 'ncc'].flatMap((bundler) =>
      ['plain', 'minify'].map((mode): Built => {
        const out = join('out', `${bundler}-${mode}`);
        if (!existsSync(join(root, out))) {
          mkdirSync(join(root, out), { recursive: true });
          if (bundler === 'ncc') run(root, process.execPath, 'ncc.cjs', entry, out, mode);
          else run(root, join('node_modules', '.bin', 'esbuild'), entry, ...esbuildOptions(out, mode));
        }
        return {
          name: `${product.name}, ${bundler}, ${mode}`,
          root,
          out: join(root, out),
          aside: ['out', 'ncc.cjs'],
        };
      }),
    );
  });
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
  return readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((path) => /\.[cm]?js$/.test(path));
}
