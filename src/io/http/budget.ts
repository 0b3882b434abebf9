/**
 * How long a step asks again: one budget over all its outside calls. It runs while any call is in trouble, so that a
 * slow build or a long download costs nothing; once it is used up, nothing outside is asked any more.
 */
import { Fault } from '../../model/fault.ts';

/** Milliseconds; what `retry-for` is when it is not given. */
export const RETRY_FOR = 10 * 60_000;

/** Milliseconds of it at most for what decides nothing: a check run that cannot be posted must not keep a job waiting. */
export const POSTING_SHARE = 30_000;

export interface RetryBudgetOptions {
  /** Milliseconds in all; `RETRY_FOR` when absent. Zero asks once. */
  readonly total?: number | undefined;
  /** Milliseconds before a call is made a second time, doubled for each time after; 500 when absent. */
  readonly firstWait?: number | undefined;
  /** In messages; `retry-for` when absent. */
  readonly name?: string;
  /** Told in words about each wait, and when no time is left. */
  readonly onWait?: (text: string) => void;
}

export interface RetryBudget {
  readonly name: string;
  readonly firstWait: number;
  readonly onWait: (text: string) => void;
  /** Milliseconds; 0 once it was ended. */
  left(): number;
  /**
   * A call has failed in a way that may pass. The time runs until the function that comes back is called.
   *
   * @param since when its first attempt began, by `performance.now()`
   */
  trouble(since: number): () => void;
  /** No call is made any more. @param reason a clause for messages: `the GitHub API answered 503` */
  end(reason: string): void;
  /** The fault of a call that is not made any more; `undefined` while calls are made. */
  refusal(who: string): Fault | undefined;
}

export function retryBudget(options: RetryBudgetOptions = {}): RetryBudget {
  const { total = RETRY_FOR, firstWait = 500, name = 'retry-for', onWait = () => {} } = options;
  let spent = 0;
  let inTrouble = 0;
  let start = 0;
  let stop = Number.NEGATIVE_INFINITY;
  let ended: string | undefined;
  const running = () => (inTrouble > 0 ? performance.now() - start : 0);
  return {
    name,
    firstWait,
    onWait,
    left: () => (ended === undefined ? Math.max(0, total - spent - running()) : 0),
    trouble: (since) => {
      // Calls made beside each other share the time that they wait.
      if (inTrouble === 0) start = Math.max(since, stop);
      inTrouble += 1;
      return () => {
        inTrouble -= 1;
        if (inTrouble > 0) return;
        stop = performance.now();
        spent += stop - start;
      };
    },
    end: (reason) => {
      ended ??= reason;
    },
    refusal: (who) => (ended === undefined ? undefined : notAsked(who, ended, `${name}: ${inWords(total)}`)),
  };
}

/**
 * A part of a budget: what it takes is taken from the whole, and when it is used up, the rest of the whole is left.
 *
 * @param most milliseconds
 */
export function shareOf(whole: RetryBudget, most: number): RetryBudget {
  const own = retryBudget({ ...whole, total: most, name: `its share of ${whole.name}` });
  return {
    ...own,
    left: () => Math.min(own.left(), whole.left()),
    trouble: (since) => {
      const done = [own, whole].map((budget) => budget.trouble(since));
      return () => {
        for (const each of done) each();
      };
    },
    refusal: (who) => whole.refusal(who) ?? own.refusal(who),
  };
}

/** `10m`, `1m 30s`, `1.5 s`. */
export function inWords(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.floor(seconds % 60);
  return rest === 0 ? `${minutes}m` : `${minutes}m ${rest}s`;
}

function notAsked(who: string, reason: string, time: string): Fault {
  return new Fault(
    'CUSTODY-903',
    `${who} was not asked: ${reason}, and the time for asking again (${time}) is used up`,
    { hint: 'Run the job again later, or give it longer with `retry-for:`, up to 60m.' },
  );
}
