/** Tar archives, packed with gzip or not, and single files that gzip has packed. */
import { posix } from 'node:path';
import { gunzip, isGzip } from '../../formats/gzip.ts';
import { isTar, readTar } from '../../formats/tar.ts';
import type { InventoryFile, Reader } from '../../model/inventory.ts';
import { inventoryOf } from '../archive-files.ts';

/** The names under which an archive is expected, so that what is none is refused and not passed over. */
const TAR = /\.(?:tar|tgz|tar\.gz|crate)$/i;

export const reader: Reader = {
  name: 'archive-tar',
  ecosystem: 'archives',
  reads: 'tar archives by content: `.tar`, `.tar.gz`, `.tgz`, `.crate`; single files in `.gz`',
  method: 'manifest',
  gives: [],
  recognises: ({ path, bytes }) => isGzip(bytes) || isTar(bytes) || TAR.test(path),
  read(file) {
    const bytes = isGzip(file.bytes) ? gunzip(file) : file.bytes;
    const unpacked = { path: file.path, bytes };
    return inventoryOf(isTar(bytes) || TAR.test(file.path) ? readTar(unpacked) : [single(unpacked)]);
  },
};

/** The name in the header of gzip is not asked: nothing checks it. */
function single({ path, bytes }: InventoryFile) {
  return {
    path: posix.basename(path).replace(/\.gz$/i, ''),
    kind: 'file' as const,
    size: bytes.length,
    unpack: () => bytes,
  };
}
