/** Verdicts and reports for the tests of report/ and kit/. */
import type { Finding, Refusal, SignerFacts } from '../../../src/model/finding.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import type { Report } from '../../../src/report/report.ts';

export const signer: SignerFacts = {
  identity: 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1',
  issuer: 'https://token.actions.githubusercontent.com',
  sourceRepository: 'https://github.com/acme/app',
  sourceRepositoryId: '1',
  sourceOwnerId: '2',
  sourceRef: 'refs/tags/v1',
  sourceCommit: 'a'.repeat(40),
  buildConfigUri: 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1',
  runUrl: 'https://github.com/acme/app/actions/runs/1/attempts/1',
  runner: 'github-hosted',
  signedAt: '2026-11-20T10:00:00.000Z',
};

export const sha256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

export function passing(name = 'dist/app.tgz'): Verdict {
  const weighed = [
    { outcome: 'satisfies' as const, origin: 'attestations API of acme/app', bundle: sha256, signer },
  ];
  return verdict(name, 'pass', { message: 'satisfied', weighed });
}

export const refusals: readonly [Refusal, Refusal] = [
  {
    code: 'CUSTODY-432',
    message: 'another workflow signed',
    expected: 'acme/app/.github/workflows/release.yml',
    found: 'https://github.com/evil/app/.github/workflows/x.yml@refs/heads/main',
    hint: 'If that workflow should be allowed to sign, give it as `signer-workflow`.',
  },
  { code: 'CUSTODY-421', message: 'the signature is of other bytes', hint: 'Fetch the bundle again.' },
];

export function refused(name = 'dist/app.tgz', all: readonly Refusal[] = refusals): Verdict {
  const weighed = all.map((refusal, index) => ({
    outcome: 'refused' as const,
    origin: `attestations API of acme/app, bundle ${index + 1}`,
    refusal,
  }));
  return verdict(name, 'fail', { message: `none of ${all.length} bundles satisfies it`, weighed });
}

export function undecided(name = 'dist/app.tgz'): Verdict {
  return verdict(name, 'unknown', {
    message: 'not all evidence could be read',
    weighed: [
      {
        outcome: 'unreadable',
        origin: 'bundles/app.json',
        code: 'CUSTODY-403',
        message: 'it is not JSON',
        hint: 'Fetch the bundle again.',
      },
    ],
  });
}

export function withoutEvidence(name = 'dist/app.tgz'): Verdict {
  return verdict(name, 'fail', {
    code: 'CUSTODY-401',
    message: 'no evidence',
    expected: 'a bundle with https://slsa.dev/provenance/v1',
    found: 'nothing',
    hint: 'Was it sealed?\nSee where `seal` stored it.',
    weighed: [],
  });
}

export function report(...verdicts: readonly Verdict[]): Report {
  const statuses = verdicts.map(({ status }) => status);
  const status =
    statuses.includes('fail') || statuses.length === 0
      ? 'fail'
      : statuses.includes('unknown')
        ? 'unknown'
        : 'pass';
  return {
    verb: 'verify',
    status,
    verdicts,
    notices: [],
    repeat: "custody verify --repository acme/app 'dist/*'",
  };
}

function verdict(
  name: string,
  status: Verdict['status'],
  finding: Partial<Finding> & Pick<Finding, 'message' | 'weighed'>,
): Verdict {
  return {
    artifact: { name, digests: { sha256 }, size: 5 },
    status,
    findings: [{ rule: 'provenance', status, subject: name, ...finding }],
  };
}
