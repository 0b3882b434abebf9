/** What was signed in the sandbox, over a file or about it, against every other expectation. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ExpectedSigner, verifyArtifact } from '../../src/verify/artifact.ts';
import { artifactOf } from '../../src/verify/message.ts';
import { bootStand, identity, type Stand, statementAbout } from '../conformance/stand.ts';

const content = Buffer.from('the very bytes');
const artifact = artifactOf('a.txt', content);
const other = artifactOf('a.txt', Buffer.from('other bytes'));

let stand: Stand;
const bundles: Record<string, Uint8Array> = {};
beforeAll(async () => {
  stand = await bootStand();
  const signer = await stand.signer();
  bundles['message'] = (await signer.sign(content, 'message')).bundle;
  bundles['statement'] = (await signer.sign(statementAbout(artifact.digests.sha256), 'statement')).bundle;
});
afterAll(() => stand.close());

describe.each(['message', 'statement'])('a bundle over a %s', (kind) => {
  const refusal = (
    change: Partial<Extract<ExpectedSigner, { kind: 'identity' }>> = {},
    of = artifact,
    bytes = bundles[kind] as Uint8Array,
  ) => {
    const signer = { kind: 'identity', identity, issuer: stand.sigstore.issuer, ...change } as const;
    return verifyArtifact(bytes, of, signer, stand.root, new Date())?.code;
  };

  test('passes for its signer, with the file and with the digest', () => {
    expect(refusal()).toBeUndefined();
    const { bytes: _, ...digestOnly } = artifact;
    expect(refusal({}, digestOnly as typeof artifact)).toBeUndefined();
  });

  test('T2 passes for no other signer (GHSA-8gw7-4j42-w388)', () => {
    expect(refusal({ identity: identity.replace('main', 'mai') })).toBe('CUSTODY-432');
    expect(refusal({ identity: '' })).toBe('CUSTODY-432');
    expect(refusal({ issuer: '' })).toBe('CUSTODY-431');
  });

  test('T2 passes for no key', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }));
    const bytes = bundles[kind] as Uint8Array;
    expect(verifyArtifact(bytes, artifact, { kind: 'key', pem }, stand.root, new Date())).toMatchObject({
      code: 'CUSTODY-422',
      message: 'this is not the kind of signer that is expected',
    });
  });

  test('T1 passes for no other file', () => {
    expect(refusal({}, other)).toBe('CUSTODY-429');
  });

  test('T1 with a changed signature is refused', () => {
    const bundle = JSON.parse(Buffer.from(bundles[kind] as Uint8Array).toString());
    const holder = bundle.messageSignature ?? bundle.dsseEnvelope.signatures[0];
    const key = kind === 'message' ? 'signature' : 'sig';
    const signature = Buffer.from(holder[key], 'base64');
    signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
    holder[key] = signature.toString('base64');
    // The timestamp is over the signature, and is looked at first.
    expect(refusal({}, artifact, Buffer.from(JSON.stringify(bundle)))).toBe('CUSTODY-425');
  });

  test.each([
    ['a log index below 0', 'logIndex', '-1', 'a log index is not a number from 0 on'],
    ['a signature in other letters', 'sig', 'MEUC!!!AAAA', 'is not base64'],
  ])('with %s is malformed', (_, key, value, words) => {
    const names = key === 'sig' ? ['signature', 'sig'] : [key];
    const text = Buffer.from(bundles[kind] as Uint8Array).toString();
    const changed = JSON.parse(text, (name, old) =>
      names.includes(name) && typeof old === 'string' ? value : old,
    );
    expect(() => refusal({}, artifact, Buffer.from(JSON.stringify(changed)))).toThrow(
      expect.objectContaining({ code: 'CUSTODY-403', message: expect.stringContaining(words) }),
    );
  });
});

test('T1 a bundle that states the digest of another file is refused for that file, too (sigstore-go#600)', () => {
  const bundle = JSON.parse(Buffer.from(bundles['message'] as Uint8Array).toString());
  bundle.messageSignature.messageDigest.digest = Buffer.from(other.digests.sha256, 'hex').toString('base64');
  const bytes = Buffer.from(JSON.stringify(bundle));
  const signer = { kind: 'identity', identity, issuer: stand.sigstore.issuer } as const;
  const code = (of: typeof artifact) => verifyArtifact(bytes, of, signer, stand.root, new Date())?.code;
  expect([code(artifact), code(other)]).toEqual(['CUSTODY-429', 'CUSTODY-421']);
});
