/** Policies in text, and what the reader says of them. */
import { Faults } from '../../../src/model/fault.ts';
import type { Policy } from '../../../src/policy/policy.ts';
import { readPolicy } from '../../../src/policy/read.ts';

export const COMMIT = 'a'.repeat(40);
export const SUBJECT = `sha256:${'1'.repeat(64)}`;

/** As small as a policy with every section can be; the lines that tests name are counted here. */
export const base = `version: 1
expires: 2027-06-30
owner: platform@acme.example
signers:
  release:
    root: public
    github: {workflow: acme/shop/.github/workflows/release.yml, refs: [refs/heads/main]}
  scanner:
    root: public
    github: {workflow: acme/ci/.github/workflows/scan.yml, refs: [refs/heads/main]}
artifacts:
  shop:
    match: [dist/*.tgz]
    source: {repository: acme/shop, refs: [refs/tags/v*]}
    signers: [release]
    require:
      provenance: {level: 2}
      sbom: {signers: [scanner]}
environments:
  dev: {promoted-by: [release]}
  prod: {promoted-by: [release], requires: dev}
rules:
  - {id: hosted, assert: "true == true", message: no}
exceptions:
  - {rule: sbom, subject: "${SUBJECT}", until: 2026-12-31, owner: dana, reason: later, approved-by: [7]}
`;

/** Every field that is built. */
export const everything = `version: 1
expires: 2027-06-30
owner: platform@acme.example
signers:
  release:
    root: public
    issuer: https://token.actions.acme.ghe.com
    github:
      workflow: acme/ci/.github/workflows/release-*.yml@${COMMIT}
      refs: [refs/tags/v1.*]
      runner: github-hosted
      isolated: true
      repository-id: 18446744073709551615
      owner-id: "42"
  other:
    root: acme-root
    github: {workflow: acme/tools/.github/workflows/x.yml, refs: [refs/heads/main], trust-name: true}
artifacts:
  shop:
    match: [ghcr.io/acme/shop, dist/*.tgz]
    source:
      repository: Acme/shop
      repository-id: 123456
      owner-id: 42
      refs: [refs/heads/*, refs/pull/*/merge]
      triggers: [workflow_run]
    signers: [release, other]
    require:
      provenance:
        level: 1
        run-conclusion: success
        build-types: [https://example.com/build/v1]
        threshold: 2
      predicates:
        - {type: https://example.com/tests/v1}
        - type: https://example.com/review/v1
          signers: [other]
          threshold: 1
          max-age: 30m
      sbom: {formats: [spdx], signers: [other], fields: 1}
      vulnerabilities: {fail-on: high, max-data-age: 24h, signers: [other], vex-signers: [release]}
      max-age: 90d
    summaries: {signers: [other], max-age: 1d}
environments:
  dev: {promoted-by: [release]}
  prod:
    promoted-by: [release]
    requires: dev
    min-time-in-previous: 24h
    approvals: {count: 2, gates: [a b, c]}
    distinct-people: [author, approver]
rules:
  - id: hosted
    when: >
      environment
      == 'prod'
    assert: 1 == 1
    message: >
      no
exceptions:
  - {rule: hosted, subject: "${SUBJECT}", until: 2026-12-31, owner: dana, reason: later, approved-by: [7, 8]}
extends: [acme/policies@${COMMIT}:org/custody.yml]
`;

export function read(text: string): Policy {
  return readPolicy(Buffer.from(text), 'custody.yml', 'acme/shop@main:.github/custody.yml');
}

/** `line:column code message` of each fault; empty for a policy that loads. */
export function complaints(text: string): readonly string[] {
  return faultsOf(text).map(({ at, code, message }) => `${at?.line}:${at?.column} ${code} ${message}`);
}

export function hints(text: string): readonly string[] {
  return faultsOf(text).map(({ hint }) => hint);
}

function faultsOf(text: string): Faults['faults'] | readonly [] {
  try {
    read(text);
    return [];
  } catch (error) {
    if (error instanceof Faults) return error.faults;
    throw error;
  }
}
