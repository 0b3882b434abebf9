import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parsePurl } from '../../src/formats/purl.ts';
import { packageOf, purlOf } from '../../src/formats/purl-of.ts';
import { runs } from '../support/runs.ts';

const types = ['npm', 'golang', 'maven', 'pypi', 'cargo', 'github', 'git', 'deb', 'gem', 'swift'];

describe('the name of an ecosystem', () => {
  test.each([
    ['npm', 'left-pad', 'pkg:npm/left-pad@1'],
    ['npm', '@acme/shop', 'pkg:npm/%40acme/shop@1'],
    ['golang', 'github.com/Masterminds/semver/v3', 'pkg:golang/github.com/Masterminds/semver/v3@1'],
    ['golang', 'gioui.org', 'pkg:golang/gioui.org@1'],
    ['golang', 'stdlib', 'pkg:golang/stdlib@1'],
    ['maven', 'org.apache.commons:commons-lang3', 'pkg:maven/org.apache.commons/commons-lang3@1'],
    ['pypi', 'Zope.Interface', 'pkg:pypi/zope-interface@1'],
    ['pypi', 'zope__interface', 'pkg:pypi/zope-interface@1'],
    ['PyPI', 'zope-interface', 'pkg:pypi/zope-interface@1'],
    ['cargo', 'serde_json', 'pkg:cargo/serde_json@1'],
    ['github', 'Actions/Checkout', 'pkg:github/actions/checkout@1'],
    ['github', 'actions/cache/Restore', 'pkg:github/actions/cache@1#Restore'],
    ['composer', 'Symfony/Console', 'pkg:composer/symfony/console@1'],
    ['deb', 'debian/libstdc++6', 'pkg:deb/debian/libstdc%2B%2B6@1'],
    ['swift', 'github.com/apple/swift-nio', 'pkg:swift/github.com/apple/swift-nio@1'],
    ['git', 'git.example.org/a/b/c', 'pkg:git/git.example.org/a/b/c@1'],
    ['docker', 'alpine', 'pkg:docker/alpine@1'],
  ])('%s %s', (type, name, purl) => {
    expect(purlOf(type, name, '1')).toBe(purl);
  });

  test.each([
    [
      'pkg:npm/%40acme/shop@1?vcs_url=git%2Bhttps://acme.example',
      { type: 'npm', name: '@acme/shop', version: '1' },
    ],
    ['pkg:maven/org.acme/app@1?type=jar', { type: 'maven', name: 'org.acme:app', version: '1' }],
    ['pkg:github/actions/cache@1#Restore', { type: 'github', name: 'actions/cache/Restore', version: '1' }],
    ['pkg:golang/github.com/acme/app@v1#cmd', { type: 'golang', name: 'github.com/acme/app', version: 'v1' }],
    ['pkg:cargo/serde', { type: 'cargo', name: 'serde', version: '' }],
    ['serde', undefined],
  ])('is read from %s', (purl, named) => {
    expect(packageOf(purl)).toEqual(named);
  });

  test('is that of the package URL which is written of it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.string({ unit: 'binary' }),
        fc.string(),
        (type, name, version) => {
          const purl = purlOf(type, name, version);
          const named = purl === undefined ? undefined : packageOf(purl);
          if (named) expect(purlOf(named.type, named.name, named.version)).toBe(purl);
          expect(named === undefined).toBe(purl === undefined);
        },
      ),
      { numRuns: runs() },
    );
  });

  test('with qualifiers, and without a version', () => {
    expect(purlOf('maven', 'g:a', '1.0', { type: 'war', classifier: 'dist' })).toBe(
      'pkg:maven/g/a@1.0?classifier=dist&type=war',
    );
    expect(purlOf('oci', 'shop', 'sha256:AB', { repository_url: 'ghcr.io/acme/shop' })).toBe(
      'pkg:oci/shop@sha256:ab?repository_url=ghcr.io%2Facme%2Fshop',
    );
    expect(purlOf('npm', 'a')).toBe('pkg:npm/a');
    expect(purlOf('npm', 'a', '')).toBe('pkg:npm/a');
  });

  test.each([
    ['npm', ''],
    ['npm', '@acme/'],
    ['maven', 'commons-lang3'],
    ['maven', 'org.apache:'],
    ['maven', ':commons-lang3'],
    ['maven', 'g:a:jar'],
    ['pypi', 'a/b'],
    ['cargo', 'a/b'],
    ['github', 'actions'],
    ['swid', 'a'],
    ['', 'a'],
    ['no type', 'a'],
  ])('refused: %s %s', (type, name) => {
    expect(purlOf(type, name, '1')).toBeUndefined();
  });
});

test('of any name comes a package URL that reads as its type and version, or none', () => {
  const texts = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'aB1@/:.-_%?#&= é') }));
  fc.assert(
    fc.property(fc.constantFrom(...types), texts, texts, (type, name, version) => {
      const text = purlOf(type, name, version);
      if (text === undefined) return;
      const purl = parsePurl(text);
      expect(purl?.type).toBe(type);
      expect(purl?.version ?? '').toBe(type === 'pypi' ? version.toLowerCase() : version);
    }),
    { numRuns: runs() },
  );
});
