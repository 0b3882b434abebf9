/** The nearest of a list of names, for a reader who mistyped one. */
import { editsBetween } from './edits.ts';

/** The candidate nearest to `name`; `undefined` when even that one differs in more than a third of its letters. */
export function closest<Name extends string>(name: string, candidates: Iterable<Name>): Name | undefined {
  let best: Name | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editsBetween(name.slice(0, 64).toLowerCase(), candidate.toLowerCase());
    if (distance < least && distance <= Math.max(1, Math.floor(candidate.length / 3))) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}
