/** The cases in a folder, with their files: nothing outside of it can be named (trust rule T25). */
import { join, posix, resolve } from 'node:path';
import type { Wiring } from '../kit/wire.ts';
import { Fault, Faults, type Place } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import type { Candidate } from '../model/requirement.ts';
import type { Artifact } from '../model/subject.ts';
import { type PolicyCase, readCase } from '../policy/cases/case.ts';
import { gather } from './gather.ts';

/** A case, and what it is about. */
export interface FoundCase {
  readonly name: string;
  readonly wanted: PolicyCase;
  readonly artifact: Artifact;
  readonly candidates: readonly Candidate[];
}

interface ReadCase {
  readonly name: string;
  /** For people. */
  readonly file: string;
  readonly wanted: PolicyCase;
}

interface Folder {
  readonly path: string;
  /** By name relative to the folder, each hashed. */
  readonly files: ReadonlyMap<string, Artifact>;
}

/**
 * @param workspace absolute
 * @throws Faults `CUSTODY-508` for everything that is wrong with any case, and those of the file system
 */
export async function findCases(
  path: string,
  workspace: string,
  wire: Wiring,
): Promise<readonly FoundCase[]> {
  const folder = await openFolder(path, workspace, wire);
  const names = [...folder.files.keys()].filter((name) => /(?:^|[/.])case\.yml$/.test(name));
  const faults: Fault[] = names.length === 0 ? [noCase(path)] : [];
  const read = await all(names, faults, async (name) => {
    const file = join(path, name);
    const bytes = await (await wire.namedFiles()).read(file, limits.policyBytes);
    return { name, file, wanted: readCase(bytes ?? new Uint8Array(), file) };
  });
  faults.push(...strays(folder, names, read.flatMap(namedBy)));
  const found = await all(read, faults, (one) => open(one, folder, wire));
  const [first, ...more] = faults;
  if (first) throw new Faults([first, ...more]);
  return found;
}

/** What can be had; what keeps the others back is told at once. */
async function all<T, U>(
  items: readonly T[],
  faults: Fault[],
  read: (item: T) => Promise<U>,
): Promise<readonly U[]> {
  const done: U[] = [];
  for (const item of items) {
    try {
      done.push(await read(item));
    } catch (error) {
      if (!(error instanceof Fault || error instanceof Faults)) throw error;
      faults.push(...(error instanceof Faults ? error.faults : [error]));
    }
  }
  return done;
}

async function openFolder(path: string, workspace: string, wire: Wiring): Promise<Folder> {
  const base = resolve(workspace, path);
  const selection = { patterns: [join(base, '**')], base, most: limits.bundleFiles };
  try {
    const artifacts = await (await wire.files()).artifacts(selection, ['sha256', 'sha384', 'sha512']);
    return { path, files: new Map(artifacts.map((artifact) => [artifact.name, artifact])) };
  } catch (error) {
    throw error instanceof Fault && error.code === 'CUSTODY-201' ? noCase(path) : error;
  }
}

async function open({ name, file, wanted }: ReadCase, folder: Folder, wire: Wiring): Promise<FoundCase> {
  const within = (path: string, at: Place) => {
    const found = folder.files.get(placed(name, path));
    if (!found) throw unusable(`\`${path}\` is no file in \`${folder.path}\``, { ...at, file });
    return found;
  };
  const paths = wanted.evidence.map((path) => join(folder.path, within(path, wanted.at).name));
  const artifact = artifactOf(wanted, within);
  const sources = await wire.sources(paths, undefined, undefined);
  const [candidates = []] = await gather([artifact], async () => ({ sources, predicateTypes: [] }));
  if (candidates.length === 0) throw unusable(`none of its evidence names ${artifact.name}`, wanted.at);
  return { name: wanted.name ?? name, wanted, artifact, candidates };
}

function artifactOf({ artifact }: PolicyCase, within: (path: string, at: Place) => Artifact): Artifact {
  const { name, file, sha256 = '', at } = artifact;
  return file === undefined ? { name, digests: { sha256 }, size: 0 } : { ...within(file, at), name };
}

function placed(name: string, path: string): string {
  return posix.join(posix.dirname(name), path).normalize('NFC');
}

function namedBy({ name, wanted: { artifact, evidence } }: ReadCase): readonly string[] {
  return [...evidence, ...(artifact.file === undefined ? [] : [artifact.file])].map((path) =>
    placed(name, path),
  );
}

/** A case under a name that nothing looks for would never be tried. */
function strays(
  { path, files }: Folder,
  cases: readonly string[],
  used: readonly string[],
): readonly Fault[] {
  return [...files.keys()]
    .filter(
      (name) =>
        /\.ya?ml$/i.test(name) && name !== 'policy.yml' && !cases.includes(name) && !used.includes(name),
    )
    .map((name) => unusable('it is no case by its name, and no case names it', { file: join(path, name) }));
}

function noCase(path: string): Fault {
  return unusable('it holds no case', { file: path }, 'Name a case `case.yml`, or `NAME.case.yml`.');
}

const useIt = 'Name a case `case.yml` or `NAME.case.yml`, its files by paths below the folder of cases.';

function unusable(message: string, at: Place, hint = useIt): Fault {
  return new Fault('CUSTODY-508', message, { hint, at });
}
