/** A JSON file whose objects and lists know their lines, for readers that say where something stands. */
import { Fault, type Place } from '../model/fault.ts';
import type { Json, JsonObject } from '../model/statement.ts';
import { endOfString, isObject, member, parseJson, textOfString } from './json.ts';

export interface JsonFile {
  readonly root: JsonObject;
  /** Of an object or list in it: the line of its key, or its own where it is an item. */
  placeOf(inner: Json): Place;
}

/**
 * @param file the name that places bear
 * @throws Fault `CUSTODY-410` for bytes that are not a JSON object, and `CUSTODY-404`, as of `parseJson`
 */
export function readJsonFile(bytes: Uint8Array, file: string): JsonFile {
  const root = parseJson(bytes, file, 'CUSTODY-410', file);
  if (!isObject(root)) throw malformed({ file, line: 1 }, 'it is not a JSON object');
  const lines = linesOf(new TextDecoder().decode(bytes), root);
  return {
    root,
    placeOf: (inner) => {
      const line = lines.get(inner);
      return { file, ...(line !== undefined && { line }) };
    },
  };
}

/** For a file that is JSON, or another format, but does not say what it should. */
export function malformed(at: Place, reason: string): Fault {
  return new Fault('CUSTODY-410', `${at.file} cannot be read: ${reason}`, {
    hint: 'Make the file again with the tool that it belongs to.',
    at,
  });
}

/** @throws Fault `CUSTODY-410` for a member that is not text */
export function textIn(file: JsonFile, object: JsonObject, key: string): string | undefined {
  const value = member(object, key);
  if (value === undefined || typeof value === 'string') return value;
  throw malformed(file.placeOf(object), `${JSON.stringify(key)} is not text`);
}

/** False where it is missing. @throws Fault `CUSTODY-410` for a member that is neither true nor false */
export function flagIn(file: JsonFile, object: JsonObject, key: string): boolean {
  const value = member(object, key) ?? false;
  if (typeof value === 'boolean') return value;
  throw malformed(file.placeOf(object), `${JSON.stringify(key)} is neither true nor false`);
}

/** Empty where it is missing. @throws Fault `CUSTODY-410` for a member that is not an object */
export function objectIn(file: JsonFile, object: JsonObject, key: string): JsonObject {
  const value = member(object, key) ?? {};
  if (isObject(value)) return value;
  throw malformed(file.placeOf(object), `${JSON.stringify(key)} is not an object`);
}

/** An object or list that is open, with what comes next in it. */
interface Level {
  readonly value: Json | undefined;
  /** Of the member, or the index of the item. */
  key: string | number;
  /** Of the key. */
  line: number;
  /** Whether the next string is a key. */
  expectsKey: boolean;
}

/** Walks the text and what was parsed from it side by side. */
function linesOf(text: string, root: Json): ReadonlyMap<Json, number> {
  const lines = new Map<Json, number>();
  const around: Level[] = [];
  let level: Level = { value: [root], key: 0, line: 1, expectsKey: false };
  let line = 1;
  for (let i = 0; i < text.length; i += 1) {
    switch (text[i]) {
      case '\n':
        line += 1;
        break;
      case '{':
      case '[': {
        const value = childOf(level);
        if (value !== undefined) lines.set(value, Array.isArray(level.value) ? line : level.line);
        around.push(level);
        level = { value, key: text[i] === '[' ? 0 : '', line, expectsKey: text[i] === '{' };
        break;
      }
      case '}':
      case ']':
        level = around.pop() ?? level;
        break;
      case ',':
        if (typeof level.key === 'number') level.key += 1;
        else level.expectsKey = true;
        break;
      case '"': {
        const end = endOfString(text, i);
        if (level.expectsKey) {
          level.key = textOfString(text, i, end);
          level.line = line;
          level.expectsKey = false;
        }
        i = end;
      }
    }
  }
  return lines;
}

function childOf({ value, key }: Level): Json | undefined {
  return Array.isArray(value) ? value[Number(key)] : member(value, String(key));
}
