/** Why a package is needed, where a lockfile says so only of those that the project names itself. */
import type { Package } from '../../model/inventory.ts';

/** What the project names itself, by the reason. */
export interface Directs {
  readonly runtime: Iterable<string>;
  readonly optional: Iterable<string>;
  readonly development: Iterable<string>;
}

/**
 * The strongest reason by which a package is reached: at run time before optionally before for development. What is
 * not reached is not known to be left out, and has no scope.
 */
export function scopesOf(
  directs: Directs,
  next: (id: string) => readonly string[],
): (id: string) => Pick<Package, 'scope'> {
  const runtime = reachable(directs.runtime, next);
  const optional = reachable(directs.optional, next);
  const development = reachable(directs.development, next);
  return (id) => {
    if (runtime.has(id)) return {};
    if (optional.has(id)) return { scope: 'optional' };
    return development.has(id) ? { scope: 'development' } : {};
  };
}

function reachable(from: Iterable<string>, next: (id: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set(from);
  // A set that grows while it is walked hands out what was added.
  for (const id of found) for (const other of next(id)) found.add(other);
  return found;
}
