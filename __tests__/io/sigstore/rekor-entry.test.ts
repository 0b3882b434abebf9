/** T11 a log entry is ours only when payload, signature, certificate, kind and version all are. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Logged, readEntry } from '../../../src/io/sigstore/rekor-entry.ts';
import type { Json } from '../../../src/model/statement.ts';
import { type Bench, bench, statement } from './support.ts';

let at: Bench;
let body: string;
let logged: Logged;
let other: string;

function pem(base64: string): string {
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}

beforeAll(async () => {
  at = await bench();
  const [one, two] = [await at.signer().sign(statement()), await at.signer().sign(statement())].map((bytes) =>
    JSON.parse(Buffer.from(bytes).toString()),
  );
  body = Buffer.from(one.verificationMaterial.tlogEntries[0].canonicalizedBody, 'base64').toString();
  other = pem(two.verificationMaterial.certificate.rawBytes);
  logged = {
    payload: statement(),
    signature: Buffer.from(one.dsseEnvelope.signatures[0].sig, 'base64'),
    certificate: pem(one.verificationMaterial.certificate.rawBytes),
  };
});

afterAll(() => at.close());

/** The log's answer with this body, complete in every other way. */
function answer(text: string, change: object = {}): Json {
  const inclusionProof = {
    logIndex: 0,
    treeSize: 1,
    rootHash: 'a'.repeat(64),
    hashes: ['b'.repeat(64)],
    checkpoint: 'log\n',
  };
  const verification = { inclusionProof, signedEntryTimestamp: 'AAAA' };
  const entry = {
    body: Buffer.from(text).toString('base64'),
    integratedTime: 1,
    logID: 'c'.repeat(64),
    logIndex: 0,
    verification,
  };
  return { uuid: { ...entry, ...change } } as unknown as Json;
}

test('ours', () => {
  expect(readEntry(answer(body), logged)).toMatchObject({
    logIndex: '0',
    kindVersion: { kind: 'dsse', version: '0.0.1' },
  });
});

test.each<[string, () => Logged]>([
  ['payload', () => ({ ...logged, payload: statement('other') })],
  ['signature', () => ({ ...logged, signature: Buffer.from('other') })],
  ['certificate', () => ({ ...logged, certificate: other })],
])('another %s (GHSA-8pmp-678w-c8xx)', (_, changed) => {
  expect(readEntry(answer(body), changed())).toBe('an entry about something else');
});

test.each<[string, (text: string) => string]>([
  ['kind', (text) => text.replace('"dsse"', '"intoto"')],
  ['version', (text) => text.replace('"0.0.1"', '"0.0.2"')],
  ['hash algorithm', (text) => text.replaceAll('"sha256"', '"sha512"')],
  ['second signature', (text) => text.replace(/"signatures":\[(.*?)\]/, '"signatures":[$1,$1]')],
  ['syntax', (text) => text.slice(1)],
])('another %s in the body', (_, change) => {
  expect(change(body)).not.toBe(body);
  expect(readEntry(answer(change(body)), logged)).toBe('an entry about something else');
});

test.each([
  { logIndex: -1 },
  { logIndex: '0' },
  { integratedTime: 1.5 },
  { logID: 'zz' },
  { verification: {} },
])('a proof that is not whole: %j', (change) =>
  expect(readEntry(answer(body, change), logged)).toBe('an entry without a whole proof'),
);
