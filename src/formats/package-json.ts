/** What a package.json says of its package (https://docs.npmjs.com/cli/v11/configuring-npm/package-json). */
import type { InventoryFile } from '../model/inventory.ts';
import type { Licence } from '../model/licence.ts';
import { parseJsonObject, textAt } from './json.ts';
import { npmLicence } from './licence.ts';
import { npmMaker } from './party.ts';

export interface PackageJson {
  /** Empty where it has none, as those of folders that only say how they are to be loaded. */
  readonly name: string;
  readonly version: string;
  readonly licence?: Licence;
  readonly supplier?: string;
}

/** @throws Fault `CUSTODY-410` for what is no JSON object */
export function readPackageJson({ path, bytes }: InventoryFile): PackageJson {
  // Editors on Windows leave a byte order mark there, and npm takes it.
  const text = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  const manifest = parseJsonObject(text, path, 'CUSTODY-410');
  const licence = npmLicence(manifest);
  const supplier = npmMaker(manifest);
  return {
    name: textAt(manifest, 'name') ?? '',
    version: textAt(manifest, 'version') ?? '',
    ...(licence && { licence }),
    ...(supplier !== undefined && { supplier }),
  };
}
