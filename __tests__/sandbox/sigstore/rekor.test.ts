/** The log: what it takes, what it refuses, and how entries are found again. */
import { createHash, sign, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { attest } from '../../../sandbox/sigstore/attest.ts';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../../sandbox/sigstore/index.ts';
import { generateCurveKey, type KeyPair } from '../../../sandbox/sigstore/keys.ts';
import { preAuthenticationEncoding } from '../../../sandbox/sigstore/rekor-entry.ts';
import { attestExample, rejection, STATEMENT, stockVerify } from './support.ts';

let sigstore: SandboxSigstore;
let key: KeyPair;

beforeAll(async () => {
  sigstore = await bootSigstore();
  key = await generateCurveKey('P-256');
});

afterAll(() => sigstore.close());

const base64 = (value: string | Uint8Array): string => Buffer.from(value).toString('base64');
const pemOf = (pair: KeyPair): string => String(pair.publicKey.export({ type: 'spki', format: 'pem' }));

function proposeEnvelope(signed: string, sent = signed, verifier = pemOf(key)): object {
  const sig = sign('sha256', preAuthenticationEncoding('text/plain', Buffer.from(signed)), key.privateKey);
  const envelope = { payload: base64(sent), payloadType: 'text/plain', signatures: [{ sig: base64(sig) }] };
  const proposedContent = { envelope: JSON.stringify(envelope), verifiers: [base64(verifier)] };
  return { apiVersion: '0.0.1', kind: 'dsse', spec: { proposedContent } };
}

function proposeDigest(data: string, digest = createHash('sha256').update(data).digest('hex')): object {
  const content = base64(sign('sha256', Buffer.from(data), key.privateKey));
  const signature = { content, publicKey: { content: base64(pemOf(key)) } };
  return {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: { data: { hash: { algorithm: 'sha256', value: digest } }, signature },
  };
}

const add = (entry: object | string): Promise<Response> =>
  fetch(`${sigstore.urls.rekor}/api/v1/log/entries`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof entry === 'string' ? entry : JSON.stringify(entry),
  });

interface Entry {
  readonly body: string;
  readonly logIndex: number;
}

describe('an entry', () => {
  test.each([
    ['dsse', () => proposeEnvelope('found again')],
    ['hashedrekord', () => proposeDigest('found again')],
  ])(
    'of kind %s is added once; then 409 points to it, and it is found by UUID and index',
    async (_, propose) => {
      const proposed = propose();
      const created = await add(proposed);
      const [[uuid, entry] = ['', undefined]] = Object.entries(
        (await created.json()) as Record<string, Entry>,
      );
      const conflict = await add(proposed);
      expect([created.status, conflict.status]).toEqual([201, 409]);
      expect(conflict.headers.get('location')).toBe(`/api/v1/log/entries/${uuid}`);
      expect(await conflict.json()).toEqual({
        code: 409,
        message: `an equivalent entry already exists in the transparency log with UUID ${uuid}`,
      });
      for (const question of [`/${uuid}`, `/${uuid.slice(16)}`, `?logIndex=${entry?.logIndex}`]) {
        const answer = await fetch(`${sigstore.urls.rekor}/api/v1/log/entries${question}`);
        const found = (await answer.json()) as Record<string, Entry>;
        expect(Object.keys(found)).toEqual([uuid]);
        expect(found[uuid]?.body).toBe(entry?.body);
      }
    },
  );

  test('has a canonical body: hashes, and signature and verifier alone', async () => {
    const proposed = proposeEnvelope('canonical') as { spec: { proposedContent: { envelope: string } } };
    const [entry] = Object.values((await (await add(proposed)).json()) as Record<string, Entry>);
    const { envelope } = proposed.spec.proposedContent;
    const digest = (data: string): string => createHash('sha256').update(data).digest('hex');
    expect(Buffer.from(entry?.body ?? '', 'base64').toString()).toBe(
      `{"apiVersion":"0.0.1","kind":"dsse","spec":{"envelopeHash":{"algorithm":"sha256","value":"${digest(envelope)}"},` +
        `"payloadHash":{"algorithm":"sha256","value":"${digest('canonical')}"},` +
        `"signatures":[{"signature":"${JSON.parse(envelope).signatures[0].sig}","verifier":"${base64(pemOf(key))}"}]}}`,
    );
  });

  test('with several signatures logs each of them, sorted', async () => {
    const bundle = await attest(sigstore, { statement: STATEMENT, claims: exampleClaims(), signatures: 3 });
    const body = Buffer.from(
      String(bundle.verificationMaterial.tlogEntries[0]?.['canonicalizedBody']),
      'base64',
    );
    const logged = JSON.parse(body.toString()).spec.signatures.map(
      (entry: { signature: string }) => entry.signature,
    );
    expect(logged).toEqual(bundle.dsseEnvelope.signatures.map(({ sig }) => sig).sort());
    expect(logged).toHaveLength(3);
  });

  test('is refused without a signature', async () => {
    const action = attest(sigstore, { statement: STATEMENT, claims: exampleClaims(), signatures: 0 });
    expect(await rejection(action)).toMatch(/^400 .*signatures must be a list of one or more/);
  });
});

describe('an entry is refused', () => {
  test.each<[string, () => object | string]>([
    ['all signatures must have a key that verifies it', () => proposeEnvelope('signed', 'sent')],
    ['verifier is neither a certificate nor a public key', () => proposeEnvelope('a', 'a', 'no PEM')],
    ['verifying signature: invalid signature', () => proposeDigest('data', 'ab'.repeat(32))],
    ['hash is malformed', () => proposeDigest('data', 'abc')],
    ['unsupported entry intoto:0.0.2', () => ({ kind: 'intoto', apiVersion: '0.0.2', spec: {} })],
    ['proposedContent must be an object', () => ({ kind: 'dsse', apiVersion: '0.0.1', spec: {} })],
    ['body is not JSON', () => '{'],
  ])('because: %s', async (reason, propose) => {
    const answer = await add(propose());
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ code: 400, message: `error processing entry: ${reason}` });
  });

  test('because its key is not the one that signed', async () => {
    const other = await generateCurveKey('P-256');
    const answer = await add(proposeEnvelope('mine', 'mine', pemOf(other)));
    expect(await answer.json()).toMatchObject({ code: 400 });
  });
});

test.each(['/api/v1/log/entries/00', '/api/v1/log/entries?logIndex=99999', '/api/v2/log'])(
  '%s is not found',
  async (path) => {
    expect((await fetch(`${sigstore.urls.rekor}${path}`)).status).toBe(404);
  },
);

test('the state of the log is a checkpoint signed by the published key', async () => {
  await add(proposeDigest('one more'));
  const info = (await (await fetch(`${sigstore.urls.rekor}/api/v1/log`)).json()) as Record<string, unknown>;
  const pem = await (await fetch(`${sigstore.urls.rekor}/api/v1/log/publicKey`)).text();
  const [text = '', signature = ''] = String(info['signedTreeHead']).split('\n\n');
  const [, name, encoded = ''] = /^\u2014 (\S+) (\S+)\n$/.exec(signature) ?? [];
  expect(text.split('\n')).toEqual([
    `127.0.0.1 - ${info['treeID']}`,
    String(info['treeSize']),
    Buffer.from(String(info['rootHash']), 'hex').toString('base64'),
  ]);
  expect(name).toBe('127.0.0.1');
  expect(verify('sha256', Buffer.from(`${text}\n`), pem, Buffer.from(encoded, 'base64').subarray(4))).toBe(
    true,
  );
});

test('a bundle stays valid when its entry is asked for again in a larger tree', async () => {
  const bundle = await attestExample(sigstore);
  await attestExample(sigstore);
  const [entry] = bundle.verificationMaterial.tlogEntries;
  const answer = await fetch(`${sigstore.urls.rekor}/api/v1/log/entries?logIndex=${entry?.['logIndex']}`);
  const [found] = Object.values(
    (await answer.json()) as Record<string, { verification: Record<string, never> }>,
  );
  const proof = found?.verification['inclusionProof'] as unknown as {
    hashes: string[];
    rootHash: string;
    treeSize: number;
    logIndex: number;
    checkpoint: string;
  };
  const hex = (text: string): string => Buffer.from(text, 'hex').toString('base64');
  const inclusionProof = {
    logIndex: String(proof.logIndex),
    treeSize: String(proof.treeSize),
    rootHash: hex(proof.rootHash),
    hashes: proof.hashes.map(hex),
    checkpoint: { envelope: proof.checkpoint },
  };
  bundle.verificationMaterial.tlogEntries = [{ ...entry, inclusionProof }];
  expect(stockVerify(sigstore.trustedRoot, bundle).identity?.extensions?.issuer).toBe(sigstore.issuer);
});
