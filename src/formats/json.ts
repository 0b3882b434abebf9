/**
 * JSON from outside (RFC 8259), parsed once and strictly: valid UTF-8, no duplicate key, no `__proto__`, bounded depth
 * (trust rules T24, T26). The grammar is the platform's; what the platform lets pass is looked for here.
 */
import type { FaultCode } from '../model/codes.ts';
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import type { Json, JsonObject } from '../model/statement.ts';
import { lineAt, syntaxErrorAt } from './json-error.ts';

/** @param offset of what is wrong, in UTF-16 units of the text */
type Refuse = (reason: string, offset?: number, limit?: true) => Fault;

/**
 * @param bytes UTF-8 text without a byte order mark
 * @param what what it is, for the message: `the trusted root root.json`
 * @param code of the fault for bytes that are not acceptable JSON
 * @param file its name, for faults that name the place
 * @throws Fault `code`; `CUSTODY-404` for nesting deeper than `limits.jsonDepth`
 */
export function parseJson(
  bytes: Uint8Array,
  what: string,
  code: FaultCode = 'CUSTODY-406',
  file?: string,
): Json {
  let text = '';
  const refuse: Refuse = (reason, offset, limit) =>
    new Fault(limit ? 'CUSTODY-404' : code, `${what} is not acceptable JSON: ${reason}`, {
      hint: limit
        ? 'No document that Custody reads needs such depth; ask where this one comes from.'
        : 'Check that the file was downloaded or written whole, and by the tool you expect.',
      ...(file !== undefined && {
        at: { file, ...(offset !== undefined && { line: lineAt(text, offset) }) },
      }),
    });
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
    if (text.trim() === '') throw refuse('it is empty');
    throw refuse('the syntax is wrong or the text is cut short', syntaxErrorAt(text));
  }
  const keys = checkKeys(text, refuse);
  if (keys.escaped && isMisread(keys.all, value)) {
    throw refuse('this Node misreads a key that is written with an escape');
  }
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

/** Every key of a text that has an escape anywhere, whichever object it is in; of others none is asked for. */
interface Keys {
  readonly all: string[];
  /** Whether one is written with an escape. */
  escaped: boolean;
}

/** Walks text that is known to be valid JSON, so that strings and brackets are all there is to tell apart. */
function checkKeys(text: string, refuse: Refuse): Keys {
  const open: (Set<string> | undefined)[] = [];
  const keys: Keys = { all: [], escaped: false };
  const hasEscapes = text.includes('\\');
  for (let i = 0; i < text.length; i += 1) {
    switch (text[i]) {
      case '{':
      case '[':
        open.push(text[i] === '{' ? new Set() : undefined);
        if (open.length > limits.jsonDepth) {
          throw refuse(`it is nested deeper than ${limits.jsonDepth} levels`, i, true);
        }
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case '"': {
        const end = endOfString(text, i);
        if (isKey(text, end)) {
          const key = textOfString(text, i, end);
          const problem = addKey(key, open.at(-1));
          if (problem !== undefined) throw refuse(problem, i);
          if (hasEscapes) keys.all.push(key);
          keys.escaped ||= end - i - 1 !== key.length;
        }
        i = end;
        break;
      }
    }
  }
  return keys;
}

/** Returns what is wrong with it. */
function addKey(key: string, object: Set<string> | undefined): string | undefined {
  if (key === '__proto__') return 'it has a key `__proto__`';
  if (object?.has(key)) return `the key ${JSON.stringify(key)} stands twice in one object`;
  object?.add(key);
  return undefined;
}

/**
 * V8 takes a key that is written with an escape for the beginning of how it is written, once an object with such a key
 * was read (https://github.com/nodejs/node/issues/63785, Node 24 and 26): what a document says would depend on another.
 */
function isMisread(written: readonly string[], value: Json): boolean {
  const read = keysOf(value).sort();
  return written.toSorted().some((key, index) => key !== read[index]);
}

function keysOf(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(keysOf);
  return Array.isArray(value) ? inner : Object.keys(value).concat(inner);
}

/** Where the string ends that begins at `start`: its second quotation mark; -1 where it has none. */
export function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** What a string says whose quotation marks stand at `start` and `end`. */
export function textOfString(text: string, start: number, end: number): string {
  const inside = text.slice(start + 1, end);
  return inside.includes('\\') ? (JSON.parse(`"${inside}"`) as string) : inside;
}

/** After an odd number of backslashes. Each stands before one quotation mark only, so that none is counted twice. */
function isEscaped(text: string, place: number): boolean {
  let first = place;
  while (text[first - 1] === '\\') first -= 1;
  return (place - first) % 2 === 1;
}

function isKey(text: string, end: number): boolean {
  let next = end + 1;
  if (text[next] === ':') return true;
  while (/\s/.test(text[next] ?? '')) next += 1;
  return text[next] === ':';
}
