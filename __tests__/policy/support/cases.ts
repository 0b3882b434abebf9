/** Tables of policies with one part replaced, and what is said of each. */
import { expect, test } from '@jest/globals';
import { base, complaints } from './policies.ts';

export type Case = readonly [from: string, to: string, ...expected: readonly string[]];

/** `base` with one part replaced, which it must hold exactly once. */
export function changed(from: string, to: string): string {
  expect(base.split(from)).toHaveLength(2);
  return base.replace(from, () => to);
}

export function refuses(cases: readonly Case[]): void {
  test.each(cases)('%s → %s', (from, to, ...expected) => {
    expect(complaints(changed(from, to))).toEqual(expected);
  });
}
