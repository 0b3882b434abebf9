/** Custody's own dist/, built once more with a source map and the bundler's list beside each chunk, and not kept. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Built } from './build.ts';

interface Bundled {
  readonly code: string;
  readonly map: string;
  readonly assets: Readonly<Record<string, { readonly source: string | Buffer }>>;
  readonly stats: { toJson(options: object): unknown };
}

/** Its types do not know that it takes a map to begin with. */
interface Minifier {
  minify(code: string, options: object): Promise<{ readonly code: string; readonly map?: string }>;
}

/**
 * Built anew when dist/ is another.
 * @param root of the repository
 * @param folder to write to
 */
export async function buildOwn(root: string, folder: string): Promise<readonly Built[]> {
  const source = readFileSync(join(root, 'dist', 'SOURCE'), 'utf8');
  const built = ['plain', 'minify'].map(
    (mode): Built => ({
      name: `Custody, ncc, ${mode}`,
      product: 'Custody',
      unseen: false,
      root,
      out: resolve(folder, 'own', source.trim().slice(0, 16), mode),
      aside: ['dist', 'lib', 'docs', 'bench', 'sandbox', 'scripts', '__tests__', 'interop', 'examples'],
    }),
  );
  if (built.every(({ out }) => existsSync(out))) return built;
  execFileSync(
    process.execPath,
    [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'],
    {
      cwd: root,
    },
  );
  const require = createRequire(join(root, 'package.json'));
  const ncc: (entry: string, options: object) => Promise<Bundled> = require('@vercel/ncc');
  const swc: Minifier = require('@swc/core');
  const options = { cache: false, quiet: true, minify: false, sourceMap: true, sourceMapRegister: false };
  const { code, map, assets, stats } = await ncc(join(root, 'lib', 'main.js'), options);
  const all = { all: false, modules: true, nestedModules: true, modulesSpace: 1e6, nestedModulesSpace: 1e6 };
  const files = new Map([
    ['index.js', code],
    ['index.js.map', map],
    ['stats.json', JSON.stringify(stats.toJson(all))],
    ...Object.entries(assets).map(([name, { source }]): [string, string] => [name, String(source)]),
  ]);
  for (const { out } of built) mkdirSync(out, { recursive: true });
  for (const [name, text] of files) await write(swc, built, files, name, text);
  return built;
}

async function write(
  swc: Minifier,
  [plain, minified]: readonly Built[],
  files: ReadonlyMap<string, string>,
  name: string,
  text: string,
): Promise<void> {
  if (!plain || !minified) return;
  writeFileSync(join(plain.out, name), text);
  if (name.endsWith('.map')) return;
  if (!name.endsWith('.js')) {
    writeFileSync(join(minified.out, name), text);
    return;
  }
  const content = files.get(`${name}.map`);
  // As scripts/build does it.
  const small = await swc.minify(text, {
    module: true,
    mangle: false,
    compress: { keep_classnames: true, keep_fnames: true },
    format: { comments: false },
    sourceMap: content === undefined ? true : { content },
  });
  writeFileSync(join(minified.out, name), small.code);
  writeFileSync(join(minified.out, `${name}.map`), small.map ?? '');
}
