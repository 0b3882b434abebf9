/** One attempt at a request: no redirect followed, time and size bounded, nothing confidential in what it throws. */
import { Fault } from '../../model/fault.ts';
import { limits } from '../../model/limits.ts';
import { brokenOff, isOfType, readError, readWhole } from './body.ts';
import { scrub } from './scrub.ts';
import type { HttpAnswer, HttpRequest } from './types.ts';

/** `transient`: the same request may succeed later. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: HttpAnswer }
  | {
      readonly kind: 'failure';
      readonly fault: Fault;
      readonly transient: boolean;
      /** Why, in words that follow the name of the service. */
      readonly short: string;
    };

const TIMEOUT_MS = 20_000;
/** Node's codes for a certificate of the other side that is not accepted (doc/api/tls.md, "X509 certificate error codes"). */
const untrusted = /CERT|CRL_|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH/;

/** @param most milliseconds, where the request allows itself more */
export async function attempt(
  request: HttpRequest,
  most: number,
  cancel: AbortSignal | undefined,
): Promise<Outcome> {
  // A timer counts whole milliseconds, and takes none at all for forever.
  const timeout = Math.max(1, Math.ceil(Math.min(request.timeout ?? TIMEOUT_MS, most)));
  const timer = AbortSignal.timeout(timeout);
  const signal = cancel ? AbortSignal.any([timer, cancel]) : timer;
  let response: Response | undefined;
  try {
    response = await fetch(request.url, {
      method: request.method ?? 'GET',
      headers: headersOf(request),
      redirect: 'manual',
      signal,
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    return await read(request, response);
  } catch (error) {
    if (error instanceof Fault) return failure(error);
    if (cancel?.aborted) return failure(cancelled());
    if (timer.aborted) return failure(late(request, timeout), `did not answer within ${timeout / 1000} s`);
    const code = codeOf(error);
    if (untrusted.test(code)) return failure(unreachable(request, code));
    return response
      ? failure(brokenOff(request, code), `broke off its answer (${code})`)
      : failure(unreachable(request, code), `could not be reached (${code})`);
  }
}

/** @param short makes it one that may pass */
export function failure(fault: Fault, short?: string): Outcome {
  return { kind: 'failure', fault, transient: short !== undefined, short: short ?? 'gave no whole answer' };
}

/** The fault of a wait or request that the job's cancellation ended. */
export function cancelled(): Fault {
  return new Fault('CUSTODY-905', 'the job was cancelled while a service was asked', {
    hint: 'Run the job again.',
  });
}

function headersOf(request: HttpRequest): Record<string, string> {
  const { credential } = request;
  const headers: Record<string, string> = { 'user-agent': 'custody', ...request.headers };
  headers['accept'] = request.expects.length > 0 ? request.expects.join(', ') : '*/*';
  if (credential && credential.origin === request.url.origin) headers[credential.header] = credential.value;
  for (const value of Object.values(headers)) {
    // The platform would quote the value in its error.
    if (/[^\t\x20-\x7e]/.test(value)) {
      throw new Fault(
        'CUSTODY-102',
        `a header for ${request.service} holds characters that no header may hold`,
        {
          hint: 'Check the token for a line break or a character that is not ASCII.',
        },
      );
    }
  }
  return headers;
}

async function read(request: HttpRequest, response: Response): Promise<Outcome> {
  const { status, headers } = response;
  const host = request.url.host;
  if (status >= 300 && status < 400) {
    await response.body?.cancel();
    if (request.redirects !== 'returned') throw redirected(request, headers.get('location'));
    return { kind: 'answer', answer: { status, headers, body: new Uint8Array(), host } };
  }
  const secrets = secretsOf(request);
  if (!response.ok) {
    const said = await readError(response, secrets);
    return { kind: 'answer', answer: { status, headers, body: new Uint8Array(), said, host } };
  }
  if (!isOfType(headers.get('content-type'), request.expects)) {
    await response.body?.cancel();
    throw otherType(request, status, scrub(headers.get('content-type') ?? 'none', secrets) ?? 'not shown');
  }
  const body = await readWhole(request, response, request.limit ?? limits.answerBytes);
  return { kind: 'answer', answer: { status, headers, body, host } };
}

function secretsOf(request: HttpRequest): string[] {
  return [...(request.secrets ?? []), ...(request.credential ? [request.credential.value] : [])];
}

function redirected(request: HttpRequest, location: string | null): Fault {
  const target = location === null ? null : URL.parse(location, request.url.href);
  const host = target ? (scrub(target.host, secretsOf(request)) ?? 'a host that is not shown') : 'nowhere';
  return new Fault(
    'CUSTODY-904',
    `${request.service} at ${request.url.host} sends on to ${host}; no redirect is followed`,
    {
      hint: 'Configure the address that answers itself. A redirect could carry a token to another host.',
    },
  );
}

function otherType(request: HttpRequest, status: number, type: string): Fault {
  const wanted = request.expects.join(' or ');
  return new Fault(
    'CUSTODY-904',
    `${request.service} at ${request.url.host} answered ${status} with content type ${type} where ${wanted} was due`,
    { hint: 'Something else answers at this address: a proxy, a sign-in page or a maintenance page.' },
  );
}

function late(request: HttpRequest, timeout: number): Fault {
  return new Fault(
    'CUSTODY-903',
    `${request.service} at ${request.url.host} did not answer within ${timeout / 1000} s`,
    {
      hint: 'Run the job again; if it stays so, look at the status page of the service and at the network between.',
    },
  );
}

function unreachable(request: HttpRequest, code: string): Fault {
  return new Fault(
    'CUSTODY-903',
    `${request.service} at ${request.url.host} could not be reached (${code})`,
    {
      hint: 'Check the address, the proxy and the firewall; if they are right, run the job again.',
      cause: new Error(code),
    },
  );
}

/**
 * The system's or undici's code of a failed request. Only the code leaves this file: the platform's messages may quote
 * headers and addresses.
 */
function codeOf(error: unknown): string {
  let next = error;
  for (let depth = 0; depth < 5 && typeof next === 'object' && next !== null; depth += 1) {
    const { code, cause } = next as { code?: unknown; cause?: unknown };
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
    next = cause;
  }
  return 'no code';
}
