/**
 * The package of a `.crate` archive, in the manifest that cargo wrote into it. All of the archive belongs to it, and what
 * it was locked to stands in the `Cargo.lock` beside it.
 */
import { posix } from 'node:path';
import { member, textAt } from '../../formats/json.ts';
import { cargoLicence } from '../../formats/licence.ts';
import { readToml } from '../../formats/toml.ts';
import type { Inventory, Reader } from '../../model/inventory.ts';

export const reader: Reader = {
  name: 'crate',
  ecosystem: 'crates.io',
  reads: '`NAME-VERSION/Cargo.toml` of a `.crate` archive',
  method: 'manifest',
  gives: ['licences'],
  recognises: ({ path }) => /^[^/]+-[0-9][^/]*\/Cargo\.toml$/.test(path),
  read(file): Inventory {
    const { root } = readToml(file);
    const manifest = member(root, 'package');
    const name = textAt(manifest, 'name');
    const version = textAt(manifest, 'version');
    // An archive of sources has such a folder too, and may be a workspace or bear another version.
    if (!name || !version || posix.dirname(file.path) !== `${name}-${version}`)
      return { packages: [], gaps: [] };
    const licence = cargoLicence(textAt(manifest, 'license'));
    const found = { type: 'cargo', name, version };
    return { root: { ...found, ...(licence && { licence }) }, packages: [], gaps: [] };
  },
};
