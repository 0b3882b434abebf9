/**
 * The port `EvidenceStore` over a folder. A bundle, once there, is never overwritten: another one of the same name
 * gets a name of its own.
 */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { keyOf } from '../../formats/peek.ts';
import { Fault } from '../../model/fault.ts';
import { limits } from '../../model/limits.ts';
import type { EvidenceStore, StatementKey, Stored } from '../../ports/evidence.ts';
import { readWhole } from './open.ts';
import { existingFile, fileNames, makeFolders, stemsOf } from './place.ts';
import { addEntry, entriesOf } from './register.ts';
import { writeNew } from './write.ts';

/**
 * @param folder made when the first bundle is stored
 * @returns a store whose methods throw `CUSTODY-309`; `recall` too when the folder's index cannot be added to, which
 *   is better known before something is signed
 */
export function fileStore(folder: string): EvidenceStore {
  const store = resolve(folder);
  return {
    name: 'files',
    recall: (statement) => recall(store, statement),
    put: (statement, bundle) => put(store, statement, bundle),
  };
}

interface Recalled {
  readonly bytes: Uint8Array;
  readonly stored: Stored;
  /** Nanoseconds. */
  readonly written: bigint;
}

/** What is missing or unreadable is no bundle that could be used again: one more is made, and none is lost. */
async function recall(store: string, statement: StatementKey): Promise<readonly Recalled[]> {
  const files = new Set(
    (await entriesOf(store)).filter(({ key }) => key === statement.key).map(({ file }) => file),
  );
  for (const stem of stemsOf(statement)) {
    for (const file of fileNames(stem, statement)) {
      if ((await existingFile(store, file)) === undefined) break;
      files.add(file);
    }
  }
  const found: Recalled[] = [];
  for (const file of files) {
    const recalled = await readBundle(store, file);
    if (recalled !== undefined && keyOf(recalled.bytes) === statement.key) found.push(recalled);
  }
  return found.sort((a, b) => Number(b.written - a.written));
}

async function readBundle(store: string, file: string): Promise<Recalled | undefined> {
  const real = await existingFile(store, file);
  if (real === undefined) return undefined;
  try {
    const bytes = await readWhole(real, limits.bundleBytes, () => unreadable(file));
    const { mtimeNs } = await stat(real, { bigint: true });
    return bytes && { bytes, stored: { path: join(store, file) }, written: mtimeNs };
  } catch {
    return undefined;
  }
}

async function put(store: string, statement: StatementKey, bundle: Uint8Array): Promise<Stored> {
  const file = await place(store, statement, bundle);
  const { key, predicateType, subjects } = statement;
  await addEntry(store, { key, file, predicateType, subjects });
  return { path: join(store, file) };
}

/** Finds the first name that is free, or that holds these very bytes. */
async function place(store: string, statement: StatementKey, bundle: Uint8Array): Promise<string> {
  for (const stem of stemsOf(statement)) {
    if (!(await makeFolders(store, stem))) continue;
    for (const file of fileNames(stem, statement)) {
      if (await writeNew(join(store, file), bundle, 'CUSTODY-309')) return file;
      const present = await readBundle(store, file);
      if (present !== undefined && Buffer.compare(present.bytes, bundle) === 0) return file;
    }
  }
  throw new Fault('CUSTODY-309', `No name is free in \`${store}\` for the bundle.`, {
    hint: 'Choose an empty folder for the evidence.',
  });
}

function unreadable(file: string): Fault {
  return new Fault('CUSTODY-309', `\`${file}\` cannot be read back.`, { hint: 'Look at what stands there.' });
}
