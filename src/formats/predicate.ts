/**
 * Members of a predicate, read strictly: whatever does not follow the predicate's specification is a fault that names
 * the member by its path. Nothing is skipped and nothing is guessed (trust rules T22, T24).
 */
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import type { Json, JsonObject } from '../model/statement.ts';
import { isObject, member } from './json.ts';

export interface Member {
  /** As in `scanner.result[3].id`; empty for the predicate itself. */
  readonly path: string;
  /** `undefined` where it is absent; `null` is a value. */
  readonly value: Json | undefined;
}

export function predicateMember(predicate: JsonObject): Member {
  return { path: '', value: predicate };
}

/**
 * What lies below an object; absent where any step is.
 * @throws Fault `CUSTODY-408` where a step is there and is no object
 */
export function at(parent: Member, ...keys: readonly string[]): Member {
  let found = parent;
  for (const key of keys) {
    if (isGiven(found) && !isObject(found.value)) throw malformed(found, 'is not an object');
    found = { path: found.path === '' ? key : `${found.path}.${key}`, value: member(found.value, key) };
  }
  return found;
}

export function isGiven({ value }: Member): boolean {
  return value !== undefined;
}

/** `read`, or `undefined` where the member is absent. */
export function optional<T>(found: Member, read: (found: Member) => T): T | undefined {
  return isGiven(found) ? read(found) : undefined;
}

/** @throws Fault `CUSTODY-408` for anything but text with something in it */
export function textOf(found: Member): string {
  if (typeof found.value === 'string' && found.value.trim() !== '') return found.value;
  throw malformed(found, 'is not text');
}

/** Empty where the member is absent. @throws Fault `CUSTODY-408` for anything but text */
export function textOrNothing(found: Member): string {
  if (typeof found.value === 'string') return found.value;
  if (isGiven(found)) throw malformed(found, 'is not text');
  return '';
}

/** @throws Fault `CUSTODY-408` for anything but a number */
export function numberOf(found: Member): number {
  if (typeof found.value === 'number') return found.value;
  throw malformed(found, 'is not a number');
}

/** @throws Fault `CUSTODY-408` for anything but one of the words */
export function oneOf<T extends string>(found: Member, words: readonly T[]): T {
  const word = words.find((known) => known === found.value);
  if (word !== undefined) return word;
  throw malformed(found, `is not one of ${words.join(', ')}`);
}

/** @throws Fault `CUSTODY-408` for anything but a time with its zone (RFC 3339) */
export function timeOf(found: Member): Date {
  const text = textOf(found);
  const time = new Date(text);
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;
  if (form.test(text) && !Number.isNaN(time.getTime())) return time;
  throw malformed(found, 'is not a time such as 2027-01-31T12:00:00Z');
}

/** @throws Fault `CUSTODY-408` for anything but a list; `CUSTODY-404` for one that is too long */
export function listOf(found: Member): readonly Member[] {
  const { path, value } = found;
  if (!Array.isArray(value)) throw malformed(found, 'is not a list');
  if (value.length > limits.predicateItems)
    throw new Fault(
      'CUSTODY-404',
      `${path} of the predicate has ${value.length} items; the limit is ${limits.predicateItems}`,
      { hint: 'Attest several predicates with fewer items each.' },
    );
  return (value as readonly Json[]).map((item, index) => ({ path: `${path}[${index}]`, value: item }));
}

/** As `listOf`; empty where the member is absent. */
export function optionalListOf(found: Member): readonly Member[] {
  return isGiven(found) ? listOf(found) : [];
}

/** The members of an object with keys that are not known before. */
export function entriesOf(found: Member): readonly Member[] {
  return keysOf(found).map((key) => at(found, key));
}

function keysOf(found: Member): readonly string[] {
  if (isObject(found.value)) return Object.keys(found.value);
  throw malformed(found, 'is not an object');
}

/** A member that the specification does not know might narrow what the others say. */
export function allowOnly(found: Member, keys: readonly string[]): void {
  const unknown = keysOf(found).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw malformed(at(found, unknown), 'is not known to its specification');
}

export function malformed({ path, value }: Member, reason: string, hint?: string): Fault {
  const what = path === '' ? 'the predicate' : `${path} of the predicate`;
  return new Fault('CUSTODY-408', `${what} ${value === undefined ? 'is missing' : reason}`, {
    hint: hint ?? 'Make the predicate again with a current version of its tool, and attest it again.',
  });
}
