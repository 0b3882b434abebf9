/**
 * What every order of versions is made of: a version becomes a key, and keys are compared item by item. So each order is
 * total whatever the text, and no pair of versions can contradict a third.
 */

/** Below 0 where `a` comes before `b`, 0 where they are one version in two spellings, above 0 else. */
export type VersionOrder = (a: string, b: string) => number;

/** Items in order of weight; each is compared by its code units, and a key that another begins with comes before it. */
export type Key = readonly string[];

/** @param keyOf takes any text, in time linear in its length */
export function orderBy(keyOf: (version: string) => Key): VersionOrder {
  return (a, b) => compareKeys(keyOf(a), keyOf(b));
}

/** A number of any size as an item: its length leads, so that `9` comes before `10`; leading zeros say nothing. */
export function numberItem(digits: string): string {
  const significant = digits.replace(/^0+/, '');
  return significant.length.toString().padStart(8, '0') + significant;
}

/** Without the zeros at its end, which say nothing in a list of numbers: `1.0` is `1`. */
export function trimZeros(numbers: readonly string[]): readonly string[] {
  return numbers.slice(0, numbers.findLastIndex((digits) => /[1-9]/.test(digits)) + 1);
}

function compareKeys(a: Key, b: Key): number {
  for (const [index, item] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (item !== other) return item < other ? -1 : 1;
  }
  return a.length - b.length;
}
