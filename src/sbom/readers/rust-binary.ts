/**
 * Programs of Rust that cargo-auditable built: the crates in them and their dependencies. The file is the program itself:
 * how many of its bytes come from which crate is not stated.
 */

import { unreadable } from '../../formats/artifact-faults.ts';
import { type AuditableCrate, hasAuditable, readAuditable } from '../../formats/auditable.ts';
import { imagesOf } from '../../formats/executable.ts';
import type { Image } from '../../formats/image.ts';
import type { Inventory, Origin, Package, Reader } from '../../model/inventory.ts';
import { opaque, readImages } from '../images.ts';

export const reader: Reader = {
  name: 'rust-binary',
  ecosystem: 'crates.io',
  reads: 'programs that `cargo auditable` built: ELF, PE, Mach-O',
  method: 'auditable',
  gives: ['edges', 'scopes'],
  recognises: ({ bytes }) => imagesOf(bytes)?.some(hasAuditable) ?? false,
  read: (file) => readImages(file, (image) => inventoryOf(image, file.path)),
};

function inventoryOf(image: Image, file: string): Inventory {
  const crates = readAuditable(image, file);
  if (crates === undefined)
    return opaque(image, file, 'holds a program beside those with a list of their crates');
  const [root, second] = crates.filter(({ isRoot }) => isRoot);
  if (root === undefined || second !== undefined)
    throw unreadable(file, 'its list of crates has not one root');
  const ids = idsOf(crates);
  const named = (indices: readonly number[]) => [...new Set(indices.map((index) => ids[index] ?? ''))];
  const { name, version, dependencies } = root;
  return {
    root: { type: 'cargo', name, version, dependsOn: named(dependencies) },
    packages: crates.flatMap((one, index) =>
      one === root ? [] : [packageOf(one, ids[index] ?? '', named(one.dependencies), file)],
    ),
    gaps: [],
    shares: [{ owner: 'first-party', bytes: image.bytes.length }],
  };
}

/** Name, version and source, numbered where two are the same: a crate may come from two commits of a repository. */
function idsOf(crates: readonly AuditableCrate[]): readonly string[] {
  const counts = new Map<string, number>();
  return crates.map(({ name, version, source }) => {
    const base = `${name}@${version} (${source})`;
    const count = (counts.get(base) ?? 0) + 1;
    counts.set(base, count);
    return count === 1 ? base : `${base} #${count}`;
  });
}

const kinds: ReadonlyMap<string, Origin['kind']> = new Map([
  ['git', 'git'],
  ['local', 'path'],
  ['registry', 'registry'],
]);

function packageOf(
  { name, version, source, isBuild }: AuditableCrate,
  id: string,
  dependsOn: readonly string[],
  file: string,
): Package {
  const kind = kinds.get(source);
  const build = { scope: 'development', groups: ['build'] } as const;
  const at = { file };
  return {
    type: 'cargo',
    name,
    version,
    id,
    at,
    dependsOn,
    ...(isBuild && build),
    ...(kind && { origin: { kind } }),
  };
}
