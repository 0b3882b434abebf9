/**
 * Where a store of files puts a bundle: `<subject name>.sigstore.json`, in folders as in the name, for one subject;
 * `statement-<key>.sigstore.json` for several. Trust rule T25: no subject name leads out of the folder, by dots, by
 * drive letters or by links.
 */
import { lstat, mkdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { StatementKey } from '../../ports/evidence.ts';
import { nameProblem } from './name.ts';
import { errnoOf, pathWithin } from './system.ts';
import { unwritten } from './write.ts';

const ending = '.sigstore.json';
const keyLetters = 12;
/** Most bytes of one segment on common file systems. */
const segmentBytes = 255;
/** Most bundles of one statement under one name. */
const mostOfOne = 100;

/** Paths without ending to which the bundle may go, the wanted one first; with forward slashes, below the store. */
export function stemsOf(statement: StatementKey): readonly string[] {
  const general = `statement-${shortKey(statement)}`;
  const [{ name }, ...others] = statement.subjects;
  return others.length === 0 && canBeFile(name) ? [name, general] : [general];
}

/** File names for one stem: each is tried after the one before it turned out to hold something else. */
export function fileNames(stem: string, statement: StatementKey): readonly string[] {
  const own = `${stem}.${shortKey(statement)}`;
  const more = Array.from({ length: mostOfOne }, (_, index) => `${own}-${index + 2}${ending}`);
  return [`${stem}${ending}`, `${own}${ending}`, ...more];
}

/**
 * Makes the folders of a stem below the store.
 *
 * @returns false when a link or a file stands where a folder would be needed
 */
export async function makeFolders(store: string, stem: string): Promise<boolean> {
  await makeFolder(store, true);
  let folder = store;
  for (const segment of stem.split('/').slice(0, -1)) {
    folder = join(folder, segment);
    await makeFolder(folder);
    if (!(await lstat(folder)).isDirectory()) return false;
  }
  return true;
}

/** The absolute path of a file of the store, when it exists and no link leads it out of the store. */
export async function existingFile(store: string, file: string): Promise<string | undefined> {
  if (nameProblem(file) !== undefined) return undefined;
  const [root, real] = await Promise.all(
    [store, join(store, file)].map((path) => realpath(path).catch(() => undefined)),
  );
  return root !== undefined && real !== undefined && pathWithin(root, real) !== undefined ? real : undefined;
}

function canBeFile(name: string): boolean {
  if (nameProblem(name) !== undefined) return false;
  // The index and its lock, on file systems that know no case too.
  if (/^index\.json(?:\.lock)?(?:\/|$)/i.test(name)) return false;
  // A drive letter or an alternate data stream.
  if (sep === '\\' && name.includes(':')) return false;
  // Room for the key and a number, which a second statement of one name needs.
  const room = segmentBytes - ending.length - keyLetters - 6;
  return name.split('/').every((segment) => Buffer.byteLength(segment) <= room);
}

function shortKey({ key }: StatementKey): string {
  return key.slice(0, keyLetters);
}

async function makeFolder(folder: string, recursive = false): Promise<void> {
  try {
    await mkdir(folder, { recursive });
  } catch (error) {
    if (!recursive && errnoOf(error) === 'EEXIST') return;
    throw unwritten(folder, error, 'CUSTODY-309');
  }
}
