/**
 * The vectors of the public conformance suite (sigstore/sigstore-conformance, test/assets/bundle-verify), each with the
 * artifact's bytes and with its digest alone. A refusal counts only with the right code.
 */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Refusal } from '../../src/model/finding.ts';
import { GITHUB_ISSUER } from '../../src/model/issuer.ts';
import { SLSA_PROVENANCE_V1 } from '../../src/model/statement.ts';
import { flatRequirement } from '../../src/policy/flat.ts';
import { type ExpectedSigner, verifyArtifact } from '../../src/verify/artifact.ts';
import { judge } from '../../src/verify/judge.ts';
import { artifactOf } from '../../src/verify/message.ts';
import { readTrustRoot } from '../../src/verify/roots.ts';
import { describeWithFixtures, fixture, fixtureJson, fixtures } from '../support/fixtures.ts';
import { refusals } from './refusals.ts';

interface Row {
  readonly name: string;
  readonly expect: 'pass' | 'fail';
  readonly bundle: string;
  readonly artifact: string;
  readonly digest: string;
  readonly identity: string;
  readonly issuer: string;
  readonly key?: string;
  readonly trustedRoot: string;
}

const folder = 'sigstore-conformance';
const now = new Date('2026-11-20T12:00:00Z');
const read = (path: string) => fixture(`${folder}/${path}`);

function signerOf(row: Row): ExpectedSigner {
  if (row.key !== undefined) return { kind: 'key', pem: read(row.key) };
  return { kind: 'identity', identity: row.identity, issuer: row.issuer };
}

type Mode = 'file' | 'digest';

/** Nothing for a pass; a fault counts as refused here, as it does for an exit code. */
function outcome(
  row: Row,
  mode: Mode,
  signer = signerOf(row),
): Pick<Refusal, 'code' | 'message' | 'found'> | undefined {
  const digest = { name: row.digest, digests: { sha256: row.digest.replace('sha256:', '') } };
  const artifact = mode === 'file' ? artifactOf('artifact', read(row.artifact)) : digest;
  try {
    const root = readTrustRoot('given', read(row.trustedRoot));
    return verifyArtifact(read(row.bundle), artifact, signer, root, now);
  } catch (error) {
    return error as Refusal;
  }
}

const whyNot = (refusal: ReturnType<typeof outcome>) =>
  refusal && [refusal.code, `${refusal.message}: ${refusal.found}`];

describeWithFixtures('conformance vectors', () => {
  const rows = fixtures ? fixtureJson<Row[]>(`${folder}/vectors.json`) : [];
  const runs = rows.flatMap((row) => (['file', 'digest'] as const).map((mode) => ({ ...row, mode })));
  const accepted = runs.filter((run) => run.expect === 'pass');
  const refused = runs.filter((run) => run.expect === 'fail');

  test('all of them are here, and each refusal has its reason', () => {
    expect([accepted.length, refused.length]).toEqual([42, 98]);
    expect([...refusals.keys()].toSorted()).toEqual(
      rows
        .filter((row) => row.expect === 'fail')
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  test.each(accepted)('$name, $mode: accepted', (run) => {
    expect(outcome(run, run.mode)).toBeUndefined();
  });

  test.each(refused)('$name, $mode: refused for its reason', (run) => {
    const [code, words] = refusals.get(run.name) ?? [];
    expect(whyNot(outcome(run, run.mode))).toEqual([code, expect.stringContaining(words ?? '')]);
  });

  test.each(accepted.filter((run) => run.key === undefined))('$name, $mode: by nobody else', (run) => {
    const expected = { kind: 'identity', identity: run.identity, issuer: run.issuer } as const;
    const code = (signer: ExpectedSigner) => outcome(run, run.mode, signer)?.code;
    expect(code({ ...expected, issuer: `${run.issuer}/other` })).toBe('CUSTODY-431');
    // A prefix, a suffix and a pattern are not the identity.
    expect(code({ ...expected, identity: run.identity.slice(0, -1) })).toBe('CUSTODY-432');
    expect(code({ ...expected, identity: `${run.identity}2` })).toBe('CUSTODY-432');
    expect(code({ ...expected, identity: '.*' })).toBe('CUSTODY-432');
    const key = read('bundle-verify/managed-key-happy-path/key.pub');
    expect(code({ kind: 'key', pem: key })).toBe('CUSTODY-422');
  });

  test.each(accepted)('$name, $mode: for no other artifact', (run) => {
    const other = { ...run, artifact: 'statement.json', digest: `sha256:${'0'.repeat(64)}` };
    expect(outcome(other, run.mode)?.code).toBe('CUSTODY-429');
  });

  describe('a bundle signed with a plain key', () => {
    const row = runs.find(({ name }) => name === 'managed-key-happy-path');
    const withKey = (pem: string | Buffer, mode: Mode) =>
      whyNot(outcome(row as Row, mode, { kind: 'key', pem: Buffer.from(pem) }))?.[0];
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

    test.each(['file', 'digest'] as const)('is by no other key, %s', (mode) => {
      expect(withKey(publicKey.export({ type: 'spki', format: 'pem' }), mode)).toBe('CUSTODY-421');
    });

    test('needs the public key itself', () => {
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
      for (const text of ['', 'a key', pem]) expect(withKey(text, 'file')).toBe('CUSTODY-422');
    });

    test('is no evidence', () => {
      const requirement = flatRequirement({
        repository: 'acme/shop',
        signerWorkflow: '.github/workflows/release.yml',
        sourceRefs: ['refs/heads/main'],
        issuer: GITHUB_ISSUER,
        predicateType: SLSA_PROVENANCE_V1,
        root: 'public',
        serverUrl: 'https://github.com',
      });
      const root = readTrustRoot('public', read((row as Row).trustedRoot));
      const artifact = { name: 'a.txt', digests: { sha256: (row as Row).digest.slice(7) }, size: 109 };
      const candidates = accepted
        .filter(({ key }) => key !== undefined)
        .map(({ bundle }) => ({ origin: bundle, bytes: read(bundle) }));
      const [finding] = judge(candidates, {
        artifact,
        requirements: [requirement],
        roots: new Map([['public', root]]),
        now,
      }).findings;
      expect(finding.status).toBe('fail');
      expect(finding.weighed.map((one) => one.outcome)).toEqual(Array(4).fill('refused'));
    });
  });
});
