/**
 * The blob store that `bundle_url` points to, on a host of its own: a bundle as a raw Snappy block behind a
 * signed query. It holds that nobody sends it the credentials of the API.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { type Reply, type Served, type ServedRequest, serve } from '../http.ts';
import { snappyBlock } from './snappy.ts';

/** A running blob store. */
export interface BlobStore {
  readonly url: string;
  /** Keeps a bundle's JSON and returns its signed URL, which ends (`se`) five minutes later. */
  put(id: number, json: string): string;
  close(): Promise<void>;
}

/** What the store reports to whom it belongs. */
export interface BlobStoreHooks {
  /** Answers in place of the store. */
  readonly interrupt: (request: ServedRequest) => Reply | undefined;
  /** Stands around every answer. */
  readonly around: (request: ServedRequest, answer: () => Reply) => Promise<Reply> | Reply;
  readonly onReply: (request: ServedRequest, reply: Reply) => void;
  readonly onViolation: (reason: string) => void;
}

/** How long an address lives. */
const LIFETIME_MS = 5 * 60_000;

/** Starts the store on loopback. */
export async function serveBlobs(hooks: BlobStoreHooks): Promise<BlobStore> {
  const key = randomBytes(32);
  const blobs = new Map<string, Uint8Array>();
  const handler = (request: ServedRequest): Promise<Reply> | Reply => {
    if (request.headers.authorization !== undefined) {
      hooks.onViolation(`an Authorization header was sent to the blob store: ${request.path}`);
    }
    return hooks.around(request, () => hooks.interrupt(request) ?? answer(blobs, key, hooks, request));
  };
  const served: Served = await serve(handler, { onReply: hooks.onReply });
  return {
    url: served.url,
    put: (id, json) => {
      const path = `/attestations/${id}.json.sn`;
      if (!blobs.has(path)) blobs.set(path, snappyBlock(Buffer.from(json)));
      const end = new Date(Date.now() + LIFETIME_MS).toISOString();
      return `${served.url}${path}?${new URLSearchParams({ se: end, sig: signature(key, path) })}`;
    },
    close: served.close,
  };
}

function answer(
  blobs: ReadonlyMap<string, Uint8Array>,
  key: Uint8Array,
  hooks: BlobStoreHooks,
  request: ServedRequest,
): Reply {
  if (request.url.searchParams.get('sig') !== signature(key, request.path)) {
    hooks.onViolation(`a blob was asked for without its signed query: ${request.path}`);
    return { status: 403, body: 'AuthenticationFailed' };
  }
  // The end is held, and not signed: a test moves it as an API with a wrong clock would.
  if (!(Date.parse(request.url.searchParams.get('se') ?? '') > Date.now()))
    return { status: 403, body: 'AuthenticationFailed' };
  const blob = blobs.get(request.path);
  if (request.method !== 'GET' || blob === undefined) return { status: 404, body: 'BlobNotFound' };
  return { status: 200, headers: { 'content-type': 'application/x-snappy' }, body: blob };
}

function signature(key: Uint8Array, path: string): string {
  return createHmac('sha256', key).update(path).digest('base64url');
}
