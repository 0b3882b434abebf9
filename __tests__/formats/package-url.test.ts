import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { digestsOfPackageUrl, namesPackage, splitPackageUrl } from '../../src/formats/package-url.ts';
import { limits } from '../../src/model/limits.ts';
import type { PackageUrl } from '../../src/model/vulnerability.ts';
import { runs } from '../support/runs.ts';
import { stopwatch } from '../support/stopwatch.ts';

const split = (text: string): PackageUrl => splitPackageUrl(text) as PackageUrl;

describe('taken apart', () => {
  test.each([
    ['pkg:npm/%40acme/shop@1.0.0', 'pkg:npm/%40acme/shop', '1.0.0', []],
    ['pkg:npm/@acme/shop', 'pkg:npm/@acme/shop', undefined, []],
    [
      'pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie#sub/path',
      'pkg:deb/debian/curl',
      '7.50.3-1',
      [
        ['arch', 'i386'],
        ['distro', 'jessie'],
      ],
    ],
    ['pkg:golang/a.b/c', 'pkg:golang/a.b/c', undefined, []],
    [
      'pkg:generic/x?download_url=https://h/p@1',
      'pkg:generic/x',
      undefined,
      [['download_url', 'https://h/p@1']],
    ],
  ])('%s', (text, base, version, qualifiers) => {
    expect(split(text)).toEqual({
      base,
      qualifiers: new Map(qualifiers as [string, string][]),
      ...(version && { version }),
    });
  });
  test.each([
    '',
    'openssl',
    'pkg:',
    'pkg:npm',
    'pkg:npm/',
    'https://example.test/a',
    'pkg:npm/a b',
    'cpe:2.3:a:b',
  ])('not %s', (text) => {
    expect(splitPackageUrl(text)).toBeUndefined();
  });
});

test('any text is taken apart or is none, and names itself', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(...'pkg:npm/a@1?b=c&#%') }).map((tail) => `pkg:npm/a${tail}`),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const purl = splitPackageUrl(text);
      expect(purl === undefined || namesPackage(purl, purl)).toBe(true);
      expect(digestsOfPackageUrl(text).every(([algorithm]) => algorithm.startsWith('sha'))).toBe(true);
    }),
    { numRuns: runs() },
  );
});

test('what names less names more packages, never the other way round', () => {
  const wide = split('pkg:npm/a');
  const narrow = split('pkg:npm/a@1?arch=x');
  expect(namesPackage(wide, narrow)).toBe(true);
  expect(namesPackage(narrow, wide)).toBe(false);
  expect(namesPackage(split('pkg:npm/a@1?arch=y'), narrow)).toBe(false);
});

test('T24 a package URL past the limit is not taken apart at its signs (GHSA-4qg8-fj49-pxjh)', () => {
  const filled = (length: number) => 'pkg:npm/shop@1?'.padEnd(length, '&');
  expect(splitPackageUrl(filled(limits.packageUrlLength))?.base).toBe('pkg:npm/shop');
  const took = stopwatch();
  expect(splitPackageUrl(filled(limits.packageUrlLength + 1))).toBeUndefined();
  expect(splitPackageUrl(filled(10_000_000))).toBeUndefined();
  expect(took()).toBeLessThan(100);
});
