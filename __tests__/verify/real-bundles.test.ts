/** Real bundles, made by GitHub Actions and npm: the verifier must accept what they truly say, and nothing else. */
import { expect, test } from '@jest/globals';
import { GITHUB_ISSUER } from '../../src/model/issuer.ts';
import { SLSA_PROVENANCE_V1 } from '../../src/model/statement.ts';
import { type FlatIdentity, flatRequirement } from '../../src/policy/flat.ts';
import { judge } from '../../src/verify/judge.ts';
import { readTrustRoot } from '../../src/verify/roots.ts';
import { describeWithFixtures, fixture, fixtureJson, fixtures } from '../support/fixtures.ts';

interface Row {
  readonly file: string;
  /** Of the bundle in a file of several, from 1. */
  readonly line?: number;
  readonly predicateType?: string;
  readonly root: 'public-good' | 'github';
  /** Absent where the index has none: nothing is known that the bundle would be about. */
  readonly artifact?: {
    readonly name: string;
    readonly sha256: string;
    readonly sha512: string;
    readonly size: number;
  };
  readonly signatureVerifies: boolean;
  readonly certificate?: Readonly<Record<string, string>>;
}

const roots = 'sigstore-conformance/trust-roots';
const nothing = { name: 'x', sha256: '0'.repeat(64), sha512: '0'.repeat(128), size: 1 };
const now = new Date('2026-11-20T12:00:00Z');

function judgeRow(
  row: Row,
  change: Partial<FlatIdentity> = {},
  bytes = fixture(`slsa/github-bundles/${row.file}`),
) {
  const name = row.root === 'github' ? 'github' : 'public';
  const root = readTrustRoot(name, fixture(`${roots}/${row.root}/trusted_root.json`));
  const certificate = row.certificate ?? {};
  const path = (uri: string | undefined) => uri?.replace('https://github.com/', '') ?? '';
  const [workflow = ''] = path(certificate['buildSignerUri']).split('@');
  const repository = path(certificate['sourceRepositoryUri']);
  const foreign = !workflow.toLowerCase().startsWith(`${repository.toLowerCase()}/`);
  const requirement = flatRequirement({
    repository: repository || 'owner/name',
    signerWorkflow: workflow
      ? `${workflow}${foreign ? `@${certificate['buildSignerDigest']}` : ''}`
      : 'o/r/.github/workflows/x.yml',
    sourceRefs: [certificate['sourceRepositoryRef'] ?? 'refs/heads/main'],
    issuer: certificate['issuer'] ?? GITHUB_ISSUER,
    predicateType: SLSA_PROVENANCE_V1,
    root: name,
    serverUrl: 'https://github.com',
    ...change,
  });
  const { name: file, sha256, sha512, size } = row.artifact ?? nothing;
  const artifact = { name: file, digests: { sha256, sha512 }, size };
  const candidates = bytes
    .toString('utf8')
    .split(row.file.endsWith('.jsonl') ? '\n' : '\0')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ origin: row.file, bytes: Buffer.from(line) }));
  return judge(candidates, { artifact, requirements: [requirement], roots: new Map([[name, root]]), now });
}

/** What becomes of every row of the index: file, its line where it has several, and the outcome for whom it names. */
const outcomesOfRows: Readonly<Record<string, string>> = {
  'custom-issuer.sigstore.json': 'pass',
  'github_provenance_demo-0.0.12-py3-none-any-bundle-missing-cert.jsonl': 'unknown CUSTODY-403',
  'github_provenance_demo-0.0.12-py3-none-any-bundle-missing-verification-material.jsonl':
    'unknown CUSTODY-403',
  'github_provenance_demo-0.0.12-py3-none-any-bundle.jsonl': 'pass',
  'reusable-workflow-attestation.sigstore.json': 'pass',
  'sigstore-js-2.1.0-bundle-v0.1.json': 'pass',
  'sigstore-js-2.1.0-bundle.json': 'pass',
  'sigstore-js-2.1.0_with_2_bundles.jsonl 1': 'pass',
  'sigstore-js-2.1.0_with_2_bundles.jsonl 2': 'pass',
  'sigstoreBundle-invalid-signature.json': 'fail CUSTODY-428',
};

function outcomeOfRow(row: Row): string {
  const bytes = fixture(`slsa/github-bundles/${row.file}`);
  const line = row.line === undefined ? undefined : bytes.toString('utf8').split('\n')[row.line - 1];
  const { status, code } = judgeRow(row, {}, line === undefined ? bytes : Buffer.from(line)).findings[0];
  return status === 'pass' ? 'pass' : `${status} ${code}`;
}

describeWithFixtures('real bundles', () => {
  const rows = fixtures ? fixtureJson<Row[]>('slsa/github-bundles/index.json') : [];
  const good = rows.filter((row) => row.signatureVerifies);

  test('every row of the index has its outcome, and passes exactly when its signature verifies', () => {
    const found = rows.map(
      (row) => [`${row.file}${row.line === undefined ? '' : ` ${row.line}`}`, row] as const,
    );
    expect(Object.fromEntries(found.map(([name, row]) => [name, outcomeOfRow(row)]))).toEqual(outcomesOfRows);
    expect(rows).toHaveLength(10);
    for (const [name, row] of found)
      expect([name, outcomesOfRows[name] === 'pass']).toEqual([name, row.signatureVerifies]);
  });

  test.each(good)('$file passes for whom it names', (row) => {
    const verdict = judgeRow(row);
    expect(verdict.findings[0].weighed.filter((one) => one.outcome !== 'satisfies')).toEqual([]);
    expect(verdict.status).toBe('pass');
  });

  test.each(good)('$file: any other expectation is refused, each with its own code', (row) => {
    const refused = (change: Partial<FlatIdentity>) => judgeRow(row, change).findings[0];
    const codes = [
      refused({ repository: 'someone/else' }),
      refused({ signerWorkflow: 'someone/else/.github/workflows/release.yml' }),
      refused({ sourceRefs: ['refs/tags/v*'] }),
      refused({ issuer: 'https://token.actions.githubusercontent.com/another' }),
      refused({ predicateType: 'https://spdx.dev/Document' }),
      refused({ runner: 'self-hosted' }),
      refused({ repositoryId: '1' }),
      refused({ ownerId: '1' }),
    ].map((finding) =>
      finding.weighed.map((one) => (one.outcome === 'refused' ? one.refusal.code : one.outcome)),
    );
    const bundles = judgeRow(row).findings[0].weighed.length;
    const each = (code: string) => Array<string>(bundles).fill(code);
    expect(codes).toEqual(
      ['433', '432', '434', '431', '430', '439', '433', '433'].map((code) => each(`CUSTODY-${code}`)),
    );
  });

  test.each(rows.filter((row) => /missing/.test(row.file)))(
    '$file cannot be read, which is not a no',
    (row) => {
      const verdict = judgeRow(row);
      expect(verdict.status).toBe('unknown');
      expect(verdict.findings[0].code).toBe('CUSTODY-403');
    },
  );

  test('the private repository needs the root of GitHub, not the public one', () => {
    const row = good.find((one) => one.root === 'github') as Row;
    const finding = judgeRow({ ...row, root: 'public-good' }).findings[0];
    expect(finding.status).toBe('fail');
    expect(finding.code).toBe('CUSTODY-425');
    expect(finding.hint).toContain('`trusted-root: github`');
  });

  test('a bundle whose signed content is no statement is refused as that', () => {
    const artifact = { name: 'x', sha256: '0'.repeat(64), sha512: '0'.repeat(128), size: 1 };
    const row: Row = {
      file: 'sigstoreBundle-invalid-signature.json',
      root: 'public-good',
      artifact,
      signatureVerifies: false,
    };
    const finding = judgeRow(row).findings[0];
    expect([finding.status, finding.code]).toEqual(['fail', 'CUSTODY-428']);
  });
});
