/** Environments: the way of an artifact through them has a beginning. */
import type { Reading } from './kinds.ts';
import type { EnvironmentPart, Part } from './lint-part.ts';

export function lintEnvironment(environment: EnvironmentPart, policy: Part, reading: Reading): void {
  const { name, requires, minTimeInPrevious, approvals, distinctPeople } = environment;
  const path = `environments.${name}`;
  if (requires !== undefined) {
    if (comesBack(name, policy))
      reading.refuse(`${path}.requires`, {
        problem: 'leads back to itself, so that nothing could ever enter',
        fix: 'Let the first environment require none.',
      });
  } else if (minTimeInPrevious !== undefined) {
    reading.refuse(`${path}.min-time-in-previous`, {
      problem: 'speaks of a previous environment, and there is none',
      fix: 'Name it in `requires`, or leave this out.',
    });
  }
  if (distinctPeople.length === 1)
    reading.refuse(`${path}.distinct-people`, {
      problem: 'names one role, which nobody can hold twice',
      fix: 'Name two roles at least.',
    });
  if (approvals === undefined && distinctPeople.includes('approver'))
    reading.refuse(`${path}.distinct-people`, {
      problem: 'names approvers, and none are asked for',
      fix: 'Add `approvals`, or leave `approver` out.',
    });
}

function comesBack(start: string, { environments }: Part): boolean {
  const seen = new Set<string>();
  let next = environments?.get(start)?.requires;
  while (next !== undefined && next !== start && !seen.has(next)) {
    seen.add(next);
    next = environments?.get(next)?.requires;
  }
  return next === start;
}
