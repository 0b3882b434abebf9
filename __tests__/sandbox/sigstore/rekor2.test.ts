/** The log of version 2: what it takes, what it refuses, and its tree as checkpoint and tiles. */
import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSigstore, type SandboxSigstore } from '../../../sandbox/sigstore/index.ts';
import { generateCurveKey, type KeyPair } from '../../../sandbox/sigstore/keys.ts';
import { leafHash, rootHash } from '../../../sandbox/sigstore/merkle.ts';
import { tileOf } from '../../../sandbox/sigstore/tiles.ts';
import { attestExample, refusal, stockVerify } from './support.ts';

let sigstore: SandboxSigstore;
let key: KeyPair;

beforeAll(async () => {
  sigstore = await bootSigstore({ rekor: 2 });
  key = await generateCurveKey('P-256');
});

afterAll(() => sigstore.close());

const sha256 = (...parts: readonly (Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

function propose(data: string, changes: { digest?: string; verifier?: object } = {}): object {
  const rawBytes = key.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const verifier = { publicKey: { rawBytes }, keyDetails: 'PKIX_ECDSA_P256_SHA_256', ...changes.verifier };
  const content = sign('sha256', Buffer.from(data), key.privateKey).toString('base64');
  const digest = changes.digest ?? sha256(data).toString('base64');
  return { hashedRekordRequestV002: { digest, signature: { content, verifier } } };
}

const add = (entry: object): Promise<Response> =>
  fetch(`${sigstore.urls.rekor}/api/v2/log/entries`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(entry),
  });

const read = (path: string): Promise<Response> => fetch(`${sigstore.urls.rekor}${path}`);

test('the stock verifier accepts what is logged, wherever the entry lies', async () => {
  for (let i = 0; i < 5; i += 1) {
    const bundle = await attestExample(sigstore);
    expect(refusal(() => stockVerify(sigstore.trustedRoot, bundle))).toBe('accepted');
  }
});

test('an entry has a canonical body, and is taken once', async () => {
  const proposed = propose('canonical') as {
    hashedRekordRequestV002: { digest: string; signature: { content: string; verifier: object } };
  };
  const { digest, signature } = proposed.hashedRekordRequestV002;
  const created = await add(proposed);
  const entry = (await created.json()) as { canonicalizedBody: string; logIndex: string };
  const { publicKey } = signature.verifier as { publicKey: { rawBytes: string } };
  expect(Buffer.from(entry.canonicalizedBody, 'base64').toString()).toBe(
    '{"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{"data":{"algorithm":"SHA2_256",' +
      `"digest":"${digest}"},"signature":{"content":"${signature.content}","verifier":{` +
      `"keyDetails":"PKIX_ECDSA_P256_SHA_256","publicKey":{"rawBytes":"${publicKey.rawBytes}"}}}}}}`,
  );
  const again = await add(proposed);
  expect([created.status, again.status]).toEqual([201, 409]);
  expect(again.headers.get('x-log-index')).toBe(entry.logIndex);
});

describe('an entry is refused', () => {
  test.each<[string, () => object]>([
    ['a signature over something else', () => propose('a', { digest: sha256('b').toString('base64') })],
    ['a digest of another length', () => propose('a', { digest: 'AAAA' })],
    [
      'a kind of key that is not its own',
      () => propose('a', { verifier: { keyDetails: 'PKIX_ECDSA_P384_SHA_384' } }),
    ],
    ['a kind of key that is unknown', () => propose('a', { verifier: { keyDetails: 'PKIX_ED25519' } })],
    ['a key that is none', () => propose('a', { verifier: { publicKey: { rawBytes: 'AAAA' } } })],
  ])('for %s', async (_, entry) => {
    const answer = await add(entry());
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 3, message: 'invalid hashedrekord request' });
  });

  test('for another kind', async () => {
    const answer = await add({ dsseRequestV002: {} });
    expect(await answer.json()).toMatchObject({ code: 3, message: 'invalid type, must be hashedrekord' });
  });
});

describe('the tree', () => {
  test('is what checkpoint and tiles say', async () => {
    await add(propose('one more'));
    const checkpoint = await (await read('/checkpoint')).text();
    const [text = '', line = ''] = checkpoint.split('\n\n');
    const [origin, size, root] = text.split('\n');
    expect(origin).toBe('127.0.0.1');
    const leaves = Buffer.from(await (await read(`/tile/0/000.p/${size}`)).arrayBuffer());
    const hashes = Array.from({ length: Number(size) }, (_, i) => leaves.subarray(i * 32, i * 32 + 32));
    expect(Buffer.from(rootHash(hashes)).toString('base64')).toBe(root);
    const entries = Buffer.from(await (await read(`/api/v2/tile/entries/000.p/${size}`)).arrayBuffer());
    const first = entries.subarray(2, 2 + entries.readUInt16BE(0));
    expect(Buffer.from(leafHash(first)).equals(hashes[0] ?? Buffer.alloc(0))).toBe(true);
    const { tlogs } = sigstore.trustedRoot as {
      tlogs: [{ publicKey: { rawBytes: string }; logId: { keyId: string } }];
    };
    const der = Buffer.from(tlogs[0].publicKey.rawBytes, 'base64');
    const keyId = sha256('127.0.0.1\n', Buffer.of(1), der.subarray(-32));
    expect(keyId.toString('base64')).toBe(tlogs[0].logId.keyId);
    const signature = Buffer.from(/^\u2014 127\.0\.0\.1 (\S+)\n$/.exec(line)?.[1] ?? '', 'base64');
    expect(signature.subarray(0, 4)).toEqual(keyId.subarray(0, 4));
    const spki = createPublicKey({ key: der, format: 'der', type: 'spki' });
    expect(verify(null, Buffer.from(`${text}\n`), spki, signature.subarray(4))).toBe(true);
  });

  test.each([
    '/tile/0/000',
    '/tile/0/000.p/200',
    '/tile/1/000.p/1',
    '/tile/64/000',
    '/tile/0/1',
    '/api/v1/log',
  ])('%s is not there', async (path) => expect((await read(path)).status).toBe(404));

  test('has full tiles, and hashes of them a level above', () => {
    const bodies = Array.from({ length: 600 }, (_, i) => Buffer.from(`entry ${i}`));
    const log = { bodies, leaves: bodies.map(leafHash) };
    const [full, above] = [tileOf('/tile/0/001', log), tileOf('/tile/1/000.p/2', log)];
    expect(Buffer.from(full ?? [])).toEqual(Buffer.concat(log.leaves.slice(256, 512)));
    expect(Buffer.from(above ?? []).subarray(32)).toEqual(Buffer.from(rootHash(log.leaves.slice(256, 512))));
    expect(tileOf('/tile/0/002.p/88', log)).toHaveLength(88 * 32);
    expect(tileOf('/tile/0/x000/002.p/88', log)).toHaveLength(88 * 32);
    expect(tileOf('/tile/0/002.p/89', log)).toBeUndefined();
    expect(
      Buffer.from(tileOf('/tile/entries/002.p/88', log) ?? [])
        .subarray(0, 11)
        .toString('latin1'),
    ).toBe('\0\u0009entry 512');
  });
});
