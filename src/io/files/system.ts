/** What the operating system says about files, in words: `errno` names, kinds of files, containment of paths. */
import type { BigIntStats, Stats } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';

/** The `errno` name of an error of `node:fs`, such as `ENOENT`; `undefined` for any other value. */
export function errnoOf(error: unknown): string | undefined {
  return textOf(error, 'code');
}

/** The path that an error of `node:fs` is about, where it names one. */
export function pathOf(error: unknown): string | undefined {
  return textOf(error, 'path');
}

// Looked at by its shape: errors of the platform may come from another realm, where `instanceof` says no.
function textOf(error: unknown, key: 'code' | 'path'): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : undefined;
}

/** The path of `path` below `folder`; `undefined` when it is the folder itself or lies elsewhere. */
export function pathWithin(folder: string, path: string): string | undefined {
  const inner = relative(folder, path);
  const leaves = inner === '' || inner === '..' || inner.startsWith(`..${sep}`) || isAbsolute(inner);
  return leaves ? undefined : inner;
}

/** What stands at a path instead of a regular file, with its article; `undefined` for a regular file. */
export function otherKind(facts: Stats | BigIntStats): string | undefined {
  if (facts.isFile()) return undefined;
  if (facts.isDirectory()) return 'a folder';
  if (facts.isFIFO()) return 'a named pipe';
  if (facts.isSocket()) return 'a socket';
  if (facts.isSymbolicLink()) return 'a link';
  return 'a device';
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EBUSY: 'it is in use',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'it exists already',
  EFBIG: 'it would be too large for the file system',
  EIO: 'the disk reported an error',
  EISDIR: 'it is a folder',
  ELOOP: 'links lead in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long for the file system',
  ENOENT: 'it does not exist',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'a part of its path is not a folder',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
};

/** Why a file operation failed, in words that end a sentence. */
export function reasonOf(error: unknown): string {
  const errno = errnoOf(error);
  if (errno === undefined) return 'the operation failed';
  return reasons[errno] ?? `the system answered ${errno}`;
}
