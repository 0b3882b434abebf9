/** Attacks on the rule over scans, through the judge, with evidence that is signed: T20, T21, T22, T32. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSigstore, type SandboxSigstore } from '../../../sandbox/sigstore/index.ts';
import { limits } from '../../../src/model/limits.ts';
import { vulnerabilityRequirements, vulnerabilityRule } from '../../../src/policy/rules/vulnerabilities.ts';
import { judge } from '../../../src/verify/judge.ts';
import { artifact, bytesOf, evidence, honest, rootOf } from '../../support/stand.ts';
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
  said,
  trivy,
  VULNS,
  vulns,
  vulnsItem,
} from '../support/scans.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore();
});
afterAll(() => sigstore.close());

const place = { file: 'custody.yml', line: 3 };
const scanner = 'acme/shop/.github/workflows/release.yml';
const analyst = 'acme/shop/.github/workflows/vex.yml';

type Piece = readonly [predicateType: string, predicate: object, workflow?: string];

async function decide(pieces: readonly Piece[], vexSigners: readonly string[] = ['analyst']) {
  const candidates = await Promise.all(
    pieces.map(async ([predicateType, predicate, workflow = scanner], index) => {
      const claims = {
        workflow_ref: `${workflow}@refs/heads/main`,
        job_workflow_ref: `${workflow}@refs/heads/main`,
      };
      const bundle = await evidence(sigstore, { claims, statement: { predicateType, predicate } });
      return { origin: `piece ${index}`, bytes: bytesOf(bundle) };
    }),
  );
  const {
    source,
    signers: [signer],
  } = honest(sigstore);
  const rule = { at: place, signers: ['scanner'], failOn: 'high', maxDataAge: 86_400, vexSigners } as const;
  const named = (names: readonly string[]) =>
    [{ ...signer, workflow: names[0] === 'analyst' ? analyst : scanner }] as const;
  const requirements = vulnerabilityRequirements(rule, named, source, new Date()) as [never];
  const verdict = judge(candidates, {
    artifact,
    requirements,
    rules: [vulnerabilityRule(rule)],
    roots: new Map([['sandbox', rootOf(sigstore)]]),
    now: new Date(),
  });
  return verdict;
}

async function outcomeOf(pieces: readonly Piece[], vexSigners?: readonly string[]) {
  const { status, findings } = await decide(pieces, vexSigners);
  return `${status}: ${findings.map(({ rule, status, code = '' }) => `${rule} ${status} ${code}`.trim()).join(', ')}`;
}

const scanOf = (...pieces: readonly Piece[]) => outcomeOf(pieces);
const passes = 'pass: vulnerabilities.scan pass, vulnerabilities pass';
const refused = 'fail: vulnerabilities.scan pass, vulnerabilities fail CUSTODY-523';
const unrated = 'unknown: vulnerabilities.scan pass, vulnerabilities unknown CUSTODY-506';
const stale = 'unknown: vulnerabilities.scan unknown CUSTODY-409, vulnerabilities unknown CUSTODY-506';
const unreadable = 'unknown: vulnerabilities.scan unknown CUSTODY-408, vulnerabilities unknown CUSTODY-506';
const noScan = (code: string) =>
  `fail: vulnerabilities.scan fail ${code}, vulnerabilities unknown CUSTODY-506`;

describe('a scan without anything grave passes', () => {
  test.each<readonly [string, Piece]>([
    ['Trivy, which found nothing', [COSIGN_VULN, cosignVuln(trivy())]],
    ['Trivy, which found little', [COSIGN_VULN, cosignVuln(trivy([finding('CVE-1', 'MEDIUM')]))]],
    ['Grype, which found nothing', [COSIGN_VULN, cosignVuln(grype([]))]],
    ['in-toto, nothing', [VULNS, vulns([])]],
    ['in-toto, little', [VULNS, vulns([vulnsItem('CVE-1', 'low', '3.9')])]],
    ['CycloneDX, little', [CYCLONEDX, cyclonedx([cyclonedxItem('CVE-1', 'medium')])]],
  ])('%s', async (_, piece) => {
    expect(await scanOf(piece)).toBe(passes);
  });
});

describe('T20 nothing is never a scan', () => {
  test('T20 no evidence', async () => {
    expect(await scanOf()).toBe(noScan('CUSTODY-401'));
  });
  test.each([
    ['an empty result', {}],
    ['a report of Trivy without results', trivy([], { Results: undefined })],
    ['a report of Trivy with no result', trivy([], { Results: [] })],
    ['a report of Trivy about secrets alone', trivy([], { Results: [{ Target: 'x', Class: 'secret' }] })],
    ['a report of Grype without matches', grype(undefined)],
    ['a list in place of a report', []],
    ['text', 'no vulnerabilities'],
    ['nothing', null],
    ['a report of another scanner', { vulnerabilities: [] }],
  ])('T20 %s', async (_, result) => {
    expect(await scanOf([COSIGN_VULN, cosignVuln(result)])).toBe(unreadable);
  });
  test.each([
    ['no list', undefined],
    ['an object', {}],
    ['a list that holds text', ['CVE-1']],
    ['nothing', null],
  ])('T20 in-toto: %s', async (_, result) => {
    expect(await scanOf([VULNS, vulns(result)])).toBe(unreadable);
  });
  test.each([
    ['an SBOM', cyclonedx(undefined)],
    ['an SBOM with the empty list that tools write for nothing', cyclonedx([])],
    [
      'a list of statements without components',
      cyclonedx([cyclonedxItem('CVE-1', 'low')], { components: [] }),
    ],
  ])('T20 CycloneDX: %s is no scan', async (_, document) => {
    expect(await scanOf([CYCLONEDX, document])).toBe(noScan('CUSTODY-430'));
  });
  test('T20 an SBOM beside a scan neither helps nor harms', async () => {
    expect(await scanOf([CYCLONEDX, cyclonedx([])], [VULNS, vulns([])])).toBe(passes);
  });
});

describe('T21 every scan that counts is weighed', () => {
  test.each<readonly [string, Piece]>([
    ['Trivy', [COSIGN_VULN, cosignVuln(trivy([finding('CVE-1', 'HIGH')]))]],
    ['Trivy, in small letters', [COSIGN_VULN, cosignVuln(trivy([finding('CVE-1', 'critical')]))]],
    ['Grype', [COSIGN_VULN, cosignVuln(grype([match('CVE-1', 'Critical')]))]],
    ['in-toto', [VULNS, vulns([vulnsItem('CVE-1', 'low', '7.0')])]],
    ['CycloneDX', [CYCLONEDX, cyclonedx([cyclonedxItem('CVE-1', 'critical')])]],
  ])('T21 %s: at or above the bar is refused', async (_, piece) => {
    expect(await scanOf(piece)).toBe(refused);
  });
  test('T21 a clean scan does not hide a grave one, in any order', async () => {
    const grave: Piece = [VULNS, vulns([vulnsItem('CVE-1', '9.8')])];
    const clean: Piece = [COSIGN_VULN, cosignVuln(trivy())];
    expect(await scanOf(clean, grave)).toBe(refused);
    expect(await scanOf(grave, clean)).toBe(refused);
  });
  test('T21 of one id with two severities the worse counts', async () => {
    const twice = [finding('CVE-1', 'LOW'), finding('CVE-1', 'CRITICAL'), finding('CVE-1', 'LOW')];
    expect(await scanOf([COSIGN_VULN, cosignVuln(trivy(twice))])).toBe(refused);
  });
  test.each<readonly [string, Piece]>([
    ['no severity', [COSIGN_VULN, cosignVuln(trivy([finding('CVE-1')]))]],
    ['UNKNOWN', [COSIGN_VULN, cosignVuln(trivy([finding('CVE-1', 'UNKNOWN')]))]],
    ['a word that nobody knows', [COSIGN_VULN, cosignVuln(trivy([finding('CVE-1', 'constructor')]))]],
    ['an empty list of severities', [VULNS, vulns([vulnsItem('CVE-1')])]],
    ['a score outside the scale', [VULNS, vulns([vulnsItem('CVE-1', '11')])]],
    ['no ratings', [CYCLONEDX, cyclonedx([{ id: 'CVE-1' }])]],
  ])('T21 what nobody rated is not harmless: %s', async (_, piece) => {
    expect(await scanOf(piece)).toBe(unrated);
  });
  test('T21 NONE is harmless: somebody said so', async () => {
    expect(await scanOf([COSIGN_VULN, cosignVuln(trivy([finding('CVE-1', 'NONE')]))])).toBe(passes);
  });
  test('T21 a refusal comes before what nobody rated', async () => {
    const both = [finding('CVE-1'), finding('CVE-2', 'HIGH')];
    expect(await scanOf([COSIGN_VULN, cosignVuln(trivy(both))])).toBe(refused);
  });
  test('T21 what the report itself set aside counts', async () => {
    const ignored = grype([], { ignoredMatches: [match('CVE-1', 'Critical')] });
    expect(await scanOf([COSIGN_VULN, cosignVuln(ignored)])).toBe(refused);
    const modified = [{ Type: 'vulnerability', Status: 'ignored', Finding: finding('CVE-1', 'HIGH') }];
    const result = { Target: 'x', Class: 'os-pkgs', ExperimentalModifiedFindings: modified };
    expect(await scanOf([COSIGN_VULN, cosignVuln(trivy([], { Results: [result] }))])).toBe(refused);
  });
  test('T21 the worst are named, each once, and the rest counted', async () => {
    const many = ['LOW', 'HIGH', 'HIGH', 'CRITICAL', 'HIGH', 'HIGH', 'HIGH', 'HIGH'];
    const findings = [
      ...many.map((severity, index) => finding(`CVE-${index}`, severity)),
      finding('CVE-1', 'HIGH'),
    ];
    const {
      findings: [, found],
    } = await decide([[COSIGN_VULN, cosignVuln(trivy(findings))]]);
    expect(found?.expected).toBe('none at or above high');
    expect(found?.found).toMatch(/^CVE-3 \(critical, openssl 3\.1\.0-r0\), CVE-1 \(high, .* and 2 more$/);
  });
});

describe('T22 what cannot be read is never skipped', () => {
  test('T22 a malformed scan beside a clean one', async () => {
    const outcome = await scanOf([VULNS, vulns([])], [COSIGN_VULN, cosignVuln({})]);
    expect(outcome).toBe('unknown: vulnerabilities.scan unknown CUSTODY-408, vulnerabilities pass');
  });
  test('T22 a malformed VEX statement', async () => {
    const outcome = await scanOf([VULNS, vulns([])], [OPENVEX, openvex([]), analyst]);
    expect(outcome).toContain('vulnerabilities.vex unknown CUSTODY-408');
  });
});

describe('T24', () => {
  test('T24 a list that is too long', async () => {
    const result = Array.from({ length: limits.predicateItems + 1 }, () => 0);
    expect(await scanOf([VULNS, vulns(result)])).toContain('vulnerabilities.scan unknown CUSTODY-404');
  });
});

describe('T32 the data counts, not the signature', () => {
  test.each<readonly [string, Piece]>([
    ['an old database', [VULNS, vulns([], ago(25), ago(1))]],
    ['an old scan', [COSIGN_VULN, cosignVuln(trivy(), { metadata: { scanFinishedOn: ago(25) } })]],
    [
      'an old database that Grype names',
      [COSIGN_VULN, cosignVuln(grype([], { descriptor: { name: 'grype', db: { built: ago(25) } } }))],
    ],
    [
      'an old CycloneDX',
      [CYCLONEDX, cyclonedx([cyclonedxItem('CVE-1', 'low')], { metadata: { timestamp: ago(25) } })],
    ],
    ['a database of year one', [VULNS, vulns([], '0001-01-01T00:00:00Z', ago(1))]],
    ['an old scan that claims a young database', [VULNS, vulns([], ago(1), ago(25))]],
  ])('T32 %s, signed again today', async (_, piece) => {
    expect(await scanOf(piece)).toBe(stale);
  });
  test.each<readonly [string, Piece]>([
    ['the database', [VULNS, vulns([], ago(-24), ago(1))]],
    ['the scan', [VULNS, vulns([], ago(1), '9999-12-31T23:59:59Z')]],
  ])('T32 a date after the signature tells no age: %s', async (_, piece) => {
    expect(await scanOf(piece)).toBe(stale);
  });
  test('T32 a clock that is a minute ahead is none', async () => {
    expect(await scanOf([VULNS, vulns([], ago(-1 / 60), ago(-1 / 60))])).toBe(passes);
  });
  test('T32 a young scan beside an old one decides alone', async () => {
    const old: Piece = [VULNS, vulns([vulnsItem('CVE-1', '9.8')], ago(25))];
    expect(await scanOf(old, [VULNS, vulns([])])).toBe(passes);
  });
  test.each([
    ['missing', undefined],
    ['without a zone', '2027-01-01T00:00:00'],
    ['a number', 1_800_000_000],
    ['no day', '2027-02-40T00:00:00Z'],
  ])('T32 a date that is %s', async (_, scanFinishedOn) => {
    expect(await scanOf([COSIGN_VULN, cosignVuln(trivy(), { metadata: { scanFinishedOn } })])).toBe(
      unreadable,
    );
  });
});

describe('VEX lifts only by a signer who is named for it', () => {
  const grave: Piece = [COSIGN_VULN, cosignVuln(trivy([finding('CVE-1', 'CRITICAL')]))];
  const lifting = openvex([said('CVE-1', 'not_affected')]);

  test('by that signer', async () => {
    const { status, findings } = await decide([grave, [OPENVEX, lifting, analyst]]);
    expect(status).toBe('pass');
    expect(findings[1]?.message).toBe(
      'no vulnerability at or above high in one scan but by VEX: CVE-1 (critical, openssl 3.1.0-r0)',
    );
  });
  test('T21 not by the scanner', async () => {
    expect(await scanOf(grave, [OPENVEX, lifting])).toBe(refused);
  });
  test('T21 not where nobody is named', async () => {
    expect(await outcomeOf([grave, [OPENVEX, lifting, analyst]], [])).toBe(refused);
  });
  test('T21 what the scan says of itself lifts nothing, unless its signer is named', async () => {
    const own = cyclonedx([cyclonedxItem('CVE-1', 'critical', { analysis: { state: 'not_affected' } })]);
    expect(await scanOf([CYCLONEDX, own])).toBe(refused);
    expect(await outcomeOf([[CYCLONEDX, own]], ['scanner'])).toBe(passes);
  });
  test('it lifts what nobody rated too', async () => {
    expect(
      await scanOf([COSIGN_VULN, cosignVuln(trivy([finding('CVE-1')]))], [OPENVEX, lifting, analyst]),
    ).toBe(passes);
  });
});
