/** The DER of an RFC 3161 query, and what its answer must repeat (RFC 3161, sections 2.4.1 and 2.4.2). */
import { ASN1Obj } from '@sigstore/core';
import { checkDer } from '../../formats/der.ts';

const SHA256_OID = Buffer.from('0609608648016503040201', 'hex');
const SHA256_OID_TEXT = '2.16.840.1.101.3.4.2.1';

/** What an answer says, as far as it was asked. */
export interface TimestampFacts {
  readonly granted: boolean;
  readonly sha256: Uint8Array | undefined;
  readonly nonce: Uint8Array | undefined;
  /** `undefined` where verifiers cannot read it: they take no fraction of a second, or one of three digits. */
  readonly time: Date | undefined;
}

/**
 * @param digest SHA-256 of what is to be stamped
 * @param nonce 8 bytes, the first between 1 and 127, so that they are their own DER integer
 */
export function timestampQuery(digest: Uint8Array, nonce: Uint8Array): Uint8Array<ArrayBuffer> {
  const algorithm = element(0x30, SHA256_OID, element(0x05));
  const imprint = element(0x30, algorithm, element(0x04, digest));
  const version = element(0x02, Buffer.of(1));
  const certificatesRequested = element(0x01, Buffer.of(0xff));
  return new Uint8Array(element(0x30, version, imprint, element(0x02, nonce), certificatesRequested));
}

/** @throws Error of any kind for bytes that are not a timestamp response */
export function timestampFacts(response: Uint8Array): TimestampFacts {
  checkDer(response, 'the timestamp');
  const [status, token] = ASN1Obj.parseBuffer(Buffer.from(response)).subs;
  const granted = status?.subs[0]?.toInteger() === 0n;
  if (!granted || !token) return { granted: false, sha256: undefined, nonce: undefined, time: undefined };
  // ContentInfo → [0] → SignedData → encapContentInfo → [0] → OCTET STRING → TSTInfo
  const info = token.subs[1]?.subs[0]?.subs[2]?.subs[1]?.subs[0]?.subs[0]?.subs;
  if (!info) throw new Error('no TSTInfo');
  const [, , imprint, , time, ...optional] = info;
  const algorithm = imprint?.subs[0]?.subs[0]?.toOID();
  return {
    granted,
    sha256: algorithm === SHA256_OID_TEXT ? imprint?.subs[1]?.value : undefined,
    nonce: optional.find(({ tag }) => tag.isInteger())?.value,
    time: readableTime(time),
  };
}

function readableTime(time: ASN1Obj | undefined): Date | undefined {
  try {
    return time?.toDate();
  } catch {
    return undefined;
  }
}

/** Every element of a query is shorter than 128 bytes, so that its length is one byte. */
function element(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat(content);
  return Buffer.concat([Buffer.of(tag, value.length), value]);
}
