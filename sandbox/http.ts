/**
 * A loopback HTTP server for the services of the sandbox: plain HTTP on 127.0.0.1, a free port, a limit on
 * the size of a request, and a record of what was asked. Semantics follow RFC 9110.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request as a handler sees it; `body` is complete, header names are in lower case. */
export interface ServedRequest {
  readonly method: string;
  /** The path without the query, still percent-encoded. */
  readonly path: string;
  /** The absolute URL that was asked, with the query. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** What a handler answers. An object is sent as JSON unless it is bytes or the headers name another type. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string | object;
  /** Drops the connection: instead of an answer, in order or by a reset, or after half of the body; or never answers. */
  readonly drop?: 'before-headers' | 'reset' | 'in-body' | 'never-answer';
  /** Milliseconds before the answer. */
  readonly delay?: number;
  /** Milliseconds between the bytes of the body. */
  readonly drip?: number;
}

/** One answered request, in the order of the answers. */
export interface ServedRecord {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** Settings of {@link serve}. */
export interface ServeOptions {
  /** Largest request body in bytes; a longer one is answered 413. Default: 16 MiB. */
  readonly bodyLimit?: number;
  /** Called once per answered request, before the answer is sent. */
  readonly onReply?: (request: ServedRequest, reply: Reply) => void;
  /** Where records are appended; a caller may share one array among servers of one kind. */
  readonly records?: ServedRecord[];
}

/** A running server. */
export interface Served {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly records: readonly ServedRecord[];
  /** Stops listening and drops the open connections. */
  close(): Promise<void>;
}

export type Handler = (request: ServedRequest) => Promise<Reply> | Reply;

const DEFAULT_BODY_LIMIT = 16 * 1024 * 1024;

/**
 * Serves `handler` on 127.0.0.1 at a free port. What a handler throws becomes status 500 with the error's
 * message as `{ message }`, so that a defect of the sandbox shows in the test that met it.
 */
export async function serve(handler: Handler, options: ServeOptions = {}): Promise<Served> {
  const records = options.records ?? [];
  let base = '';
  const server = createServer((incoming, outgoing) => {
    answer(handler, options, records, base, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: base,
    records,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  handler: Handler,
  options: ServeOptions,
  records: ServedRecord[],
  base: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await readBody(incoming, options.bodyLimit ?? DEFAULT_BODY_LIMIT);
  if (body === 'aborted') return;
  const url = URL.parse(incoming.url ?? '/', base);
  const request: ServedRequest = {
    method: incoming.method ?? 'GET',
    path: url?.pathname ?? '/',
    url: url ?? new URL(base),
    headers: incoming.headers,
    body: body === 'too-large' ? new Uint8Array() : body,
  };
  const reply = await replyTo(handler, request, url === null, body === 'too-large');
  records.push({ method: request.method, path: request.path, status: reply.status });
  options.onReply?.(request, reply);
  if (reply.delay !== undefined) await sleep(reply.delay);
  send(outgoing, reply);
}

async function replyTo(
  handler: Handler,
  request: ServedRequest,
  bad: boolean,
  large: boolean,
): Promise<Reply> {
  if (large)
    return { status: 413, headers: { connection: 'close' }, body: { message: 'request body too large' } };
  if (bad) return { status: 400, body: { message: 'request target is not a URL' } };
  try {
    return await handler(request);
  } catch (error) {
    return { status: 500, body: { message: error instanceof Error ? error.message : String(error) } };
  }
}

async function readBody(
  incoming: IncomingMessage,
  limit: number,
): Promise<Uint8Array | 'too-large' | 'aborted'> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of incoming) {
      length += (part as Uint8Array).length;
      if (length <= limit) parts.push(part as Uint8Array);
    }
  } catch {
    return 'aborted';
  }
  if (length > limit) return 'too-large';
  return new Uint8Array(Buffer.concat(parts));
}

function send(outgoing: ServerResponse, reply: Reply): void {
  if (reply.drop === 'before-headers') {
    outgoing.destroy();
    return;
  }
  if (reply.drop === 'reset') {
    outgoing.socket?.resetAndDestroy();
    return;
  }
  if (reply.drop === 'never-answer') return;
  const { bytes, type } = encodeBody(reply.body);
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
  for (const [name, value] of Object.entries(reply.headers ?? {})) headers[name.toLowerCase()] = value;
  if (bytes !== undefined) headers['content-length'] = String(bytes.length);
  outgoing.writeHead(reply.status, headers);
  if (reply.drop === 'in-body') {
    outgoing.write(bytes?.subarray(0, bytes.length >> 1) ?? '', () => outgoing.destroy());
    return;
  }
  if (reply.drip === undefined) outgoing.end(bytes);
  else drip(outgoing, bytes ?? new Uint8Array(), reply.drip);
}

function drip(outgoing: ServerResponse, bytes: Uint8Array, pause: number): void {
  let sent = 0;
  const timer = setInterval(() => {
    if (sent < bytes.length && !outgoing.destroyed) {
      outgoing.write(bytes.subarray(sent, ++sent));
      return;
    }
    clearInterval(timer);
    outgoing.end();
  }, pause);
}

function encodeBody(body: Reply['body']): { bytes?: Uint8Array; type?: string } {
  if (body === undefined) return {};
  if (body instanceof Uint8Array) return { bytes: body, type: 'application/octet-stream' };
  if (typeof body === 'string') return { bytes: Buffer.from(body), type: 'text/plain; charset=utf-8' };
  return { bytes: Buffer.from(JSON.stringify(body)), type: 'application/json; charset=utf-8' };
}
