/** Edges of an SBOM: through what is not listed, never to what is not, and never around in circles. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Package } from '../../src/model/inventory.ts';
import { graphOf } from '../../src/sbom/graph.ts';
import { runs } from '../support/runs.ts';
import { inventory, npm } from './support.ts';

const nameOf = ({ name }: Pick<Package, 'name'>) => name;
const node = (name: string, ...dependsOn: readonly string[]) => npm(name, { id: name, dependsOn });

function edges(packages: readonly Package[], listed: readonly string[], root?: readonly string[]) {
  const about = { type: 'npm', name: 'app', version: '1.0.0' };
  const inventories = [inventory(packages, root ? { root: { ...about, dependsOn: root } } : {})];
  return graphOf(inventories, new Set(listed), nameOf);
}

test('what is not listed is passed through', () => {
  const { dependsOn, direct } = edges([node('a', 'b'), node('b', 'c'), node('c')], ['a', 'c'], ['a', 'b']);
  expect(Object.fromEntries(dependsOn)).toEqual({ a: ['c'], c: [] });
  expect(direct).toEqual(['a', 'c']);
});

test('a circle, listed or not, ends', () => {
  const circle = [node('a', 'b'), node('b', 'c'), node('c', 'b', 'a')];
  expect(edges(circle, ['a']).dependsOn.get('a')).toEqual([]);
  expect(edges(circle, ['a', 'b', 'c']).dependsOn.get('c')).toEqual(['a', 'b']);
});

test('where nothing is said, nothing is known: that is not the same as no dependency', () => {
  const { dependsOn, direct } = edges([npm('a', { id: 'a' }), node('b')], ['a', 'b']);
  expect([dependsOn.has('a'), dependsOn.get('b'), direct]).toEqual([false, [], undefined]);
});

test('several inventories are one graph', () => {
  const one = inventory([node('a', 'b'), npm('b', { id: 'b' })]);
  const two = inventory([node('b', 'c'), node('c')]);
  const { dependsOn } = graphOf([one, two], new Set(['a', 'b', 'c']), nameOf);
  expect(dependsOn.get('b')).toEqual(['c']);
});

describe('every graph', () => {
  test('holds edges between listed packages alone, and all that a walk finds', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const links = fc.dictionary(fc.constantFrom(...names), fc.subarray(names), { noNullPrototype: true });
    fc.assert(
      fc.property(links, fc.subarray(names), (tree, listed) => {
        const packages = names.map((name) => node(name, ...(tree[name] ?? [])));
        const { dependsOn } = edges(packages, listed);
        for (const name of listed) {
          expect(dependsOn.get(name)).toEqual([...walk(name, tree, new Set(listed))].sort());
        }
      }),
      { numRuns: runs(3_000) },
    );
  });
});

/** The plain definition: from `name` along any path whose inner nodes are not listed. */
function walk(name: string, tree: Record<string, string[]>, listed: ReadonlySet<string>): Set<string> {
  const seen = new Set<string>();
  const found = new Set<string>();
  const go = (from: string) => {
    for (const next of tree[from] ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      if (!listed.has(next)) go(next);
      else if (next !== name) found.add(next);
    }
  };
  go(name);
  return found;
}
