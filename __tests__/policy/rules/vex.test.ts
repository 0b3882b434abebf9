/** What VEX statements take out, and what they must not: T21. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitPackageUrl } from '../../../src/formats/package-url.ts';
import { readVex } from '../../../src/formats/vex.ts';
import { Fault } from '../../../src/model/fault.ts';
import { limits } from '../../../src/model/limits.ts';
import type { JsonObject } from '../../../src/model/statement.ts';
import type { Vulnerability } from '../../../src/model/vulnerability.ts';
import { liftedBy } from '../../../src/policy/rules/vex.ts';
import { runs } from '../../support/runs.ts';
import { artifact } from '../../support/stand.ts';
import {
  ago,
  CYCLONEDX,
  cyclonedx,
  cyclonedxItem,
  OPENVEX,
  openvex,
  ourImage,
  purl,
  said,
} from '../support/scans.ts';

const found = (changes: Partial<Vulnerability> = {}): Vulnerability => {
  const split = splitPackageUrl(purl);
  return {
    id: 'CVE-1',
    aliases: [],
    rating: 'critical',
    package: 'openssl',
    ...(split && { purl: split }),
    ...changes,
  };
};

function isLifted(
  documents: readonly object[],
  about: Vulnerability = found(),
  signedAt = ago(0),
  type = OPENVEX,
) {
  const statements = documents
    .flatMap((document) => readVex(type, document as JsonObject))
    .map((statement) => ({ statement, signedAt: new Date(signedAt) }));
  return liftedBy(statements, artifact)(about);
}

const zeros = '0'.repeat(64);
const { sha256, sha512 } = artifact.digests;
const lifting = (changes: object = {}) => openvex([said('CVE-1', 'not_affected', changes)]);

describe('the product', () => {
  test.each([
    ['the subject of the attestation', {}],
    ['our digest', { products: [{ '@id': 'x', hashes: { 'sha-256': sha256 } }] }],
    [
      'our digest beside one of a kind that was not computed',
      { products: [{ '@id': 'x', hashes: { 'sha-256': sha256, 'sha3-256': zeros } }] },
    ],
    ['our image', { products: [{ '@id': ourImage }] }],
    ['our image, with a plain colon', { products: [{ '@id': ourImage.replace('%3A', ':') }] }],
    ['our image as an identifier', { products: [{ identifiers: { purl: ourImage } }] }],
    ['our checksum', { products: [{ '@id': `pkg:generic/app@1?checksum=sha1:00,sha256:${sha256}` }] }],
    ['ours beside another', { products: [{ '@id': 'pkg:generic/other@1' }, { '@id': ourImage }] }],
  ])('T21 is %s', (_, changes) => {
    expect(isLifted([lifting(changes)])).toBe(true);
  });
  test.each([
    ['another digest', { products: [{ '@id': 'x', hashes: { 'sha-256': zeros } }] }],
    [
      'ours and a wrong one',
      { products: [{ '@id': 'x', hashes: { 'sha-256': sha256, 'sha-512': '0'.repeat(128) } }] },
    ],
    ['another image', { products: [{ '@id': ourImage.replace(sha256, zeros) }] }],
    ['a weak digest alone', { products: [{ '@id': 'x', hashes: { sha1: 'a'.repeat(40) } }] }],
    ['our name alone', { products: [{ '@id': 'pkg:generic/app@1' }] }],
    ['our digest in another place', { products: [{ '@id': `https://example.test/${sha256}` }] }],
    ['a longer one that begins as ours', { products: [{ '@id': `${ourImage}00` }] }],
    ['none of an empty list', { products: [] }],
  ])('T21 is not %s', (_, changes) => {
    expect(isLifted([lifting(changes)])).toBe(false);
  });
});

test('T21 the product may state a digest of a kind that was not computed of ours', () => {
  const [statement] = readVex(
    OPENVEX,
    lifting({
      products: [{ '@id': 'x', hashes: { 'sha-256': sha256, 'sha-512': zeros + zeros } }],
    }) as JsonObject,
  );
  const named = { name: artifact.name, size: artifact.size, digests: { sha256 } };
  const signedAt = new Date(ago(0));
  expect(statement && liftedBy([{ statement, signedAt }], named)(found())).toBe(true);
  expect(statement && liftedBy([{ statement, signedAt }], artifact)(found())).toBe(false);
});

describe('the vulnerability', () => {
  test.each([
    ['its id', 'CVE-1', [], {}],
    ['its id in other letters', 'cve-1', [], {}],
    ['its only alias', 'GHSA-1', ['CVE-1'], {}],
    ['an alias of the statement', 'GHSA-1', [], { vulnerability: { name: 'CVE-1', aliases: ['GHSA-1'] } }],
  ])('T21 is named by %s', (_, id, aliases, changes) => {
    expect(isLifted([lifting(changes)], found({ id, aliases }))).toBe(true);
  });
  test.each([
    ['another id', 'CVE-2', []],
    ['one alias of an advisory over two', 'DSA-1', ['CVE-1', 'CVE-2']],
    ['an id that only begins so', 'CVE-11', []],
    ['the name of a prototype', 'constructor', []],
  ])('T21 is not named by %s', (_, id, aliases) => {
    expect(isLifted([lifting()], found({ id, aliases }))).toBe(false);
  });
});

describe('the package', () => {
  const only = (id: string) => lifting({ products: [{ '@id': ourImage, subcomponents: [{ '@id': id }] }] });
  test.each(['pkg:apk/alpine/openssl', 'pkg:apk/alpine/openssl@3.1.0-r0', purl])('T21 %s', (id) => {
    expect(isLifted([only(id)])).toBe(true);
  });
  test.each([
    'pkg:apk/alpine/openssl@3.1.0-r1',
    'pkg:apk/alpine/openssl@3.1.0-r0?arch=arm64',
    'pkg:apk/alpine/openssl-dev',
    'https://example.test/openssl',
  ])('T21 not %s', (id) => {
    expect(isLifted([only(id)])).toBe(false);
  });
  test('T21 a finding without a package is not lifted for one', () => {
    const { purl: _, ...unnamed } = found();
    expect(isLifted([only('pkg:apk/alpine/openssl')], unnamed)).toBe(false);
  });
});

describe('the newest decides', () => {
  const at = (status: string, hours: number, changes: object = {}) =>
    openvex([said('CVE-1', status, changes)], ago(hours));
  test.each(['affected', 'under_investigation'])('T21 a newer %s', (status) => {
    expect(isLifted([at('not_affected', 5), at(status, 2)])).toBe(false);
    expect(isLifted([at(status, 2), at('fixed', 5)])).toBe(false);
  });
  test('a newer fixed', () => {
    expect(isLifted([at('affected', 5), at('fixed', 2)])).toBe(true);
  });
  test('T21 of two at one time the one that lifts nothing', () => {
    const time = ago(3);
    const both = [said('CVE-1', 'not_affected'), said('CVE-1', 'under_investigation')];
    expect(isLifted([openvex(both, time)])).toBe(false);
    expect(isLifted([openvex(both.toReversed(), time)])).toBe(false);
  });
  test('T21 a statement has its own time, whatever the document says', () => {
    expect(
      isLifted([openvex([said('CVE-1', 'not_affected', { timestamp: ago(9) })], ago(1)), at('affected', 2)]),
    ).toBe(false);
  });
  test('T21 a statement from the future is of the time when it was signed', () => {
    const [future] = readVex(OPENVEX, at('not_affected', -9999) as unknown as JsonObject);
    const [now] = readVex(OPENVEX, at('affected', 1) as unknown as JsonObject);
    const signed = (statement: unknown, hours: number) => ({
      statement: statement as never,
      signedAt: new Date(ago(hours)),
    });
    expect(liftedBy([signed(future, 5), signed(now, 1)], artifact)(found())).toBe(false);
  });
  test('T21 one that lifts nothing applies to what it might mean', () => {
    const limited = { products: [{ '@id': ourImage, subcomponents: [{ '@id': 'pkg:apk/alpine/openssl' }] }] };
    const { purl: _, ...unnamed } = found();
    expect(isLifted([at('not_affected', 5), at('affected', 2, limited)])).toBe(false);
    expect(isLifted([at('not_affected', 5), at('affected', 2, limited)], unnamed)).toBe(false);
    expect(
      isLifted(
        [at('not_affected', 5), at('affected', 2)],
        found({ id: 'GHSA-1', aliases: ['CVE-1', 'CVE-2'] }),
      ),
    ).toBe(false);
  });
  test('one about another package does not', () => {
    const other = { products: [{ '@id': ourImage, subcomponents: [{ '@id': 'pkg:apk/alpine/zlib' }] }] };
    expect(isLifted([at('not_affected', 5), at('affected', 2, other)])).toBe(true);
  });
});

describe('CycloneDX', () => {
  const analysed = (state: string, changes: object = {}, document: object = {}) =>
    cyclonedx([cyclonedxItem('CVE-1', 'critical', { analysis: { state }, ...changes })], document);
  const verdict = (document: object) => isLifted([document], found(), ago(0), CYCLONEDX);
  test.each(['resolved', 'resolved_with_pedigree', 'not_affected', 'false_positive'])('%s lifts', (state) => {
    expect(verdict(analysed(state))).toBe(true);
  });
  test.each(['exploitable', 'in_triage'])('T21 %s does not', (state) => {
    expect(verdict(analysed(state))).toBe(false);
  });
  test('the whole product, where it is affected itself', () => {
    const component = { type: 'application', name: 'app', 'bom-ref': 'app' };
    const document = { metadata: { timestamp: ago(1), component } };
    expect(verdict(analysed('not_affected', { affects: [{ ref: 'app' }] }, document))).toBe(true);
  });
  test.each([
    ['no component', { affects: [] }, {}],
    ['a component that is not there', { affects: [{ ref: 'urn:cdx:1/1#openssl' }] }, {}],
    [
      'another product',
      {},
      { metadata: { timestamp: ago(1), component: { hashes: [{ alg: 'SHA-256', content: zeros }] } } },
    ],
  ])('T21 %s', (_, changes, document) => {
    expect(verdict(analysed('not_affected', changes, document))).toBe(false);
  });
  test('our product by its hash', () => {
    const component = {
      hashes: [
        { alg: 'SHA-512', content: sha512 },
        { alg: 'MD5', content: '0' },
      ],
    };
    expect(verdict(analysed('not_affected', {}, { metadata: { timestamp: ago(1), component } }))).toBe(true);
  });
  test('T21 an exploitable one without components stands against an older statement', () => {
    const older = analysed('not_affected', {}, { metadata: { timestamp: ago(5) } });
    const newer = analysed('exploitable', { affects: [] });
    expect(isLifted([older, newer], found(), ago(0), CYCLONEDX)).toBe(false);
  });
});

test('T24 comparisons have a limit', () => {
  const statements = Array.from({ length: limits.vexComparisons / 1000 + 1 }, () => said('CVE-1', 'fixed'));
  const [first] = readVex(OPENVEX, openvex([statements[0]]) as unknown as JsonObject);
  const signed = statements.map(() => ({
    statement: { ...(first as never as object) } as never,
    signedAt: new Date(),
  }));
  const check = liftedBy(signed, artifact);
  const fill = () => Array.from({ length: 1000 }, () => check(found()));
  expect(fill).toThrow(
    new Fault(
      'CUSTODY-404',
      `vulnerabilities and VEX statements need more than ${limits.vexComparisons} comparisons`,
      { hint: 'Attest VEX statements for fewer vulnerabilities, each once.' },
    ),
  );
});

test('T21 nothing that says affected last is ever lifted', () => {
  const status = fc.constantFrom('not_affected', 'fixed', 'under_investigation', 'affected');
  fc.assert(
    fc.property(fc.array(fc.tuple(status, fc.nat(50)), { minLength: 1, maxLength: 6 }), (entries) => {
      const documents = entries.map(([word, hours]) =>
        openvex([said('CVE-1', word)], `2026-01-03T${String(hours % 24).padStart(2, '0')}:00:00Z`),
      );
      const newest = Math.max(...entries.map(([, hours]) => hours % 24));
      const last = entries.filter(([, hours]) => hours % 24 === newest);
      expect(isLifted(documents)).toBe(last.every(([word]) => word === 'not_affected' || word === 'fixed'));
    }),
    { numRuns: runs() / 10 },
  );
});
