/** `policy check`: all that is wrong with a policy at once, a line each, as compilers and editors have it. */
import type { Wiring } from '../kit/wire.ts';
import { Fault, Faults } from '../model/fault.ts';
import { hasEnded } from '../policy/exceptions.ts';
import { coverLine } from '../policy/explain/policy.ts';
import { counted, day } from '../policy/explain/words.ts';
import { notices } from '../policy/load.ts';
import type { Policy } from '../policy/policy.ts';
import { readPolicy } from '../policy/read.ts';
import type { Answer } from '../report/answer.ts';
import { placeOf } from '../report/faulted.ts';
import { policyBytes } from './policy-bytes.ts';

/** `pass` only for a policy that would decide today. */
export async function checkPolicy(file: string, wire: Wiring): Promise<Answer> {
  const bytes = await policyBytes(file, wire);
  const now = wire.clock.now();
  const read = faultsOr(() => readPolicy(bytes, file, file));
  const faults =
    'faults' in read ? read.faults : [...(await ruleFaults(read.value)), ...ending(read.value, now)];
  if ('value' in read && faults.length === 0) {
    const valid = `${file} is valid until the end of ${day(read.value.expires.until)}: it ${coverLine(read.value)}.`;
    return { status: 'pass', lines: [...notices([{ policy: read.value, custom: [] }], now), valid] };
  }
  return {
    status: 'unknown',
    lines: [...faults.flatMap(faultLines), `${file}: ${counted(faults.length, 'error')}.`],
  };
}

function faultLines(fault: Fault): readonly string[] {
  const { code, message, hint } = fault;
  return [`${placeOf(fault) ?? '-'} ${code} ${message}`, ...hint.split('\n').map((line) => `    ${line}`)];
}

/** What is wrong with the expressions, each rule for itself. */
async function ruleFaults({ rules }: Policy): Promise<readonly Fault[]> {
  if (rules.length === 0) return [];
  const { compileRule } = await import('../policy/cel/rule.ts');
  return rules.flatMap((rule) => {
    const compiled = faultsOr(() => compileRule(rule));
    return 'faults' in compiled ? compiled.faults : [];
  });
}

function ending({ expires, owner }: Policy, now: Date): readonly Fault[] {
  if (!hasEnded(expires.until, now)) return [];
  const hint = `Let ${owner} read it again and move \`expires\` ahead.`;
  return [new Fault('CUSTODY-505', `it ended with ${day(expires.until)}`, { hint, at: expires.at })];
}

type Read<T> = { readonly value: T } | { readonly faults: readonly Fault[] };

function faultsOr<T>(read: () => T): Read<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof Faults) return { faults: error.faults };
    if (error instanceof Fault) return { faults: [error] };
    throw error;
  }
}
