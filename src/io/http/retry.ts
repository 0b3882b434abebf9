/**
 * Asking again: the one place that decides how often, how long and after which failures. Waits grow, are jittered, and
 * are never shorter than the service asks for (RFC 9110, Retry-After); a longer one than the budget ends the attempts.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { cancelled, type Outcome } from './attempt.ts';

export interface RetryPolicy {
  /** Attempts in all. */
  readonly attempts: number;
  /** Milliseconds from the start of the first attempt after which no other begins. */
  readonly budget: number;
  /** Milliseconds before the second attempt, doubled for each one after. */
  readonly firstWait: number;
}

export const retryPolicy: RetryPolicy = { attempts: 3, budget: 30_000, firstWait: 500 };

export interface Repetition {
  readonly policy: RetryPolicy;
  /** Asked after the wait, right before the request would be made again. */
  readonly mayRepeat: () => Promise<boolean>;
  /** Told in words why and how long is waited. */
  readonly onWait: (text: string) => void;
  readonly cancel: AbortSignal | undefined;
}

/** @returns the first outcome that will not pass, or the last one */
export async function retry(
  service: string,
  once: () => Promise<Outcome>,
  repetition: Repetition,
): Promise<Outcome> {
  const { policy, onWait, cancel } = repetition;
  const start = Date.now();
  for (let made = 1; ; made += 1) {
    const outcome = await once();
    if (!mayPass(outcome) || made >= policy.attempts) return outcome;
    const wait = Math.max(askedWait(outcome), policy.firstWait * 2 ** (made - 1) * (0.5 + Math.random() / 2));
    if (Date.now() - start + wait > policy.budget) return outcome;
    onWait(
      `${service} ${reason(outcome)}; asking again in ${(wait / 1000).toFixed(1)} s (${made + 1} of ${policy.attempts})`,
    );
    try {
      await sleep(wait, undefined, cancel ? { signal: cancel } : {});
    } catch {
      return { kind: 'failure', fault: cancelled(), transient: false };
    }
    if (!(await repetition.mayRepeat())) return outcome;
  }
}

function mayPass(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'failure':
      return outcome.transient;
    case 'answer': {
      const { status } = outcome.answer;
      return status === 408 || status === 429 || (status >= 500 && status !== 501);
    }
  }
}

function askedWait(outcome: Outcome): number {
  const text = outcome.kind === 'answer' ? outcome.answer.headers.get('retry-after') : null;
  if (text === null) return 0;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : Math.max(0, date - Date.now());
}

function reason(outcome: Outcome): string {
  return outcome.kind === 'answer' ? `answered ${outcome.answer.status}` : 'gave no whole answer';
}
