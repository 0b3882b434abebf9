import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { limits } from '../../src/model/limits.ts';
import type { SbomDiff } from '../../src/model/sbom-diff.ts';
import { type Component, diffComponents } from '../../src/sbom/diff.ts';
import { faultOf } from '../support/faults.ts';
import { runs } from '../support/runs.ts';

const nothing: SbomDiff = { added: [], removed: [], changed: [], licences: [] };

/** `npm/a@1 MIT`. */
function component(text: string): Component {
  const [, type = '', name = '', version = '', licence] = /^(\w+)\/(.+)@(\S*)(?: (.+))?$/.exec(text) ?? [];
  return { type, name, version, ...(licence !== undefined && { licence }) };
}

function diff(before: readonly string[], after: readonly string[]): SbomDiff {
  return diffComponents(before.map(component), after.map(component));
}

const release = (version: string, ...licences: string[]) => ({ version, licences });

test('what is on one side alone is added or removed, sorted by type, name and version', () => {
  const before = ['npm/old@1', 'cargo/gone@2 MIT'];
  const after = ['npm/b@2', 'npm/b@1', 'npm/B@1', 'golang/x.y/z@v1'];
  expect(diff(before, after)).toEqual({
    ...nothing,
    added: [
      { type: 'golang', name: 'x.y/z', ...release('v1') },
      { type: 'npm', name: 'B', ...release('1') },
      { type: 'npm', name: 'b', ...release('1') },
      { type: 'npm', name: 'b', ...release('2') },
    ],
    removed: [
      { type: 'cargo', name: 'gone', ...release('2', 'MIT') },
      { type: 'npm', name: 'old', ...release('1') },
    ],
  });
});

test.each([
  ['npm/a@1.9.0', 'npm/a@1.10.0', 'upgraded'],
  ['pypi/a@1.0', 'pypi/a@1.0rc1', 'downgraded'],
  ['npm/a@1.0.0', 'npm/a@v1.0.0', 'other'],
  ['npm/a@', 'npm/a@1.0.0', 'other'],
  ['npm/a@1.0.0', 'npm/a@', 'other'],
  ['generic/a@1', 'generic/a@2', 'other'],
])('from %s to %s is %s', (before, after, direction) => {
  const [from, to] = [component(before).version, component(after).version];
  const change = { type: component(before).type, name: 'a', from: release(from), to: release(to), direction };
  expect(diff([before], [after])).toEqual({ ...nothing, changed: [change] });
});

describe('several versions of one package', () => {
  test('one that both sides have has stayed, and one that is left on either side is a change', () => {
    const { changed, ...rest } = diff(['npm/a@1', 'npm/a@2'], ['npm/a@3', 'npm/a@2']);
    expect(changed).toMatchObject([{ from: { version: '1' }, to: { version: '3' }, direction: 'upgraded' }]);
    expect(rest).toMatchObject({ added: [], removed: [] });
  });
  test('with more left on a side nothing says which became which', () => {
    const { added, removed, changed } = diff(['npm/a@1', 'npm/a@2'], ['npm/a@3']);
    expect([added, removed].map((list) => list.map(({ version }) => version))).toEqual([['3'], ['1', '2']]);
    expect(changed).toEqual([]);
  });
  test('one more copy of a version changes nothing', () => {
    expect(diff(['npm/a@1', 'npm/a@1 MIT'], ['npm/a@1 MIT'])).toEqual(nothing);
  });
});

describe('licences', () => {
  const named = { type: 'npm', name: 'a' };
  test('of a version that stayed', () => {
    const change = { ...named, from: release('1', 'MIT'), to: release('1', 'BUSL-1.1', 'MIT') };
    const after = ['npm/a@1 MIT', 'npm/a@1 BUSL-1.1'];
    expect(diff(['npm/a@1 MIT'], after)).toEqual({ ...nothing, licences: [change] });
  });
  test('of a version that became another', () => {
    const change = { ...named, from: release('1', 'MIT'), to: release('2', 'BUSL-1.1') };
    const found = diff(['npm/a@1 MIT'], ['npm/a@2 BUSL-1.1']);
    expect(found).toEqual({
      ...nothing,
      changed: [{ ...change, direction: 'upgraded' }],
      licences: [change],
    });
  });
  test('that are stated no more', () => {
    expect(diff(['npm/a@1 MIT'], ['npm/a@1']).licences).toEqual([
      { ...named, from: release('1', 'MIT'), to: release('1') },
    ]);
  });
  test('that are empty are none', () => {
    const stated = { ...component('npm/a@1'), licence: '' };
    expect(diffComponents([stated], [component('npm/a@1')])).toEqual(nothing);
  });
});

test('T24 a version that is too long to be put in order is a fault', async () => {
  const long = `npm/a@${'1'.repeat(limits.versionLength + 1)}`;
  expect(await faultOf(() => diff(['npm/a@1'], [long]))).toMatchObject({ code: 'CUSTODY-404' });
});

/** Few names and versions, so that they meet; and names that a map or a joined key would confuse. */
const components = fc.array(
  fc.record(
    {
      type: fc.constantFrom('npm', 'pypi', 'generic', '__proto__'),
      name: fc.constantFrom('a', 'b', '__proto__', 'constructor', 'a"', '","', ''),
      version: fc.oneof(fc.constantFrom('', '1', '1.0', '2', '10', '1.0rc1'), fc.string({ maxLength: 4 })),
      licence: fc.constantFrom('', 'MIT', 'Apache-2.0'),
    },
    { requiredKeys: ['type', 'name', 'version'] },
  ),
  { maxLength: 12 },
);
const opposite = { upgraded: 'downgraded', downgraded: 'upgraded', other: 'other' } as const;
const turned = <Change extends { readonly from: unknown; readonly to: unknown }>(change: Change) => ({
  ...change,
  from: change.to,
  to: change.from,
});

test('nothing differs from itself, in whatever order and however often', () => {
  fc.assert(
    fc.property(components, (list) => {
      expect(diffComponents(list, [...list, ...list].reverse())).toEqual(nothing);
    }),
    { numRuns: runs(2_000) },
  );
});

test('the other way round everything is turned', () => {
  fc.assert(
    fc.property(components, components, (a, b) => {
      const { added, removed, changed, licences } = diffComponents(a, b);
      expect(diffComponents(b, a)).toEqual({
        added: removed,
        removed: added,
        changed: changed.map((change) => ({ ...turned(change), direction: opposite[change.direction] })),
        licences: licences.map(turned),
      });
    }),
    { numRuns: runs(2_000) },
  );
});

test('what stayed, was removed and changed is the one side; what stayed, was added and changed the other', () => {
  const keys = (list: readonly Component[]) =>
    new Set(list.map(({ type, name, version }) => JSON.stringify([type, name, version])));
  fc.assert(
    fc.property(components, components, (a, b) => {
      const { added, removed, changed } = diffComponents(a, b);
      const gone = [...removed, ...changed.map(({ from, ...named }) => ({ ...named, ...from }))];
      const come = [...added, ...changed.map(({ to, ...named }) => ({ ...named, ...to }))];
      expect(keys(gone)).toEqual(keys(a).difference(keys(b)));
      expect(keys(come)).toEqual(keys(b).difference(keys(a)));
    }),
    { numRuns: runs(2_000) },
  );
});
