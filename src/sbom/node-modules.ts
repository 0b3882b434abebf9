/**
 * Which package a name means, by the algorithm of Node.js
 * (https://nodejs.org/api/modules.html#loading-from-node_modules-folders).
 */
import type { Place } from '../model/fault.ts';
import { withinLimit } from './limits.ts';

/** A package that is installed, or a link to a folder. */
export interface Installed {
  /** `node_modules/a/node_modules/b`, or the folder of a workspace. */
  readonly location: string;
  /** The location that a link leads to. */
  readonly target?: string | undefined;
}

/** Finds the locations that names mean to the package at a location. */
export type Resolver = (from: string, at: Place) => (name: string) => string | undefined;

/** A folder, by the segments of its path. */
interface Folder {
  readonly folders: Map<string, Folder>;
  /** What lies in its `node_modules`. */
  readonly names: Map<string, Installed>;
}

const MODULES = 'node_modules/';

/**
 * @returns finds what is meant, behind a link; `undefined` where nothing is installed under a name. It throws Fault
 *   `CUSTODY-404` where more folders than the limit may hold it
 */
export function nodeModules(installed: Iterable<Installed>): Resolver {
  const top = newFolder();
  for (const one of installed) {
    const start = one.location.lastIndexOf(MODULES);
    if (start < 0) continue;
    let holder = top;
    for (const segment of segmentsOf(one.location.slice(0, start))) {
      const next = holder.folders.get(segment) ?? newFolder();
      holder.folders.set(segment, next);
      holder = next;
    }
    holder.names.set(one.location.slice(start + MODULES.length), one);
  }
  return (from, at) => {
    const reachable = around(from, top);
    withinLimit('nodeModulesDepth', reachable.length, at);
    return (name) => {
      const found = reachable.find(({ names }) => names.has(name))?.names.get(name);
      return found?.target ?? found?.location;
    };
  };
}

/** The folders around a location, and itself, that have a `node_modules`: nearest first. */
function around(location: string, top: Folder): readonly Folder[] {
  const found = [top];
  let folder: Folder | undefined = top;
  for (const segment of segmentsOf(location)) {
    folder = folder.folders.get(segment);
    if (!folder) break;
    found.push(folder);
  }
  return found.filter(({ names }) => names.size > 0).reverse();
}

const segmentsOf = (path: string): readonly string[] => path.split('/').filter((segment) => segment !== '');

const newFolder = (): Folder => ({ folders: new Map(), names: new Map() });
