/**
 * RECORD: the files of a Python distribution with their digests
 * (https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file). CSV with quotation
 * marks where a path needs them.
 */

import { type DigestAlgorithm, strongAlgorithms } from '../model/digest.ts';
import type { InventoryFile } from '../model/inventory.ts';
import { limits } from '../model/limits.ts';
import { beyond, unreadable } from './artifact-faults.ts';

export interface RecordedFile {
  /** Relative to the folder that the `.dist-info` folder is in; scripts of an installed one may lie outside of it. */
  readonly path: string;
  /** Absent for RECORD itself, and for what the installer compiles. */
  readonly digest?: { readonly algorithm: DigestAlgorithm; readonly hex: string };
  readonly line: number;
}

/** @throws Fault `CUSTODY-410` for a row that is none, and for a weak digest; `CUSTODY-404` past a limit */
export function readRecord({ path: file, bytes }: InventoryFile): readonly RecordedFile[] {
  if (bytes.length > limits.inventoryBytes) throw beyond(file, `has ${bytes.length} bytes`, 'inventoryBytes');
  const rows = Buffer.from(bytes).toString('utf8').split(/\r?\n/);
  if (rows.length > limits.archiveEntries) throw beyond(file, 'has more rows', 'archiveEntries');
  return rows.flatMap((row, index) => (row === '' ? [] : [readRow(row, index + 1, file)]));
}

function readRow(row: string, line: number, file: string): RecordedFile {
  const [, quoted, plain, digest = ''] = /^(?:"((?:[^"]|"")*)"|([^",]*)),([^",]*),[0-9]*$/.exec(row) ?? [];
  const path = quoted?.replaceAll('""', '"') ?? plain;
  if (!path) throw unreadable(file, `line ${line} is no row of it`);
  return { path, line, ...(digest && { digest: digestOf(digest, line, file) }) };
}

function digestOf(text: string, line: number, file: string): NonNullable<RecordedFile['digest']> {
  const [name, encoded = ''] = text.split('=', 2);
  const algorithm = strongAlgorithms.find((known) => known === name);
  if (!algorithm) throw unreadable(file, `line ${line} has no strong digest`);
  return { algorithm, hex: Buffer.from(encoded, 'base64url').toString('hex') };
}
