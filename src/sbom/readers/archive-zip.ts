/** ZIP files under whatever name: wheels, jars, NuGet packages, zipped folders. */
import { isZip, readZip } from '../../formats/zip.ts';
import type { Reader } from '../../model/inventory.ts';
import { inventoryOf } from '../archive-files.ts';

export const reader: Reader = {
  name: 'archive-zip',
  ecosystem: 'archives',
  reads: 'ZIP files by content: `.zip`, `.whl`, `.jar`, `.nupkg`; stored and deflated, ZIP64',
  method: 'manifest',
  gives: [],
  recognises: ({ path, bytes }) => isZip(bytes) || /\.(?:zip|whl|jar|nupkg)$/i.test(path),
  read: (file) => inventoryOf(readZip(file)),
};
