/**
 * Proposed entries of Rekor version 1 and their canonical bodies: kinds `dsse` 0.0.1 and `hashedrekord`
 * 0.0.1. Follows Rekor's `pkg/types/{dsse,hashedrekord}/v0.0.1`; objects are written with their keys in the
 * order of RFC 8785, and hold ASCII only, so that their plain JSON is canonical.
 */
import { type KeyObject, X509Certificate } from 'node:crypto';
import { verifyDigest } from './ecdsa.ts';
import { base64Of, objectOf, parseJson, stringOf } from './json.ts';
import { parsePublicKey, sha256, verifyWith } from './keys.ts';

/** Digest lengths in hexadecimal digits of the algorithms that `hashedrekord` takes. */
const DIGEST_DIGITS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/**
 * The canonical body of a proposed entry, after its signatures were verified against its certificates or
 * keys. Throws RangeError with the reason of a refusal.
 */
export function canonicalBody(proposed: Record<string, unknown>): Uint8Array {
  const kind = stringOf(proposed['kind'], 'kind');
  const apiVersion = stringOf(proposed['apiVersion'], 'apiVersion');
  const spec = objectOf(proposed['spec'], 'spec');
  const canonical = canonicalSpec(`${kind}:${apiVersion}`, spec);
  return new Uint8Array(Buffer.from(JSON.stringify({ apiVersion, kind, spec: canonical })));
}

function canonicalSpec(type: string, spec: Record<string, unknown>): object {
  switch (type) {
    case 'dsse:0.0.1':
      return dsseSpec(spec);
    case 'hashedrekord:0.0.1':
      return hashedRekordSpec(spec);
    default:
      throw new RangeError(`unsupported entry ${type}`);
  }
}

function dsseSpec(spec: Record<string, unknown>): object {
  const content = objectOf(spec['proposedContent'], 'proposedContent');
  const text = stringOf(content['envelope'], 'envelope');
  const envelope = parseJson(text);
  const payload = base64Of(envelope['payload'], 'payload');
  const message = preAuthenticationEncoding(stringOf(envelope['payloadType'], 'payloadType'), payload);
  const verifiers = listOf(content['verifiers'], 'verifiers').map(readVerifier);
  const signatures = listOf(envelope['signatures'], 'signatures').map((entry) => {
    const { sig } = objectOf(entry, 'signature');
    const bytes = base64Of(sig, 'sig');
    const verifier = verifiers.find((candidate) => verifyWith(candidate.key, message, bytes));
    if (verifier === undefined) throw new RangeError('all signatures must have a key that verifies it');
    return { signature: stringOf(sig, 'sig'), verifier: verifier.canonical };
  });
  signatures.sort((left, right) => (left.signature < right.signature ? -1 : 1));
  return {
    envelopeHash: { algorithm: 'sha256', value: hex(sha256(Buffer.from(text, 'utf8'))) },
    payloadHash: { algorithm: 'sha256', value: hex(sha256(payload)) },
    signatures,
  };
}

function hashedRekordSpec(spec: Record<string, unknown>): object {
  const { algorithm: name, value: digest } = objectOf(objectOf(spec['data'], 'data')['hash'], 'hash');
  const algorithm = stringOf(name, 'algorithm');
  const value = stringOf(digest, 'value').toLowerCase();
  if (value.length !== DIGEST_DIGITS[algorithm] || !/^[0-9a-f]*$/.test(value)) {
    throw new RangeError('hash is malformed');
  }
  const { content, publicKey } = objectOf(spec['signature'], 'signature');
  const verifier = readVerifier(objectOf(publicKey, 'publicKey')['content']);
  if (!verifyDigest(Buffer.from(value, 'hex'), verifier.key, base64Of(content, 'content'))) {
    throw new RangeError('verifying signature: invalid signature');
  }
  return {
    data: { hash: { algorithm, value } },
    signature: { content, publicKey: { content: verifier.canonical } },
  };
}

/** A certificate or public key in base64 of PEM, and the same in canonical PEM. */
function readVerifier(value: unknown): { key: KeyObject; canonical: string } {
  const pem = Buffer.from(base64Of(value, 'verifier')).toString('utf8');
  const encode = (text: string): string => Buffer.from(text).toString('base64');
  const key = parsePublicKey(pem);
  if (key !== undefined)
    return { key, canonical: encode(String(key.export({ type: 'spki', format: 'pem' }))) };
  try {
    const certificate = new X509Certificate(pem);
    return { key: certificate.publicKey, canonical: encode(certificate.toString()) };
  } catch {
    throw new RangeError('verifier is neither a certificate nor a public key');
  }
}

/** PAE of DSSE version 1: lengths in bytes of the UTF-8 type and of the payload. */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType, 'utf8');
  const head = Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
  ]);
  return new Uint8Array(Buffer.concat([head, payload]));
}

function listOf(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new RangeError(`${name} must be a list of one or more`);
  return value;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
