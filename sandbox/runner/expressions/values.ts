/** Plain values ↔ the data types of GitHub's expression evaluator. */
import { data } from '@actions/expressions';

/** Turns a JSON-like value into expression data; undefined and null both become null. */
export function toData(value: unknown): data.ExpressionData {
  if (value === undefined || value === null) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(toData));
  const pairs = Object.entries(value as Record<string, unknown>);
  return new data.Dictionary(...pairs.map(([key, item]) => ({ key, value: toData(item) })));
}

/** Turns expression data back into a JSON-like value. */
export function fromData(value: data.ExpressionData): unknown {
  switch (value.kind) {
    case data.Kind.Array:
      return (value as data.Array).values().map(fromData);
    case data.Kind.Dictionary:
      return Object.fromEntries(
        (value as data.Dictionary).pairs().map((pair) => [pair.key, fromData(pair.value)]),
      );
    case data.Kind.Boolean:
      return (value as data.BooleanData).value;
    case data.Kind.Number:
      return (value as data.NumberData).value;
    case data.Kind.String:
      return (value as data.StringData).value;
    case data.Kind.Null:
      return null;
  }
}

/** Whether expression data counts as true in `if`: not false, 0, '', null or NaN. */
export function isTruthy(value: data.ExpressionData): boolean {
  const plain = fromData(value);
  return plain === null || typeof plain !== 'object' ? Boolean(plain) : true;
}
