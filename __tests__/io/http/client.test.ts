/** The HTTP client against servers that fail in every way, through real sockets. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type RetryBudgetOptions, retryBudget, shareOf } from '../../../src/io/http/budget.ts';
import { type HttpOptions, httpClient } from '../../../src/io/http/client.ts';
import type { HttpRequest } from '../../../src/io/http/types.ts';
import { Fault } from '../../../src/model/fault.ts';
import { faultOf } from '../../support/faults.ts';
import { type RawServer, rawServer } from '../../support/raw-server.ts';
import { expectNoToken } from '../../support/token-search.ts';

const token = 'ghs_Qm9TdWNoVG9rZW5FdmVyRXhpc3RlZDEyMzQ1Njc4OTA';
const servers: RawServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(
  answer: (request: IncomingMessage, response: ServerResponse, count: number) => void,
): Promise<RawServer> {
  const server = await rawServer(answer);
  servers.push(server);
  return server;
}

function json(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

function ask(
  server: RawServer,
  request: Partial<HttpRequest> = {},
  { cancel, ...options }: HttpOptions & RetryBudgetOptions = {},
) {
  const url = new URL('/thing', server.url);
  const credential = { header: 'authorization', value: `Bearer ${token}`, origin: url.origin };
  const budget = options.budget ?? retryBudget({ total: 400, firstWait: 5, ...options });
  return httpClient({ cancel, budget })({
    service: 'the service',
    url,
    expects: ['application/json'],
    credential,
    ...request,
  });
}

async function refusalOf(work: Promise<unknown>) {
  const fault = await faultOf(work);
  expectNoToken(fault, token);
  expect(fault.hint).not.toBe('');
  return fault;
}

test('a good answer comes back whole, and the credential arrived at its own origin', async () => {
  const server = await start((_, response) => json(response, 200, { ok: true }));
  const answer = await ask(server);
  expect(JSON.parse(Buffer.from(answer.body).toString())).toEqual({ ok: true });
  expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${token}`);
  expect(server.requests[0]?.headers.accept).toBe('application/json');
});

describe('T27 credentials', () => {
  test('a credential of another origin is not sent', async () => {
    const server = await start((_, response) => json(response, 200, {}));
    await ask(server, {
      credential: { header: 'authorization', value: token, origin: 'http://127.0.0.1:1' },
    });
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('T27 a credential of an origin that only begins alike is not sent (sigstore-js@85c58380)', async () => {
    const server = await start((_, response) => json(response, 200, {}));
    const { origin } = new URL(server.url);
    const alike = [origin.slice(0, -1), `${origin}0`, 'http://127.0.0.1', origin.replace('//', '//x.'), ''];
    for (const other of alike)
      await ask(server, { credential: { header: 'authorization', value: token, origin: other } });
    expect(server.requests).toHaveLength(alike.length);
    expect(server.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  });

  test.each([301, 302, 303, 307, 308])(
    '%i is not followed, whatever the method, and names both hosts only',
    async (status) => {
      const other = await start((_, response) => json(response, 200, {}));
      const server = await start((_, response) => {
        response.writeHead(status, { location: `${other.url}/steal?token=${token}` }).end();
      });
      const fault = await refusalOf(ask(server, { method: 'POST', body: token, secrets: [token] }));
      expect(fault.code).toBe('CUSTODY-904');
      expect(fault.message).toContain(
        `at ${new URL(server.url).host} sends on to ${new URL(other.url).host}`,
      );
      expect(other.requests).toEqual([]);
      expect(server.requests).toHaveLength(1);
    },
  );

  test('a redirect without a location, and one to a host made of the token', async () => {
    const nowhere = await start((_, response) => response.writeHead(302).end());
    expect((await refusalOf(ask(nowhere))).message).toContain('sends on to nowhere');
    const speaking = await start((_, response) => {
      response
        .writeHead(302, { location: `https://${token.replace('_', '-').toLowerCase()}.example/` })
        .end();
    });
    const fault = await refusalOf(ask(speaking));
    expect(fault.message).toContain('a host that is not shown');
    expectNoToken(fault, token.toLowerCase());
  });

  test('a credential with a line break is refused before anything is sent', async () => {
    const server = await start((_, response) => json(response, 200, {}));
    const credential = { header: 'authorization', value: `Bearer ${token}\n`, origin: server.url };
    expect((await refusalOf(ask(server, { credential }))).code).toBe('CUSTODY-102');
    expect(server.requests).toEqual([]);
  });

  test.each([
    ['plain', (text: string) => text],
    ['base64', (text: string) => Buffer.from(text).toString('base64')],
    ['shifted base64', (text: string) => Buffer.from(`x${text}`).toString('base64')],
    ['base64url', (text: string) => Buffer.from(`xy${text}`).toString('base64url')],
    ['URL-encoded', encodeURIComponent],
    ['one window', (text: string) => text.slice(7, 19)],
  ])('what a service says is left out when it repeats the token (%s)', async (_, encode) => {
    const server = await start((__, response) =>
      json(response, 403, { message: `denied for ${encode(token)}` }),
    );
    expect((await ask(server)).said).toBeUndefined();
  });

  test('what a service says is short and on one line', async () => {
    const server = await start((_, response) =>
      json(response, 403, { message: `no\n::error::access${'!'.repeat(500)}` }),
    );
    const { said } = await ask(server);
    expect(said).toMatch(/^no ::error::access!+…$/);
    expect(said?.length).toBe(201);
  });
});

describe('answers that cannot be used', () => {
  test('HTML where JSON was due, without its text', async () => {
    const server = await start((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<h1>${token}</h1>`);
    });
    const fault = await refusalOf(ask(server));
    expect(fault.code).toBe('CUSTODY-904');
    expect(fault.message).toBe(
      `the service at ${new URL(server.url).host} answered 200 with content type text/html; charset=utf-8 where application/json was due`,
    );
    expect(server.requests).toHaveLength(1);
  });

  test('no content type at all, and one that holds the token', async () => {
    const none = await start((_, response) => response.writeHead(200).end('{}'));
    expect((await refusalOf(ask(none))).message).toContain('with content type none');
    const speaking = await start((_, response) =>
      response.writeHead(200, { 'content-type': `text/${token}` }).end('{}'),
    );
    expect((await refusalOf(ask(speaking))).message).toContain('with content type not shown');
  });

  test('an HTML error page is an answer without a message', async () => {
    const server = await start((_, response) =>
      response.writeHead(403, { 'content-type': 'text/html' }).end('<b>no</b>'),
    );
    expect(await ask(server)).toMatchObject({ status: 403, said: undefined });
  });

  test('T24 larger than the limit, by content-length and by what arrives (GHSA-88jx-383q-w4qc)', async () => {
    const announced = await start((_, response) => json(response, 200, 'x'.repeat(2_000)));
    const chunked = await start((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('"'.padEnd(700, 'x'));
      setTimeout(() => response.end('"'.padStart(700, 'x')), 20);
    });
    for (const server of [announced, chunked]) {
      const fault = await refusalOf(ask(server, { limit: 1_000 }));
      expect(fault.code).toBe('CUSTODY-404');
      expect(fault.message).toContain('larger than 1000 bytes');
      expect(server.requests).toHaveLength(1);
    }
    expect((await ask(announced, { limit: 2_002 })).body).toHaveLength(2_002);
  });

  test('a compressed answer is held to the limit after it is unpacked (GHSA-2h5h-59f5-c5x9)', async () => {
    const { gzipSync } = await import('node:zlib');
    const packed = gzipSync(Buffer.from(JSON.stringify('x'.repeat(1_000_000))));
    const server = await start((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(packed);
    });
    expect(packed.length).toBeLessThan(10_000);
    expect((await refusalOf(ask(server, { limit: 10_000 }))).code).toBe('CUSTODY-404');
  });

  test.each(['content-length', 'chunked'])(
    'a body cut short (%s) is asked for again, then a fault',
    async (form) => {
      const server = await start((_, response) => {
        const length = form === 'chunked' ? {} : { 'content-length': '500' };
        response.writeHead(200, { 'content-type': 'application/json', ...length });
        response.write('{"half":');
        setTimeout(() => response.destroy(), 20);
      });
      const fault = await refusalOf(ask(server));
      expect(fault.code).toBe('CUSTODY-904');
      expect(fault.message).toMatch(/broke off \([A-Z_]+\)$/);
      expect(server.requests.length).toBeGreaterThan(2);
    },
  );
});

describe('no answer', () => {
  test('a server that hangs, before the headers and within the body', async () => {
    const silent = await start(() => {});
    const dripping = await start((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(timer));
    });
    for (const server of [silent, dripping]) {
      const fault = await refusalOf(ask(server, { timeout: 100 }));
      expect(fault.code).toBe('CUSTODY-903');
      expect(fault.message).toContain('did not answer within 0.1 s');
      expect(server.requests.length).toBeGreaterThan(2);
    }
  });

  test('a refused connection names the code, and its cause carries nothing else', async () => {
    const server = await start(() => {});
    await server.close();
    const fault = await refusalOf(ask(server));
    expect(fault.code).toBe('CUSTODY-903');
    expect(fault.message).toContain('could not be reached (ECONNREFUSED)');
    expect(fault.cause).toEqual(new Error('ECONNREFUSED'));
  });

  test('a connection that is reset succeeds at the next attempt', async () => {
    const server = await start((request, response, count) => {
      if (count === 1) request.socket.resetAndDestroy();
      else json(response, 200, { count });
    });
    expect((await ask(server)).status).toBe(200);
    expect(server.requests).toHaveLength(2);
  });

  test('cancelled in the middle of a request and of a wait', async () => {
    const silent = await start(() => {});
    const busy = await start((_, response) => json(response, 503, {}, { 'retry-after': '4' }));
    for (const server of [silent, busy]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      const fault = await refusalOf(ask(server, {}, { cancel: controller.signal, total: 5_000 }));
      expect(fault.code).toBe('CUSTODY-905');
      expect(server.requests).toHaveLength(1);
    }
  });
});

describe('asking again', () => {
  test.each([408, 429, 500, 502, 503, 504])('%i, then success', async (status) => {
    const server = await start((_, response, count) => json(response, count < 3 ? status : 200, {}));
    const waits: string[] = [];
    const answer = await ask(server, {}, { onWait: (text) => waits.push(text) });
    expect(answer.status).toBe(200);
    expect(waits).toHaveLength(2);
    expect(waits[0]).toMatch(
      new RegExp(
        `^the service at 127[.]0[.]0[.]1:[0-9]+ answered ${status}; asking again in 0[.]0 s [(]attempt 2, then 0[.]4 s of retry-for left[)]$`,
      ),
    );
  });

  test.each([400, 401, 403, 404, 409, 422, 501])('%i is final', async (status) => {
    const server = await start((_, response) => json(response, status, { message: 'final' }));
    expect(await ask(server)).toMatchObject({ status, said: 'final' });
    expect(server.requests).toHaveLength(1);
  });

  test('a refusal that stays is returned as an answer when the budget is used up, and the log says so', async () => {
    const server = await start((_, response) => json(response, 503, { message: 'down' }));
    const waits: string[] = [];
    const begin = performance.now();
    const answer = await ask(server, {}, { onWait: (text) => waits.push(text) });
    expect(answer).toMatchObject({ status: 503, said: 'down' });
    expect(performance.now() - begin).toBeLessThan(600);
    expect(server.requests.length).toBeGreaterThan(3);
    const last = /answered 503; asked (\d+) times, no time of retry-for is left for more$/;
    const asked = Number(last.exec(waits.at(-1) ?? '')?.[1]);
    // A line for each wait, and the last one; the budget may end in a wait, after which nothing is asked any more.
    expect([waits.length, waits.length - 1]).toContain(asked);
    // It may also cut the last attempt before that has arrived.
    expect([asked, asked - 1]).toContain(server.requests.length);
  });

  test.each([
    ['seconds', () => '1'],
    ['a date', () => new Date(Date.now() + 2_000).toUTCString()],
  ])('Retry-After in %s is waited for', async (_, after) => {
    const server = await start((__, response, count) =>
      count === 1 ? json(response, 429, {}, { 'retry-after': after() }) : json(response, 200, {}),
    );
    const begin = performance.now();
    expect((await ask(server, {}, { total: 5_000 })).status).toBe(200);
    expect(performance.now() - begin).toBeGreaterThan(950);
  });

  test.each([10, -10])(
    'Retry-After by a clock that is %i years off is as long as it is there',
    async (years) => {
      const at = (seconds: number) => new Date(Date.now() + years * 31_536e6 + seconds * 1000).toUTCString();
      const server = await start((_, response, count) =>
        count === 1
          ? json(response, 503, {}, { date: at(0), 'retry-after': at(1) })
          : json(response, 200, {}, { date: at(0) }),
      );
      const begin = performance.now();
      expect((await ask(server, {}, { total: 5_000 })).status).toBe(200);
      expect(performance.now() - begin).toBeGreaterThan(950);
    },
  );

  test('a Retry-After past the budget ends the attempts at once', async () => {
    const server = await start((_, response) =>
      json(response, 429, { message: 'slow down' }, { 'retry-after': '3600' }),
    );
    const waits: string[] = [];
    const answer = await ask(server, {}, { onWait: (text) => waits.push(text), total: 600_000 });
    expect(answer).toMatchObject({ status: 429, said: 'slow down' });
    expect(server.requests).toHaveLength(1);
    expect(waits).toEqual([expect.stringContaining('and wants 60m before it is asked again; asked once')]);
  });

  test('403 with Retry-After is asked again, 403 without is final', async () => {
    const server = await start((_, response, count) =>
      count === 1 ? json(response, 403, {}, { 'retry-after': '1' }) : json(response, 200, {}),
    );
    expect((await ask(server, {}, { total: 5_000 })).status).toBe(200);
  });

  test('a POST is made once unless it says that it may be repeated', async () => {
    const server = await start((_, response) => json(response, 503, {}));
    await ask(server, { method: 'POST', body: '{}' });
    expect(server.requests).toHaveLength(1);
    await ask(server, { method: 'POST', body: '{}', repeat: true });
    expect(server.requests.length).toBeGreaterThan(3);
  });

  test('a POST is repeated as long as it is told to', async () => {
    const server = await start((_, response) => json(response, 503, {}));
    let asked = 0;
    await ask(server, { method: 'POST', body: '{}', repeat: async () => ++asked < 2 });
    expect(server.requests).toHaveLength(2);
    expect(asked).toBe(2);
  });

  test('what has to be new is asked for before each repetition', async () => {
    const bodies: string[] = [];
    const server = await start((request, response, count) => {
      request.on('data', (part) => bodies.push(String(part)));
      request.on('end', () => json(response, count < 3 ? 503 : 200, {}));
    });
    let made = 1;
    const renew = async () => ({ body: `token ${++made}` });
    await ask(server, { method: 'POST', body: 'token 1', repeat: true, renew });
    expect(bodies).toEqual(['token 1', 'token 2', 'token 3']);
  });

  test('when it cannot be found out whether a repetition is safe, the first failure is told', async () => {
    const server = await start((_, response) => json(response, 503, { message: 'down' }));
    const repeat = async () => {
      throw new Fault('CUSTODY-402', 'cannot be read', { hint: 'h' });
    };
    expect(await ask(server, { method: 'POST', body: '{}', repeat })).toMatchObject({ said: 'down' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('one budget for all calls of a step', () => {
  test('calls beside each other share the time; once it is used up nothing is asked any more', async () => {
    const server = await start((_, response) => json(response, 503, {}));
    const budget = retryBudget({ total: 300, firstWait: 5 });
    const begin = performance.now();
    const all = await Promise.all([1, 2, 3].map(() => ask(server, {}, { budget })));
    expect(performance.now() - begin).toBeLessThan(500);
    expect(all.map(({ status }) => status)).toEqual([503, 503, 503]);
    // Another one: an attempt that the end has cut may arrive late.
    const unasked = await start((_, response) => json(response, 200, {}));
    const fault = await refusalOf(ask(unasked, {}, { budget }));
    expect(fault.code).toBe('CUSTODY-903');
    expect(fault.message).toMatch(
      /^the service at \S+ was not asked: the service at \S+ answered 503, and the time for asking again \(retry-for: 0\.3 s\) is used up$/,
    );
    expect(fault.hint).toContain('`retry-for:`');
    expect(unasked.requests).toEqual([]);
  });

  test('time in which nothing fails is not counted', async () => {
    const server = await start((_, response, count) => json(response, count % 2 ? 503 : 200, {}));
    const budget = retryBudget({ total: 200, firstWait: 5 });
    for (let i = 0; i < 3; i += 1) {
      expect((await ask(server, {}, { budget })).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(budget.left()).toBeGreaterThan(100);
    expect(budget.left()).toBeLessThan(200);
  });

  test('an attempt that hangs is charged, and no repetition outlasts what is left', async () => {
    const silent = await start(() => {});
    const budget = retryBudget({ total: 300, firstWait: 5 });
    const begin = performance.now();
    expect((await refusalOf(ask(silent, { timeout: 200 }, { budget }))).code).toBe('CUSTODY-903');
    expect(performance.now() - begin).toBeLessThan(400);
    expect(budget.left()).toBe(0);
  });

  test('without any, a call is made once', async () => {
    const server = await start((_, response) => json(response, 503, {}));
    expect((await ask(server, {}, { total: 0 })).status).toBe(503);
    expect(server.requests).toHaveLength(1);
  });
});

describe('a share of the budget', () => {
  test('is all that it takes: what is left of the whole is still there for others', async () => {
    const server = await start((_, response) => json(response, 503, {}));
    const logged: string[] = [];
    const whole = retryBudget({ total: 60_000, firstWait: 5, onWait: (text) => logged.push(text) });
    const share = shareOf(whole, 200);
    const begin = performance.now();
    expect((await ask(server, {}, { budget: share })).status).toBe(503);
    expect(performance.now() - begin).toBeLessThan(2_000);
    expect(logged.at(-1)).toMatch(/no time of its share of retry-for is left for more$/);
    expect(whole.left()).toBeLessThanOrEqual(59_900);
    expect(whole.left()).toBeGreaterThan(50_000);
    const unasked = await start((_, response) => json(response, 200, {}));
    const { message } = await refusalOf(ask(unasked, {}, { budget: share }));
    expect(message).toContain('(its share of retry-for: 0.2 s) is used up');
    expect(unasked.requests).toEqual([]);
    const well = await start((_, response, count) => json(response, count > 1 ? 200 : 503, {}));
    expect((await ask(well, {}, { budget: whole })).status).toBe(200);
  });

  test('is never more than what the whole has left, and nothing once that has ended', async () => {
    const server = await start((_, response) => json(response, 503, {}));
    const whole = retryBudget({ total: 100, firstWait: 5 });
    const share = shareOf(whole, 60_000);
    expect((await ask(server, {}, { budget: whole })).status).toBe(503);
    expect(share.left()).toBe(0);
    const unasked = await start((_, response) => json(response, 200, {}));
    const { message } = await refusalOf(ask(unasked, {}, { budget: share }));
    expect(message).toContain('(retry-for: 0.1 s) is used up');
    expect(unasked.requests).toEqual([]);
  });
});
