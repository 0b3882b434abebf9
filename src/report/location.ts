/** Where in the repository of this run a finding is shown. */
import type { Place } from '../model/fault.ts';
import { sameName } from '../model/identity.ts';

/** The run, as far as its files are concerned. */
export interface Here {
  /** `OWNER/REPOSITORY`. */
  readonly repository: string | undefined;
  /** Absolute folder of the checkout. */
  readonly workspace: string;
  /** Path of the workflow file in the repository. */
  readonly workflow: string | undefined;
}

/** A line of a file of the repository: with forward slashes and relative. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/**
 * The first of the places that lies in this repository; else the workflow that runs, for every annotation needs a file.
 *
 * @param places such as where a rule is stated, and then where its policy begins
 */
export function locate(places: readonly (Place | undefined)[], here: Here): Location {
  for (const place of places) {
    const file = place && repositoryPath(place.file, here);
    if (file === undefined) continue;
    const { line = 1, column } = place ?? {};
    return { file, line: Math.max(1, line), ...(column !== undefined && column > 0 && { column }) };
  }
  return { file: here.workflow ?? '.github', line: 1 };
}

/** The path in this repository of a file named by its path here, or as `OWNER/REPOSITORY@COMMIT:PATH`. */
function repositoryPath(file: string, { repository, workspace }: Here): string | undefined {
  const [, named, inRepository] = /^([\w.-]+\/[\w.-]+)@[^:]+:(.+)$/.exec(file) ?? [];
  if (named !== undefined && inRepository !== undefined) {
    return repository !== undefined && sameName(named, repository) ? relativePath(inRepository) : undefined;
  }
  const [path, folder] = [forward(file), `${forward(workspace).replace(/\/+$/, '')}/`];
  return relativePath(path.startsWith(folder) ? path.slice(folder.length) : path);
}

/** `path` with forward slashes when it is relative, stays where it is and holds nothing unseen. */
export function relativePath(path: string): string | undefined {
  const plain = forward(path).replace(/^(?:\.\/)+/, '');
  const leaves = plain === '' || /^[a-z]:|@[^/]*:|[\p{C}\p{Zl}\p{Zp}]/iu.test(plain);
  return leaves || plain.split('/').some((segment) => ['', '.', '..'].includes(segment)) ? undefined : plain;
}

function forward(path: string): string {
  return path.replaceAll('\\', '/');
}
