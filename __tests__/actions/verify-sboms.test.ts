/** An SBOM too large for a bundle, end to end: sealed by reference, and found by digest or fetched where a policy wants it. */

import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { bootSandbox, type Sandbox } from '../../sandbox/index.ts';
import { type RawServer, rawServer } from '../support/raw-server.ts';
import { buildIn, custody, largeSbomIn } from './sbom-support.ts';

let sandbox: Sandbox;
let folder: string;
let server: RawServer;
let answer: (response: ServerResponse) => void;
let document: Buffer;

beforeAll(async () => {
  sandbox = await bootSandbox();
  server = await rawServer((_, response) => answer(response));
  folder = buildIn();
  const path = await largeSbomIn(folder);
  const words = ['--sigstore', sandbox.folder, '--store', 'files', '--sbom', path];
  const place = ['--sbom-location', `${server.url}/shop/`];
  const sealed = await custody(folder, ['seal', ...words, ...place, '--', 'app.tgz'], sandbox.job());
  expect([sealed.code, sealed.error]).toEqual([0, '']);
  document = readFileSync(join(folder, path));
  // Under a name that nobody knows.
  renameSync(join(folder, path), join(folder, 'kept'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all([server.close(), sandbox.close()]);
});
beforeEach(() => {
  server.requests.splice(0);
  answer = (response) => response.end(document);
});

const host = () => new URL(server.url).host;

function policyText(sbom: string): string {
  return `version: 1
expires: 2099-06-30
owner: platform@acme.example
signers:
  release:
    root: own
    issuer: ${sandbox.issuer}
    github: {workflow: acme/shop/.github/workflows/release.yml, refs: [refs/heads/main]}
artifacts:
  shop:
    match: [app.tgz]
    source: {repository: acme/shop, repository-id: 123456, owner-id: 42, refs: [refs/heads/main]}
    signers: [release]
    require:
      provenance: {level: 2}
      ${sbom}
`;
}

/** @param sbom the rule of the policy about it */
async function verify(words: readonly string[], sbom = 'sbom: {precision: 0.98, recall: 0.95}') {
  writeFileSync(join(folder, 'custody.yml'), policyText(sbom));
  const roots = ['--roots', `own=${join(sandbox.folder, 'trusted_root.json')}`];
  const given = ['--policy', 'custody.yml', '--bundles', 'custody-bundles', ...roots, ...words];
  const { GITHUB_API_URL = '' } = sandbox.job();
  const { code, out, error } = await custody(folder, ['verify', ...given, '--', 'app.tgz'], {
    GITHUB_API_URL,
  });
  return { code, said: out + error, asked: server.requests.map(({ path }) => path) };
}

const fetched = ['/shop/large.cdx.json'];

describe('by a file', () => {
  test('it is found by its digest, judged like any other, and nothing is fetched', async () => {
    const { code, said, asked } = await verify(['--sboms', 'k*', '--sbom-hosts', host()]);
    expect([code, asked]).toEqual([0, []]);
    expect(said).toContain("--sboms 'k*' --sbom-hosts");
  });

  test('T12 it is found offline, too', async () => {
    expect(await verify(['--offline', '--sboms', 'kept'])).toMatchObject({ code: 0, asked: [] });
    const { code, said, asked } = await verify(['--offline', '--sbom-hosts', host()]);
    expect([code, asked]).toEqual([2, []]);
    expect(said).toContain('nothing is fetched offline');
  });

  test('its own figures count', async () => {
    const { code, said } = await verify(['--sboms', 'kept'], 'sbom: {fields: 1}');
    expect([code, said]).toEqual([1, expect.stringContaining('CUSTODY-526')]);
  });

  test('T1 another one with its name is none', async () => {
    writeFileSync(join(folder, 'large.cdx.json'), Buffer.from(document).fill('y', 9_000_000, 9_000_001));
    const { code, said, asked } = await verify(['--sboms', 'large.cdx.json']);
    rmSync(join(folder, 'large.cdx.json'));
    expect([code, asked]).toEqual([2, []]);
    expect(said).toContain('CUSTODY-402');
  });
});

describe('from where it lies', () => {
  test('T29 it is fetched once, where its host is allowed', async () => {
    expect(await verify(['--sbom-hosts', host()])).toMatchObject({ code: 0, asked: fetched });
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('T29 it is not fetched unless its host is, and the reason says what to write', async () => {
    for (const words of [[], ['--sbom-hosts', 'sboms.example.com']]) {
      const { code, said, asked } = await verify(words);
      expect([code, asked]).toEqual([2, []]);
      expect(said).toContain('CUSTODY-402');
      expect(said).toContain(`\`sbom-hosts: ${host()}\``);
    }
  });

  test('T29 it is not fetched where the policy wants no SBOM', async () => {
    expect(await verify(['--sbom-hosts', host()], 'max-age: 90d')).toMatchObject({ code: 0, asked: [] });
  });

  test('T1 other bytes of the same length are refused', async () => {
    answer = (response) => response.end(Buffer.from(document).fill('y', 9_000_000, 9_000_001));
    const { code, said } = await verify(['--sbom-hosts', host()]);
    expect([code, said]).toEqual([1, expect.stringContaining('CUSTODY-528')]);
  });

  test('T24 more bytes than are stated are not read to the end', async () => {
    answer = (response) => response.end(Buffer.concat([document, Buffer.from(' ')]));
    const { code, said } = await verify(['--sbom-hosts', host()]);
    expect([code, said]).toEqual([2, expect.stringContaining('CUSTODY-404')]);
  });

  test('T22 a host in trouble decides nothing, and a file stands in for it', async () => {
    answer = (response) => response.writeHead(404).end();
    const { code, said } = await verify(['--sbom-hosts', host()]);
    expect([code, said]).toEqual([2, expect.stringContaining('answered 404')]);
    server.requests.splice(0);
    expect(await verify(['--sbom-hosts', host(), '--sboms', 'kept'])).toMatchObject({ code: 0, asked: [] });
  });
});

test('what cannot be used is said before anything is asked', async () => {
  const { code, said } = await verify(['--sbom-hosts', 'https://sboms.example.com/']);
  expect([code, said]).toEqual([2, expect.stringContaining('CUSTODY-102')]);
  const identity = ['--repository', 'acme/shop', '--signer-workflow', '.github/workflows/release.yml'];
  const ended = await custody(folder, ['verify', ...identity, '--sboms', 'kept', '--', 'app.tgz']);
  expect([ended.code, ended.error]).toEqual([2, expect.stringContaining('need `policy`')]);
});

describe('`sbom diff` of what was sealed', () => {
  async function diff(words: readonly string[]) {
    const digest = createHash('sha256')
      .update(readFileSync(join(folder, 'app.tgz')))
      .digest('hex');
    const identity = ['--repository', 'acme/shop', '--signer-workflow', '.github/workflows/release.yml'];
    const root = join(sandbox.folder, 'trusted_root.json');
    const trust = ['--source-ref', 'refs/heads/main', '--issuer', sandbox.issuer, '--trusted-root', root];
    const all = [...identity, ...trust, '--bundles', 'custody-bundles', '--offline', ...words];
    return custody(folder, ['sbom', 'diff', `sha256:${digest}`, 'kept', '--print', 'json', ...all]);
  }

  test('takes it by its file', async () => {
    const { code, out, error } = await diff(['--sboms', 'kept']);
    expect([code, error]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ added: [], removed: [] });
  });

  test('T22 and compares nothing without', async () => {
    const { code, error } = await diff(['--sbom-hosts', host()]);
    expect([code, error]).toEqual([2, expect.stringContaining('nothing is fetched offline')]);
    expect(server.requests).toEqual([]);
  });
});
