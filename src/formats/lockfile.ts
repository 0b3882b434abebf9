/** What all lockfiles have in common, whatever their format: text that is whole, and a count that is bounded. */
import { Fault, type Place } from '../model/fault.ts';
import type { InventoryFile } from '../model/inventory.ts';
import { limits } from '../model/limits.ts';
import { lineAt } from './json-error.ts';
import { malformed } from './json-lines.ts';

/**
 * UTF-8 without a byte order mark.
 *
 * @throws Fault `CUSTODY-410` for other bytes and for marks of a conflict, with the line; `CUSTODY-404` past
 *   `limits.inventoryBytes`
 */
export function lockfileText({ path, bytes }: InventoryFile): string {
  if (bytes.length > limits.inventoryBytes) throw past({ file: path }, `${limits.inventoryBytes} bytes`);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (text.startsWith('\uFEFF')) throw malformed({ file: path, line: 1 }, 'it begins with a byte order mark');
  // What cannot be decoded becomes U+FFFD, which may also be meant: only then does the strict decoder have to say.
  if (text.includes('\uFFFD')) assertUtf8(path, bytes);
  const conflict = text.match(/^(?:<{7}|>{7}) /m);
  if (conflict) {
    throw malformed(
      { file: path, line: lineAt(text, conflict.index ?? 0) },
      'it holds marks of a merge conflict',
    );
  }
  return text;
}

function assertUtf8(file: string, bytes: Uint8Array): void {
  const strict = new TextDecoder('utf-8', { fatal: true });
  let line = 0;
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start);
    const next = end < 0 ? bytes.length : end + 1;
    line += 1;
    try {
      strict.decode(bytes.subarray(start, next));
    } catch {
      throw malformed({ file, line }, 'it is not UTF-8');
    }
    start = next;
  }
}

/** Line ends between two offsets. */
export function countLines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** @throws Fault `CUSTODY-404` past `limits.inventoryPackages` */
export function assertPackages(count: number, at: Place): void {
  if (count > limits.inventoryPackages) throw past(at, `${limits.inventoryPackages} packages`);
}

/** Fault `CUSTODY-404`. @param limit with its unit: `100 files` */
export function past(at: Place, limit: string): Fault {
  return new Fault('CUSTODY-404', `${at.file} goes past the limit of ${limit}`, {
    hint: 'No inventory that Custody reads needs as much; ask where this file comes from.',
    at,
  });
}
