/**
 * Patterns → absolute paths. Nothing is left out in silence: a pattern without a match is a fault. A path that exists
 * is literal before it is a pattern; `#` and `~` are names; `*` and `?` stay within a folder, `**` crosses folders; a
 * line that begins with `!` takes away from all others, wherever it stands, and a folder so named takes all that is
 * in it. (An exclusion that takes nothing away is accepted: what it guards against need not be there on every run.)
 */
import { lstat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { Fault } from '../../model/fault.ts';
import { closestName } from './closest.ts';
import { hasWildcard, matchesOf } from './glob.ts';
import { errnoOf, pathOf, reasonOf } from './system.ts';

/**
 * The paths that the patterns name, each once, in no promised order. They may be links, pipes or devices.
 *
 * @param patterns one path or glob each; relative ones begin at `workingFolder`
 * @param workingFolder absolute
 * @throws {Fault} `CUSTODY-102` for brackets that can be read in two ways, `-201`, `-204` for a folder named without a wildcard, `-205`, `-208`
 */
export async function select(patterns: readonly string[], workingFolder: string): Promise<readonly string[]> {
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  const unwanted = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  if (wanted.length === 0) throw nothingWanted(unwanted);
  const selected = new Set<string>();
  const unmatched: string[] = [];
  for (const pattern of wanted) {
    const paths = await pathsOf(pattern, workingFolder);
    if (paths.length === 0) unmatched.push(pattern);
    for (const path of paths) selected.add(path);
  }
  if (unmatched.length > 0) throw await withoutMatch(unmatched, workingFolder);
  const rest = await without(selected, unwanted, workingFolder);
  if (rest.length === 0) throw allExcluded(selected.size, unwanted);
  return rest;
}

/** As `select`. @throws Fault `CUSTODY-206` for more paths than `most` */
export async function selectAtMost(
  most: number,
  ...words: Parameters<typeof select>
): Promise<readonly string[]> {
  const paths = await select(...words);
  if (paths.length > most) throw tooMany(paths.length, most);
  return paths;
}

async function pathsOf(pattern: string, workingFolder: string): Promise<readonly string[]> {
  const paths = await namedOrMatched(pattern, workingFolder);
  if (paths.length === 0 || !pattern.includes('[')) return paths;
  // Whoever fills a folder could otherwise hide the files that a pattern means behind one that is called like it.
  const others = await runGlob(pattern, workingFolder, false, 'classes');
  const known = new Set(paths);
  const hidden = others.find((path) => !known.has(path));
  if (hidden !== undefined) throw ambiguous(pattern, paths[0] ?? '', hidden);
  return paths;
}

async function namedOrMatched(pattern: string, workingFolder: string): Promise<readonly string[]> {
  // What holds a `*` or `?` matches itself as a pattern too: a file called `*` must not hide its neighbours.
  if (!/[*?]/.test(pattern)) {
    const literal = await literalPath(pattern, workingFolder);
    if (literal !== undefined) return [literal];
    if (!hasWildcard(pattern)) return [];
  }
  return runGlob(pattern, workingFolder, false);
}

async function literalPath(pattern: string, workingFolder: string): Promise<string | undefined> {
  const path = resolve(workingFolder, pattern);
  const facts = await lstat(path).catch((error: unknown) => {
    if (['EACCES', 'EPERM', 'EIO', 'ELOOP'].includes(errnoOf(error) ?? '')) throw unreadable(pattern, error);
    return undefined;
  });
  if (facts?.isDirectory()) throw folderNamed(pattern);
  // `resolve` drops a closing separator, which says that only a folder is meant.
  return facts === undefined || /[/\\]$/.test(pattern) ? undefined : path;
}

async function without(
  selected: ReadonlySet<string>,
  unwanted: readonly string[],
  workingFolder: string,
): Promise<readonly string[]> {
  const rest = new Set(selected);
  for (const pattern of unwanted) {
    const path = resolve(workingFolder, pattern);
    for (const each of rest) if (each === path || each.startsWith(path + sep)) rest.delete(each);
    if (!hasWildcard(pattern)) continue;
    for (const each of await runGlob(pattern, workingFolder, true)) rest.delete(each);
  }
  return [...rest];
}

async function runGlob(
  pattern: string,
  workingFolder: string,
  descend: boolean,
  brackets?: 'names' | 'classes',
): Promise<readonly string[]> {
  if (/[\r\n]/.test(workingFolder + pattern)) throw lineBreak(pattern);
  try {
    return await matchesOf(pattern, workingFolder, descend, brackets);
  } catch (error) {
    throw unreadable(pattern, error);
  }
}

function unreadable(pattern: string, error: unknown): Fault {
  const path = pathOf(error);
  if (path?.includes('\uFFFD')) {
    return new Fault('CUSTODY-208', `\`${pattern}\` matches a name that is not valid Unicode: \`${path}\`.`, {
      hint: 'Rename the file, or use a pattern that does not enter its folder.',
      cause: error,
    });
  }
  const where = path === undefined || path.endsWith(pattern) ? '' : ` at \`${path}\``;
  return new Fault('CUSTODY-205', `\`${pattern}\` cannot be read${where}: ${reasonOf(error)}.`, {
    hint: 'Let this user read every folder that the pattern enters, or use a narrower pattern.',
    cause: error,
  });
}

function lineBreak(pattern: string): Fault {
  return new Fault(
    'CUSTODY-208',
    `\`${pattern}\` cannot be used as a pattern: a line break stands in it or in the working folder.`,
    {
      hint: 'Put one pattern on each line.',
    },
  );
}

function ambiguous(pattern: string, named: string, matched: string): Fault {
  return new Fault('CUSTODY-102', `\`${pattern}\` can be read in two ways.`, {
    hint: `As a name it means \`${named}\`; with its brackets as a class of characters it also matches \`${matched}\`. Write \`[[]\` for a bracket that is part of a name, or use \`*\`.`,
  });
}

function folderNamed(pattern: string): Fault {
  const folder = pattern.replace(/(?<![/\\])[/\\]+$/, '');
  return new Fault('CUSTODY-204', `\`${pattern}\` is a folder, not a file.`, {
    hint: `Write \`${folder}/*\` for the files in it, or \`${folder}/**\` for those in its folders too.`,
  });
}

async function withoutMatch(patterns: readonly string[], workingFolder: string): Promise<Fault> {
  const shown = patterns.map((pattern) => `\`${pattern}\``).join(', nor ');
  const hints = await Promise.all(
    patterns.slice(0, 10).map((pattern) => closestName(pattern, workingFolder)),
  );
  return new Fault('CUSTODY-201', `No file matches ${shown}.`, {
    hint: [...new Set(hints), `Relative patterns begin at \`${workingFolder}\`.`].join('\n'),
  });
}

function nothingWanted(unwanted: readonly string[]): Fault {
  const message =
    unwanted.length === 0 ? 'No pattern was given.' : 'Every pattern begins with `!`, which excludes.';
  return new Fault('CUSTODY-201', message, { hint: 'Add a line that names files, such as `dist/*`.' });
}

function allExcluded(count: number, unwanted: readonly string[]): Fault {
  const shown = unwanted.map((pattern) => `\`!${pattern}\``).join(', ');
  return new Fault('CUSTODY-201', `All of the files that match (${count}) are excluded by ${shown}.`, {
    hint: 'Narrow the lines that begin with `!`. They apply to every other line, wherever they stand.',
  });
}

function tooMany(count: number, most: number): Fault {
  return new Fault('CUSTODY-206', `${count} files match, and ${most} is the most.`, {
    hint: 'Narrow the patterns, exclude files with `!`, pack them into an archive, or use several steps.',
  });
}
