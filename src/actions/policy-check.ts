/** `policy check`: all that is wrong with a policy at once, a line each, as compilers and editors have it. */
import type { Wiring } from '../kit/wire.ts';
import { Fault, Faults } from '../model/fault.ts';
import { hasEnded } from '../policy/exceptions.ts';
import { coverLine } from '../policy/explain/policy.ts';
import { counted, day } from '../policy/explain/words.ts';
import { notices, readied } from '../policy/load.ts';
import type { Policy } from '../policy/policy.ts';
import { readPolicy } from '../policy/read.ts';
import type { Answer } from '../report/answer.ts';
import { asFaults, placeOf } from '../report/faulted.ts';
import { policyBytes } from './policy-bytes.ts';

/** `pass` only for a policy that would decide today. */
export async function checkPolicy(file: string, wire: Wiring): Promise<Answer> {
  const bytes = await policyBytes(file, wire);
  const now = wire.clock.now();
  try {
    const ready = await readied(readPolicy(bytes, file, file), { now, environment: '' });
    const { policy } = ready;
    if (hasEnded(policy.expires.until, now)) throw ended(policy);
    const valid = `${file} is valid until the end of ${day(policy.expires.until)}: it ${coverLine(policy)}.`;
    return { status: 'pass', lines: [...notices([ready], now), valid] };
  } catch (error) {
    if (!(error instanceof Faults || error instanceof Fault)) throw error;
    const faults = asFaults(error);
    return {
      status: 'unknown',
      lines: [...faults.flatMap(faultLines), `${file}: ${counted(faults.length, 'error')}.`],
    };
  }
}

function faultLines(fault: Fault): readonly string[] {
  const { code, message, hint } = fault;
  return [`${placeOf(fault) ?? '-'} ${code} ${message}`, ...hint.split('\n').map((line) => `    ${line}`)];
}

function ended({ expires, owner }: Policy): Fault {
  const hint = `Let ${owner} read it again and move \`expires\` ahead.`;
  return new Fault('CUSTODY-505', `it ended with ${day(expires.until)}`, { hint, at: expires.at });
}
