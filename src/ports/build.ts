/** The build that an artifact comes from: the folder in which it ran, as an SBOM needs it. */
import type { InventoryFile } from '../model/inventory.ts';

export interface Build {
  /**
   * The bytes of a file, by its path relative to the base; `undefined` where none stands or where it would lead out of the
   * base. Throws `CUSTODY-203` to `-205`, and `-404` past `most` bytes.
   */
  read(path: string, most: number): Promise<Uint8Array | undefined>;
  /** Names of the files that stand in the base itself, sorted. */
  names(): Promise<readonly string[]>;
  /**
   * Files below a folder of the base without those in a `node_modules` of its own, in a fixed order; nothing where there is
   * no such folder. Links are not followed, and files past `limits.inventoryBytes` are passed over.
   *
   * @param wanted asked by path, before a file is opened
   */
  below(folder: string, wanted: (path: string) => boolean): AsyncIterable<InventoryFile>;
  /** When the commit that is checked out was made; `undefined` where that cannot be told. */
  committed(): Promise<Date | undefined>;
}
