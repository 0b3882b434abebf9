import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalPurl, formatPurl, parsePurl } from '../../src/formats/purl.ts';
import { limits } from '../../src/model/limits.ts';
import type { Purl } from '../../src/model/purl.ts';
import { runs } from '../support/runs.ts';
import { stopwatch } from '../support/stopwatch.ts';

const types =
  'npm maven git cpan pub pypi hackage julia swid mlflow otp gem golang cocoapods oci unregistered X.y-1';

const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'aB1@/:.-_%?#&=+ ~!é\u{1f600}İΣ') }),
  fc.constantFrom('..', '.', 'a/../b', '//a//', 'github.com/A/B', '__proto__', 'constructor', '::'),
);
const keys = fc.oneof(
  fc.constantFrom(
    'uuid',
    'tag_id',
    'repository_url',
    'constructor',
    'tostring',
    '__proto__',
    'Arch',
    'a-b',
    'a',
  ),
  texts,
);
const values = fc.oneof(texts, fc.constant('https://adb-1.0.azuredatabricks.net/x'));
const parts: fc.Arbitrary<Purl> = fc.record(
  {
    type: fc.constantFrom(...types.split(' ')),
    namespace: texts,
    name: texts,
    version: texts,
    qualifiers: fc.dictionary(keys, values),
    subpath: texts,
  },
  { requiredKeys: ['type', 'name'] },
);
/** Much of it is none; the rest is near one. */
const urls = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom(...'aB1@/:.-_%25F?#&=+') }).map((tail) => `pkg:npm/a${tail}`),
  fc
    .tuple(fc.constantFrom(...types.split(' ')), fc.string({ unit: fc.constantFrom(...'aB@/:.-_?#&=+') }))
    .map(([type, tail]) => `pkg:${type}/${tail}`),
);

describe('round trips', () => {
  test('what is written reads as what was written', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const text = formatPurl(given);
        if (text === undefined) return;
        const purl = parsePurl(text) as Purl;
        expect(purl).toBeDefined();
        expect(formatPurl(purl)).toBe(text);
        expect(canonicalPurl(text)).toBe(text);
        expect(text).toMatch(/^pkg:[\w.~:/@?&=#%-]+$/);
      }),
      { numRuns: runs() },
    );
  });

  test('what was read is written as what reads the same', () => {
    fc.assert(
      fc.property(urls, (text) => {
        const purl = parsePurl(text);
        if (purl === undefined) return;
        const written = formatPurl(purl) as string;
        expect(parsePurl(written)).toEqual(purl);
        expect(canonicalPurl(text)).toBe(written);
      }),
      { numRuns: runs() },
    );
  });

  test('the parts themselves, where they are canonical', () => {
    const purl = {
      type: 'maven',
      namespace: 'org.acme/x y',
      name: 'a/b@c?d#e',
      version: '1:2+3%41 é',
      qualifiers: { a: '1&2=3', 'a-b': '#', type: 'pom' },
      subpath: 'src/%2e%2e/:@',
    };
    const text =
      'pkg:maven/org.acme/x%20y/a%2Fb%40c%3Fd%23e@1:2%2B3%2541%20%C3%A9?a=1%262%3D3&a-b=%23&type=pom#src/%252e%252e/:%40';
    expect(formatPurl(purl)).toBe(text);
    expect(parsePurl(text)).toEqual(purl);
  });
});

describe('refused', () => {
  test.each([
    ['another scheme', 'npm:a/b'],
    ['a space', 'pkg:npm/a b'],
    ['a sign that is not ASCII', 'pkg:npm/ä'],
    ['a line end', 'pkg:npm/a\n'],
    ['a percent sign by itself', 'pkg:npm/a%'],
    ['bytes that are not UTF-8', 'pkg:npm/%ff'],
    ['an encoded surrogate', 'pkg:npm/%ED%A0%80'],
    ['an encoded slash in a namespace', 'pkg:maven/a%2Fb/c'],
    ['an encoded slash in a subpath', 'pkg:maven/a/c#d%2Fe'],
    ['no name after a scope', 'pkg:npm/@acme'],
    ['a version in the midst of the path', 'pkg:maven/a@1/b'],
    ['two question marks', 'pkg:npm/a?b=c?d=e'],
    ['two number signs', 'pkg:npm/a#b#c'],
    ['one key twice', 'pkg:npm/a?b=1&b=2'],
    ['one key twice, by case', 'pkg:npm/a?b=1&B=2'],
    ['one key twice, once empty', 'pkg:npm/a?b=1&b='],
    ['a key without a value', 'pkg:npm/a?b'],
    ['no key', 'pkg:npm/a?=b'],
    ['an empty pair', 'pkg:npm/a?b=c&'],
    ['a key that begins with a digit', 'pkg:npm/a?1=b'],
    ['a key of the prototype', 'pkg:npm/a?__proto__=b'],
    ['a plus sign in the type', 'pkg:a+b/c'],
    ['an encoded type', 'pkg:np%6d/a'],
    ['a pod with a space', 'pkg:cocoapods/a%20b'],
    ['a SWID tag without its id', 'pkg:swid/a'],
  ])('%s: %j', (_, text) => {
    expect(parsePurl(text)).toBeUndefined();
    expect(canonicalPurl(text)).toBeUndefined();
  });

  test('parts that are not Unicode', () => {
    expect(formatPurl({ type: 'npm', name: '\ud800' })).toBeUndefined();
    expect(formatPurl({ type: 'npm', name: 'a', qualifiers: { b: '\udfff' } })).toBeUndefined();
  });
});

describe('normalised', () => {
  test.each([
    ['PKG:///NPM//a/', 'pkg:npm/a'],
    ['pkg:npm/a?b=&c=d#', 'pkg:npm/a?c=d'],
    ['pkg:npm/a?', 'pkg:npm/a'],
    ['pkg:npm/a@', 'pkg:npm/a'],
    ['pkg:npm/%2Fa%2F', 'pkg:npm/a'],
    ['pkg:npm/%61%7e%3a', 'pkg:npm/a~:'],
    ["pkg:npm/!'()*", 'pkg:npm/%21%27%28%29%2A'],
    ['pkg:npm/a#/./b/../%2e%2e/c', 'pkg:npm/a#b/c'],
    ['pkg:git/github.com/Acme/Shop', 'pkg:git/github.com/acme/shop'],
    ['pkg:git/git.example.org/Acme%2FShop', 'pkg:git/git.example.org/Acme/Shop'],
    ['pkg:pub/flutter-Tool', 'pkg:pub/flutter_tool'],
    ['pkg:hackage/a_b', 'pkg:hackage/a-b'],
    ['pkg:cpan/gdt/URI-PackageURL', 'pkg:cpan/GDT/URI-PackageURL'],
    [
      'pkg:mlflow/A?repository_url=https://databricks.com.example.org',
      'pkg:mlflow/A?repository_url=https:%2F%2Fdatabricks.com.example.org',
    ],
  ])('%s', (text, canonical) => {
    expect(canonicalPurl(text)).toBe(canonical);
  });
});

test('a key that is absent finds nothing that objects inherit', () => {
  const { qualifiers } = parsePurl('pkg:npm/a?tostring=1') as Purl;
  expect(qualifiers?.['constructor']).toBeUndefined();
  expect(qualifiers?.['tostring']).toBe('1');
});

test('T24 a package URL past the limit is none, and the longest takes no time', () => {
  const filled = (length: number, sign: string) => 'pkg:npm/a'.padEnd(length, sign);
  const { packageUrlLength } = limits;
  expect(parsePurl(filled(packageUrlLength, 'b'))?.name).toHaveLength(packageUrlLength - 'pkg:npm/'.length);
  expect(parsePurl(filled(packageUrlLength + 1, 'b'))).toBeUndefined();
  // Read, but what it would be written as is too long.
  expect(parsePurl(filled(packageUrlLength, '+'))).toBeDefined();
  expect(canonicalPurl(filled(packageUrlLength, '+'))).toBeUndefined();
  const took = stopwatch();
  for (const sign of '/@?#&=%:.+') canonicalPurl(filled(packageUrlLength, sign));
  canonicalPurl(filled(packageUrlLength, '%2F'));
  parsePurl(filled(10_000_000, '/'));
  expect(took()).toBeLessThan(500);
});
