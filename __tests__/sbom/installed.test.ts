/** Manifests of installed packages: of what is locked and listed, under its own name and version, and read no further. */
import { expect, test } from '@jest/globals';
import type { Package } from '../../src/model/inventory.ts';
import type { Build } from '../../src/ports/build.ts';
import { installedPackages } from '../../src/sbom/installed.ts';
import { takeStock } from '../../src/sbom/stock.ts';
import { faultOf } from '../support/faults.ts';
import { alone, file, inventory, npm, readerOf } from './support.ts';

const manifest = (name: string, version = '1.0.0') =>
  JSON.stringify({ name, version, author: `${name}'s author`, license: 'MIT' });
const lockedAt = (location: string, name = location.slice(location.lastIndexOf('/') + 1)): Package =>
  npm(name, { location, at: { file: 'app/package-lock.json' } });

async function installed(
  files: Readonly<Record<string, string>>,
  locked: readonly Package[],
  shown = locked,
) {
  const asked: string[] = [];
  const build: Build = {
    read: async (path) => {
      asked.push(path);
      return files[path] === undefined ? undefined : Buffer.from(files[path]);
    },
    names: async () => [],
    below: async function* () {},
    committed: async () => undefined,
  };
  const reader = readerOf('app.tgz', inventory(shown.map(({ name }) => npm(name))));
  const stock = await takeStock(file('app.tgz', 100), [reader], alone);
  const found = await installedPackages(stock, [inventory(locked)], build);
  return { found: found.map(({ name, supplier }) => `${name}: ${supplier}`), asked };
}

test('are read where the lockfile stands', async () => {
  const path = 'app/node_modules/a/package.json';
  const read = await installed({ [path]: manifest('a') }, [lockedAt('node_modules/a')]);
  expect(read).toEqual({ found: ["a: a's author"], asked: [path] });
});

test('count for the name and the version that are locked alone', async () => {
  const files = {
    'app/node_modules/a/package.json': manifest('a', '2.0.0'),
    'app/node_modules/b/package.json': manifest('evil'),
    'app/node_modules/c/package.json': '{}',
  };
  const locked = ['a', 'b', 'c', 'd'].map((name) => lockedAt(`node_modules/${name}`));
  expect((await installed(files, locked)).found).toEqual([]);
});

test('are read once for several copies, at the first that is there', async () => {
  const second = 'app/node_modules/x/node_modules/a/package.json';
  const locked = ['a', 'x/node_modules/a', 'y/node_modules/a'].map((way) => lockedAt(`node_modules/${way}`));
  const { found, asked } = await installed({ [second]: manifest('a') }, locked, [npm('a')]);
  expect(found).toEqual(["a: a's author"]);
  expect(asked).toEqual(['app/node_modules/a/package.json', second]);
});

test('are not read for what is not listed', async () => {
  const locked = [lockedAt('node_modules/a')];
  expect((await installed({}, locked, [npm('b')])).asked).toEqual([]);
});

test('are refused with their path where they are broken', async () => {
  const path = 'app/node_modules/a/package.json';
  const fault = await faultOf(installed({ [path]: '{' }, [lockedAt('node_modules/a')]));
  expect([fault.code, fault.message]).toEqual(['CUSTODY-410', expect.stringContaining(path)]);
});
