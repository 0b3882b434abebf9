/** Five attestations for each file of the scene, by one workflow: its provenance, and four of other types. */
import { attest } from '../sandbox/sigstore/attest.ts';
import { exampleClaims } from '../sandbox/sigstore/claims.ts';
import type { Candidate } from '../src/model/requirement.ts';
import type { Artifact } from '../src/model/subject.ts';
import { sealedFile } from './in-process.ts';
import { artifactCount, REVIEW, SBOM, TESTS } from './policy-text.ts';
import { fileCount, type Scene } from './scene.ts';

export interface Attested {
  readonly artifact: Artifact;
  readonly candidates: readonly Candidate[];
}

export async function attestEach(scene: Scene): Promise<readonly Attested[]> {
  const all: Attested[] = [];
  for (let i = 0; i < fileCount; i += 1) all.push(await attestFile(scene, i));
  return all;
}

async function attestFile(scene: Scene, number: number): Promise<Attested> {
  const { bundle: provenance, artifact } = await sealedFile(scene, `file-${number}.bin`);
  const name = `app-${number % artifactCount}/${artifact.name}`;
  const subject = [{ name, digest: { sha256: artifact.digests.sha256 } }];
  const bundles = [provenance];
  for (const [predicateType, predicate] of predicates()) {
    const statement = { _type: 'https://in-toto.io/Statement/v1', subject, predicateType, predicate };
    const bundle = await attest(scene.sandbox.sigstore, { statement, claims: exampleClaims() });
    bundles.push(Buffer.from(JSON.stringify(bundle)));
  }
  const candidates = bundles.map((bytes, index) => ({ origin: `bundle ${index} of ${name}`, bytes }));
  return { artifact: { ...artifact, name }, candidates };
}

function predicates(): readonly (readonly [string, object])[] {
  return [
    [TESTS, { passed: 120, failed: 0 }],
    [REVIEW, { by: 'dana', approved: true }],
    [SBOM, sbom()],
    ['https://cosign.sigstore.dev/attestation/vuln/v1', scan()],
  ];
}

function sbom(): object {
  const names = Array.from({ length: 50 }, (_, index) => `library-${index}`);
  const components = names.map((name) => ({
    ...{ type: 'library', 'bom-ref': name, name, version: '1.2.3', supplier: { name: 'Acme' } },
    purl: `pkg:npm/${name}@1.2.3`,
  }));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { timestamp: new Date().toISOString(), authors: [{ name: 'Dana' }] },
    components,
    dependencies: [{ ref: 'app', dependsOn: names }],
  };
}

function scan(): object {
  const at = new Date().toISOString();
  const found = { VulnerabilityID: 'CVE-2026-1', PkgName: 'library-1', InstalledVersion: '1.2.3' };
  const vulnerabilities = [{ ...found, PkgIdentifier: { PURL: 'pkg:npm/library-1@1.2.3' }, Severity: 'LOW' }];
  const results = [{ Target: 'app', Class: 'lang-pkgs', Type: 'npm', Vulnerabilities: vulnerabilities }];
  return {
    invocation: { parameters: null, uri: '', event_id: '', 'builder.id': '' },
    scanner: {
      uri: 'pkg:github/aquasecurity/trivy@0.60.0',
      version: '0.60.0',
      db: { uri: '', version: '' },
      result: { SchemaVersion: 2, ArtifactName: 'app', Results: results },
    },
    metadata: { scanStartedOn: at, scanFinishedOn: at },
  };
}
