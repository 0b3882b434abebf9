/** Identifiers of documents that follow from what they say, so that the same content is the same document. */
import { createHash } from 'node:crypto';
import type { Json } from '../model/statement.ts';
import { canonicalJson } from './jcs.ts';

/** A UUID of version 8 (RFC 9562, 5.8) over the SHA-256 of the canonical JSON. */
export function contentUuid(content: Json): string {
  const bytes = createHash('sha256').update(canonicalJson(content)).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
