/**
 * When the commit that is checked out was made, read from the repository's own files
 * (https://git-scm.com/docs/gitrepository-layout): no process is started for it.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { inflateSync } from 'node:zlib';
import { packedCommit } from './pack.ts';

/** A commit has some hundred bytes; a signature and a long message some thousand. */
const MOST = 1024 * 1024;

/** Documents write times as RFC 3339 does, which ends with the year 9999; a commit may claim any. */
const LAST_SECOND = 253_402_300_799;

/** `undefined` where there is no repository, or where the commit is stored in a way that is not read here. */
export async function commitTime(folder: string): Promise<Date | undefined> {
  try {
    const git = await gitFolder(folder);
    const common = resolve(git, (await textOf(join(git, 'commondir'))) ?? '.');
    const id = await head(git, common);
    const commit =
      id && ((await loose(common, id)) ?? (await packedCommit(join(common, 'objects', 'pack'), id)));
    return commit ? timeOf(commit) : undefined;
  } catch {
    // The time is a convenience: without it the document has none, and says so.
    return undefined;
  }
}

/** `.git` is a folder, or in a work tree a file that names one. */
async function gitFolder(folder: string): Promise<string> {
  const place = join(folder, '.git');
  const named = await textOf(place);
  return named === undefined ? place : resolve(folder, named.replace(/^gitdir: /, ''));
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return undefined;
  }
}

async function head(git: string, common: string): Promise<string | undefined> {
  const text = (await textOf(join(git, 'HEAD'))) ?? '';
  const [, ref] = /^ref: (refs\/[^\s]+)$/.exec(text) ?? [];
  if (ref === undefined) return idOf(text);
  const direct = await textOf(join(common, ref));
  if (direct !== undefined) return idOf(direct);
  const refs = ((await textOf(join(common, 'packed-refs'))) ?? '').split('\n');
  return idOf(refs.find((line) => line.endsWith(` ${ref}`))?.split(' ')[0] ?? '');
}

function idOf(text: string): string | undefined {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined;
}

async function loose(common: string, id: string): Promise<string | undefined> {
  const path = join(common, 'objects', id.slice(0, 2), id.slice(2));
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const text = inflateSync(bytes, { maxOutputLength: MOST }).toString('utf8');
  return /^commit \d+\0/.test(text) ? text.slice(text.indexOf('\0') + 1) : undefined;
}

/** `committer NAME <ADDRESS> SECONDS ZONE`, in the header above the first empty line. */
function timeOf(commit: string): Date | undefined {
  const header = commit.slice(0, commit.indexOf('\n\n'));
  const seconds = Number(/^committer .*> (\d{1,12}) [+-]\d{4}$/m.exec(header)?.[1]);
  return seconds <= LAST_SECOND ? new Date(seconds * 1000) : undefined;
}
