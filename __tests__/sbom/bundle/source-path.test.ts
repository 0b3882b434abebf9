import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Package } from '../../../src/model/inventory.ts';
import { SourcePaths } from '../../../src/sbom/bundle/source-path.ts';
import { runs } from '../../support/runs.ts';

const locked = (location: string, version: string): Package => ({
  type: 'npm',
  id: location,
  location,
  name: location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length),
  version,
  at: { file: 'package-lock.json' },
});

const paths = new SourcePaths([
  locked('node_modules/a', '1.0.0'),
  locked('node_modules/@s/b', '2.0.0'),
  locked('node_modules/a/node_modules/@s/b', '1.0.0'),
  locked('packages/w/node_modules/a', '3.0.0'),
]);

function owner(path: string): string {
  const source = paths.ownerOf(path);
  if (source.kind === 'locked') return source.package.id;
  return source.kind === 'named' ? `${source.name}@${source.version} at ${source.location}` : source.kind;
}

test.each([
  ['node_modules/a/index.js', 'node_modules/a'],
  ['./node_modules/a/index.js', 'node_modules/a'],
  ['.././node_modules/@s/b/lib/x.js', 'node_modules/@s/b'],
  ['../../node_modules/a/node_modules/@s/b/x.js', 'node_modules/a/node_modules/@s/b'],
  ['webpack://project/./node_modules/a/index.js', 'node_modules/a'],
  ['webpack:///node_modules/a/index.js?1234', 'node_modules/a'],
  ['/home/runner/w/node_modules/a/index.js', 'node_modules/a'],
  ['C:\\w\\node_modules\\a\\index.js', 'node_modules/a'],
  ['../packages/w/node_modules/a/x.js', 'packages/w/node_modules/a'],
  // What a package carries inside of itself is its own.
  ['node_modules/a/node_modules/unknown/x.js', 'node_modules/a'],
  ['../node_modules/.pnpm/@s+b@1.0.0_c@3.0.0/node_modules/@s/b/x.js', 'node_modules/a/node_modules/@s/b'],
  ['.yarn/cache/@s-b-npm-2.0.0-0123456789-0123456789.zip/node_modules/@s/b/x.js', 'node_modules/@s/b'],
  ['.yarn/cache/c-npm-4.0.0-0123456789.zip/node_modules/c/x.js', 'c@4.0.0 at node_modules/c'],
  ['node_modules/c/x.js', 'c@ at node_modules/c'],
  ['src/index.ts', 'own'],
  ['node_modules', 'own'],
  ['webpack/bootstrap', 'bundler'],
  ['webpack://p/webpack/runtime/global', 'bundler'],
  ['../external node-commonjs "fs"', 'bundler'],
  ['\0commonjsHelpers.js', 'bundler'],
])('%j → %s', (path, expected) => {
  expect(owner(path)).toBe(expected);
});

test('every path has an owner', () => {
  const part = fc.constantFrom(
    'node_modules',
    '/',
    '..',
    'a',
    '@s',
    'b',
    '.pnpm',
    '@',
    'webpack://',
    '|',
    '?',
    '\\',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
      expect(owner(parts.join(''))).toBeTruthy();
    }),
    { numRuns: runs() },
  );
});
