/** What a policy file becomes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sha256 } from '../../src/formats/peek.ts';
import { base, COMMIT, complaints, everything, hints, read, SUBJECT } from './support/policies.ts';

const at = (line: number, column: number) => ({ file: 'custody.yml', line, column });
const issuer = 'https://token.actions.githubusercontent.com';

describe('a policy that says everything', () => {
  const policy = read(everything);

  test('who, until when, and from where', () => {
    expect(policy.owner).toBe('platform@acme.example');
    expect(policy.expires).toEqual({ until: new Date('2027-06-30T00:00:00Z'), at: at(2, 10) });
    expect(policy.reference).toEqual({
      uri: 'acme/shop@main:.github/custody.yml',
      sha256: sha256(Buffer.from(everything)),
    });
  });

  test('signers', () => {
    expect(Object.fromEntries(policy.signers)).toEqual({
      release: {
        name: 'release',
        at: at(5, 3),
        root: 'public',
        issuer: 'https://token.actions.acme.ghe.com',
        workflow: 'acme/ci/.github/workflows/release-*.yml',
        commit: COMMIT,
        refs: ['refs/tags/v1.*'],
        runner: 'github-hosted',
        isolated: true,
        repositoryId: '18446744073709551615',
        ownerId: '42',
      },
      other: {
        name: 'other',
        at: at(15, 3),
        root: 'acme-root',
        issuer,
        workflow: 'acme/tools/.github/workflows/x.yml',
        refs: ['refs/heads/main'],
        trustName: true,
      },
    });
  });

  test('artifacts', () => {
    expect(policy.artifacts).toEqual([
      {
        name: 'shop',
        at: at(19, 3),
        match: ['ghcr.io/acme/shop', 'dist/*.tgz'],
        source: {
          at: at(21, 5),
          repository: 'Acme/shop',
          repositoryId: '123456',
          ownerId: '42',
          refs: ['refs/heads/*', 'refs/pull/*/merge'],
          triggers: ['workflow_run'],
        },
        signers: ['release', 'other'],
        require: {
          provenance: {
            at: at(29, 7),
            level: 1,
            runConclusion: 'success',
            buildTypes: ['https://example.com/build/v1'],
            threshold: 2,
          },
          predicates: [
            {
              at: at(35, 11),
              type: 'https://example.com/tests/v1',
              signers: ['release', 'other'],
              threshold: 1,
            },
            {
              at: at(36, 11),
              type: 'https://example.com/review/v1',
              signers: ['other'],
              threshold: 1,
              maxAge: 1_800,
            },
          ],
          sbom: { at: at(40, 7), formats: ['spdx'], signers: ['other'], fields: 1, bound: true },
          vulnerabilities: {
            at: at(41, 7),
            failOn: 'high',
            maxDataAge: 86_400,
            signers: ['other'],
            vexSigners: ['release'],
          },
          maxAge: { at: at(42, 16), seconds: 90 * 86_400 },
        },
        summaries: { at: at(43, 5), signers: ['other'], maxAge: 86_400 },
      },
    ]);
  });

  test('environments', () => {
    expect(policy.environments.get('prod')).toEqual({
      name: 'prod',
      at: at(46, 3),
      promotedBy: ['release'],
      requires: 'dev',
      minTimeInPrevious: 86_400,
      approvals: { at: at(50, 5), count: 2, gates: ['a b', 'c'] },
      distinctPeople: ['author', 'approver'],
    });
  });

  test('rules, exceptions and what it extends', () => {
    expect(policy.rules).toEqual([
      {
        at: at(53, 5),
        id: 'hosted',
        when: { at: at(54, 11), expression: "environment == 'prod'\n" },
        assert: { at: at(57, 13), expression: '1 == 1' },
        message: 'no',
      },
    ]);
    expect(policy.exceptions).toEqual([
      {
        at: at(61, 5),
        rule: 'hosted',
        subject: SUBJECT,
        until: new Date('2026-12-31T00:00:00Z'),
        owner: 'dana',
        reason: 'later',
        approvedBy: [7, 8],
      },
    ]);
    expect(policy.extends).toEqual([
      { at: at(62, 11), repository: 'acme/policies', commit: COMMIT, path: 'org/custody.yml' },
    ]);
  });
});

describe('what is left out', () => {
  test('provenance is required always, at level 2, by one signer', () => {
    const text = base
      .replace(/ {4}require:[\s\S]*?environments/, 'environments')
      .replace('rule: sbom', 'rule: hosted');
    const [entry] = read(text).artifacts;
    expect(entry.require).toEqual({
      provenance: { at: at(12, 3), level: 2, threshold: 1 },
      predicates: [],
    });
  });

  test('evidence beside the provenance is signed by whoever may sign that', () => {
    const require = '{sbom: {}, vulnerabilities: {fail-on: low, max-data-age: 1d}}';
    const [entry] = read(
      base.replace(/require:[\s\S]*?environments/, `require: ${require}\nenvironments`),
    ).artifacts;
    expect(entry.require.sbom).toEqual({
      at: at(16, 15),
      formats: ['cyclonedx', 'spdx'],
      bound: true,
      signers: ['release'],
    });
    expect(entry.require.vulnerabilities).toMatchObject({ signers: ['release'], vexSigners: [] });
  });

  test('sections that nobody needs', () => {
    const text = base.replace(/environments:[\s\S]*/, '');
    expect(read(text)).toMatchObject({ environments: new Map(), rules: [], exceptions: [], extends: [] });
  });
});

describe('T31 what a file that loads says', () => {
  test('its digest is that of its bytes', () => {
    const one = read(base).reference.sha256;
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(read(`${base}# a comment\n`).reference.sha256).not.toBe(one);
  });

  test('the example of the reference loads', () => {
    const text = readFileSync(join(import.meta.dirname, '../../docs/policy-example.yml'), 'utf8');
    expect(complaints(text)).toEqual([]);
  });
});

describe('another version', () => {
  test.each(['2', '"1"', '1.5', '[1]', '', 'v1'])(
    '`version: %s` is the one thing that is said',
    (version) => {
      const text = base.replace('version: 1', `version: ${version}`).replace('owner:', 'owned:');
      expect(complaints(text)).toEqual([
        expect.stringMatching(/^1:\d+ CUSTODY-501 version is an unknown version$/),
      ]);
      expect(hints(text)).toEqual(['Write `version: 1`, or use a Custody that knows that version.']);
    },
  );

  test('none at all', () => {
    expect(complaints(base.replace('version: 1\n', ''))).toEqual([
      '1:1 CUSTODY-502 the policy lacks `version`',
    ]);
  });
});
