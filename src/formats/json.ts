/**
 * JSON from outside (RFC 8259), parsed once and strictly: valid UTF-8, no duplicate key, no `__proto__`, bounded depth
 * (trust rules T24, T26). The grammar is the platform's; what the platform lets pass is looked for here.
 */
import type { FaultCode } from '../model/codes.ts';
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import type { Json, JsonObject } from '../model/statement.ts';

/**
 * @param bytes UTF-8 text without a byte order mark
 * @param what what it is, for the message: `the trusted root root.json`
 * @param code of the fault for bytes that are not acceptable JSON
 * @throws Fault `code`; `CUSTODY-404` for nesting deeper than `limits.jsonDepth`
 */
export function parseJson(bytes: Uint8Array, what: string, code: FaultCode = 'CUSTODY-406'): Json {
  const refuse = (reason: string, cause?: unknown): Fault =>
    new Fault(code, `${what} is not acceptable JSON: ${reason}`, {
      hint: 'Check that the file was downloaded or written whole, and by the tool you expect.',
      cause,
    });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refuse('it is not UTF-8');
  }
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    // The platform's message quotes the text, which may be hostile or hold a credential.
    throw refuse(text.trim() === '' ? 'it is empty' : 'the syntax is wrong or the text is cut short');
  }
  checkKeys(text, what, refuse);
  return value;
}

/** As `parseJson`, for a document whose outermost value must be an object. */
export function parseJsonObject(
  bytes: Uint8Array,
  what: string,
  code: FaultCode = 'CUSTODY-406',
): JsonObject {
  const value = parseJson(bytes, what, code);
  if (isObject(value)) return value;
  throw new Fault(code, `${what} is not a JSON object`, { hint: 'Check that the right file was given.' });
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property, never one of a prototype. */
export function member(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The text at a path of keys; `undefined` when any step is missing or the value is not text. */
export function textAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const found = path.reduce(member, value);
  return typeof found === 'string' ? found : undefined;
}

/** Walks text that is known to be valid JSON, so that strings and brackets are all there is to tell apart. */
function checkKeys(text: string, what: string, refuse: (reason: string) => Fault): void {
  const open: (Set<string> | undefined)[] = [];
  for (let i = 0; i < text.length; i += 1) {
    switch (text[i]) {
      case '{':
      case '[':
        open.push(text[i] === '{' ? new Set() : undefined);
        if (open.length > limits.jsonDepth) throw tooDeep(what);
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case '"': {
        const end = endOfString(text, i);
        if (isKey(text, end)) {
          const key = JSON.parse(text.slice(i, end + 1)) as string;
          if (key === '__proto__') throw refuse('it has a key `__proto__`');
          if (open.at(-1)?.has(key))
            throw refuse(`the key ${JSON.stringify(key)} stands twice in one object`);
          open.at(-1)?.add(key);
        }
        i = end;
        break;
      }
    }
  }
}

function tooDeep(what: string): Fault {
  return new Fault('CUSTODY-404', `${what} is nested deeper than ${limits.jsonDepth} levels`, {
    hint: 'No document that Custody reads needs such depth; ask where this one comes from.',
  });
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** After an odd number of backslashes. Each stands before one quotation mark only, so that none is counted twice. */
function isEscaped(text: string, place: number): boolean {
  let first = place;
  while (text[first - 1] === '\\') first -= 1;
  return (place - first) % 2 === 1;
}

function isKey(text: string, end: number): boolean {
  let next = end + 1;
  while (/\s/.test(text[next] ?? '')) next += 1;
  return text[next] === ':';
}
