/**
 * What stands before a Rekor v2 that keeps its tiles in files: it reads them out beside the way to write, as the public
 * logs do, and can lose an answer to a write.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Reply, type ServedRequest, serve } from '../sandbox/http.ts';

export interface LogFront {
  readonly url: string;
  /** The next write is made, and its answer cut. */
  loseNext(): void;
  /** Entries in the log. */
  size(): Promise<number>;
  close(): Promise<void>;
}

/**
 * @param log address of the server
 * @param storage where it writes checkpoint and tiles
 */
export async function bootLogFront(log: string, storage: string): Promise<LogFront> {
  let losing = false;
  const write = async (request: ServedRequest): Promise<Reply> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${log}${request.path}`, {
      method: 'POST',
      headers,
      body: Buffer.from(request.body),
    });
    const body = new Uint8Array(await answer.arrayBuffer());
    const index = answer.headers.get('x-log-index');
    const reply = {
      status: answer.status,
      headers: { 'content-type': 'application/json', ...(index === null ? {} : { 'x-log-index': index }) },
      body,
    };
    if (!losing) return reply;
    losing = false;
    return { ...reply, drop: 'in-body' };
  };
  const read = async (path: string): Promise<Reply> => {
    const [, name] = /^\/api\/v2\/(checkpoint|tile\/[\w/.]+)$/.exec(path) ?? [];
    const body = name && (await readFile(join(storage, name)).catch(() => undefined));
    return body ? { status: 200, body: new Uint8Array(body) } : { status: 404 };
  };
  const served = await serve((request) => (request.method === 'POST' ? write(request) : read(request.path)));
  return {
    // The log's name in checkpoints is that of the host.
    url: served.url.replace('127.0.0.1', 'localhost'),
    loseNext: () => {
      losing = true;
    },
    size: async () => Number((await readFile(join(storage, 'checkpoint'), 'utf8')).split('\n')[1]),
    close: served.close,
  };
}
