/** Explains a pattern without a match: the deepest folder that exists, and the name in it that comes closest. */
import { lstat, readdir } from 'node:fs/promises';
import { join, parse, resolve, sep } from 'node:path';
import { editsBetween } from '../../model/edits.ts';

const mostNames = 10_000;
/** No file system has longer names. */
const longestName = 255;

/** A sentence that helps to mend a pattern, or `undefined` when nothing comes close. */
export async function closestName(pattern: string, workingFolder: string): Promise<string | undefined> {
  const whole = resolve(workingFolder, pattern);
  const { root } = parse(whole);
  const segments = whole.slice(root.length).split(sep);
  let folder = root;
  while (segments[0] !== undefined && !/[*?]/.test(segments[0])) {
    const next = join(folder, segments[0]);
    const facts = await lstat(next).catch(() => undefined);
    if (facts?.isSymbolicLink())
      return `\`${next}\` is a link, and patterns do not follow links: name its target.`;
    if (!facts?.isDirectory()) break;
    folder = next;
    segments.shift();
  }
  const wanted = segments.find((segment) => segment !== '**');
  if (wanted === undefined) return `\`${folder}\` holds no file.`;
  return describe(folder, nearest(wanted, await readdir(folder).catch(() => [])));
}

function describe(folder: string, name: string | undefined): string {
  return name === undefined
    ? `Nothing in \`${folder}\` has a similar name.`
    : `The closest name in \`${folder}\` is \`${name}\`.`;
}

/** The name that takes the fewest edits to match, when fewer than half of its letters change. */
export function nearest(wanted: string, names: readonly string[]): string | undefined {
  const most = Math.max(2, Math.floor(wanted.length / 2));
  const ranked = names
    .slice(0, mostNames)
    .map((name) => ({ name, edits: editsBetween(wanted.slice(0, longestName), name) }))
    .filter(({ edits }) => edits <= most)
    .sort((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1));
  return ranked[0]?.name;
}
