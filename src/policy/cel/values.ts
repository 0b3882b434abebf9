/**
 * JSON → values of CEL: maps and lists without a prototype in reach. A number without a fraction is an `int` as far as
 * JSON keeps it exact (2^53), any other a `double`. They are the engine's own values, which it would make anew of any
 * other at each step.
 */
import {
  type CelInput,
  type CelValue,
  celEnv,
  celList,
  celMap,
  isCelError,
  parse,
  plan,
} from '@bufbuild/cel';
import type { Json, JsonObject } from '../../model/statement.ts';

/** A predicate is the same object for every artifact of its statement, and for every rule. */
const converted = new WeakMap<JsonObject, CelValue>();

export function celOf(json: JsonObject): CelValue {
  const known = converted.get(json);
  if (known !== undefined) return known;
  const value = fromJson(json);
  converted.set(json, value);
  return value;
}

/** A member that is undefined is left out: to read it is an error, and `has()` tells. */
export function celMembers(members: Readonly<Record<string, CelInput | undefined>>): CelValue {
  const map = new Map<string, CelInput>();
  for (const [key, value] of Object.entries(members)) if (value !== undefined) map.set(key, value);
  return celMap(map);
}

/** The engine gives what it is given, as its own. */
const own = plan(celEnv(), parse('given'));

/** @param date valid */
export function celTime(date: Date): CelValue {
  const milliseconds = date.getTime();
  const seconds = Math.floor(milliseconds / 1_000);
  const nanos = (milliseconds - seconds * 1_000) * 1_000_000;
  const time = own({ given: { $typeName: 'google.protobuf.Timestamp', seconds: BigInt(seconds), nanos } });
  if (isCelError(time)) throw time;
  return time;
}

function fromJson(json: Json): CelValue {
  if (typeof json === 'number') return Number.isSafeInteger(json) ? BigInt(json) : json;
  if (typeof json !== 'object' || json === null) return json;
  if (isList(json)) return celList(json.map(fromJson));
  const map = new Map<string, CelValue>();
  for (const [key, value] of Object.entries(json)) map.set(key, fromJson(value));
  return celMap(map);
}

function isList(json: readonly Json[] | JsonObject): json is readonly Json[] {
  return Array.isArray(json);
}
