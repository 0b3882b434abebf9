/**
 * The licences of what is bundled. ncc's own list covers a single chunk, so it is made here: from the modules
 * that the bundler says it has put in, the lockfile's entry of each, and the texts that lie in its folder.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
}

const TEXT = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/**
 * The package that a module belongs to.
 * @param path of the module, relative to the root, with forward slashes
 * @returns its folder, which is its key in package-lock.json; undefined for the project's own modules
 */
export function packageOf(path: string): string | undefined {
  return /^(.*(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

/**
 * One text with the name, version, licence and licence texts of every package.
 * @param root folder of the repository, with its lockfile and node_modules
 * @param folders of the packages, relative to the root
 * @throws Error for a package that is not in the lockfile or names no licence
 */
export function licensesOf(root: string, folders: Iterable<string>): string {
  const lock: unknown = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { packages } = lock as { packages: Readonly<Record<string, LockedPackage>> };
  const entries = [...new Set(folders)].map((folder) => entryOf(root, folder, packages[folder]));
  const sorted = entries.sort((left, right) => (left < right ? -1 : 1));
  return `The files in this folder contain code of these packages.\n\n${sorted.join('\n')}`;
}

function entryOf(root: string, folder: string, locked: LockedPackage | undefined): string {
  const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (locked?.version === undefined) throw new Error(`${folder} is bundled but not in package-lock.json`);
  if (locked.license === undefined) throw new Error(`${folder} is bundled but names no licence`);
  const texts = readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && TEXT.test(entry.name))
    .map((entry) => entry.name)
    .sort()
    .map((file) =>
      readFileSync(join(root, folder, file), 'utf8')
        .replaceAll('\r\n', '\n')
        .trim(),
    );
  const body = texts.length > 0 ? texts.join('\n\n') : '(the package holds no licence text)';
  return `${'='.repeat(80)}\n${name} ${locked.version} (${locked.license})\n${'='.repeat(80)}\n${body}\n`;
}
