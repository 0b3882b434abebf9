/** The package.json beside a lockfile that does not say what it is the lockfile of. */

import { member } from '../formats/json.ts';
import { objectIn, readJsonFile, textIn } from '../formats/json-lines.ts';
import { npmLicence } from '../formats/licence.ts';
import type { Inventory, Surroundings } from '../model/inventory.ts';

export type Root = NonNullable<Inventory['root']>;

/** A dependency as a manifest asks for it. */
export interface Wanted {
  readonly name: string;
  readonly range: string;
  readonly kind: 'always' | 'optional' | 'development';
}

export interface Manifest {
  readonly root: Root;
  readonly wants: readonly Wanted[];
  /** It has workspaces, each of which wants more. */
  readonly isShared: boolean;
}

/**
 * @returns nothing where there is none
 * @throws Fault `CUSTODY-410` for one that cannot be read
 */
export async function manifestBeside(around: Surroundings): Promise<Manifest | undefined> {
  const name = 'package.json';
  const bytes = await around.near(name);
  if (!bytes) return undefined;
  const file = readJsonFile(bytes, name);
  const licence = npmLicence(file.root);
  const wants = (key: string, kind: Wanted['kind']): Wanted[] => {
    const members = objectIn(file, file.root, key);
    return Object.keys(members).map((one) => ({ name: one, range: textIn(file, members, one) ?? '', kind }));
  };
  return {
    isShared: member(file.root, 'workspaces') !== undefined,
    root: {
      type: 'npm',
      name: textIn(file, file.root, 'name') ?? '',
      version: textIn(file, file.root, 'version') ?? '',
      ...(licence && { licence }),
    },
    wants: [
      ...wants('dependencies', 'always'),
      ...wants('optionalDependencies', 'optional'),
      ...wants('devDependencies', 'development'),
    ],
  };
}
