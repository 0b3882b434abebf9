/** The HTTP client that every service is asked through. */
import { Fault } from '../../model/fault.ts';
import { attempt } from './attempt.ts';
import { type RetryBudget, retryBudget } from './budget.ts';
import { retry } from './retry.ts';
import type { Http } from './types.ts';

export interface HttpOptions {
  /** Ends every request and wait with `CUSTODY-905`. */
  readonly cancel?: AbortSignal | undefined;
  /** Shared by everything that a step asks; one of its own when absent. */
  readonly budget?: RetryBudget;
  /** Milliseconds, where a request allows itself more for one attempt. */
  readonly timeout?: number | undefined;
}

export function httpClient(options: HttpOptions = {}): Http {
  requireCheckedCertificates();
  const { cancel, budget = retryBudget(), timeout = Number.POSITIVE_INFINITY } = options;
  return async (asked) => {
    const { repeat = (asked.method ?? 'GET') === 'GET' } = asked;
    let request = asked;
    const once = (most = timeout) => attempt(request, Math.min(most, timeout), cancel);
    const mayRepeat = async () => {
      if (typeof repeat === 'function' && !(await repeat().catch(undecided))) return false;
      request = { ...request, ...(await asked.renew?.()) };
      return true;
    };
    const who = `${asked.service} at ${asked.url.host}`;
    const outcome = await retry(once, { who, budget, cancel, mayRepeat, repeats: repeat !== false });
    if (outcome.kind === 'failure') throw outcome.fault;
    return outcome.answer;
  };
}

/** Whether it would be safe could not be found out: then what is told is why the request itself failed. */
function undecided(error: unknown): false {
  if (error instanceof Fault && error.code !== 'CUSTODY-905') return false;
  throw error;
}

/** With it anyone on the way could answer as the service and take the tokens: no request is made at all. */
function requireCheckedCertificates(): void {
  if (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return;
  throw new Fault(
    'CUSTODY-907',
    'NODE_TLS_REJECT_UNAUTHORIZED=0 switches the check of TLS certificates off.',
    {
      hint: 'Unset it. For an authority of your own set NODE_EXTRA_CA_CERTS to its certificate.',
    },
  );
}
