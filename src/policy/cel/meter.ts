/**
 * What an evaluation may cost (trust rule T30). CEL has no loop without an end, but lists within lists, and nothing
 * interrupts an evaluation: so every loop and every function pays for its work before it does it.
 */
import { type CelValue, celError, isCelList, isCelMap } from '@bufbuild/cel';
import { limits } from '../../model/limits.ts';

export type Pay = (steps: number) => void;

/** One for all: whatever is left of an evaluation meets it at every step. */
const exhausted = celError(`it takes more than ${limits.ruleSteps} steps`);

/** For all evaluations of one rule for one artifact. */
export class Meter {
  #left: number = limits.ruleSteps;

  /** @throws CelError when there is no more; whoever evaluates asks `spent` as well, since CEL may drop an error */
  pay(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw exhausted;
  }

  /** Says so, once more was asked for than there is. */
  get spent(): string | undefined {
    return this.#left < 0 ? exhausted.message : undefined;
  }
}

/** Steps of a function that goes through an operand once: some 16 characters take as long as a step. */
export function costOf(value: CelValue): number {
  if (typeof value === 'string') return 1 + value.length / 16;
  return isCelList(value) ? 1 + value.size : 1;
}

/** Steps of looking for one text in another, where every place may nearly fit: measured at 0.13 ns for each pair. */
export function pairCost([text, part]: readonly CelValue[]): number {
  return typeof text === 'string' && typeof part === 'string' ? (text.length * part.length) / 4_096 : 0;
}

/** Pays for everything within a value, as comparing it does; stops where the meter is spent. */
export function payDeep(value: CelValue, pay: Pay): void {
  pay(costOf(value));
  if (isCelList(value)) for (const one of value) payDeep(one, pay);
  if (isCelMap(value)) for (const one of value.values()) payDeep(one, pay);
}
