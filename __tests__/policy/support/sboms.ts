/** SBOMs that fill every minimum element; each test takes one out. */
export const CYCLONEDX = 'https://cyclonedx.org/bom';
export const SPDX = 'https://spdx.dev/Document/v2.3';

export const cyclonedxSbom = (component: object = {}, document: object = {}) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: {
    timestamp: '2027-01-01T00:00:00Z',
    authors: [{ name: 'Jane' }],
    tools: { components: [{ type: 'application', name: 'syft' }] },
    lifecycles: [{ phase: 'build' }],
  },
  components: [
    {
      type: 'library',
      'bom-ref': 'openssl',
      name: 'openssl',
      version: '3.1.0',
      supplier: { name: 'Acme' },
      hashes: [{ alg: 'SHA-256', content: 'c'.repeat(64) }],
      licenses: [{ expression: 'Apache-2.0' }],
      purl: 'pkg:apk/alpine/openssl@3.1.0',
      ...component,
    },
  ],
  dependencies: [{ ref: 'app', dependsOn: ['openssl'] }],
  ...document,
});

export const spdxPackage = (changes: object = {}) => ({
  SPDXID: 'SPDXRef-openssl',
  name: 'openssl',
  versionInfo: '3.1.0',
  supplier: 'Organization: Acme',
  checksums: [{ algorithm: 'SHA256', checksumValue: 'c'.repeat(64) }],
  licenseDeclared: 'Apache-2.0',
  externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:apk/alpine/openssl@3.1.0' }],
  ...changes,
});

export const spdxSbom = (changes: object = {}, document: object = {}) => ({
  spdxVersion: 'SPDX-2.3',
  SPDXID: 'SPDXRef-DOCUMENT',
  creationInfo: { created: '2027-01-01T00:00:00Z', creators: ['Tool: syft', 'Person: Jane'] },
  packages: [spdxPackage(changes)],
  annotations: [{ comment: 'custody:sbom:phase=build' }],
  relationships: [
    { spdxElementId: 'SPDXRef-app', relationshipType: 'CONTAINS', relatedSpdxElement: 'SPDXRef-openssl' },
  ],
  ...document,
});
