/** The HTTP client that every service is asked through. */
import { Fault } from '../../model/fault.ts';
import { attempt } from './attempt.ts';
import { type RetryPolicy, retry, retryPolicy } from './retry.ts';
import type { Http } from './types.ts';

export interface HttpOptions {
  /** Ends every request and wait with `CUSTODY-905`. */
  readonly cancel?: AbortSignal | undefined;
  /** Told in words about each wait before another attempt. */
  readonly onWait?: (text: string) => void;
  readonly policy?: RetryPolicy;
}

export function httpClient(options: HttpOptions = {}): Http {
  requireCheckedCertificates();
  const { cancel, onWait = () => {}, policy = retryPolicy } = options;
  return async (request) => {
    const { repeat = request.method !== 'POST' } = request;
    const once = () => attempt(request, cancel);
    const mayRepeat = typeof repeat === 'function' ? repeat : async () => true;
    const repetition = { policy, mayRepeat, onWait, cancel };
    const outcome = repeat === false ? await once() : await retry(request.service, once, repetition);
    if (outcome.kind === 'failure') throw outcome.fault;
    return outcome.answer;
  };
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
