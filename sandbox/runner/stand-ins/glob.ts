/**
 * Path patterns of actions/upload-artifact: one per line, `!` excludes, `*`, `?`, `[…]` and `**`, a folder
 * means everything in it; later lines win, as in @actions/glob.
 */
import { lstat, readdir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';

/** Files found and the folders in which was looked. */
export interface GlobResult {
  readonly files: readonly string[];
  readonly searchPaths: readonly string[];
}

interface Pattern {
  readonly negative: boolean;
  readonly searchPath: string;
  readonly matches: (path: string) => boolean;
}

/** Resolves patterns against `base`; hidden files are those below a name that starts with a dot. */
export async function globFiles(patterns: string, base: string, hidden: boolean): Promise<GlobResult> {
  const lines = patterns.split('\n').map((line) => line.trim());
  const parsed = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => parse(line, base));
  const searchPaths = outermost(parsed.filter((one) => !one.negative).map((one) => one.searchPath));
  const found: string[] = [];
  for (const searchPath of searchPaths) {
    for await (const file of walk(searchPath, hidden)) {
      if (selected(file, parsed)) found.push(file);
    }
  }
  return { files: found.sort(), searchPaths };
}

function selected(file: string, patterns: readonly Pattern[]): boolean {
  return patterns.reduce((chosen, pattern) => (pattern.matches(file) ? !pattern.negative : chosen), false);
}

function parse(line: string, base: string): Pattern {
  const negative = line.startsWith('!');
  const path = resolve(base, negative ? line.slice(1).trim() : line);
  const segments = path.split(sep);
  const first = segments.findIndex((segment) => /[*?[]/.test(segment));
  const searchPath = first < 0 ? path : segments.slice(0, first).join(sep) || sep;
  // A match of a folder takes in what is below it.
  const expression = new RegExp(
    `^${segments.map(segmentSource).join('/').replaceAll('(?:**)/', '(?:[^/]+/)*').replaceAll('(?:**)', '.*')}(?:/.*)?$`,
  );
  return { negative, searchPath, matches: (file) => expression.test(file.split(sep).join('/')) };
}

function segmentSource(segment: string): string {
  if (segment === '**') return '(?:**)';
  return segment.replace(
    /\[(!?)([^\]]+)\]|[*?]|[\\^$.|+(){}[\]]/g,
    (match, not: string, set: string | undefined) => {
      if (set !== undefined) return `[${not ? '^' : ''}${set.replace(/[\\^[]/g, '\\$&')}]`;
      if (match === '*') return '[^/]*';
      return match === '?' ? '[^/]' : `\\${match}`;
    },
  );
}

function outermost(paths: readonly string[]): readonly string[] {
  const unique = [...new Set(paths)];
  return unique.filter((path) => !unique.some((other) => other !== path && path.startsWith(other + sep)));
}

async function* walk(path: string, hidden: boolean): AsyncGenerator<string> {
  const state = await lstat(path).catch(() => undefined);
  if (state?.isFile()) yield path;
  if (!state?.isDirectory()) return;
  for (const name of (await readdir(path)).sort()) {
    if (hidden || !name.startsWith('.')) yield* walk(join(path, name), hidden);
  }
}

/** The folder that uploaded names are relative to: the deepest one that holds every search path. */
export function rootOf({ files, searchPaths }: GlobResult): string {
  const [only, ...more] = searchPaths;
  if (only !== undefined && more.length === 0) return files[0] === only ? dirname(only) : only;
  const parts = searchPaths.map((path) => path.split(sep));
  const [shortest = []] = [...parts].sort((a, b) => a.length - b.length);
  const differs = shortest.findIndex((part, index) => parts.some((other) => other[index] !== part));
  return (differs < 0 ? shortest : shortest.slice(0, differs)).join(sep) || sep;
}
