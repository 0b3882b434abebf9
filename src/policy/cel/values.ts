/**
 * JSON → values of CEL: maps and lists without a prototype in reach. A number without a fraction is an `int` as far as
 * JSON keeps it exact (2^53), any other a `double`.
 */
import type { CelInput } from '@bufbuild/cel';
import type { Json, JsonObject } from '../../model/statement.ts';

/** A predicate is the same object for every artifact of its statement, and for every rule. */
const converted = new WeakMap<JsonObject, CelInput>();

export function celOf(json: JsonObject): CelInput {
  const known = converted.get(json);
  if (known !== undefined) return known;
  const value = fromJson(json);
  converted.set(json, value);
  return value;
}

/** A member that is undefined is left out: to read it is an error, and `has()` tells. */
export function celMembers(members: Readonly<Record<string, CelInput | undefined>>): CelInput {
  const map = new Map<string, CelInput>();
  for (const [key, value] of Object.entries(members)) if (value !== undefined) map.set(key, value);
  return map;
}

/** @param date valid */
export function celTime(date: Date): CelInput {
  const milliseconds = date.getTime();
  const seconds = Math.floor(milliseconds / 1_000);
  return {
    $typeName: 'google.protobuf.Timestamp',
    seconds: BigInt(seconds),
    nanos: (milliseconds - seconds * 1_000) * 1_000_000,
  };
}

function fromJson(json: Json): CelInput {
  if (typeof json === 'number') return Number.isSafeInteger(json) ? BigInt(json) : json;
  if (typeof json !== 'object' || json === null) return json;
  if (isList(json)) return json.map(fromJson);
  return new Map(Object.entries(json).map(([key, value]) => [key, fromJson(value)]));
}

function isList(json: readonly Json[] | JsonObject): json is readonly Json[] {
  return Array.isArray(json);
}
