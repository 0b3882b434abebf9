/** Where the build of a bundle is looked into: what is installed lies where its lockfile stands. */
import { expect, test } from '@jest/globals';
import type { Build } from '../../src/ports/build.ts';
import { isLockName, readLocks, stockOf } from '../../src/sbom/make.ts';

const lockfile = JSON.stringify({
  lockfileVersion: 3,
  packages: { '': { name: 'web' }, 'node_modules/padder': { version: '1.0.0' } },
});
const bundle =
  'var __webpack_modules__ = {1: (module) => { module.exports = "padded"; }}; __webpack_require__(1);\n';

test('installed packages are looked for beside the lockfile, the product in the whole build', async () => {
  const asked: string[] = [];
  const build: Build = {
    read: async (path) => (path === 'packages/web/package-lock.json' ? Buffer.from(lockfile) : undefined),
    names: async () => [],
    below: async function* (folder) {
      asked.push(folder);
      yield { path: 'package.json', bytes: Buffer.from('{}') };
    },
    committed: async () => undefined,
  };
  const locks = () => readLocks(build, ['packages/web/package-lock.json']);
  const artifact = { path: 'packages/web/dist/index.js', bytes: Buffer.from(bundle) };
  await stockOf(artifact, { build, locks, tool: { name: 'custody', version: '1.0.0' } });
  expect(asked).toEqual(['', 'packages/web/node_modules/padder']);
});

test.each([
  ['package-lock.json', true],
  ['pnpm-lock.yaml', true],
  ['go.mod', true],
  ['requirements-dev.txt', true],
  ['action.yml', false],
  ['package.json', false],
  ['index.js', false],
])('%s is the name of a lockfile: %j', (name, expected) => expect(isLockName(name)).toBe(expected));
