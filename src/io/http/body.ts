/** Bodies of answers: read whole up to a limit, or, for a refusal, only as far as its message. */
import { parseJson, textAt } from '../../formats/json.ts';
import { Fault } from '../../model/fault.ts';
import { scrub } from './scrub.ts';
import type { HttpRequest } from './types.ts';

const ERROR_BYTES = 64 * 1024;

/** Throws `CUSTODY-404` as soon as the limit is known to be passed; the platform's error when the body is cut. */
export async function readWhole(
  request: HttpRequest,
  response: Response,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(response.headers.get('content-length') ?? 0) > limit) {
    await response.body?.cancel();
    throw tooLarge(request, limit);
  }
  const body = await collect(response, limit);
  if (!body) throw tooLarge(request, limit);
  return body;
}

/** The message that a refusal in JSON carries: `message` (GitHub, gRPC gateways), `error_description` (OAuth), `error`. */
export async function readError(response: Response, secrets: readonly string[]): Promise<string | undefined> {
  try {
    const body = await collect(response, ERROR_BYTES);
    if (!body || !isOfType(response.headers.get('content-type'), ['application/json'])) return undefined;
    const value = parseJson(body, 'the refusal');
    const text = textAt(value, 'message') ?? textAt(value, 'error_description') ?? textAt(value, 'error');
    return text === undefined ? undefined : scrub(text, secrets);
  } catch {
    // The status says enough: a refusal must not turn into another fault because its text cannot be read.
    return undefined;
  }
}

/** Compares the media type without parameters; a structured suffix counts (`application/problem+json` is JSON). */
export function isOfType(contentType: string | null, expected: readonly string[]): boolean {
  if (expected.length === 0) return true;
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  return (
    expected.includes(type) ||
    (expected.includes('application/json') && /^application\/[\w.-]+\+json$/.test(type))
  );
}

/** @param code of the failure, as `attempt` found it */
export function brokenOff(request: HttpRequest, code: string): Fault {
  return new Fault(
    'CUSTODY-904',
    `the answer of ${request.service} at ${request.url.host} broke off (${code})`,
    {
      hint: 'Run the job again; if it stays so, a proxy between may cut long answers.',
      cause: new Error(code),
    },
  );
}

/** `undefined` when there is more than `limit` bytes. Leaving the loop cancels the rest. */
async function collect(response: Response, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > limit) return undefined;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts, length));
}

function tooLarge(request: HttpRequest, limit: number): Fault {
  return new Fault(
    'CUSTODY-404',
    `the answer of ${request.service} at ${request.url.host} is larger than ${limit} bytes`,
    {
      hint: 'No answer of this kind is that large; check that the address is right.',
    },
  );
}
