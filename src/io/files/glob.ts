/**
 * One run of @actions/glob for one pattern. Its own list of patterns is not used: there `#` begins a comment, a `!`
 * before the first pattern excludes nothing, and a pattern without a match goes unnoticed.
 */
import { lstat } from 'node:fs/promises';
import { isAbsolute, join, parse, resolve, sep } from 'node:path';

/** True when `pattern` cannot be a plain path. */
export function hasWildcard(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

/**
 * Absolute paths of everything but folders that `pattern` matches. Links are listed and never followed.
 *
 * @param descend whether a folder that matches stands for all that is in it
 * @param brackets whether `[id]` is the name of a folder where one is called so, or a class of characters regardless
 */
export async function matchesOf(
  pattern: string,
  workingFolder: string,
  descend: boolean,
  brackets: 'names' | 'classes' = 'names',
): Promise<string[]> {
  // Loaded only for a real wildcard: it takes longer than everything else that a plain path needs.
  const glob = await import('@actions/glob');
  const rooted = await rootedPattern(pattern, workingFolder, brackets);
  const globber = await unprinted(() =>
    glob.create(rooted, {
      followSymbolicLinks: false,
      matchDirectories: false,
      omitBrokenSymbolicLinks: false,
      excludeHiddenFiles: false,
      implicitDescendants: descend,
    }),
  );
  return unprinted(() => globber.glob());
}

/**
 * The pattern from the root on, without `.` and `..`, which @actions/glob refuses. A folder that exists under its
 * bracketed name, such as `[id]`, is that folder and no character class.
 */
async function rootedPattern(
  pattern: string,
  workingFolder: string,
  brackets: 'names' | 'classes',
): Promise<string> {
  const whole = isAbsolute(pattern) ? resolve(pattern) : resolve(escaped(workingFolder), pattern);
  const { root } = parse(whole);
  const segments = whole.slice(root.length).split(sep);
  const prefix = await existingPrefix(isAbsolute(pattern) ? whole : resolve(workingFolder, pattern));
  const own = isAbsolute(pattern) ? 0 : workingFolder.slice(root.length).split(sep).length;
  const literal = brackets === 'names' ? prefix : prefix.slice(0, own);
  const rooted = [...literal.map(escaped), ...segments.slice(literal.length)].join(sep);
  // The closing separator says that only folders are meant.
  return root + rooted + (pattern.endsWith('/') || pattern.endsWith(sep) ? sep : '');
}

/** The first segments of a path, as far as they hold no `*` or `?` and exist. */
async function existingPrefix(path: string): Promise<readonly string[]> {
  const { root } = parse(path);
  const segments = path.slice(root.length).split(sep);
  const found: string[] = [];
  for (const segment of segments) {
    if (/[*?]/.test(segment)) break;
    const exists = await lstat(join(root, ...found, segment)).then(
      () => true,
      () => false,
    );
    if (!exists) break;
    found.push(segment);
  }
  return found;
}

/** A path as a pattern that matches exactly it; a backslash escapes on every platform but Windows. */
function escaped(path: string): string {
  const text = sep === '\\' ? path : path.replaceAll('\\', '\\\\');
  return text.replace(/[[?*]/g, '[$&]');
}

/**
 * @actions/glob writes `::debug::` lines to standard output, all of them before its first wait. Nothing else can run
 * during that synchronous part, so that nothing else is swallowed.
 */
function unprinted<T>(start: () => Promise<T>): Promise<T> {
  const write = process.stdout.write;
  process.stdout.write = () => true;
  try {
    return start();
  } finally {
    process.stdout.write = write;
  }
}
