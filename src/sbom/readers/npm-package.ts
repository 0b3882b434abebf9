/**
 * Packages of npm where their files lie: that of a packed archive, and what is installed or bundled below `node_modules`.
 * The folder of the manifest belongs to the package, without what lies in a deeper one.
 */
import { posix } from 'node:path';
import { readPackageJson } from '../../formats/package-json.ts';
import type { Inventory, Reader } from '../../model/inventory.ts';

const INSTALLED = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^@./][^/]*\/package\.json$/;
/** In an archive of npm, and in a checkout. Deeper ones say how a folder is to be loaded, or are samples of tests. */
const ROOT = /^(?:package\/)?package\.json$/;

export const reader: Reader = {
  name: 'npm-package',
  ecosystem: 'npm',
  reads: '`package.json` of a packed archive, of the root, and of each package below `node_modules`',
  method: 'manifest',
  gives: ['licences', 'suppliers'],
  recognises: ({ path }) => ROOT.test(path) || INSTALLED.test(path),
  read(file): Inventory {
    const { path } = file;
    const manifest = readPackageJson(file);
    const { name, version } = manifest;
    const at = { file: path };
    const isRoot = ROOT.test(path);
    if (name === '')
      return { packages: [], gaps: isRoot ? [] : [{ at, message: `${path} names no package` }] };
    if (isRoot) return { root: { type: 'npm', ...manifest }, packages: [], gaps: [] };
    const found = { type: 'npm', ...manifest, id: `${name}@${version}`, at, location: posix.dirname(path) };
    return {
      packages: [found],
      gaps: version === '' ? [{ at, message: `${name} states no version` }] : [],
    };
  },
};
