/** The committed patches, each a unified diff that takes a rule, or one part of it, out of the source. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Patch {
  /** File name without `.patch`: `T5-foreign-pin`. */
  readonly name: string;
  readonly rule: string;
  /** Absolute. */
  readonly path: string;
  /** Paths of the files that it changes, relative to the root. */
  readonly touches: readonly string[];
}

/**
 * @param folder holds nothing but patches, `T<n>.patch` or `T<n>-<part>.patch`
 * @returns in the order of the rules' numbers, then of the parts' names
 * @throws Error for a file of another name, and for a patch that changes nothing
 */
export function readPatches(folder: string): readonly Patch[] {
  return readdirSync(folder)
    .map((file) => readPatch(folder, file))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

function readPatch(folder: string, file: string): Patch {
  const [, name, rule] = /^((T\d+)(?:-[a-z0-9]+)*)\.patch$/.exec(file) ?? [];
  if (name === undefined || rule === undefined)
    throw new Error(`${file} is not named T<n>.patch or T<n>-<part>.patch`);
  const path = join(folder, file);
  const touches = [...readFileSync(path, 'utf8').matchAll(/^\+\+\+ b\/(\S+)$/gm)].map(
    ([, touched = '']) => touched,
  );
  if (touches.length === 0) throw new Error(`${file} changes nothing`);
  return { name, rule, path, touches };
}
