/** Values of a policy as they are said in a sentence. Unescaped. */

/** `1 rule`, `2 rules`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}

/** `a, b or c`. */
export function either(names: readonly string[]): string {
  return joined(names, 'or');
}

/** `a, b and c`. */
export function all(names: readonly string[]): string {
  return joined(names, 'and');
}

/** The last day of something. */
export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

const units = [
  ['day', 24 * 60 * 60],
  ['hour', 60 * 60],
  ['minute', 60],
] as const;

/** Seconds in the greatest unit that is whole: `90 days`, `36 hours`. */
export function span(seconds: number): string {
  const [unit, length] = units.find(([, size]) => seconds % size === 0) ?? ['second', 1];
  return counted(seconds / length, unit);
}

/** A share as `95 %`. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}

function joined(names: readonly string[], joint: string): string {
  const [last = '', ...before] = names.toReversed();
  return before.length === 0 ? last : `${before.toReversed().join(', ')} ${joint} ${last}`;
}
