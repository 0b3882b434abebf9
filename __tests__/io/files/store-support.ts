/** What a store of files holds, and one more bundle in it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileStore } from '../../../src/io/files/store.ts';
import { bundleOf, keyFor } from './support.ts';

export function index(folder: string): { version: number; statements: { key: string; file: string }[] } {
  return JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
}

export function everything(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

export async function put(
  folder: string,
  names: readonly [string, ...string[]],
  note = '',
  signature = 'c2ln',
) {
  const { statement, text } = keyFor(names, note);
  const bundle = bundleOf(text, signature);
  const { path = '' } = await fileStore(folder).put(statement, bundle);
  return { statement, bundle, file: path.slice(folder.length + 1), short: statement.key.slice(0, 12) };
}
