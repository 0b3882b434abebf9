/** Scans, SBOMs and VEX as their tools write them, cut down to what is read; each test changes one thing. */
import { artifact } from '../../support/stand.ts';

export const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

export const COSIGN_VULN = 'https://cosign.sigstore.dev/attestation/vuln/v1';
export const VULNS = 'https://in-toto.io/attestation/vulns/v0.2';
export const CYCLONEDX = 'https://cyclonedx.org/bom';
export const OPENVEX = 'https://openvex.dev/ns/v0.2.0';

export const purl = 'pkg:apk/alpine/openssl@3.1.0-r0?arch=x86_64';

/** A finding of Trivy. */
export const finding = (id: string, severity?: string, changes: object = {}) => ({
  VulnerabilityID: id,
  PkgName: 'openssl',
  PkgIdentifier: { PURL: purl },
  InstalledVersion: '3.1.0-r0',
  ...(severity === undefined ? {} : { Severity: severity }),
  ...changes,
});

export const trivy = (findings?: unknown, changes: object = {}) => ({
  SchemaVersion: 2,
  ArtifactName: 'app',
  Results: [
    {
      Target: 'app',
      Class: 'os-pkgs',
      Type: 'alpine',
      ...(findings === undefined ? {} : { Vulnerabilities: findings }),
    },
  ],
  ...changes,
});

export const match = (id: string, severity: string, changes: object = {}) => ({
  vulnerability: { id, severity, cvss: [], ...changes },
  relatedVulnerabilities: [],
  artifact: { name: 'openssl', version: '3.1.0-r0', purl },
});

export const grype = (matches: unknown, changes: object = {}) => ({
  matches,
  descriptor: { name: 'grype', version: '0.100.0', db: { status: { built: ago(2), valid: true } } },
  ...changes,
});

export const cosignVuln = (result: unknown, changes: object = {}) => ({
  invocation: { parameters: null, uri: '', event_id: '', 'builder.id': '' },
  scanner: {
    uri: 'pkg:github/aquasecurity/trivy@0.60.0',
    version: '0.60.0',
    db: { uri: '', version: '' },
    result,
  },
  metadata: { scanStartedOn: ago(1), scanFinishedOn: ago(1) },
  ...changes,
});

export const vulns = (result: unknown, lastUpdate = ago(2), finished = ago(1)) => ({
  scanner: { uri: 'pkg:github/anchore/grype@0.100.0', version: '0.100.0', db: { lastUpdate }, result },
  metadata: { scanStartedOn: finished, scanFinishedOn: finished },
});

export const vulnsItem = (id: string, ...scores: readonly string[]) => ({
  id,
  severity: scores.map((score) => ({ method: 'cvss', score })),
});

export const cyclonedx = (vulnerabilities: unknown, changes: object = {}) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: { timestamp: ago(1) },
  components: [{ type: 'library', 'bom-ref': 'openssl', name: 'openssl', version: '3.1.0-r0', purl }],
  vulnerabilities,
  ...changes,
});

export const cyclonedxItem = (id: string, severity: string, changes: object = {}) => ({
  id,
  ratings: [{ severity, method: 'other' }],
  affects: [{ ref: 'openssl' }],
  ...changes,
});

export const said = (name: string, status: string, changes: object = {}) => ({
  vulnerability: { name },
  status,
  ...(status === 'not_affected' && { justification: 'vulnerable_code_not_present' }),
  ...(status === 'affected' && { action_statement: 'update' }),
  ...changes,
});

export const openvex = (statements: unknown, timestamp = ago(1), changes: object = {}) => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://openvex.dev/docs/example/vex-1',
  author: 'Acme',
  timestamp,
  version: 1,
  statements,
  ...changes,
});

export const ourImage = `pkg:oci/app@sha256%3A${artifact.digests.sha256}`;
