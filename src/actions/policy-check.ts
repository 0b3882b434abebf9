/** `policy check`: all that is wrong with a policy at once, a line each, as compilers and editors have it. */
import type { Wiring } from '../kit/wire.ts';
import { Fault, Faults } from '../model/fault.ts';
import { hasEnded } from '../policy/exceptions.ts';
import { coverLine } from '../policy/explain/policy.ts';
import { counted, day } from '../policy/explain/words.ts';
import { allReadied, notices } from '../policy/load.ts';
import type { Policy } from '../policy/policy.ts';
import type { Answer } from '../report/answer.ts';
import { asFaults, placeOf } from '../report/faulted.ts';
import { policiesAt } from './policy-extends.ts';

/**
 * `pass` only for a policy that would decide today.
 * @param given as `policiesAt` takes it: then what is extended is held to the same
 */
export async function checkPolicy(file: string, given: readonly string[], wire: Wiring): Promise<Answer> {
  const now = wire.clock.now();
  try {
    const policies = await policiesAt(file, given, wire);
    const ready = await allReadied(policies, { now, environment: '' });
    const over = policies.find(({ expires }) => hasEnded(expires.until, now));
    if (over) throw ended(over);
    return { status: 'pass', lines: [...notices(ready, now), ...policies.map(validLine)] };
  } catch (error) {
    if (!(error instanceof Faults || error instanceof Fault)) throw error;
    const faults = asFaults(error);
    // What has no place is wrong with the call, not with a policy.
    if (faults.some(({ at }) => at === undefined)) throw error;
    return {
      status: 'unknown',
      lines: [
        ...faults.flatMap(faultLines),
        `${file}${given.length > 0 ? ' and what it extends' : ''}: ${counted(faults.length, 'error')}.`,
      ],
    };
  }
}

function validLine(policy: Policy): string {
  const { reference, expires } = policy;
  return `${reference.uri} is valid until the end of ${day(expires.until)}: it ${coverLine(policy)}.`;
}

function faultLines(fault: Fault): readonly string[] {
  const { code, message, hint } = fault;
  return [`${placeOf(fault) ?? '-'} ${code} ${message}`, ...hint.split('\n').map((line) => `    ${line}`)];
}

function ended({ expires, owner }: Policy): Fault {
  const hint = `Let ${owner} read it again and move \`expires\` ahead.`;
  return new Fault('CUSTODY-505', `it ended with ${day(expires.until)}`, { hint, at: expires.at });
}
