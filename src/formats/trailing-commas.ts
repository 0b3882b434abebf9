/** JSON with a comma behind the last member or item, as Bun writes it (https://bun.com/docs/pm/lockfile). */
import { endOfString } from './json.ts';

/**
 * Puts a space in the place of each such comma, so that every other character stays where it was: what is wrong with
 * the rest is for `parseJson` to say.
 */
export function withoutTrailingCommas(bytes: Uint8Array): Uint8Array {
  // One character for each byte: the signs of JSON are ASCII, and no byte of another character is one of them.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const changed = Uint8Array.from(bytes);
  let comma: number | undefined;
  let last = '';
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (blanks.includes(sign)) continue;
    if (comma !== undefined && (sign === '}' || sign === ']')) changed[comma] = 0x20;
    // One after a bracket that was opened, or after another comma, stays and is an error.
    comma = sign === ',' && !'[{,:'.includes(last) ? at : undefined;
    last = sign;
    if (sign !== '"') continue;
    const end = endOfString(text, at);
    if (end < 0) break;
    at = end;
  }
  return changed;
}

const blanks = '\t\n\r ';
