/**
 * `index.json` of a store of files: which bundle is about what. For readers, and for finding a statement again; no
 * decision rests on it.
 */

import { lstat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isObject, parseJsonObject } from '../../formats/json.ts';
import { BUNDLE_REGISTER } from '../../model/bundle-register.ts';
import { isDigest } from '../../model/digest.ts';
import { Fault } from '../../model/fault.ts';
import { limits } from '../../model/limits.ts';
import type { Json, JsonObject } from '../../model/statement.ts';
import type { Subject } from '../../model/subject.ts';
import { withLock } from './lock.ts';
import { nameProblem } from './name.ts';
import { readWhole, type Unreadable } from './open.ts';
import { errnoOf, reasonOf } from './system.ts';
import { writeWhole } from './write.ts';

const version = 1;

/** One bundle of the store. */
export interface Entry {
  /** SHA-256 of the statement, lower-case hexadecimal. */
  readonly key: string;
  /** Relative to the store, with forward slashes. */
  readonly file: string;
  readonly predicateType: string;
  readonly subjects: readonly Subject[];
}

/** @throws {Fault} `CUSTODY-309` when the index is there and is not one of ours */
export async function entriesOf(store: string): Promise<readonly Entry[]> {
  return (await read(store)).map(({ key, file, predicateType, subjects }) => ({
    key,
    file,
    predicateType,
    subjects,
  }));
}

/**
 * Adds an entry and keeps all others, whatever other processes add meanwhile.
 *
 * @throws {Fault} `CUSTODY-309`
 */
export async function addEntry(store: string, entry: Entry): Promise<void> {
  await withLock(join(store, `${BUNDLE_REGISTER}.lock`), async () => {
    const before = await read(store);
    const same = (each: Entry) => each.file === entry.file && each.key === entry.key;
    if (before.some(same)) return;
    const statements = [...before.filter((each) => each.file !== entry.file), entry];
    const text = `${JSON.stringify({ version, statements }, null, 2)}\n`;
    await writeWhole(join(store, BUNDLE_REGISTER), Buffer.from(text), 'CUSTODY-309');
  });
}

/** True for the index of a store, which is no evidence. */
export function isRegister(path: string, bytes: Uint8Array): boolean {
  if (basename(path) !== BUNDLE_REGISTER) return false;
  try {
    return parse(bytes) !== undefined;
  } catch {
    return false;
  }
}

// What else an entry holds is kept: a later version may have written it.
type StoredEntry = Entry & JsonObject;

async function read(store: string): Promise<readonly StoredEntry[]> {
  const path = join(store, BUNDLE_REGISTER);
  if (await isAbsent(path)) return [];
  const bytes = await readWhole(path, limits.bundleFileBytes, (why) => unusable(path, wordsOf(why)));
  if (bytes === undefined) throw unusable(path, `it has more than ${limits.bundleFileBytes} bytes`);
  const entries = parsed(path, bytes);
  if (entries === undefined) throw unusable(path, 'it is not an index of bundles, version 1');
  return entries;
}

/** Any other failure is met again, and told of, when the file is opened. */
async function isAbsent(path: string): Promise<boolean> {
  return lstat(path).then(
    () => false,
    (error: unknown) => errnoOf(error) === 'ENOENT',
  );
}

function parsed(path: string, bytes: Uint8Array): readonly StoredEntry[] | undefined {
  try {
    return parse(bytes);
  } catch (error) {
    throw unusable(path, 'it is not JSON', error);
  }
}

function parse(bytes: Uint8Array): readonly StoredEntry[] | undefined {
  const index = parseJsonObject(bytes, BUNDLE_REGISTER);
  const statements = index['statements'];
  if (index['version'] !== version || !Array.isArray(statements)) return undefined;
  return statements.every(isEntry) ? statements : undefined;
}

function isEntry(value: Json): value is StoredEntry {
  if (!isObject(value)) return false;
  const { key, file, predicateType, subjects } = value;
  if (typeof key !== 'string' || !isDigest('sha256', key) || typeof predicateType !== 'string') return false;
  // Trust rule T25: an index from elsewhere cannot send us out of the store.
  if (typeof file !== 'string' || nameProblem(file) !== undefined) return false;
  return Array.isArray(subjects) && subjects.every(isSubject);
}

function isSubject(value: Json): boolean {
  if (!isObject(value) || typeof value['name'] !== 'string') return false;
  const digest = value['digest'];
  return isObject(digest) && Object.values(digest).every((each) => typeof each === 'string');
}

function wordsOf(why: Unreadable): string {
  return why.kind === 'system' ? reasonOf(why.error) : `it is not readable as a file: ${why.what}`;
}

function unusable(path: string, reason: string, cause?: unknown): Fault {
  return new Fault('CUSTODY-309', `\`${path}\` cannot be added to: ${reason}.`, {
    hint: 'It was left as it is. Move it away, or choose another folder for the evidence.',
    cause,
  });
}
