/** Signing with a Rekor v2 log, and T11: an entry is ours only when digest, signature, certificate and kind all are. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bundleFromJSON } from '@sigstore/bundle';
import { dsse } from '@sigstore/core';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import type { Reply } from '../../../sandbox/http.ts';
import { requestCertificate, requestToken } from '../../../sandbox/sigstore/attest.ts';
import { exampleClaims } from '../../../sandbox/sigstore/index.ts';
import { logSignature } from '../../../src/io/sigstore/rekor-v2.ts';
import { faultOf } from '../../support/faults.ts';
import { expectNoToken } from '../../support/token-search.ts';
import { type Bench, bench, http, statement } from './support.ts';

let at: Bench;

beforeEach(async () => {
  at = await bench(() => new Date(), 2);
});

afterEach(() => at.close());

const parse = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString());
const asked = () => at.sigstore.requests.filter(({ service }) => service === 'rekor');

interface Entry {
  [name: string]: unknown;
  canonicalizedBody: string;
  inclusionProof: Record<string, unknown>;
}

/** Changes what the log answers. */
function answering(change: (entry: Entry) => object): void {
  at.sigstore.faults.intercept = async (service, request) => {
    if (service !== 'rekor' || request.headers['x-inner'] !== undefined) return undefined;
    const headers = { 'content-type': 'application/json', 'x-inner': 'yes' };
    const answer = await fetch(request.url, { method: 'POST', headers, body: new Uint8Array(request.body) });
    return { status: answer.status, body: change((await answer.json()) as Entry) };
  };
}

async function refusal(): Promise<string> {
  const fault = await faultOf(at.signer().sign(statement()));
  for (const secret of at.secrets) expectNoToken(fault, secret);
  return `${fault.code} ${fault.message}`;
}

describe('a Rekor v2 log', () => {
  test('signs a bundle that a stock verifier accepts at thresholds 1/1/1', async () => {
    const signer = at.signer();
    for (const note of ['first', 'second', 'third']) {
      const bundle = parse(await signer.sign(statement(note)));
      const [entry] = bundle.verificationMaterial.tlogEntries;
      expect(entry.kindVersion).toEqual({ kind: 'hashedrekord', version: '0.0.2' });
      expect(entry).not.toHaveProperty('inclusionPromise');
      const material = toTrustMaterial(TrustedRoot.fromJSON(at.sigstore.trustedRoot));
      const verifier = new Verifier(material, { ctlogThreshold: 1, tlogThreshold: 1, timestampThreshold: 1 });
      expect(() => verifier.verify(toSignedEntity(bundleFromJSON(bundle)))).not.toThrow();
    }
  });

  test('is asked last, and once', async () => {
    await at.signer().sign(statement());
    const names = at.sigstore.requests
      .map(({ service, path }) => `${service} ${path}`)
      .filter((name) => !/^(?:oidc|ctlog)/.test(name));
    expect(names).toEqual([
      'fulcio /api/v2/signingCert',
      'timestamp /api/v1/timestamp',
      'rekor /api/v2/log/entries',
    ]);
  });

  test('takes zeros that are left out and numbers that are numbers', async () => {
    answering((entry) => {
      const { logIndex: _, hashes: __, ...proof } = entry.inclusionProof;
      const { logIndex: ___, ...rest } = entry;
      return { ...rest, inclusionProof: { ...proof, treeSize: 1 } };
    });
    const [entry] = parse(await at.signer().sign(statement())).verificationMaterial.tlogEntries;
    expect(entry.inclusionProof.treeSize).toBe('1');
    expect(entry.inclusionProof.hashes ?? []).toEqual([]);
  });

  test('a log that says so of every entry is a fault', async () => {
    at.sigstore.faults.intercept = (service) => (service === 'rekor' ? { status: 409, body: {} } : undefined);
    expect(await refusal()).toMatch(/^CUSTODY-306 .* has the entry already and does not show it$/);
    expect(asked()).toHaveLength(2);
  });

  test.each<[Reply, string]>([
    [
      { status: 400, body: { code: 3, message: 'invalid type' } },
      'CUSTODY-306 .* answered 400: invalid type',
    ],
    [{ status: 405, body: { message: 'frozen' } }, 'CUSTODY-306 .* answered 405: frozen'],
    [{ status: 503, body: {} }, 'CUSTODY-306 .* answered 503'],
    [{ status: 201, body: [] }, 'CUSTODY-306 .* an entry without a body'],
    [{ status: 201, headers: { 'content-type': 'text/html' }, body: '<p>' }, 'CUSTODY-904 .* text/html'],
  ])('refuses with %j', async (reply, message) => {
    at.sigstore.faults.intercept = (service) => (service === 'rekor' ? reply : undefined);
    expect(await refusal()).toMatch(new RegExp(`^${message}`));
  });

  test('what it says of a time is dropped', async () => {
    at.sigstore.faults.promise = 'add';
    const [entry] = parse(await at.signer().sign(statement())).verificationMaterial.tlogEntries;
    expect(entry).not.toHaveProperty('inclusionPromise');
    expect(['0', undefined]).toContain(entry.integratedTime);
  });
});

describe('a signature by a P-384 key', () => {
  const logged = async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const token = await requestToken(at.sigstore, { claims: exampleClaims() });
    const certificate = await requestCertificate(at.sigstore.urls.fulcio, token, privateKey, publicKey);
    const [payload, payloadType] = [Buffer.from(statement()), 'application/vnd.in-toto+json'];
    const sig = sign('sha384', dsse.preAuthEncoding(payloadType, payload), privateKey);
    const envelope = { payload, payloadType, signatures: [{ sig, keyid: '' }] };
    const log = { ...at.instance, url: at.sigstore.urls.rekor };
    const entry = await logSignature(log, envelope, certificate, http);
    if (typeof entry === 'string') throw new Error(entry);
    return JSON.parse(entry.canonicalizedBody.toString()).spec.hashedRekordV002;
  };

  test('is logged with its SHA-384', async () => {
    const { data, signature } = await logged();
    const signed = dsse.preAuthEncoding('application/vnd.in-toto+json', Buffer.from(statement()));
    const digest = createHash('sha384').update(signed).digest('base64');
    expect(data).toEqual({ algorithm: 'SHA2_384', digest });
    expect(signature.verifier.keyDetails).toBe('PKIX_ECDSA_P384_SHA_384');
  });

  test('T11 is not taken for logged with SHA-256', async () => {
    at.sigstore.faults.enter = (body) => body.replace('"SHA2_384"', '"SHA2_256"');
    expect((await faultOf(logged)).code).toBe('CUSTODY-306');
  });
});

describe('T11 of Rekor v2', () => {
  test('T11 refuses the entry of another signature', async () => {
    let first: Entry | undefined;
    answering((entry) => {
      first ??= entry;
      return first;
    });
    await at.signer().sign(statement('first'));
    expect(await refusal()).toMatch(/^CUSTODY-306 .*an entry about something else/);
  });

  const body = (change: (text: string) => string) => (entry: Entry) => {
    const text = Buffer.from(entry.canonicalizedBody, 'base64').toString();
    const changed = change(text);
    expect(changed).not.toBe(text);
    return { ...entry, canonicalizedBody: Buffer.from(changed).toString('base64') };
  };
  const bytes = (name: string) =>
    body((text) => text.replace(new RegExp(`("${name}":"....)(....)`), '$1AAAA'));

  test.each<[string, (entry: Entry) => object]>([
    ['digest', bytes('digest')],
    ['signature', bytes('content')],
    ['certificate', body((text) => text.replace(/("rawBytes":".{200})..../, '$1AAAA'))],
    ['digest algorithm', body((text) => text.replace('SHA2_256', 'SHA2_512'))],
    ['kind of key', body((text) => text.replace('P256_SHA_256', 'P384_SHA_384'))],
    ['kind', body((text) => text.replace('"hashedrekord"', '"dsse"'))],
    ['version', body((text) => text.replace('"0.0.2"', '"0.0.1"'))],
    ['second digest', body((text) => text.replace('"data":{', '"data":{"digest":"AAAA",'))],
    ['stated kind', (entry) => ({ ...entry, kindVersion: { kind: 'dsse', version: '0.0.2' } })],
    ['stated version', (entry) => ({ ...entry, kindVersion: { kind: 'hashedrekord', version: '0.0.1' } })],
  ])('T11 refuses another %s', async (_, change) => {
    answering(change);
    expect(await refusal()).toMatch(/^CUSTODY-306 .*an entry about something else/);
  });

  const proof = (change: object) => (entry: Entry) => ({
    ...entry,
    inclusionProof: { ...entry.inclusionProof, ...change },
  });
  test.each<[string, (entry: Entry) => object]>([
    ['no proof', ({ inclusionProof: _, ...entry }) => entry],
    ['no checkpoint', proof({ checkpoint: {} })],
    ['an empty tree', proof({ treeSize: '0' })],
    ['a negative size', proof({ treeSize: '-1' })],
    ['a size with a fraction', proof({ treeSize: 1.5 })],
    ['no root', proof({ rootHash: '' })],
    ['hashes that are none', proof({ hashes: [7] })],
    ['no name of a log', (entry) => ({ ...entry, logId: {} })],
    ['an index that is none', (entry) => ({ ...entry, logIndex: '0x1' })],
  ])('an entry with %s is not whole', async (_, change) => {
    answering(change);
    expect(await refusal()).toMatch(/^CUSTODY-306 .*an entry without a whole proof/);
  });
});
