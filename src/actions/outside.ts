/** Whether a path leads out of a folder, by its name alone: links are for whoever opens it. */
import { isAbsolute, relative, sep } from 'node:path';

/** @param path absolute; another drive of Windows is outside as well */
export function isOutside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
}
