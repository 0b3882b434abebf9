/** Finds the folder in which the build of some artifacts ran: that of their lockfiles, where they stand at it or above. */
import { dirname, relative, resolve, sep } from 'node:path';
import type { Context } from '../kit/define.ts';
import type { Build } from '../ports/build.ts';
import { isLockName } from '../sbom/make.ts';
import { isOutside } from './outside.ts';

export interface BuildPlace {
  readonly build: Build;
  /** Its folder, relative to the workspace; empty for the workspace itself, and for a folder outside of it. */
  readonly folder: string;
  /** Those that were named, relative to the folder. */
  readonly lockfiles: readonly string[];
  /** The path of an artifact, relative to the folder; with forward slashes. */
  pathOf(name: string): string;
  /** Of the commit that is checked out around it. */
  committed(): Promise<Date | undefined>;
}

/**
 * @param base absolute: the folder that artifacts are named from
 * @param lockfiles as they were named, relative to the base; where there are none, the nearest folder that has any counts,
 *   from the base up to the workspace
 */
export async function buildOf(
  base: string,
  lockfiles: readonly string[],
  { wire, environment: { workspace } }: Context,
): Promise<BuildPlace> {
  const top = isOutside(workspace, base) ? base : resolve(workspace);
  const named = lockfiles.map((path) => resolve(base, path));
  const folder = named.length > 0 ? around(base, named, top) : await nearest(base, top, wire);
  const outer = await wire.build(top);
  return {
    build: await wire.build(folder),
    folder: pathFrom(top, folder),
    lockfiles: named.map((path) => pathFrom(folder, path)),
    pathOf: (name) => pathFrom(folder, resolve(base, name)),
    committed: () => outer.committed(),
  };
}

/** The folder that holds the base and what was named; never above the top, so that what lies there is not found. */
function around(base: string, named: readonly string[], top: string): string {
  let folder = base;
  while (folder !== top && named.some((path) => isOutside(folder, path))) folder = dirname(folder);
  return folder;
}

async function nearest(base: string, top: string, wire: Context['wire']): Promise<string> {
  for (let folder = base; folder !== top; folder = dirname(folder)) {
    const names = await (await wire.build(folder)).names();
    if (names.some(isLockName)) return folder;
  }
  return top;
}

const pathFrom = (folder: string, path: string): string => relative(folder, path).split(sep).join('/');
