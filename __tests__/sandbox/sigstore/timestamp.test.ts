/** The timestamp authority against OpenSSL and its own refusals. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RFC3161Timestamp } from '@sigstore/core';
import { bootSigstore, type SandboxSigstore } from '../../../sandbox/sigstore/index.ts';

let sigstore: SandboxSigstore;
let folder: string;

beforeAll(async () => {
  sigstore = await bootSigstore();
  folder = mkdtempSync(join(tmpdir(), 'timestamp-'));
  const pems = sigstore.timestampChainPem.match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----\n/g) ?? [];
  writeFileSync(join(folder, 'chain.pem'), sigstore.timestampChainPem);
  writeFileSync(join(folder, 'root.pem'), pems[1] ?? '');
  writeFileSync(join(folder, 'data'), 'what is timestamped');
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await sigstore.close();
});

const openssl = (...args: readonly string[]): string =>
  execFileSync('openssl', [...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

async function ask(body: Uint8Array | object, type?: string): Promise<Response> {
  const bytes = body instanceof Uint8Array;
  return fetch(sigstore.urls.timestamp, {
    method: 'POST',
    headers: { 'content-type': type ?? (bytes ? 'application/timestamp-query' : 'application/json') },
    body: bytes ? new Uint8Array(body) : JSON.stringify(body),
  });
}

const opensslVerify = (...what: readonly string[]): string =>
  openssl('ts', '-verify', ...what, '-in', 'response.tsr', '-CAfile', 'root.pem', '-untrusted', 'chain.pem');

describe('openssl ts -verify', () => {
  test.each([['-sha256'], ['-sha384', '-cert'], ['-sha512', '-no_nonce'], ['-sha256', '-cert', '-no_nonce']])(
    'accepts the answer to a query with %s %s',
    async (...flags) => {
      openssl('ts', '-query', '-data', 'data', '-out', 'query.tsq', ...flags);
      const response = await ask(readFileSync(join(folder, 'query.tsq')));
      expect(response.status).toBe(201);
      expect(response.headers.get('content-type')).toBe('application/timestamp-reply');
      writeFileSync(join(folder, 'response.tsr'), new Uint8Array(await response.arrayBuffer()));
      expect(opensslVerify('-queryfile', 'query.tsq')).toContain('Verification: OK');
    },
  );

  test('accepts the answer to the JSON form, and refuses it for other data', async () => {
    const artifactHash = createHash('sha256').update('what is timestamped').digest('base64');
    const response = await ask({ artifactHash, hashAlgorithm: 'sha256', nonce: 255, certificates: true });
    writeFileSync(join(folder, 'response.tsr'), new Uint8Array(await response.arrayBuffer()));
    writeFileSync(join(folder, 'other'), 'something else');
    expect(opensslVerify('-data', 'data')).toContain('Verification: OK');
    expect(() => opensslVerify('-data', 'other')).toThrow(/message imprint mismatch/);
    expect(openssl('ts', '-reply', '-in', 'response.tsr', '-text')).toContain('Nonce: 0xFF');
  });
});

test('the time has no fraction of a second', async () => {
  const precise = await bootSigstore({ now: () => new Date('2026-03-04T05:06:07.890Z') });
  const artifactHash = createHash('sha256').update('x').digest('base64');
  const response = await fetch(precise.urls.timestamp, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ artifactHash, hashAlgorithm: 'sha256' }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.includes('20260304050607Z')).toBe(true);
  expect(RFC3161Timestamp.parse(bytes).signingTime.toISOString()).toBe('2026-03-04T05:06:07.000Z');
  await precise.close();
});

test('the chain is published', async () => {
  const response = await fetch(`${sigstore.urls.timestamp}/certchain`);
  expect(await response.text()).toBe(sigstore.timestampChainPem);
});

describe('a request is refused', () => {
  const good = { artifactHash: Buffer.alloc(32).toString('base64'), hashAlgorithm: 'sha256' };
  test.each<[string, Uint8Array | object, string | undefined]>([
    ['imprint has the wrong length', { ...good, artifactHash: 'AAAA' }, undefined],
    ['weak or unknown hash algorithm', { ...good, hashAlgorithm: 'sha1' }, undefined],
    ['artifactHash must be base64', { ...good, artifactHash: '??' }, undefined],
    ['nonce must be a whole number', { ...good, nonce: -1 }, undefined],
    ['content type must be application/timestamp-query or application/json', good, 'text/plain'],
    ['DER: no one-byte tag at 0', new Uint8Array(), undefined],
    ['request version must be 1', Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x02), undefined],
    ['request without a message imprint', Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x01), undefined],
  ])('because: %s', async (message, body, type) => {
    const response = await ask(body, type);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ code: 400, message });
  });

  test('because it is for SHA-1', async () => {
    openssl('ts', '-query', '-data', 'data', '-sha1', '-out', 'weak.tsq');
    const response = await ask(readFileSync(join(folder, 'weak.tsq')));
    expect(await response.json()).toEqual({ code: 400, message: 'weak or unknown hash algorithm' });
  });
});
