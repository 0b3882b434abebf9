/** Compares what was built with what is committed: names, bytes and the executable bit. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltFile } from './bundle.ts';
import { listFiles } from './source.ts';

/**
 * The differences between a build and a folder.
 * @returns one line each, sorted; none when the folder is exactly the build
 */
export function differences(built: ReadonlyMap<string, BuiltFile>, folder: string): readonly string[] {
  const present = existsSync(folder) ? listFiles(folder) : [];
  const names = [...new Set([...built.keys(), ...present])].sort();
  return names.flatMap((name) =>
    difference(name, built.get(name), join(folder, name), present.includes(name)),
  );
}

function difference(name: string, file: BuiltFile | undefined, path: string, isPresent: boolean): string[] {
  if (file === undefined) return [`${name}: no build makes it`];
  if (!isPresent) return [`${name}: missing`];
  const bytes = Buffer.from(file.text);
  const found = readFileSync(path);
  if (!found.equals(bytes)) return [`${name}: ${found.length} bytes differ from the ${bytes.length} built`];
  // Windows keeps no executable bit.
  const isExecutable = process.platform === 'win32' ? file.executable : (statSync(path).mode & 0o111) !== 0;
  return isExecutable === file.executable ? [] : [`${name}: ${file.executable ? 'not ' : ''}executable`];
}
