/**
 * cosign's vulnerability scan record (https://github.com/sigstore/cosign, specs/COSIGN_VULN_ATTESTATION_SPEC.md). Its
 * text shows a list `scanners`, its implementation and Trivy write one `scanner`: both are read. The result is the
 * scanner's own report, of a layout that is known here by name.
 */
import type { Scan, Vulnerability } from '../model/vulnerability.ts';
import { grypeDatabaseDate, grypeVulnerabilities, isGrypeReport } from './grype.ts';
import { at, isGiven, listOf, type Member, malformed, optional, textOrNothing, timeOf } from './predicate.ts';
import { isTrivyReport, trivyVulnerabilities } from './trivy.ts';

interface Layout {
  readonly name: string;
  readonly isIt: (report: Member) => boolean;
  readonly vulnerabilities: (report: Member) => readonly Vulnerability[];
  readonly databaseDate: (report: Member) => Date | undefined;
}

const layouts: readonly Layout[] = [
  {
    name: 'Trivy',
    isIt: isTrivyReport,
    vulnerabilities: trivyVulnerabilities,
    databaseDate: () => undefined,
  },
  {
    name: 'Grype',
    isIt: isGrypeReport,
    vulnerabilities: grypeVulnerabilities,
    databaseDate: grypeDatabaseDate,
  },
];

/** @throws Fault `CUSTODY-408` naming the member that does not follow the specification */
export function readCosignVuln(predicate: Member): Scan {
  const reports = scannersOf(predicate).map(readScanner);
  const dates = reports.flatMap(({ dates }) => dates);
  return {
    scanner: reports.map(({ scanner }) => scanner).join(', '),
    finishedAt: timeOf(at(predicate, 'metadata', 'scanFinishedOn')),
    ...(dates.length > 0 && { dataAt: new Date(dates.reduce((oldest, date) => Math.min(oldest, date))) }),
    vulnerabilities: reports.flatMap(({ vulnerabilities }) => vulnerabilities),
  };
}

function scannersOf(predicate: Member): readonly Member[] {
  const one = at(predicate, 'scanner');
  const several = at(predicate, 'scanners');
  if (!isGiven(several)) return [one];
  if (isGiven(one)) throw malformed(several, 'stands beside scanner');
  const scanners = listOf(several);
  if (scanners.length === 0) throw malformed(several, 'is empty');
  return scanners;
}

function readScanner(scanner: Member) {
  const result = at(scanner, 'result');
  if (!isGiven(result)) throw malformed(result, 'is missing');
  const [layout, ...more] = layouts.filter(({ isIt }) => isIt(result));
  if (!layout || more.length > 0)
    throw malformed(
      result,
      'is the report of no scanner that is known',
      'Attest the JSON report of Trivy or Grype, or write what your scanner found as https://in-toto.io/attestation/vulns/v0.2.',
    );
  const dates = [layout.databaseDate(result), optional(at(scanner, 'db', 'lastUpdate'), timeOf)];
  return {
    scanner: textOrNothing(at(scanner, 'uri')) || layout.name,
    dates: dates.flatMap((date) => (date ? [date.getTime()] : [])),
    vulnerabilities: layout.vulnerabilities(result),
  };
}
