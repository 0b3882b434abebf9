/**
 * Which files of a package a bundler can come to: those that its manifest names, those that other packages name by
 * path, and what these name in turn. A package often holds copies of others that were bundled for browsers, which look
 * like the real ones and are none.
 */
import { isObject, member, parseJsonObject } from '../../formats/json.ts';
import type { Json } from '../../model/statement.ts';

/** What is known of one package before its files are weighed: path → the modules that the file names. */
export type Modules = ReadonlyMap<string, readonly string[]>;

const ENTRIES = ['main', 'module', 'browser', 'exports', 'imports', 'es2015', 'jsnext:main'] as const;
const ENDINGS = [
  '',
  '.js',
  '.cjs',
  '.mjs',
  '.json',
  '.ts',
  '/index.js',
  '/index.cjs',
  '/index.mjs',
  '/index.json',
];

/**
 * @param manifest package.json, as far as there is one
 * @param deep paths within the package that others name: `lib/part`
 */
export function reachable(
  modules: Modules,
  manifest: Uint8Array | undefined,
  deep: Iterable<string>,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...entriesOf(manifest), 'index', ...deep].flatMap((entry) => resolved(modules, entry));
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    for (const name of modules.get(path) ?? []) {
      if (name.startsWith('.')) open.push(...resolved(modules, join(path, name)));
    }
  }
  return reached;
}

function entriesOf(manifest: Uint8Array | undefined): readonly string[] {
  if (!manifest) return [];
  try {
    const object = parseJsonObject(manifest, 'a manifest');
    return ENTRIES.flatMap((key) => [...textsIn(member(object, key))]);
  } catch {
    // A package without a manifest that can be read has an index like any other.
    return [];
  }
}

/** Depth is bounded by the parser. */
function* textsIn(value: Json | undefined): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item);
  else if (isObject(value)) for (const item of Object.values(value)) yield* textsIn(item);
}

function resolved(modules: Modules, path: string): readonly string[] {
  const plain = path.replace(/^\.?\/+/, '').replace(/\/+$/, '');
  const star = plain.indexOf('*');
  if (star !== -1) {
    const [before, after] = [plain.slice(0, star), plain.slice(star + 1)];
    return [...modules.keys()].filter((file) => file.startsWith(before) && file.endsWith(after));
  }
  const found = ENDINGS.map((ending) => (plain === '' ? `index${ending}` : plain + ending)).find((file) =>
    modules.has(file),
  );
  // The sources of TypeScript name what they will be compiled to.
  const source = plain.replace(/\.([cm]?)js$/, '.$1ts');
  return found === undefined ? (modules.has(source) ? [source] : []) : [found];
}

function join(from: string, name: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
