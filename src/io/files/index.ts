/** The port `Files` over the file system: select, name, then hash a few at a time. */
import type { DigestAlgorithm } from '../../model/digest.ts';
import { Fault } from '../../model/fault.ts';
import type { Artifact } from '../../model/subject.ts';
import type { FileSelection, Files } from '../../ports/files.ts';
import { hashFile, newBlocks } from './hash.ts';
import { type Base, nameWithin, openBase, realWithin } from './locate.ts';
import { type Named, requireDistinctNames } from './name.ts';
import { selectAtMost } from './select.ts';

// The pool has four threads, in which small files are hashed and large ones read.
const lanes = 4;

/** @param workingFolder absolute; where relative patterns begin */
export function nodeFiles(workingFolder: string = process.cwd()): Files {
  return {
    async artifacts(selection, algorithms) {
      const base = await openBase(selection.base);
      const files = await namedFiles(base, selection, workingFolder);
      const [first, ...rest] = await hashAll(base, files, algorithms);
      if (first === undefined) throw new Fault('CUSTODY-201', 'No file matches.', { hint: 'Name a file.' });
      return [first, ...rest];
    },
  };
}

async function namedFiles(
  base: Base,
  selection: FileSelection,
  workingFolder: string,
): Promise<readonly Named[]> {
  const paths = await selectAtMost(selection.most, selection.patterns, workingFolder);
  const files = await Promise.all([...paths].sort().map((path) => nameWithin(base, path)));
  requireDistinctNames(files);
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function hashAll(
  base: Base,
  files: readonly Named[],
  algorithms: readonly DigestAlgorithm[],
): Promise<readonly Artifact[]> {
  const artifacts = new Map<Named, Artifact>();
  const queue = [...files];
  const lane = async () => {
    const blocks = newBlocks();
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const real = await realWithin(base, file);
      artifacts.set(file, { name: file.name, ...(await hashFile(real, file, algorithms, blocks)) });
    }
  };
  // The first fault ends the other lane too, after the file that it is at.
  const stop = (): void => void queue.splice(0);
  await Promise.all(Array.from({ length: Math.min(lanes, files.length) }, () => lane().finally(stop)));
  return files.flatMap((file) => artifacts.get(file) ?? []);
}
