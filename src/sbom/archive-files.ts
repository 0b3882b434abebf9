/** The files of an archive, unpacked one by one as they are asked for, so that one at a time is in memory. */
import type { ArchiveEntry } from '../formats/archive.ts';
import type { Inventory } from '../model/inventory.ts';

/** Links are left out: what they lead to is a file of the archive itself. The files may be walked more than once. */
export function inventoryOf(entries: readonly ArchiveEntry[]): Inventory {
  return {
    packages: [],
    gaps: [],
    files: {
      *[Symbol.iterator]() {
        for (const { path, kind, unpack } of entries) if (kind === 'file') yield { path, bytes: unpack() };
      },
    },
  };
}
