/**
 * The DSSE signature (https://github.com/secure-systems-lab/dsse/blob/master/protocol.md), each key with its own
 * digest. @sigstore/verify takes SHA-256 for every key, so that P-384 and P-521 would never verify (trust rule T10).
 */
import { createHash, type KeyObject, verify } from 'node:crypto';
import type { Envelope } from '@sigstore/bundle';
import { dsse } from '@sigstore/core';
import type { SignedEntity } from '@sigstore/verify';
import { signingAlgorithm } from '../formats/signing-algorithm.ts';

type SignatureContent = SignedEntity['signature'];

const MINIMUM_RSA_BITS = 2048;

/** By the length of the digest. */
const strongDigests: Readonly<Record<number, string>> = { 32: 'sha256', 48: 'sha384', 64: 'sha512' };

/** `envelope` holds exactly one signature: @sigstore/bundle reads no other. */
export function dsseContent(envelope: Envelope): SignatureContent {
  const signature = envelope.signatures[0]?.sig ?? Buffer.alloc(0);
  const signed = dsse.preAuthEncoding(envelope.payloadType, envelope.payload);
  return {
    signature,
    compareSignature: (other) => signature.equals(other),
    compareDigest: (digest) => hash('sha256', envelope.payload).equals(digest),
    // Which of them the key signs with is held against the log entry, in log-entry.ts.
    compareSignedDigest: (digest) => {
      const algorithm = strongDigests[digest.length];
      return algorithm !== undefined && hash(algorithm, signed).equals(digest);
    },
    verifySignature: (key) => verifySignature(key, signed, signature),
  };
}

/** False for a signature that does not verify and for a kind of key that is not accepted. */
export function verifySignature(key: KeyObject, data: Uint8Array, signature: Uint8Array): boolean {
  switch (key.asymmetricKeyType) {
    case 'ec': {
      const digest = signingAlgorithm(key)?.digest;
      return digest !== undefined && verify(digest, data, key, signature);
    }
    case 'ed25519':
      return verify(null, data, key, signature);
    case 'rsa':
      return (
        (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MINIMUM_RSA_BITS &&
        verify('sha256', data, key, signature)
      );
    default:
      return false;
  }
}

function hash(algorithm: string, bytes: Uint8Array): Buffer {
  return createHash(algorithm).update(bytes).digest();
}
