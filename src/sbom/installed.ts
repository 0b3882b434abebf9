/** What the manifests of installed packages add to those that are listed: who makes them, and under which licence. */
import { posix } from 'node:path';
import { readPackageJson } from '../formats/package-json.ts';
import type { Inventory, Package } from '../model/inventory.ts';
import { limits } from '../model/limits.ts';
import type { Build } from '../ports/build.ts';
import type { Stock } from './stock.ts';

/** Where a package is installed, relative to the base: locations are written from where the lockfile stands. */
export function folderOf({ at, location = '' }: Package): string {
  return posix.join(posix.dirname(at.file), location);
}

/**
 * Of npm's packages alone: lockfiles of others name no place of installation.
 *
 * @returns those whose manifest bears the name and the version that are locked
 * @throws Fault `CUSTODY-410` for a manifest that cannot be read, `CUSTODY-404` past a limit
 */
export async function installedPackages(
  { known }: Stock,
  locks: readonly Inventory[],
  build: Build,
): Promise<readonly Package[]> {
  const wanted = new Set(known.map((one) => keyOf(one.package)));
  const locked = known.flatMap((one) => (one.method === 'lockfile' ? [one.package] : []));
  const found: Package[] = [];
  for (const one of [...locked, ...locks.flatMap(({ packages }) => packages)]) {
    if (one.type !== 'npm' || one.location === undefined || !wanted.has(keyOf(one))) continue;
    const path = `${folderOf(one)}/package.json`;
    const bytes = await build.read(path, limits.inventoryBytes);
    const manifest = bytes && readPackageJson({ path, bytes });
    if (manifest?.name !== one.name || manifest.version !== one.version) continue;
    found.push({ ...one, ...manifest });
    // Further copies say the same.
    wanted.delete(keyOf(one));
  }
  return found;
}

const keyOf = ({ type, name, version }: Package): string => `${type}:${name}@${version}`;
