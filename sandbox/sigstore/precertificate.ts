/**
 * Precertificates and signed certificate timestamps. Follows RFC 6962 sections 3.1 (poison), 3.2 (what a
 * log signs) and 3.3 (how a certificate carries the result).
 */

import type { Extension } from './certificate.ts';
import { type Der, element, octetString, sequence } from './der.ts';
import { type DerElement, readChildren, readElement, readObjectIdentifier } from './der-read.ts';
import { sha256 } from './keys.ts';
import { EXTENSION } from './object-identifiers.ts';

/** The answer of a log to `add-pre-chain`, as JSON carries it: identifiers and signature in base64. */
export interface SignedCertificateTimestamp {
  readonly sct_version: number;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly extensions: string;
  readonly signature: string;
}

/** The critical extension that makes a certificate a precertificate. */
export const POISON: Extension = { oid: EXTENSION.poison, critical: true, value: Uint8Array.of(0x05, 0x00) };

const EXTENSIONS_TAG = 0xa3;

/** The TBSCertificate of a precertificate without its poison. Throws RangeError unless there is exactly one. */
export function withoutPoison(precertificate: Uint8Array): Der {
  const body = readChildren(readElement(precertificate))[0];
  if (body === undefined) throw new RangeError('precertificate without a body');
  const fields = readChildren(body);
  const extensions = fields.find((field) => field.tag === EXTENSIONS_TAG);
  if (extensions === undefined) throw new RangeError('precertificate without extensions');
  const listed = readChildren(readElement(extensions.content));
  const kept = listed.filter((extension) => !isPoison(extension));
  if (kept.length !== listed.length - 1)
    throw new RangeError('precertificate must have one poison extension');
  const rest = element(EXTENSIONS_TAG, sequence(...kept.map((extension) => extension.bytes)));
  return sequence(...fields.map((field) => (field === extensions ? rest : field.bytes)));
}

function isPoison(extension: DerElement): boolean {
  return readObjectIdentifier(readChildren(extension)[0]) === EXTENSION.poison;
}

/** The bytes that a log signs for a precertificate entry; `timestamp` in milliseconds. */
export function timestampedEntry(timestamp: number, issuerSpki: Uint8Array, body: Der): Uint8Array {
  return new Uint8Array(
    Buffer.concat([
      Uint8Array.of(0, 0),
      bigEndian(timestamp, 8),
      Uint8Array.of(0, 1),
      sha256(issuerSpki),
      bigEndian(body.length, 3),
      body,
      Uint8Array.of(0, 0),
    ]),
  );
}

/** The log's signature as RFC 5246 section 4.7 frames it: SHA-256, ECDSA, length, DER signature. */
export function digitallySigned(signature: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([Uint8Array.of(4, 3), bigEndian(signature.length, 2), signature]));
}

/** The extension that carries one timestamp in the final certificate. */
export function timestampListExtension(timestamp: SignedCertificateTimestamp): Extension {
  const extensions = Buffer.from(timestamp.extensions, 'base64');
  const serialized = Buffer.concat([
    Uint8Array.of(timestamp.sct_version),
    Buffer.from(timestamp.id, 'base64'),
    bigEndian(timestamp.timestamp, 8),
    bigEndian(extensions.length, 2),
    extensions,
    Buffer.from(timestamp.signature, 'base64'),
  ]);
  const list = Buffer.concat([
    bigEndian(serialized.length + 2, 2),
    bigEndian(serialized.length, 2),
    serialized,
  ]);
  return { oid: EXTENSION.signedCertificateTimestamps, value: octetString(list) };
}

function bigEndian(value: number, width: number): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(width * 2, '0'), 'hex'));
}
