/**
 * Key pairs of the sandbox's services and the digests that belong to them: log identifiers (RFC 6962
 * section 3.2), subject key identifiers (RFC 5280 section 4.2.1.2) and the digest of each key type.
 */
import { createHash, createPublicKey, generateKeyPair, type KeyObject, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { readChildren, readElement } from './der-read.ts';

const generate = promisify(generateKeyPair);

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** The curves that services and clients use. */
export type Curve = 'P-256' | 'P-384';

export const generateCurveKey = (namedCurve: Curve): Promise<KeyPair> => generate('ec', { namedCurve });

export const generateEd25519Key = (): Promise<KeyPair> => generate('ed25519');

export const generateRsaKey = (): Promise<KeyPair> => generate('rsa', { modulusLength: 2048 });

export const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => digest('sha256', ...parts);

/** Digest of the `parts` joined; `algorithm` by Node's name. */
export function digest(algorithm: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** SubjectPublicKeyInfo in DER. */
export const spkiOf = (key: KeyObject): Uint8Array =>
  new Uint8Array(key.export({ type: 'spki', format: 'der' }));

/** The identifier of a log: SHA-256 of its public key's SubjectPublicKeyInfo. */
export const logIdOf = (key: KeyObject): Uint8Array => sha256(spkiOf(key));

/** Method 1 of RFC 5280 section 4.2.1.2: SHA-1 of the key's BIT STRING without its count of unused bits. */
export function subjectKeyIdOf(key: KeyObject): Uint8Array {
  const bits = readChildren(readElement(spkiOf(key)))[1];
  if (bits === undefined) throw new RangeError('public key without a BIT STRING');
  return digest('sha1', bits.content.subarray(1));
}

/** The digest that a key signs with: SHA-256, or SHA-384 for P-384; `undefined` for a key that is refused. */
export function digestOfKey(key: KeyObject): 'sha256' | 'sha384' | undefined {
  if (key.asymmetricKeyType !== 'ec') return undefined;
  switch (key.asymmetricKeyDetails?.namedCurve) {
    case 'prime256v1':
      return 'sha256';
    case 'secp384r1':
      return 'sha384';
    default:
      return undefined;
  }
}

/** ECDSA signature in DER with the digest of the key's curve. Throws for a key that is not P-256 or P-384. */
export function signWith(key: KeyObject, data: Uint8Array): Uint8Array {
  const algorithm = digestOfKey(key);
  if (algorithm === undefined) throw new RangeError('only P-256 and P-384 keys sign here');
  return new Uint8Array(sign(algorithm, data, key));
}

/** Whether `signature` (DER) over `data` is by `key` with the digest of its curve; false for other keys. */
export function verifyWith(key: KeyObject, data: Uint8Array, signature: Uint8Array): boolean {
  const algorithm = digestOfKey(key);
  return algorithm !== undefined && verify(algorithm, data, key, signature);
}

/** A public key in PEM (SubjectPublicKeyInfo), or `undefined` when it cannot be read. */
export function parsePublicKey(pem: string): KeyObject | undefined {
  if (!pem.startsWith('-----BEGIN PUBLIC KEY-----')) return undefined;
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}
