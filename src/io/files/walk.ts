/**
 * A path that the user named → the files of evidence at it: the file itself, or everything with a bundle's ending in
 * the folder and below it, sorted. No link leads out of the folder; one that would is told of (trust rule T22).
 */
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type EvidenceFile, type FailedCandidate, unreadableCandidate } from './bundles.ts';
import { errnoOf, pathWithin, reasonOf } from './system.ts';

/** A file to read, or the candidate that stands in its place. */
export type Found = EvidenceFile | FailedCandidate;

const endings = /\.(?:json|jsonl|sigstore)$/i;
const namedHint = 'Name a file of bundles, or a folder that holds some.';

/** Everything at `named`, which begins at the working folder unless it is absolute. */
export async function evidenceAt(named: string): Promise<readonly Found[]> {
  try {
    const path = await realpath(resolve(named));
    const facts = await stat(path);
    // An explicitly named file may have any ending: whether it is a bundle is for the verifier to say.
    if (!facts.isDirectory()) return [{ path, origin: named }];
    const found = await evidenceBelow({ root: path, path, origin: named });
    return found.length > 0 ? found : [failed(named, 'the folder holds no bundle')];
  } catch (error) {
    return [failed(named, reasonOf(error), error)];
  }
}

interface Folder {
  /** The folder that the user named, without links. */
  readonly root: string;
  readonly path: string;
  readonly origin: string;
}

async function evidenceBelow(folder: Folder): Promise<readonly Found[]> {
  const found: Found[] = [];
  const queue = [folder];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const here = next;
    const entries = await readdir(here.path, { withFileTypes: true }).catch((error: unknown) => error);
    if (!Array.isArray(entries)) found.push(failed(here.origin, reasonOf(entries), entries));
    else for (const entry of entries) await sort(entry, here, found, queue);
  }
  return found.sort((a, b) => (a.origin < b.origin ? -1 : 1));
}

async function sort(entry: Dirent, here: Folder, found: Found[], queue: Folder[]): Promise<void> {
  const path = join(here.path, entry.name);
  const origin = join(here.origin, entry.name);
  if (entry.isDirectory()) queue.push({ root: here.root, path, origin });
  else if (entry.isSymbolicLink()) found.push(...(await behindLink(here.root, path, origin)));
  else if (endings.test(entry.name)) found.push({ path, origin });
}

/** What is inside of the root is reached without the link too, unless the link alone has a bundle's ending. */
async function behindLink(root: string, link: string, origin: string): Promise<readonly Found[]> {
  try {
    const path = await realpath(link);
    const folder = (await stat(path)).isDirectory();
    if (!folder && !endings.test(link)) return [];
    if (pathWithin(root, path) !== undefined) return folder ? [] : [{ path, origin }];
    if (folder && path === root) return [];
    return [failed(origin, 'it is a link that leads out of the folder')];
  } catch (error) {
    const broken = errnoOf(error) === 'ENOENT' ? 'it is a link to nothing' : reasonOf(error);
    return endings.test(link) ? [failed(origin, broken, error)] : [];
  }
}

function failed(origin: string, reason: string, cause?: unknown): FailedCandidate {
  return unreadableCandidate(origin, reason, { hint: namedHint, cause });
}
