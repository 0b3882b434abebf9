/**
 * A Rekor v1 log entry of kind `dsse` 0.0.1, read strictly and compared with what was to be logged (trust rule T11),
 * as a `TransparencyLogEntry` (https://github.com/sigstore/rekor/blob/main/openapi.yaml, `LogEntry`).
 */
import { createHash, X509Certificate } from 'node:crypto';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { base64 } from '../../formats/base64.ts';
import { isObject, member, parseJsonObject, textAt } from '../../formats/json.ts';
import type { Json } from '../../model/statement.ts';
import { wholeProof } from './inclusion-proof.ts';

/** What the entry must be about. */
export interface Logged {
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** PEM of the leaf. */
  readonly certificate: string;
}

/**
 * @param answer the log's answer: one entry by its id
 * @returns the entry, or in words what is wrong with the answer
 */
export function readEntry(answer: Json, logged: Logged): TransparencyLogEntry | string {
  return readEntryOf('dsse', answer, (record) => isAbout(record, logged));
}

/**
 * The same for any kind of version 0.0.1.
 * @param isAbout whether the `spec` of the entry's body is about what was to be logged; anything thrown is a no
 */
export function readEntryOf(
  kind: 'dsse' | 'hashedrekord',
  answer: Json,
  isAbout: (spec: Json | undefined) => boolean,
): TransparencyLogEntry | string {
  const entries = isObject(answer) ? Object.values(answer) : [];
  const [entry] = entries;
  if (entries.length !== 1 || !isObject(entry)) return 'other than one entry';
  const body = base64(textAt(entry, 'body'));
  if (!body) return 'an entry without a body';
  if (!isOfKind(kind, body, isAbout)) return 'an entry about something else';
  return convert(kind, entry, body) ?? 'an entry without a whole proof';
}

function isOfKind(kind: string, body: Buffer, isAbout: (spec: Json | undefined) => boolean): boolean {
  try {
    const record = parseJsonObject(body, 'the body');
    return record['kind'] === kind && record['apiVersion'] === '0.0.1' && isAbout(member(record, 'spec'));
  } catch {
    return false;
  }
}

function isAbout(spec: Json | undefined, { payload, signature, certificate }: Logged): boolean {
  const signatures = member(spec, 'signatures');
  const [only] = Array.isArray(signatures) ? (signatures as readonly Json[]) : [];
  return (
    textAt(spec, 'payloadHash', 'algorithm') === 'sha256' &&
    textAt(spec, 'payloadHash', 'value') === createHash('sha256').update(payload).digest('hex') &&
    (signatures as readonly Json[]).length === 1 &&
    base64(textAt(only, 'signature'))?.equals(signature) === true &&
    isCertificate(textAt(only, 'verifier'), certificate)
  );
}

/** Whether base64 of a PEM is that certificate (PEM). Throws for what is no certificate. */
export function isCertificate(encoded: string | undefined, certificate: string): boolean {
  const verifier = base64(encoded);
  return (
    verifier !== undefined && new X509Certificate(verifier).raw.equals(new X509Certificate(certificate).raw)
  );
}

function convert(kind: string, entry: Json, canonicalizedBody: Buffer): TransparencyLogEntry | undefined {
  const proof = member(member(entry, 'verification'), 'inclusionProof');
  const signedEntryTimestamp = base64(textAt(entry, 'verification', 'signedEntryTimestamp'));
  const inclusionProof = convertProof(proof);
  const [logIndex, integratedTime] = [
    decimal(member(entry, 'logIndex')),
    decimal(member(entry, 'integratedTime')),
  ];
  const keyId = hex(textAt(entry, 'logID'));
  if (!signedEntryTimestamp || !inclusionProof || !keyId || !logIndex || !integratedTime) return undefined;
  return {
    logIndex,
    integratedTime,
    logId: { keyId },
    kindVersion: { kind, version: '0.0.1' },
    inclusionPromise: { signedEntryTimestamp },
    inclusionProof,
    canonicalizedBody,
  };
}

function convertProof(proof: Json | undefined): TransparencyLogEntry['inclusionProof'] {
  const parts = {
    logIndex: decimal(member(proof, 'logIndex')),
    treeSize: decimal(member(proof, 'treeSize')),
    rootHash: hex(textAt(proof, 'rootHash')),
    checkpoint: textAt(proof, 'checkpoint'),
    hashes: member(proof, 'hashes'),
  };
  return wholeProof(parts, hex);
}

function decimal(value: Json | undefined): string | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;
}

/** A SHA-256 digest. */
function hex(text: string | undefined): Buffer | undefined {
  return text !== undefined && /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
}
