/** A large policy: 50 artifacts with all that can be required of them, and 30 rules in CEL. */
export const artifactCount = 50;
export const ruleCount = 30;

export const TESTS = 'https://example.com/tests/v1';
export const REVIEW = 'https://example.com/review/v1';
export const SBOM = 'https://cyclonedx.org/bom';

/** Matches `app-<number>/…` for each number below `artifactCount`. */
export function policyText(issuer: string): string {
  return `version: 1
expires: 2099-06-30
owner: platform@acme.example
signers:
  release:
    root: sandbox
    issuer: ${issuer}
    github: {workflow: acme/shop/.github/workflows/release.yml, refs: [refs/heads/main]}
artifacts:
${numbers(artifactCount).map(artifactText).join('')}rules:
${numbers(ruleCount).map(ruleText).join('')}`;
}

function artifactText(number: number): string {
  return `  app-${number}:
    match: [app-${number}/*.bin]
    source: {repository: acme/shop, repository-id: 123456, owner-id: 42, refs: [refs/heads/main, refs/tags/v*]}
    signers: [release]
    require:
      provenance: {level: 2}
      predicates:
        - {type: ${TESTS}}
        - {type: ${REVIEW}, max-age: 30d}
      sbom: {fields: 0.9, bound: false}
      vulnerabilities: {fail-on: critical, max-data-age: 24h}
      max-age: 90d
`;
}

function ruleText(number: number): string {
  const expression = expressions[number % expressions.length]?.(number);
  return `  - id: rule-${number}
    assert: >-
      ${expression}
    message: rule ${number} does not hold
`;
}

/** Each kind of thing that rules ask, with a number that makes each another. */
const expressions: readonly ((number: number) => string)[] = [
  (number) =>
    `evidence.provenance.runner == 'github-hosted' && evidence.provenance.source.owner_id != '${number}'`,
  (number) => `evidence.provenance.source.ref == 'refs/heads/main' || environment == 'stage-${number}'`,
  (number) =>
    `evidence.all.exists(e, e.predicate_type == '${TESTS}' && e.predicate.passed > ${number} && e.predicate.failed == 0)`,
  (number) =>
    `size(evidence.all) > 1 && evidence.all.all(e, e.signed_at > timestamp('20${String(number % 20).padStart(2, '0')}-01-01T00:00:00Z'))`,
  (number) =>
    `evidence.all.filter(e, e.predicate_type == '${REVIEW}').size() >= 1 && artifact.size > ${number}`,
  (number) =>
    `evidence.all.exists(e, e.predicate_type == '${SBOM}' && !e.predicate.components.exists(c, c.name == 'forbidden-${number}') && size(e.predicate.components) > 0)`,
];

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
