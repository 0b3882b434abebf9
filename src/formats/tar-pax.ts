/**
 * Extended headers of a tar archive (POSIX.1-2017 `pax`, "pax Extended Header"): records such as `18 path=a/b/c.txt`.
 * What decides where an entry ends or what it is called is held against the header that follows: programs that read the
 * one or the other see other files (CVE-2025-62518).
 */
import { unreadable } from './artifact-faults.ts';

/** What of an extended header concerns the entry behind it. */
export interface PaxRecords {
  readonly path?: Uint8Array;
  readonly linkpath?: Uint8Array;
  readonly size?: number;
}

/** @throws Fault `CUSTODY-410`, for a sparse file too: its bytes are not those of the file */
export function readPax(bytes: Uint8Array, file: string): PaxRecords {
  const found = new Map<string, Uint8Array>();
  for (let at = 0; at < bytes.length; ) {
    const { key, value, next } = readRecord(bytes, at, file);
    if (key.startsWith('GNU.sparse.')) throw unreadable(file, 'an entry is sparse');
    if (found.has(key)) throw unreadable(file, `an extended header has \`${key}\` twice`);
    found.set(key, value);
    at = next;
  }
  const path = found.get('path');
  const linkpath = found.get('linkpath');
  const size = found.get('size');
  return { ...(path && { path }), ...(linkpath && { linkpath }), ...(size && { size: sizeOf(size, file) }) };
}

/** Of a global header, which holds for all that follows: nothing that differs between entries may stand in there. */
export function checkGlobalPax(bytes: Uint8Array, file: string): void {
  if (Object.keys(readPax(bytes, file)).length > 0) {
    throw unreadable(file, 'a global header states a path or a size');
  }
}

function readRecord(bytes: Uint8Array, at: number, file: string) {
  const space = bytes.subarray(at, at + 10).indexOf(0x20);
  const digits = Buffer.from(bytes.subarray(at, at + Math.max(space, 0))).toString('latin1');
  const next = at + Number(digits);
  const content = bytes.subarray(at + space + 1, next - 1);
  const equals = content.indexOf(0x3d);
  const isWhole = /^[1-9][0-9]*$/.test(digits) && next <= bytes.length && bytes[next - 1] === 0x0a;
  if (!isWhole || equals < 1) throw unreadable(file, 'a record of an extended header is malformed');
  const key = Buffer.from(content.subarray(0, equals)).toString('utf8');
  return { key, value: content.subarray(equals + 1), next };
}

function sizeOf(value: Uint8Array, file: string): number {
  const text = Buffer.from(value).toString('latin1');
  if (!/^[0-9]{1,15}$/.test(text)) throw unreadable(file, 'an extended header states no size');
  return Number(text);
}
