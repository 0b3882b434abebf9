/** What is told of scans: what they found, the worst first, and what to do (T20). */
import { describe, expect, test } from '@jest/globals';
import type { Evidence } from '../../../src/model/evidence.ts';
import { vulnerabilityRequirements, vulnerabilityRule } from '../../../src/policy/rules/vulnerabilities.ts';
import { artifact } from '../../support/stand.ts';
import { COSIGN_VULN, CYCLONEDX, cosignVuln, finding, trivy } from '../support/scans.ts';
import { beside, proven, refusal } from './support.ts';

const now = new Date('2026-05-21T10:00:00Z');
const day = 24 * 60 * 60;

describe('T20 vulnerabilities', () => {
  const at = { file: 'custody.yml', line: 9 };
  const rule = { at, signers: ['a'], failOn: 'high', maxDataAge: day, vexSigners: [] } as const;
  const scan = (...matches: readonly object[]): Evidence => ({
    ...proven(),
    predicateType: COSIGN_VULN,
    predicate: cosignVuln(trivy(matches)) as never,
  });
  const decision = (...scans: readonly Evidence[]) =>
    vulnerabilityRule(rule).decide(artifact, new Map([['vulnerabilities.scan', scans]]));

  test('T20 without a scan that counts', () => {
    expect(decision()).toMatchObject({
      message: 'nothing is known about vulnerabilities: vulnerabilities.scan above says why no scan counts',
      hint: 'Once a scan counts, what it found is weighed here.',
    });
  });

  test('none that matters', () => {
    expect(decision(scan())).toEqual({
      status: 'pass',
      message: 'no vulnerability at or above high in one scan',
    });
    expect(decision(scan(), scan(finding('CVE-1', 'LOW'))).message).toBe(
      'no vulnerability at or above high in 2 scans',
    );
  });

  test('T20 the worst are named first, each once, five at most', () => {
    const five = ['5', '4', '3', '2', '1'].map((number) => finding(`CVE-${number}`, 'HIGH'));
    const named = (...ids: readonly string[]) => ids.map((id) => `${id} (high, openssl 3.1.0-r0)`).join(', ');
    expect(decision(scan(...five), scan(...five))).toEqual({
      status: 'fail',
      code: 'CUSTODY-523',
      message: 'a scan found vulnerabilities that the policy refuses',
      expected: 'none at or above high',
      found: named('CVE-5', 'CVE-4', 'CVE-3', 'CVE-2', 'CVE-1'),
      hint: 'Update what is vulnerable, build and scan again; or let a signer of `vex-signers` say why it is not affected.',
    });
    expect(decision(scan(...five, finding('CVE-6', 'CRITICAL'), finding('CVE-7', 'HIGH'))).found).toBe(
      `CVE-6 (critical, openssl 3.1.0-r0), ${named('CVE-5', 'CVE-4', 'CVE-3', 'CVE-2')}, and 2 more`,
    );
  });

  test('T20 those that nobody rated', () => {
    expect(decision(scan(finding('CVE-1', 'UNKNOWN')))).toEqual({
      status: 'unknown',
      code: 'CUSTODY-506',
      message: 'a scan found vulnerabilities of which it does not say how severe they are',
      expected: 'a severity, or a CVSS score',
      found: 'CVE-1 (unknown, openssl 3.1.0-r0)',
      hint: 'Scan with a younger database, or let a signer of `vex-signers` say that they do not concern the artifact.',
    });
  });

  test('T20 a document that tells of no scan', () => {
    const source = { repository: 'acme/shop', refs: ['refs/heads/main'] } as const;
    const [asked] = vulnerabilityRequirements(rule, () => [proven().acceptedBy], source, now);
    const predicate = { bomFormat: 'CycloneDX', specVersion: '1.6' };
    const result = asked?.checks?.[0]?.({ ...proven(), predicateType: CYCLONEDX, predicate }, beside);
    expect(refusal(result)).toEqual([
      'the document tells of no scan for vulnerabilities',
      'components, and vulnerabilities that were found in them',
      'a CycloneDX document without them',
      'Attest a scan that found nothing as cosign vuln/v1 or in-toto vulns/v0.2, which can say so.',
    ]);
  });
});
