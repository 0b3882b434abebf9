/** The loopback server: bodies, limits, records, and answers that are broken on purpose. */
import { connect } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { type Handler, type Served, type ServeOptions, serve } from '../../sandbox/http.ts';

const running: Served[] = [];

afterEach(() => Promise.all(running.splice(0).map((served) => served.close())));

async function start(handler: Handler, options?: ServeOptions): Promise<Served> {
  const served = await serve(handler, options);
  running.push(served);
  return served;
}

test('listens on 127.0.0.1 and hands over method, path, query, headers and body', async () => {
  const { url } = await start(({ method, path, url: asked, headers, body }) => ({
    status: 200,
    body: { method, path, query: asked.searchParams.get('q'), type: headers['x-type'], body: body.length },
  }));
  const response = await fetch(`${url}/a%20b?q=1`, {
    method: 'PUT',
    headers: { 'X-Type': 't' },
    body: 'four',
  });
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.json()).toEqual({ method: 'PUT', path: '/a%20b', query: '1', type: 't', body: 4 });
});

test.each<[string, string | Uint8Array | undefined, string | null, string]>([
  ['text', 'plain', 'text/plain; charset=utf-8', 'plain'],
  ['bytes', Uint8Array.of(65), 'application/octet-stream', 'A'],
  ['nothing', undefined, null, ''],
])('answers %s', async (_, body, type, expected) => {
  const { url } = await start(() => (body === undefined ? { status: 200 } : { status: 200, body }));
  const response = await fetch(url);
  expect(response.headers.get('content-type')).toBe(type);
  expect(await response.text()).toBe(expected);
});

test('a body over the limit is 413 and never reaches the handler', async () => {
  let calls = 0;
  const served = await start(
    () => {
      calls += 1;
      return { status: 200 };
    },
    { bodyLimit: 10 },
  );
  const statuses = [];
  for (const size of [10, 11]) {
    statuses.push((await fetch(served.url, { method: 'POST', body: 'x'.repeat(size) })).status);
  }
  expect(statuses).toEqual([200, 413]);
  expect(calls).toBe(1);
});

test('what a handler throws is 500 with its message', async () => {
  const { url } = await start(() => {
    throw new Error('broken on purpose');
  });
  const response = await fetch(url);
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ message: 'broken on purpose' });
});

test('every answer is recorded, in shared records too', async () => {
  const records: { method: string; path: string; status: number }[] = [];
  const first = await start(() => ({ status: 204 }), { records });
  const second = await start(() => ({ status: 404 }), { records });
  await fetch(`${first.url}/one?secret=1`);
  await fetch(`${second.url}/two`, { method: 'DELETE' });
  expect(records).toEqual([
    { method: 'GET', path: '/one', status: 204 },
    { method: 'DELETE', path: '/two', status: 404 },
  ]);
});

test.each(['before-headers', 'reset', 'in-body'] as const)('drops the connection %s', async (drop) => {
  const { url } = await start(() => ({ status: 200, body: 'x'.repeat(1000), drop }));
  await expect(fetch(url).then((response) => response.text())).rejects.toThrow(/fetch failed|terminated/);
});

test('answers late, byte by byte, or never', async () => {
  const { url } = await start(({ path }) =>
    path === '/never'
      ? { status: 200, drop: 'never-answer' }
      : { status: 200, body: 'abc', delay: 40, drip: 30 },
  );
  const begin = performance.now();
  expect(await (await fetch(url)).text()).toBe('abc');
  expect(performance.now() - begin).toBeGreaterThan(130);
  const never = fetch(`${url}/never`, { signal: AbortSignal.timeout(100) });
  await expect(never).rejects.toThrow('aborted due to timeout');
});

test('a request target that is no URL is 400', async () => {
  const { url } = await start(() => ({ status: 200 }));
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      socket.write('GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    });
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('close', () => resolve(text));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
});

test('closing ends it, open connections included', async () => {
  const served = await serve(() => new Promise(() => {}));
  const hanging = fetch(served.url).catch((error: Error) => error.message);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await served.close();
  expect(await hanging).toBe('fetch failed');
});
