import { expect, test } from '@jest/globals';
import { reachable } from '../../../src/sbom/bundle/reach.ts';

const files = new Map<string, readonly string[]>([
  ['lib/main.js', ['./part', '../data.json', 'other', './missing']],
  ['lib/part/index.js', ['..', './side.js']],
  ['lib/part/side.ts', []],
  ['lib/index.js', []],
  ['data.json', []],
  ['index.js', []],
  ['dist/browser.js', []],
  ['deep/one.js', []],
  ['deep/two.js', []],
]);
const reach = (manifest: unknown, deep: readonly string[] = []) =>
  [...reachable(files, Buffer.from(JSON.stringify(manifest)), deep)].sort();

test('what the manifest names, and what that names in turn', () => {
  const main = ['data.json', 'index.js', 'lib/main.js', 'lib/part/index.js', 'lib/part/side.ts'];
  expect(reach({ main: './lib/main' })).toEqual([...main.slice(0, 2), 'lib/index.js', ...main.slice(2)]);
});

test('conditions and patterns of exports', () => {
  expect(reach({ exports: { '.': { import: ['./index.js'] }, './*': { default: './deep/*.js' } } })).toEqual([
    'deep/one.js',
    'deep/two.js',
    'index.js',
  ]);
});

test('paths that others name, and the index of a package without a manifest', () => {
  expect(reach({}, ['deep/one'])).toEqual(['deep/one.js', 'index.js']);
  expect([...reachable(files, undefined, [])]).toEqual(['index.js']);
  expect([...reachable(files, Buffer.from('no JSON'), [])]).toEqual(['index.js']);
});
