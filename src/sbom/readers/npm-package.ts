/**
 * Packages of npm where their files lie: that of a packed archive, and what is installed or bundled below `node_modules`.
 * The folder of the manifest belongs to the package, without what lies in a deeper one.
 */
import { posix } from 'node:path';
import { parseJsonObject, textAt } from '../../formats/json.ts';
import { npmLicence } from '../../formats/licence.ts';
import type { Inventory, Package, Reader } from '../../model/inventory.ts';

const INSTALLED = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^@./][^/]*\/package\.json$/;
/** In an archive of npm, and in a checkout. Deeper ones say how a folder is to be loaded, or are samples of tests. */
const ROOT = /^(?:package\/)?package\.json$/;

export const reader: Reader = {
  name: 'npm-package',
  ecosystem: 'npm',
  reads: '`package.json` of a packed archive, of the root, and of each package below `node_modules`',
  method: 'manifest',
  gives: ['licences'],
  recognises: ({ path }) => ROOT.test(path) || INSTALLED.test(path),
  read({ path, bytes }): Inventory {
    // Editors on Windows leave a byte order mark there, and npm takes it.
    const text = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
    const manifest = parseJsonObject(text, path, 'CUSTODY-410');
    const name = textAt(manifest, 'name');
    const at = { file: path };
    const isRoot = ROOT.test(path);
    if (!name) return { packages: [], gaps: isRoot ? [] : [{ at, message: `${path} names no package` }] };
    const version = textAt(manifest, 'version') ?? '';
    const licence = npmLicence(manifest);
    const common = { type: 'npm', name, version, ...(licence && { licence }) };
    if (isRoot) return { root: common, packages: [], gaps: [] };
    const found: Package = { ...common, id: `${name}@${version}`, at, location: posix.dirname(path) };
    return {
      packages: [found],
      gaps: version === '' ? [{ at, message: `${name} states no version` }] : [],
    };
  },
};
