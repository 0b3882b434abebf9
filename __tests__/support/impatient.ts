/** An HTTP client for tests of what is asked: each call has a small budget of its own. */
import { retryBudget } from '../../src/io/http/budget.ts';
import { httpClient } from '../../src/io/http/client.ts';
import type { Http } from '../../src/io/http/types.ts';

/** @param total milliseconds for asking again */
export function impatient(total: number): Http {
  return (request) => httpClient({ budget: retryBudget({ total, firstWait: 5 }) })(request);
}
