/**
 * TOML from outside (https://toml.io/en/v1.1.0), parsed strictly into the values of JSON: no `__proto__`, bounded
 * depth, no number that lost digits (trust rules T24, T26). Dates become text. Lockfiles are arrays of tables: each of
 * their items has its place.
 */
import { parse, TomlDate, TomlError } from 'smol-toml';
import type { Place } from '../model/fault.ts';
import type { InventoryFile } from '../model/inventory.ts';
import { limits } from '../model/limits.ts';
import type { Json, JsonObject } from '../model/statement.ts';
import type { Entry } from './fields.ts';
import { isObject, member } from './json.ts';
import { malformed } from './json-lines.ts';
import { assertPackages, lockfileText, past } from './lockfile.ts';
import { sectionsOf, type TomlSection } from './toml-sections.ts';

export interface TomlDocument {
  readonly file: string;
  readonly root: JsonObject;
  readonly sections: readonly TomlSection[];
}

/** @throws Fault `CUSTODY-410` with file and line; `CUSTODY-404` past a limit */
export function readToml(file: InventoryFile): TomlDocument {
  const text = lockfileText(file);
  try {
    const root = objectOf(parse(text), file.path, 0);
    return { file: file.path, root, sections: sectionsOf(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The message goes on with the text around the place, which may be hostile or hold a credential.
    const [first = ''] = error.message.split('\n', 1);
    const { line, column } = error;
    throw malformed({ file: file.path, line, column }, first.replace('Invalid TOML document: ', 'as TOML, '));
  }
}

/**
 * The tables of an array at the top, each with the line of its key `name`, or of its header where that has none.
 *
 * @returns nothing where there is no such array
 * @throws Fault `CUSTODY-410` where it is no array of tables; `CUSTODY-404` past `limits.inventoryPackages`
 */
export function itemsOf({ file, root, sections }: TomlDocument, array: string): readonly Entry[] {
  const items = member(root, array) ?? [];
  const headers = sections.filter((section) => section.array && section.path === array);
  // Written inline, all of them stand behind one key.
  const line = sections[0]?.keys.get(array);
  const whole: Place = { file, ...(line !== undefined && { line }) };
  if (!Array.isArray(items)) throw malformed(whole, `\`${array}\` is not an array of tables`);
  assertPackages(items.length, whole);
  return items.map((table: Json, index) => {
    const header = headers[index];
    const at = header ? { file, line: header.keys.get('name') ?? header.line } : whole;
    if (!isObject(table)) throw malformed(at, `\`${array}\` is not an array of tables`);
    return { table, at };
  });
}

/**
 * What a file says of its own version: files of another one may mean something else by the same words.
 *
 * @param table the header that `key` stands below; empty for the top
 * @param known nothing is known of others; a file that says nothing is of an old version, or empty
 * @throws Fault `CUSTODY-410`
 */
export function assertVersion(
  { file, root, sections }: TomlDocument,
  table: string,
  key: string,
  known: RegExp,
): void {
  const version = member(table === '' ? root : member(root, table), key);
  if (version === undefined || (typeof version !== 'object' && known.test(String(version)))) return;
  const line = sections.find(({ path, array }) => !array && path === table)?.keys.get(key);
  throw malformed({ file, ...(line !== undefined && { line }) }, `its \`${key}\` is none that is known`);
}

function jsonOf(value: unknown, file: string, depth: number): Json {
  if (depth > limits.jsonDepth) throw past({ file }, `${limits.jsonDepth} levels of nesting`);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => jsonOf(item, file, depth + 1));
  return objectOf(Object(value), file, depth);
}

function objectOf(table: object, file: string, depth: number): JsonObject {
  return Object.fromEntries(
    Object.entries(table).map(([key, value]) => {
      if (key === '__proto__') throw malformed({ file }, 'it has a key `__proto__`');
      return [key, jsonOf(value, file, depth + 1)];
    }),
  );
}
