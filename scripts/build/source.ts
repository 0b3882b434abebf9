/**
 * What dist/ is made from, as one digest. dist/SOURCE holds it, so that "dist is older than its source" can be
 * said without building.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that decides the bytes of dist/, relative to the root; folders count with all they hold. */
const INPUTS = [
  'package-lock.json',
  'scripts/build',
  'scripts/build.ts',
  'src',
  'tsconfig.build.json',
  'tsconfig.json',
] as const;

/** Every file below a folder, as sorted paths relative to it, with forward slashes. */
export function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => path.slice(folder.length + 1).replaceAll('\\', '/'))
    .sort((left, right) => (left < right ? -1 : 1));
}

/**
 * Digest of the inputs of the build: for each file, in order, its path and the digest of its bytes.
 * @param root folder of the repository
 * @returns hexadecimal SHA-256
 */
export function sourceDigest(root: string): string {
  const total = createHash('sha256');
  for (const path of INPUTS.flatMap((input) => expand(root, input))) {
    const content = createHash('sha256')
      .update(readFileSync(join(root, path)))
      .digest('hex');
    total.update(`${content}  ${path}\n`);
  }
  return total.digest('hex');
}

function expand(root: string, input: string): readonly string[] {
  if (/\.\w+$/.test(input)) return [input];
  return listFiles(join(root, input)).map((path) => `${input}/${path}`);
}
