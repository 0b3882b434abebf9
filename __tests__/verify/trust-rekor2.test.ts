/** Attacks on evidence of a Rekor v2 log: T9 (it gives no time, its key has a window) and T11 (what it is about). */
import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type BundleJson, requestCertificate, requestToken } from '../../sandbox/sigstore/attest.ts';
import { logEntry } from '../../sandbox/sigstore/attest-log.ts';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { evidence, outcome, rootOf, statementOf, tryOn } from '../support/stand.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore({ rekor: 2 });
  await evidence(sigstore);
});
afterEach(() => {
  for (const name of Object.keys(sigstore.faults))
    delete sigstore.faults[name as keyof typeof sigstore.faults];
});
afterAll(() => sigstore.close());

const tried = (bundle: BundleJson, trial: object = {}) => outcome(tryOn(sigstore, [bundle], trial));

interface Entry {
  logIndex: string;
  integratedTime: string;
  logId: { keyId: string };
  kindVersion: { kind: string; version: string };
  inclusionProof: { hashes: string[]; treeSize: string; checkpoint: { envelope: string } };
  canonicalizedBody: string;
}

function entryOf(bundle: BundleJson): Entry {
  return bundle.verificationMaterial.tlogEntries[0] as unknown as Entry;
}

function flip(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  return bytes.toString('base64');
}

/** The sandbox's root with another window for the log's key. */
function window(validFor: object) {
  const { tlogs } = sigstore.trustedRoot as { tlogs: { publicKey: object }[] };
  return rootOf(sigstore, {
    tlogs: tlogs.map((log) => ({ ...log, publicKey: { ...log.publicKey, validFor } })),
  });
}

test('honest evidence of a Rekor v2 log passes', async () => {
  expect(tried(await evidence(sigstore))).toBe('pass');
});

describe('T9 time and key of a Rekor v2 log', () => {
  test('T9 refuses an entry without a timestamp', async () => {
    expect(tried(await evidence(sigstore, { omit: { timestamp: true } }))).toBe('fail CUSTODY-425');
  });

  test('T9 a time that the entry merely states is no time', async () => {
    const bundle = await evidence(sigstore, { omit: { timestamp: true } });
    entryOf(bundle).integratedTime = String(Math.floor(Date.now() / 1000));
    expect(tried(bundle)).toBe('fail CUSTODY-425');
  });

  test('T9 not even a time that such a log signs counts', async () => {
    sigstore.faults.promise = 'add';
    const bundle = await evidence(sigstore, { omit: { timestamp: true } });
    expect(bundle.verificationMaterial.tlogEntries[0]).toHaveProperty('inclusionPromise');
    expect(tried(bundle)).toBe('fail CUSTODY-425');
  });

  test('T9 the window of the log key is held against the timestamp', async () => {
    const bundle = await evidence(sigstore);
    const now = Date.now();
    const at = (hours: number) => new Date(now + hours * 3_600_000).toISOString();
    expect(tried(bundle, { root: window({ start: at(-2), end: at(1) }) })).toBe('pass');
    expect(tried(bundle, { root: window({ start: at(-2), end: at(-1) }) })).toBe('fail CUSTODY-426');
    expect(tried(bundle, { root: window({ start: at(1) }) })).toBe('fail CUSTODY-426');
  });

  test('T9 refuses a checkpoint by a foreign key', async () => {
    sigstore.faults.proof = 'foreign';
    expect(tried(await evidence(sigstore))).toBe('fail CUSTODY-426');
  });

  test('T9 refuses an entry without a proof', async () => {
    sigstore.faults.proof = 'omit';
    expect(tried(await evidence(sigstore))).toBe('unknown CUSTODY-403');
  });

  test.each<[string, (entry: Entry) => void]>([
    ['a hash of the proof', ({ inclusionProof }) => inclusionProof.hashes.push('A'.repeat(43).concat('='))],
    [
      'the size in the checkpoint',
      ({ inclusionProof: { checkpoint } }) => {
        checkpoint.envelope = checkpoint.envelope.replace(
          /\n(\d+)\n/,
          (_, size) => `\n${Number(size) + 1}\n`,
        );
      },
    ],
    [
      'the name in the checkpoint',
      ({ inclusionProof: { checkpoint } }) => {
        checkpoint.envelope = checkpoint.envelope.replaceAll('127.0.0.1', 'log.example');
      },
    ],
    [
      'the name of the log',
      (entry) => {
        entry.logId = { keyId: flip(entry.logId.keyId) };
      },
    ],
  ])('T9 refuses another value of %s (sigstore-js@e66d99f0)', async (_, change) => {
    const bundle = await evidence(sigstore);
    change(entryOf(bundle));
    expect(tried(bundle)).toBe('fail CUSTODY-426');
  });
});

describe('T11 the entry of a Rekor v2 log is about this signature', () => {
  test('T11 refuses the entry of another signature', async () => {
    const [bundle, other] = [await evidence(sigstore), await evidence(sigstore)];
    bundle.verificationMaterial.tlogEntries = other.verificationMaterial.tlogEntries;
    expect(tried(bundle)).toBe('fail CUSTODY-427');
  });

  test('T11 refuses a changed body', async () => {
    const bundle = await evidence(sigstore);
    const entry = entryOf(bundle);
    const body = Buffer.from(entry.canonicalizedBody, 'base64').toString();
    const changed = body.replace(/("digest":"....)..../, '$1AAAA');
    expect(changed).not.toBe(body);
    entry.canonicalizedBody = Buffer.from(changed).toString('base64');
    expect(tried(bundle)).toBe('fail CUSTODY-426');
  });

  test('T11 refuses an entry whose stated kind is another than its body', async () => {
    const bundle = await evidence(sigstore);
    entryOf(bundle).kindVersion = { kind: 'dsse', version: '0.0.2' };
    expect(tried(bundle)).toBe('fail CUSTODY-427');
  });

  test('T11 refuses the entry of the same signature under another certificate of the same key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const issue = async (changes: object) => {
      const token = await requestToken(sigstore, { claims: exampleClaims(changes) });
      return requestCertificate(sigstore.urls.fulcio, token, privateKey, publicKey);
    };
    const [logged, swapped] = [await issue({ ref: 'refs/tags/v1' }), await issue({})];
    const payload = Buffer.from(JSON.stringify(statementOf(exampleClaims())));
    const type = 'application/vnd.in-toto+json';
    const message = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
    const sig = sign('sha256', message, privateKey);
    const dsseEnvelope = {
      payload: payload.toString('base64'),
      payloadType: type,
      signatures: [{ sig: sig.toString('base64') }],
    };
    const bundleWith = async (certificate: string, entry: Record<string, unknown>) => {
      const { mediaType } = await evidence(sigstore);
      const rawBytes = certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '');
      const rfc3161Timestamps = [{ signedTimestamp: await stamp(sig) }];
      const verificationMaterial = {
        certificate: { rawBytes },
        tlogEntries: [entry],
        timestampVerificationData: { rfc3161Timestamps },
      };
      return { mediaType, dsseEnvelope, verificationMaterial };
    };
    const entry = await logEntry(sigstore, dsseEnvelope, logged);
    expect(tried(await bundleWith(swapped, await logEntry(sigstore, dsseEnvelope, swapped)))).toBe('pass');
    expect(tried(await bundleWith(swapped, entry))).toBe('fail CUSTODY-427');
  });
});

async function stamp(signature: Buffer): Promise<string> {
  const { createHash } = await import('node:crypto');
  const artifactHash = createHash('sha256').update(signature).digest('base64');
  const answer = await fetch(sigstore.urls.timestamp, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ artifactHash, hashAlgorithm: 'sha256' }),
  });
  return Buffer.from(await answer.arrayBuffer()).toString('base64');
}
