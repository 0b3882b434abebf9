/** Generated files: compared with what lies there, and written. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface GeneratedFile {
  /** Relative to the root of the checkout, with forward slashes. */
  readonly path: string;
  readonly content: string;
}

export interface Difference {
  readonly path: string;
  readonly why: string;
}

/** Folders in which every file is generated, so that one more is left over from something removed. */
const ownedFolders = ['actions', 'docs/reference', 'docs/errors', 'schema'];

/** The text of a file, or `undefined` where there is none. */
export function read(root: string, path: string): string | undefined {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

export function differences(root: string, files: readonly GeneratedFile[]): readonly Difference[] {
  const expected = new Set(files.map(({ path }) => path));
  const changed = files.flatMap(({ path, content }) => {
    const found = read(root, path);
    if (found === content) return [];
    return [{ path, why: found === undefined ? 'is missing' : firstDifference(found, content) }];
  });
  const leftOver = ownedFolders
    .flatMap((folder) => filesUnder(root, folder))
    .filter((path) => !expected.has(path))
    .map((path) => ({ path, why: 'belongs to nothing that is declared; remove it' }));
  return [...changed, ...leftOver];
}

/** Writes what differs. What is left over is named by `--check` and removed by hand: it may hold hand-written text. */
export function write(root: string, files: readonly GeneratedFile[], wrong: readonly Difference[]): void {
  for (const { path, content } of files.filter((file) => wrong.some((each) => each.path === file.path))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

function firstDifference(found: string, expected: string): string {
  const lines = expected.split('\n');
  const index = found.split('\n').findIndex((line, at) => line !== lines[at]);
  return `differs from line ${index < 0 ? lines.length : index + 1} on`;
}

function filesUnder(root: string, folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    );
}
