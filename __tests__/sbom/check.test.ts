/** An SBOM held against the artifact: T1, T21, and every way to look better than it is. */
import { describe, expect, test } from '@jest/globals';
import type { Package } from '../../src/model/inventory.ts';
import type { Sbom, SbomComponent } from '../../src/model/sbom.ts';
import { checkSbom } from '../../src/sbom/check.ts';
import type { Stock } from '../../src/sbom/stock.ts';
import { npm } from './support.ts';

const digests = { sha256: 'a'.repeat(64), sha384: 'b'.repeat(96), sha512: 'c'.repeat(128) };

function listed(identifier: string, changes: Partial<SbomComponent> = {}): SbomComponent {
  const named = { name: 'x', version: '1.0.0', supplier: '', licence: '' };
  return { ...named, identifier, related: true, hashed: false, licensed: false, excluded: false, ...changes };
}

function sbom(components: readonly SbomComponent[], product = {}): Sbom {
  return { components, product, tool: '', context: '', stated: {}, author: '' };
}

/** Packages with the bytes that are owed to them, of 100. */
function stock(packages: readonly (readonly [Package, number])[], opaque = 0): Stock {
  return {
    inventories: [],
    known: packages.map(([one, bytes]) => ({ package: one, method: 'manifest', bytes })),
    gaps: [],
    bytes: { total: 100, unowned: opaque, opaque },
  };
}

const check = (components: readonly SbomComponent[], of: Stock) => checkSbom(sbom(components), of, digests);
const [a, b] = ['pkg:npm/a@1.0.0', 'pkg:npm/b@1.0.0'];

test('what is listed and shown', () => {
  const { truth, misses } = check(
    [listed(a), listed(b)],
    stock(
      [
        [npm('a'), 40],
        [npm('b'), 20],
      ],
      10,
    ),
  );
  expect([truth, misses]).toEqual([{ precision: 1, recall: 0.9, opaque: 0.1, methods: ['manifest'] }, []]);
});

test('what nothing shows is named, and what is not listed with its place and its bytes', () => {
  const { truth, misses } = check([listed(a)], stock([[npm('b'), 40]]));
  expect(truth).toMatchObject({ precision: 0, recall: 0 });
  expect(misses).toEqual([
    { kind: 'unproven', what: a, why: 'Nothing in the artifact shows it.' },
    { kind: 'unlisted', what: b, why: 'The artifact shows it: manifest, package-lock.json:1.' },
  ]);
});

describe('T21 precision is not raised', () => {
  const shown = stock([[npm('a'), 50]]);
  const bogus = listed('pkg:npm/bogus@1.0.0');
  test('T21 by one package that is listed many times', () => {
    const again = ['?a=1', '?a=2', '?vcs_url=x', '#lib'].map((more) => listed(`${a}${more}`));
    const { truth, listed: count } = check([listed(a), listed(a), ...again, bogus], shown);
    expect([truth.precision, count]).toEqual([0.5, 2]);
  });
  test('T21 by components without a package URL, or with one that is none', () => {
    const nameless = ['', 'pkg:npm/%', 'cpe:2.3:a:x:x:1:*:*:*:*:*:*:*'].map((one) => listed(one));
    expect(check([listed(a), ...nameless], shown).truth.precision).toBe(0.25);
  });
  test('T21 by a version that is left out', () => {
    expect(check([listed('pkg:npm/a')], shown).truth.precision).toBe(0);
  });
  test('T21 by what only a lockfile names', () => {
    const [known] = shown.known;
    if (known === undefined) throw new Error('nothing is known');
    const locked: Stock = { ...shown, known: [{ ...known, method: 'lockfile' }] };
    expect(check([listed(a)], locked).truth.precision).toBe(0);
  });
});

describe('T21 recall is not raised', () => {
  test('T21 by leaving out what has no bytes of its own', () => {
    const modules = stock(['a', 'b', 'c', 'd'].map((name) => [npm(name), 0]));
    expect(check([], modules).truth).toMatchObject({ precision: 1, recall: 0 });
    expect(check([listed(a)], modules).truth).toMatchObject({ precision: 1, recall: 0.25 });
  });
  test('T21 by saying that what is there is no part of it', () => {
    const { truth, misses } = check([listed(a, { excluded: true })], stock([[npm('a'), 40]]));
    expect([truth.recall, misses.map(({ kind }) => kind)]).toEqual([0, ['unlisted']]);
  });
  test('T21 by a name that makes no package URL', () => {
    const odd = npm('', { id: 'odd' });
    const { truth, misses } = check(
      [listed(a)],
      stock([
        [npm('a'), 10],
        [odd, 60],
      ]),
    );
    expect([truth.recall, misses.map(({ what }) => what)]).toEqual([0.4, ['npm  1.0.0']]);
  });
  test('T21 by a superset, which costs precision', () => {
    const many = Array.from({ length: 99 }, (_, index) => listed(`pkg:npm/p${index}@1.0.0`));
    expect(check([listed(a), ...many], stock([[npm('a'), 100]])).truth).toMatchObject({
      precision: 0.01,
      recall: 1,
    });
  });
});

describe('one package in another spelling is the same', () => {
  const of = (type: string, name: string, version = '1.0.0') =>
    stock([[{ ...npm(name), type, version }, 100]]);
  test.each([
    ['pkg:npm/%40scope%2Fname@1.0.0', of('npm', '@scope/name')],
    ['pkg:npm/%40scope/name@1.0.0?repository_url=https://npm.acme.example', of('npm', '@scope/name')],
    ['PKG:PyPI/Zope.Interface@1.0.0', of('pypi', 'zope-interface')],
    ['pkg:maven/org.acme/app@1.0.0?type=jar', of('maven', 'org.acme:app')],
    ['pkg:github/Actions/Cache@1.0.0#restore', of('github', 'actions/cache/restore')],
    [
      'pkg:golang/github.com/acme/app@v1.0.0%2Bincompatible',
      of('golang', 'github.com/acme/app', 'v1.0.0+incompatible'),
    ],
  ])('%s', (identifier, shown) => {
    expect(check([listed(identifier)], shown).truth).toMatchObject({ precision: 1, recall: 1 });
  });
  test.each([
    ['pkg:npm/A@1.0.0', of('npm', 'a')],
    ['pkg:github/actions/cache@1.0.0', of('github', 'actions/cache/restore')],
    ['pkg:golang/github.com/Acme/app@1.0.0', of('golang', 'github.com/acme/app')],
  ])('%s is another', (identifier, shown) => {
    expect(check([listed(identifier)], shown).truth).toMatchObject({ precision: 0, recall: 0 });
  });
});

describe('T1 the product that it states', () => {
  const of = (product: object) => checkSbom(sbom([], product), stock([]), digests).product;
  test.each([
    ['one digest', { sha256: digests.sha256 }, 'same'],
    ['all of them', digests, 'same'],
    ['none', {}, 'unstated'],
    ['another', { sha256: 'd'.repeat(64) }, 'other'],
    ['one that is right beside one that is not', { ...digests, sha512: 'd'.repeat(128) }, 'other'],
    ['by SHA-384 alone, another', { sha384: 'd'.repeat(96) }, 'other'],
  ])('T1 %s', (_, product, expected) => {
    expect(of(product)).toBe(expected);
  });
});

test('an artifact without bytes, and an SBOM without components', () => {
  const nothing: Stock = { ...stock([]), bytes: { total: 0, unowned: 0, opaque: 0 } };
  expect(check([], nothing).truth).toEqual({ precision: 1, recall: 1, opaque: 0, methods: [] });
});
