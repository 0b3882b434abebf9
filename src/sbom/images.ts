/** One inventory of a file that holds a program for each of several architectures. */
import { imagesOf } from '../formats/executable.ts';
import type { Image } from '../formats/image.ts';
import type { Inventory, InventoryFile, Package, PackageName, Share } from '../model/inventory.ts';

/** All the bytes of a program that nobody can look into: it is never said to have no dependencies. */
export function opaque({ bytes }: Image, file: string, reason: string): Inventory {
  const shares: readonly Share[] = [{ owner: 'opaque', bytes: bytes.length }];
  return { packages: [], gaps: [{ at: { file }, message: `${file} ${reason}` }], shares };
}

/**
 * The programs of a file together: what is in several of them with the same id is there once, with all that it depends on
 * in one or the other.
 *
 * @param read what one of them holds
 */
export function readImages(file: InventoryFile, read: (image: Image) => Inventory): Inventory {
  const inventories = (imagesOf(file.bytes) ?? []).map(read);
  const found = new Map<string, Package>();
  const add = (one: Package) => found.set(one.id, merged(found.get(one.id) ?? one, one));
  let root: Inventory['root'];
  for (const inventory of inventories) {
    const isSame = root?.name === inventory.root?.name && root?.version === inventory.root?.version;
    if (inventory.root && (root === undefined || isSame))
      root = { ...inventory.root, ...united(root, inventory.root) };
    // A program that is another one is in the file like everything else.
    else if (inventory.root) add({ ...inventory.root, id: idOf(inventory.root), at: { file: file.path } });
    inventory.packages.forEach(add);
  }
  return {
    ...(root && { root }),
    packages: [...found.values()],
    gaps: inventories.flatMap(({ gaps }) => gaps),
    shares: inventories.flatMap(({ shares }) => shares ?? []),
  };
}

type Linked = Pick<Package, 'dependsOn'>;

/** Needed where one of them runs, it is needed. */
function merged(one: Package, other: Package): Package {
  return { ...(one.scope === undefined ? one : other), ...united(one, other) };
}

function united(one: Linked | undefined, other: Linked): Linked {
  const all = [...(one?.dependsOn ?? []), ...(other.dependsOn ?? [])];
  return one?.dependsOn || other.dependsOn ? { dependsOn: [...new Set(all)] } : {};
}

const idOf = ({ name, version }: PackageName) => `${name}@${version}`;
