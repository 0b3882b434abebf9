/**
 * `custody conformance` as the public suite calls it: dist/ as a process of its own, whose exit code is the whole result.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusals } from '../conformance/refusals.ts';
import { bootStand, identity, type Stand, statementAbout } from '../conformance/stand.ts';
import { describeWithFixtures, fixtureJson, fixtures } from '../support/fixtures.ts';
import { root } from '../support/workflow.ts';

interface Ended {
  readonly code: number;
  readonly said: string;
}

/** Nothing of this process's environment but what Node needs. */
function custody(...words: readonly string[]): Promise<Ended> {
  const args = [resolve(root, 'dist', 'index.js'), 'conformance', ...words];
  const env = { PATH: process.env['PATH'] ?? '' };
  return new Promise((done) => {
    const child = execFile(process.execPath, args, { env }, (_, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, said: stdout + stderr }),
    );
  });
}

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

describeWithFixtures('verify-bundle of the public vectors', () => {
  const folder = 'sigstore-conformance';
  const rows = fixtures ? fixtureJson<Row[]>(`${folder}/vectors.json`) : [];
  const at = (path: string) => resolve(process.env['CUSTODY_FIXTURES'] ?? '', folder, path);

  /** The public-good root is the default and is not given, as by the suite. */
  function wordsFor(row: Row, file: string): readonly string[] {
    const signer = row.key
      ? ['--key', at(row.key)]
      : ['--certificate-identity', row.identity, '--certificate-oidc-issuer', row.issuer];
    const trust = row.trustedRoot.includes('public-good') ? [] : ['--trusted-root', at(row.trustedRoot)];
    return ['verify-bundle', '--bundle', at(row.bundle), ...signer, ...trust, file];
  }

  test.each(rows)('$name', async (row) => {
    const ended = await Promise.all([
      custody(...wordsFor(row, at(row.artifact))),
      custody(...wordsFor(row, row.digest)),
    ]);
    const [code] = refusals.get(row.name) ?? [];
    for (const { code: exit, said } of ended) {
      if (code === undefined) expect([exit, said]).toEqual([0, expect.stringContaining('1 file verified.')]);
      else expect([exit, said]).toEqual([expect.any(Number), expect.stringContaining(code)]);
      expect(exit === 0).toBe(row.expect === 'pass');
    }
  });
});

describe('sign-bundle', () => {
  const statement = statementAbout('b'.repeat(64));
  let stand: Stand;
  let instance: readonly string[];
  let trust: readonly string[];
  let signer: readonly string[];
  beforeAll(async () => {
    stand = await bootStand();
    trust = ['--trusted-root', stand.at('root.json')];
    instance = [...trust, '--signing-config', stand.at('config.json')];
    signer = ['--certificate-identity', identity, '--certificate-oidc-issuer', stand.sigstore.issuer];
    await writeFile(stand.at('a.txt'), 'the very bytes');
    await writeFile(stand.at('b.txt'), 'other bytes');
    await writeFile(stand.at('statement.json'), statement);
  });
  afterAll(() => stand.close());

  const bundle = (name: string) => ['--bundle', stand.at(name)];

  test('over a file: verifies for its signer, its root and its bytes alone', async () => {
    const token = ['--identity-token', await stand.token()];
    const signed = await custody(
      'sign-bundle',
      ...token,
      ...bundle('a.sigstore.json'),
      ...instance,
      stand.at('a.txt'),
    );
    expect(signed).toEqual({ code: 0, said: expect.stringContaining('1 file verified.') });
    const { verificationMaterial, messageSignature } = JSON.parse(
      await readFile(stand.at('a.sigstore.json'), 'utf8'),
    );
    const digest = `sha256:${Buffer.from(messageSignature.messageDigest.digest, 'base64').toString('hex')}`;
    expect(verificationMaterial.timestampVerificationData.rfc3161Timestamps).toHaveLength(1);

    const verify = (...words: readonly string[]) =>
      custody('verify-bundle', ...bundle('a.sigstore.json'), ...words);
    const other = [...signer.slice(0, 1), `${identity}2`, ...signer.slice(2)];
    const ended = await Promise.all([
      verify(...signer, ...trust, stand.at('a.txt')),
      verify(...signer, ...trust, digest),
      verify(...signer, ...trust, stand.at('b.txt')),
      verify(...other, ...trust, stand.at('a.txt')),
      verify(...signer, stand.at('a.txt')),
      verify(...trust, stand.at('a.txt')),
      verify(...signer, ...trust, stand.at('missing.txt')),
      verify(...signer, '--staging', stand.at('a.txt')),
    ]);
    const codeIn = ({ code, said }: Ended) => [code, /CUSTODY-\d+/.exec(said)?.[0]];
    expect(ended.map(codeIn)).toEqual([
      [0, undefined],
      [0, undefined],
      [1, 'CUSTODY-429'],
      [1, 'CUSTODY-432'],
      [1, 'CUSTODY-425'],
      [2, 'CUSTODY-110'],
      [2, 'CUSTODY-201'],
      [2, 'CUSTODY-103'],
    ]);
  });

  test('over a statement: verifies for a subject', async () => {
    const words = ['--in-toto', ...bundle('s.sigstore.json'), ...instance, stand.at('statement.json')];
    const signed = await custody('sign-bundle', `--identity-token=${await stand.token()}`, ...words);
    expect(signed).toEqual({ code: 0, said: expect.stringContaining('1 file verified.') });
    const { dsseEnvelope } = JSON.parse(await readFile(stand.at('s.sigstore.json'), 'utf8'));
    expect(Buffer.from(dsseEnvelope.payload, 'base64').equals(statement)).toBe(true);
    const verify = (digest: string) =>
      custody('verify-bundle', ...bundle('s.sigstore.json'), ...signer, ...trust, `sha256:${digest}`);
    expect((await verify('b'.repeat(64))).code).toBe(0);
    expect(await verify('c'.repeat(64))).toEqual({ code: 1, said: expect.stringContaining('CUSTODY-429') });
  });

  test('that fails leaves no bundle, and shows no token', async () => {
    const token = await stand.token();
    const sign = (...words: readonly string[]) =>
      custody('sign-bundle', ...bundle('none.sigstore.json'), ...words);
    const forged = `${token.slice(0, -8)}AAAAAAAA`;
    const ended = [
      await sign('--identity-token', forged, ...instance, stand.at('a.txt')),
      await sign('--identity-token', token, ...instance, '--in-toto', stand.at('a.txt')),
      await sign('--identity-token', token, ...instance, token),
      await sign(...instance, stand.at('a.txt')),
      await sign('--identity-token', token, '--staging', ...trust, stand.at('a.txt')),
    ];
    expect(ended.map(({ code, said }) => [code, /CUSTODY-\d+/.exec(said)?.[0]])).toEqual([
      [2, 'CUSTODY-304'],
      [2, 'CUSTODY-407'],
      [2, 'CUSTODY-205'],
      [2, 'CUSTODY-101'],
      [2, 'CUSTODY-103'],
    ]);
    for (const { said } of ended) {
      expect(said).not.toContain(token.slice(0, 40));
      expect(said).not.toContain(token.split('.')[1]);
    }
    expect(existsSync(stand.at('none.sigstore.json'))).toBe(false);
  });
});
