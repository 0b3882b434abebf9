/**
 * Asking again: the one place that decides how long and after which failures. Waits grow, are jittered, and are never
 * shorter than the service asks for (RFC 9110, Retry-After); a longer one than what is left of the budget ends it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { cancelled, failure, type Outcome } from './attempt.ts';
import { inWords, type RetryBudget } from './budget.ts';

export interface Repetition {
  /** What is asked, and where: `the certificate authority at HOST`. */
  readonly who: string;
  readonly budget: RetryBudget;
  /** False for what is made once; a failure of it uses nothing up. */
  readonly repeats: boolean;
  /** Asked after the wait, right before the request would be made again. */
  readonly mayRepeat: () => Promise<boolean>;
  readonly cancel: AbortSignal | undefined;
}

const LONGEST_WAIT = 30_000;

/**
 * @param once one attempt, with the milliseconds that it may take at most; without any, its own limit counts
 * @returns the first outcome that will not pass, or the last one
 */
export async function retry(
  once: (most?: number) => Promise<Outcome>,
  repetition: Repetition,
): Promise<Outcome> {
  const { who, budget } = repetition;
  const refusal = budget.refusal(who);
  if (refusal) return failure(refusal);
  const begun = performance.now();
  const outcome = await once();
  if (!repetition.repeats || !mayPass(outcome)) return outcome;
  const done = budget.trouble(begun);
  try {
    return await repeat(once, outcome, repetition);
  } finally {
    done();
  }
}

async function repeat(
  once: (most?: number) => Promise<Outcome>,
  first: Outcome,
  repetition: Repetition,
): Promise<Outcome> {
  const { budget, cancel } = repetition;
  let outcome = first;
  for (let made = 1; mayPass(outcome); made += 1) {
    const wait = nextWait(outcome, made, budget);
    if (wait === undefined) return givenUp(outcome, made, repetition);
    announce(outcome, made, wait, repetition);
    try {
      await sleep(wait, undefined, cancel ? { signal: cancel } : {});
    } catch {
      return failure(cancelled());
    }
    if (!(await repetition.mayRepeat())) return outcome;
    // Another call may have used the time up meanwhile.
    if (budget.left() === 0) return givenUp(outcome, made, repetition);
    const next = await once(budget.left());
    // What the budget cut short says less than what came before it.
    if (next.kind === 'failure' && next.transient && budget.left() === 0) {
      return givenUp(outcome, made + 1, repetition);
    }
    outcome = next;
  }
  return outcome;
}

/** Milliseconds; `undefined` when what is left does not allow another attempt. */
function nextWait(outcome: Outcome, made: number, { left, firstWait }: RetryBudget): number | undefined {
  const rest = left();
  const asked = askedWait(outcome);
  const grown = Math.min(firstWait * 2 ** Math.min(made - 1, 20), LONGEST_WAIT) * (0.5 + Math.random() / 2);
  if (rest < firstWait || asked >= rest) return undefined;
  // The last attempt comes late, and once.
  return Math.max(asked, Math.min(grown, rest * 0.9));
}

function announce(outcome: Outcome, made: number, wait: number, { who, budget }: Repetition): void {
  const left = inWords(Math.max(0, budget.left() - wait));
  budget.onWait(
    `${who} ${reason(outcome)}; asking again in ${inWords(wait)} (attempt ${made + 1}, then ${left} of ${budget.name} left)`,
  );
}

function givenUp(outcome: Outcome, made: number, { who, budget }: Repetition): Outcome {
  const asked = askedWait(outcome);
  const longer = asked > 0 ? `, and wants ${inWords(asked)} before it is asked again` : '';
  const times = made === 1 ? 'once' : `${made} times`;
  const first = budget.refusal(who) === undefined;
  budget.end(`${who} ${reason(outcome)}`);
  if (first) {
    budget.onWait(
      `${who} ${reason(outcome)}${longer}; asked ${times}, no time of ${budget.name} is left for more`,
    );
  }
  return outcome;
}

function mayPass(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'failure':
      return outcome.transient;
    case 'answer': {
      const { status } = outcome.answer;
      // GitHub says 403 for too many requests in a short time, and with it how long to wait.
      if (status === 403) return askedWait(outcome) > 0;
      return status === 408 || status === 429 || (status >= 500 && status !== 501);
    }
  }
}

function askedWait(outcome: Outcome): number {
  if (outcome.kind !== 'answer') return 0;
  const { headers } = outcome.answer;
  const text = headers.get('retry-after') ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // A time by the clock of the service, which may be far from ours: what it calls now stands in the same answer.
  const sent = Date.parse(headers.get('date') ?? '');
  const wait = Date.parse(text) - (Number.isNaN(sent) ? Date.now() : sent);
  return Number.isNaN(wait) ? 0 : Math.max(0, wait);
}

function reason(outcome: Outcome): string {
  return outcome.kind === 'answer' ? `answered ${outcome.answer.status}` : outcome.short;
}
