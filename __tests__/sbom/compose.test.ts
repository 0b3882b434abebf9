/** From what an artifact shows, with what the lockfiles add, to one list: sorted, each once, and no more than is shown. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeCycloneDx } from '../../src/formats/cyclonedx-write.ts';
import type { Inventory, Package } from '../../src/model/inventory.ts';
import { composeBom, type Facts } from '../../src/sbom/compose.ts';
import { takeStock } from '../../src/sbom/stock.ts';
import { growthProblem } from '../hostile/growth.ts';
import { faultOf } from '../support/faults.ts';
import { runs } from '../support/runs.ts';
import { alone, file, inventory, npm, readerOf } from './support.ts';

const facts: Facts = {
  artifact: { name: 'app.tgz', digests: { sha256: 'a'.repeat(64) } },
  tool: { name: 'custody', version: '1.2.3' },
  installed: [],
};
const lock = (packages: readonly Package[], changes: Partial<Inventory> = {}) => inventory(packages, changes);
const shown = (packages: readonly Package[], changes: Partial<Inventory> = {}) =>
  takeStock(file('app.tgz', 100), [readerOf('app.tgz', inventory(packages, changes))], alone);
const compose = async (
  packages: readonly Package[],
  locks: readonly Inventory[],
  changes: Partial<Inventory> = {},
) => composeBom(await shown(packages, changes), locks, facts);

test('what a lockfile names and the artifact does not show is not listed; what it says of the others is added', async () => {
  const hashes = { sha512: 'b'.repeat(128) };
  const locked = [
    npm('a', { hashes, dependsOn: ['b@1.0.0'] }),
    npm('b', { dependsOn: ['c@1.0.0'] }),
    npm('c'),
  ];
  const { components, truth } = await compose([npm('a'), npm('c')], [lock(locked)]);
  expect(components).toMatchObject([
    { purl: 'pkg:npm/a@1.0.0', hashes, dependsOn: ['pkg:npm/c@1.0.0'] },
    { purl: 'pkg:npm/c@1.0.0' },
  ]);
  expect(truth).toMatchObject({ precision: 1, methods: ['manifest'] });
});

test('what is installed says who makes what is listed, and adds nothing to the list', async () => {
  const installed = [
    npm('a', { supplier: 'Ann', licence: { expression: 'MIT' } }),
    npm('b', { supplier: 'Bob' }),
  ];
  const bom = composeBom(await shown([npm('a'), npm('c', { supplier: 'Cy' })]), [], { ...facts, installed });
  expect(bom.components).toMatchObject([
    { purl: 'pkg:npm/a@1.0.0', supplier: 'Ann', licence: { expression: 'MIT' } },
    { purl: 'pkg:npm/c@1.0.0', supplier: 'Cy' },
  ]);
});

test('where the artifact shows nothing, what was locked is listed without a proof in it, and that is said', async () => {
  const dev = npm('dev', { scope: 'development' });
  const { components, truth, gaps } = await compose([], [lock([npm('a'), npm('b'), dev])]);
  expect(components.map(({ purl }) => purl)).toEqual(['pkg:npm/a@1.0.0', 'pkg:npm/b@1.0.0']);
  expect(truth).toMatchObject({ precision: 0, recall: 0, opaque: 1, methods: ['lockfile'] });
  expect(gaps.map(({ message }) => message)).toEqual([
    'nothing in the artifact shows which of the 2 locked packages it holds',
  ]);
});

test('a package in several places is one component with several proofs, needed if it is needed anywhere', async () => {
  const copies = [
    npm('a', { id: '1', scope: 'optional', at: { file: 'x/package.json' } }),
    npm('a', { id: '2', at: { file: 'y/package.json' } }),
    npm('a', { id: '3', scope: 'development', at: { file: 'z/package.json' } }),
  ];
  const { components } = await compose(copies, []);
  expect(components).toMatchObject([{ scope: 'required' }]);
  expect(components[0]?.proofs.map(({ at }) => at.file)).toEqual([
    'x/package.json',
    'y/package.json',
    'z/package.json',
  ]);
});

test('T24 many copies of one package take time in proportion, and each is a proof', async () => {
  const copies = (count: number) => Array.from({ length: count }, (_, index) => npm('a', { id: `${index}` }));
  const read = async (packages: readonly Package[]) => writeCycloneDx(await compose(packages, []));
  expect(await growthProblem(copies, read, 8_000)).toBeUndefined();
  expect((await compose(copies(200), [])).components[0]?.proofs).toHaveLength(200);
});

test('T24 a walk through unlisted packages ends: many that are listed, all leading through many that are not', async () => {
  const hub = Array.from({ length: 3_500 }, (_, index) => `hub${index}@1.0.0`);
  const hubs = hub.map((id) => npm(id.split('@')[0] ?? '', { id, dependsOn: [] }));
  const leaves = Array.from({ length: 3_500 }, (_, index) => npm(`leaf${index}`, { dependsOn: hub }));
  const fault = await faultOf(
    compose(
      leaves.map(({ dependsOn: _, ...one }) => one),
      [lock([...hubs, ...leaves])],
    ),
  );
  expect([fault.code, fault.message]).toEqual(['CUSTODY-404', expect.stringContaining('steps')]);
});

test.each(['', ' ', '\t', '\ud800'])(
  'a name that no ecosystem has is a fault, not a component: %j',
  async (name) => {
    expect((await faultOf(compose([npm(name, { id: 'x' })], []))).code).toBe('CUSTODY-410');
  },
);

test('a lockfile by itself is what a build would start with, and has no content to be true of', async () => {
  const reader = readerOf('package-lock.json', inventory([npm('a')]), { method: 'lockfile' });
  const bom = composeBom(await takeStock(file('package-lock.json'), [reader], alone), [], facts);
  expect([bom.phase, bom.truth, bom.components.length]).toEqual(['pre-build', undefined, 1]);
});

describe('the product', () => {
  const root = { type: 'npm', name: 'app', version: '2.0.0' };
  test('is called as its own manifest calls it, before what a lockfile says', async () => {
    const { product } = await compose([], [lock([], { root: { ...root, name: 'other' } })], { root });
    expect(product.manifest).toEqual(root);
  });
  test('is called as the one lockfile calls it, and nothing where there are several', async () => {
    const locks = [lock([npm('a')], { root }), lock([npm('b')], { root: { ...root, name: 'other' } })];
    expect((await compose([npm('a')], locks.slice(0, 1))).product.manifest).toEqual(root);
    expect((await compose([npm('a')], locks)).product.manifest).toBeUndefined();
  });
});

test('the order in which an artifact names its packages changes nothing but the order of proofs', () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'B'), { minLength: 1 });
  return fc.assert(
    fc.asyncProperty(
      names.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      async ([one, other]) => {
        const ids = one.map((name) => `${name}@1.0.0`);
        const whole = (order: readonly string[]) =>
          compose(
            order.map((name) => npm(name)),
            [lock(order.map((name) => npm(name, { dependsOn: ids })))],
          );
        expect(writeCycloneDx(await whole(other))).toEqual(writeCycloneDx(await whole(one)));
      },
    ),
    { numRuns: runs(300) },
  );
});
