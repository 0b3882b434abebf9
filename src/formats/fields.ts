/** Fields of a lockfile's entries, each of the type that its format says, or a fault that names field and place. */
import type { Place } from '../model/fault.ts';
import type { Json, JsonObject } from '../model/statement.ts';
import { isObject, member } from './json.ts';
import { malformed } from './json-lines.ts';

/** A table or object of a file, and where it stands. */
export interface Entry {
  readonly table: JsonObject;
  readonly at: Place;
}

/** @throws Fault `CUSTODY-410` where it is missing, empty or no text */
export function textOf(entry: Entry, key: string): string {
  const text = optionalText(entry, key);
  if (text) return text;
  throw malformed(entry.at, `an entry has no \`${key}\``);
}

/** @throws Fault `CUSTODY-410` for anything but text */
export function optionalText({ table, at }: Entry, key: string): string | undefined {
  const value = member(table, key);
  if (value === undefined || typeof value === 'string') return value;
  throw malformed(at, `\`${key}\` is not text`);
}

/** Nothing where it is missing. @throws Fault `CUSTODY-410` for anything but a list */
export function listOf({ table, at }: Entry, key: string): readonly Json[] {
  const value = member(table, key) ?? [];
  if (Array.isArray(value)) return value as readonly Json[];
  throw malformed(at, `\`${key}\` is not a list`);
}

/** Nothing where it is missing. @throws Fault `CUSTODY-410` for anything but a list of texts */
export function textsOf(entry: Entry, key: string): readonly string[] {
  return listOf(entry, key).map((value) => {
    if (typeof value === 'string') return value;
    throw malformed(entry.at, `\`${key}\` is not a list of texts`);
  });
}

/** Nothing where it is missing. @throws Fault `CUSTODY-410` for anything but a list of tables */
export function tablesOf(entry: Entry, key: string): readonly Entry[] {
  return listOf(entry, key).map((table) => {
    if (isObject(table)) return { table, at: entry.at };
    throw malformed(entry.at, `\`${key}\` is not a list of tables`);
  });
}

/** An empty one where it is missing. @throws Fault `CUSTODY-410` for anything but a table */
export function tableOf({ table, at }: Entry, key: string): Entry {
  const value = member(table, key) ?? {};
  if (isObject(value)) return { table: value, at };
  throw malformed(at, `\`${key}\` is not a table`);
}

/** @throws Fault `CUSTODY-410` for anything but a table */
export function optionalTable(entry: Entry, key: string): Entry | undefined {
  return member(entry.table, key) === undefined ? undefined : tableOf(entry, key);
}
