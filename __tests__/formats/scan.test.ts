/** Scans and VEX as bytes that anybody may sign: read as their specification says, or a fault that names the member. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readScan, SCAN_TYPES } from '../../src/formats/scan.ts';
import { readVex, VEX_TYPES } from '../../src/formats/vex.ts';
import { Fault } from '../../src/model/fault.ts';
import type { JsonObject } from '../../src/model/statement.ts';
import {
  ago,
  COSIGN_VULN,
  CYCLONEDX,
  cosignVuln,
  cyclonedx,
  cyclonedxItem,
  finding,
  grype,
  match,
  OPENVEX,
  openvex,
  ourImage,
  said,
  trivy,
  VULNS,
  vulns,
  vulnsItem,
} from '../policy/support/scans.ts';
import { describeWithFixtures, fixtureJson } from '../support/fixtures.ts';
import { runs } from '../support/runs.ts';

/** As it arrives: what is `undefined` is absent. */
const wire = (value: unknown) => JSON.parse(JSON.stringify(value)) as JsonObject;
const scan = (type: string, predicate: unknown) => readScan(type, wire(predicate));
const ratingsOf = (type: string, predicate: unknown) =>
  scan(type, predicate)?.vulnerabilities.map(({ rating }) => rating);

function faultOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof Fault) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'no fault';
}

describe('what a scan says', () => {
  test('Trivy', () => {
    const [found] =
      scan(COSIGN_VULN, cosignVuln(trivy([finding('CVE-1', 'HIGH', { VendorIDs: ['DSA-1'] })])))
        ?.vulnerabilities ?? [];
    expect(found).toMatchObject({
      id: 'CVE-1',
      aliases: ['DSA-1'],
      rating: 'high',
      package: 'openssl 3.1.0-r0',
    });
    expect(found?.purl).toMatchObject({ base: 'pkg:apk/alpine/openssl', version: '3.1.0-r0' });
  });
  test('Grype, with the date of its database', () => {
    const built = ago(3);
    const report = grype([{ ...match('GHSA-1', 'Critical'), relatedVulnerabilities: [{ id: 'CVE-1' }] }], {
      descriptor: { name: 'grype', db: { status: { built } } },
    });
    const read = scan(COSIGN_VULN, cosignVuln(report));
    expect(read?.dataAt?.toISOString()).toBe(built);
    expect(read?.vulnerabilities[0]).toMatchObject({ id: 'GHSA-1', aliases: ['CVE-1'], rating: 'critical' });
  });
  test('the older date of two', () => {
    const report = grype([], { descriptor: { name: 'grype', db: { built: ago(3) } } });
    const older = ago(7);
    const scanner = { db: { lastUpdate: older }, result: report };
    expect(scan(COSIGN_VULN, cosignVuln(report, { scanner }))?.dataAt?.toISOString()).toBe(older);
  });
  test('a list of scanners, all of whose findings count', () => {
    const scanners = [
      { result: trivy([finding('CVE-1', 'LOW')]) },
      { result: grype([match('CVE-2', 'High')]) },
    ];
    expect(ratingsOf(COSIGN_VULN, cosignVuln({}, { scanner: undefined, scanners }))).toEqual(['low', 'high']);
  });
  test('in-toto v0.1 in both of its forms', () => {
    const nested = { vulnerability: vulnsItem('CVE-1', '5.2') };
    expect(
      ratingsOf('https://in-toto.io/attestation/vulns/v0.1', vulns([nested, vulnsItem('CVE-2', '9.1')])),
    ).toEqual(['medium', 'critical']);
  });
});

describe('how severe it is', () => {
  const scored = (changes: object) =>
    ratingsOf(COSIGN_VULN, cosignVuln(trivy([finding('CVE-1', 'UNKNOWN', changes)])));
  test('Trivy: by the worst score where it names no severity', () => {
    expect(scored({ CVSS: { nvd: { V2Score: 4.3, V3Score: 7.5 }, redhat: { V3Score: 5 } } })).toEqual([
      'high',
    ]);
    expect(scored({ CVSS: {} })).toEqual(['unknown']);
  });
  const grypes = (changes: object) =>
    ratingsOf(COSIGN_VULN, cosignVuln(grype([match('CVE-1', 'Unknown', changes)])));
  test('Grype: by score, else by vector', () => {
    expect(grypes({ cvss: [{ vector: 'x', metrics: { baseScore: 9.8 } }] })).toEqual(['critical']);
    expect(grypes({ cvss: [{ vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }] })).toEqual(['high']);
    expect(grypes({ cvss: [{ vector: 'CVSS:4.0/AV:N' }] })).toEqual(['unknown']);
  });
  const one = (method: string, score: string) =>
    ratingsOf(VULNS, vulns([{ id: 'CVE-1', severity: [{ method, score }] }]));
  test.each([
    ['nvd', 'medium', 'medium'],
    ['cvss_score', '5.2', 'medium'],
    ['cvss', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'critical'],
    ['epss', '0.01', 'unknown'],
    ['cvss', '1e1', 'unknown'],
    ['cvss', '-1', 'unknown'],
  ])('in-toto: %s %s is %s', (method, score, rating) => {
    expect(one(method, score)).toEqual([rating]);
  });
  test.each([
    [{ severity: 'low', score: 9.8, method: 'CVSSv31' }, 'critical'],
    [{ severity: 'high', score: 1, method: 'CVSSv31' }, 'high'],
    [{ vector: 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', method: 'CVSSv3' }, 'critical'],
    [{ vector: 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', method: 'toString' }, 'unknown'],
    [{ score: 1, method: 'SSVC' }, 'unknown'],
    [{ severity: 'unknown' }, 'unknown'],
    [{ severity: 'info' }, 'low'],
  ])('CycloneDX: %j is %s', (rating, expected) => {
    expect(ratingsOf(CYCLONEDX, cyclonedx([{ id: 'CVE-1', ratings: [rating] }]))).toEqual([expected]);
  });
});

describe('what does not follow its specification names the member', () => {
  test.each([
    [COSIGN_VULN, {}, 'scanner.result'],
    [COSIGN_VULN, { scanner: [] }, 'scanner'],
    [COSIGN_VULN, cosignVuln(trivy(), { scanners: [] }), 'scanners'],
    [COSIGN_VULN, cosignVuln({}, { scanner: undefined, scanners: [] }), 'scanners'],
    [COSIGN_VULN, cosignVuln({ ...trivy(), ...grype([]) }), 'scanner.result'],
    [COSIGN_VULN, cosignVuln(trivy([], { SchemaVersion: 1 })), 'scanner.result.SchemaVersion'],
    [COSIGN_VULN, cosignVuln(trivy({})), 'scanner.result.Results[0].Vulnerabilities'],
    [
      COSIGN_VULN,
      cosignVuln(trivy([{ PkgName: 'x' }])),
      'scanner.result.Results[0].Vulnerabilities[0].VulnerabilityID',
    ],
    [
      COSIGN_VULN,
      cosignVuln(trivy([finding('CVE-1', 'LOW', { Severity: 7 })])),
      'scanner.result.Results[0].Vulnerabilities[0].Severity',
    ],
    [COSIGN_VULN, cosignVuln(grype([{}])), 'scanner.result.matches[0].vulnerability.id'],
    [COSIGN_VULN, cosignVuln(grype([], { ignoredMatches: 1 })), 'scanner.result.ignoredMatches'],
    [VULNS, { ...vulns([]), metadata: {} }, 'metadata.scanStartedOn'],
    [VULNS, vulns([], 'yesterday'), 'scanner.db.lastUpdate'],
    [VULNS, vulns([{ id: 'CVE-1', severity: 'low' }]), 'scanner.result[0].severity'],
    [VULNS, vulns([{ ...vulnsItem('CVE-1'), vulnerability: {} }]), 'scanner.result[0].vulnerability'],
    [CYCLONEDX, cyclonedx([{}]), 'vulnerabilities[0].id'],
    [CYCLONEDX, cyclonedx([{ id: 'CVE-1' }], { specVersion: '1.3' }), 'specVersion'],
    [CYCLONEDX, cyclonedx([{ id: 'CVE-1' }], { bomFormat: 'SPDX' }), 'bomFormat'],
    [CYCLONEDX, cyclonedx([{ id: 'CVE-1' }], { metadata: {} }), 'metadata.timestamp'],
    [CYCLONEDX, cyclonedx([{ id: 'CVE-1' }], { components: [{ name: 'x' }] }), 'components[0].type'],
  ])('%s: %#', (type, predicate, path) => {
    expect(faultOf(() => scan(type, predicate))).toContain(`CUSTODY-408 ${path} of the predicate `);
  });

  const one = (changes: object) => openvex([said('CVE-1', 'fixed', changes)]);
  test.each([
    [openvex([]), 'statements'],
    [openvex(undefined), 'statements'],
    [openvex([said('CVE-1', 'fixed')], 'yesterday'), 'timestamp'],
    [openvex([said('CVE-1', 'fixed')], ago(1), { version: '1' }), 'version'],
    [openvex([said('CVE-1', 'fixed')], ago(1), { version: 0 }), 'version'],
    [openvex([said('CVE-1', 'fixed')], ago(1), { '@context': 'https://openvex.dev/ns/v0.0.1' }), '@context'],
    [openvex([said('CVE-1', 'fixed')], ago(1), { author: '' }), 'author'],
    [openvex([said('CVE-1', 'fixed')], ago(1), { subject: 'x' }), 'subject'],
    [one({ vulnerability: 'CVE-1' }), 'statements[0].vulnerability'],
    [one({ status: 'Fixed' }), 'statements[0].status'],
    [one({ status: 'not_affected' }), 'statements[0].justification'],
    [one({ status: 'not_affected', justification: 'because' }), 'statements[0].justification'],
    [one({ status: 'not_affected', impact_statement: '' }), 'statements[0].impact_statement'],
    [one({ status: 'affected' }), 'statements[0].action_statement'],
    [one({ products: ['x'] }), 'statements[0].products[0]'],
    [one({ products: {} }), 'statements[0].products'],
    [one({ only_in: 'x' }), 'statements[0].only_in'],
    [one({ 'only.status': 'x' }), 'statements[0].only.status'],
    [one({ products: [{ '@id': 'x', version: '1' }] }), 'statements[0].products[0].version'],
    [one({ products: [{ '@id': ourImage, hashes: { 'sha-256': '00' } }] }), 'statements[0].products[0]'],
  ])('OpenVEX: %#', (document, path) => {
    expect(faultOf(() => readVex(OPENVEX, wire(document)))).toContain(
      `CUSTODY-408 ${path} of the predicate `,
    );
  });
});

describeWithFixtures('documents of others', () => {
  const vexOf = (name: string) => readVex(OPENVEX, fixtureJson(`schemas/openvex/examples/${name}.json`));
  test('the OpenVEX example of version 0.2.0', () => {
    const statements = vexOf('v0.2.0');
    expect(statements).toHaveLength(5);
    expect(statements[0]).toMatchObject({ names: ['CVE-2023-1255'], status: 'fixed' });
    expect(Object.keys(statements[0]?.product ?? {})).toEqual(['sha256']);
    expect(statements[0]?.packages).toHaveLength(2);
  });
  test.each(['v0.0.1', 'v0.0.1-noversion', 'v001-1.vex', 'v001-2.vex', 'v020-1.vex', 'v020-2.vex'])(
    '%s is not of that version',
    (name) => {
      expect(faultOf(() => vexOf(name))).toContain('CUSTODY-408');
    },
  );
  test.each(['1.6', '1.7'])('the CycloneDX %s example with vulnerabilities', (version) => {
    const document = fixtureJson<JsonObject>(
      `schemas/cyclonedx/examples-${version}/valid-vulnerability-${version}.json`,
    );
    const dated = { ...document, metadata: { timestamp: ago(1) } };
    const [found] = readScan(CYCLONEDX, dated)?.vulnerabilities ?? [];
    expect(found).toMatchObject({
      id: 'SNYK-JAVA-COMFASTERXMLJACKSONCORE-32111',
      aliases: ['CVE-2018-7489'],
      rating: 'critical',
    });
    expect(found?.purl?.base).toBe('pkg:maven/com.fasterxml.jackson.core/jackson-databind');
    expect(readVex(CYCLONEDX, dated)).toMatchObject([{ status: expect.any(String) }]);
  });
});

describe('hostile documents', () => {
  const good: readonly (readonly [string, unknown])[] = [
    [COSIGN_VULN, cosignVuln(trivy([finding('CVE-1', 'HIGH')]))],
    [COSIGN_VULN, cosignVuln(grype([match('CVE-1', 'High')]))],
    [VULNS, vulns([vulnsItem('CVE-1', '5.2')])],
    [CYCLONEDX, cyclonedx([cyclonedxItem('CVE-1', 'high', { analysis: { state: 'resolved' } })])],
    [OPENVEX, openvex([said('CVE-1', 'fixed', { products: [{ '@id': ourImage }] })])],
  ];
  const read = (type: string, predicate: JsonObject) =>
    VEX_TYPES.some((known) => known === type)
      ? [readVex(type, predicate), readScan(type, predicate)]
      : readScan(type, predicate);

  test('any JSON is read, or is a fault; nothing else is thrown', () => {
    const types = fc.constantFrom(...SCAN_TYPES, ...VEX_TYPES);
    fc.assert(
      fc.property(types, fc.dictionary(fc.string(), fc.jsonValue()), (type, predicate) => {
        expect(faultOf(() => read(type, predicate as JsonObject))).toMatch(/^(?:no fault|CUSTODY-408 )/);
      }),
      { numRuns: runs() },
    );
  });

  test('one value of a good document replaced by any other: read, or a fault', () => {
    const places = good.flatMap(([type, predicate]) =>
      pathsOf(wire(predicate)).map((path) => [type, predicate, path] as const),
    );
    const values = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('__proto__', 'constructor', -1, '', [], {}, null),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), values, ([type, predicate, path], value) => {
        expect(faultOf(() => read(type, replaced(wire(predicate), path, value) as JsonObject))).toMatch(
          /^(?:no fault|CUSTODY-408 )/,
        );
      }),
      { numRuns: runs() },
    );
  });
});

/** Every way into a document, as lists of keys. */
function pathsOf(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => [
    [key],
    ...pathsOf(below).map((path) => [key, ...path]),
  ]);
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? replaced(item, rest, by) : item));
  const object = value as Record<string, unknown>;
  return { ...object, [key]: replaced(object[key], rest, by) };
}
