/**
 * Requests to a Rekor of version 2 and the bodies of its entries: `hashedrekord` 0.0.2 alone, as since rekor-tiles
 * 2.3. Follows `api/proto/rekor/v2/hashedrekord.proto`; keys are written in the order of RFC 8785.
 */
import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { verifyDigest } from './ecdsa.ts';
import { base64Of, objectOf, stringOf } from './json.ts';
import { digestOfKey } from './keys.ts';

const KEY_DETAILS = {
  PKIX_ECDSA_P256_SHA_256: { digest: 'sha256', algorithm: 'SHA2_256' },
  PKIX_ECDSA_P384_SHA_384: { digest: 'sha384', algorithm: 'SHA2_384' },
} as const;

/** The canonical body, after the signature over the digest was verified. Throws RangeError for a refusal. */
export function canonicalRecord(request: Record<string, unknown>): Uint8Array {
  if (!Object.hasOwn(request, 'hashedRekordRequestV002'))
    throw new RangeError('invalid type, must be hashedrekord');
  const record = objectOf(request['hashedRekordRequestV002'], 'hashedRekordRequestV002');
  const signature = objectOf(record['signature'], 'signature');
  const { key, keyDetails, canonical } = readVerifier(objectOf(signature['verifier'], 'verifier'));
  const { digest: name, algorithm } = KEY_DETAILS[keyDetails];
  const digest = base64Of(record['digest'], 'digest');
  const content = base64Of(signature['content'], 'content');
  if (digestOfKey(key) !== name || !verifyDigest(digest, key, content)) refuse();
  const body = {
    apiVersion: '0.0.2',
    kind: 'hashedrekord',
    spec: {
      hashedRekordV002: {
        data: { algorithm, digest: record['digest'] },
        signature: { content: signature['content'], verifier: { keyDetails, ...canonical } },
      },
    },
  };
  return new Uint8Array(Buffer.from(JSON.stringify(body)));
}

interface Verifier {
  readonly key: KeyObject;
  readonly keyDetails: keyof typeof KEY_DETAILS;
  readonly canonical: object;
}

function readVerifier(verifier: Record<string, unknown>): Verifier {
  const details = stringOf(verifier['keyDetails'], 'keyDetails');
  const keyDetails = (Object.keys(KEY_DETAILS) as (keyof typeof KEY_DETAILS)[]).find((is) => is === details);
  if (keyDetails === undefined) return refuse();
  const kind = (['publicKey', 'x509Certificate'] as const).find((name) => Object.hasOwn(verifier, name));
  if (kind === undefined) return refuse();
  const rawBytes = objectOf(verifier[kind], kind)['rawBytes'];
  const der = Buffer.from(base64Of(rawBytes, 'rawBytes'));
  return { key: keyOf(kind, der), keyDetails, canonical: { [kind]: { rawBytes } } };
}

function keyOf(kind: 'publicKey' | 'x509Certificate', der: Buffer): KeyObject {
  try {
    if (kind === 'publicKey') return createPublicKey({ key: der, format: 'der', type: 'spki' });
    return new X509Certificate(der).publicKey;
  } catch {
    return refuse();
  }
}

/** Such a log says no more. */
function refuse(): never {
  throw new RangeError('invalid hashedrekord request');
}
