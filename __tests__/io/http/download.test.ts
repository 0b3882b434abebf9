/** Attacks on the fetching of what evidence refers to, through real sockets: T24, T27, T29. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { retryBudget } from '../../../src/io/http/budget.ts';
import { httpClient } from '../../../src/io/http/client.ts';
import { downloads } from '../../../src/io/http/download.ts';
import { faultOf } from '../../support/faults.ts';
import { type RawServer, rawServer } from '../../support/raw-server.ts';

const servers: RawServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;
async function start(answer: Answer): Promise<RawServer> {
  const server = await rawServer(answer);
  servers.push(server);
  return server;
}
const hostOf = ({ url }: RawServer) => new URL(url).host;
const content = Buffer.from('{"bomFormat":"CycloneDX"}');
const gives: Answer = (_, response) => response.end(content);
/** Without a length in front. */
const givesPieces: Answer = (_, response) => {
  response.write(content.subarray(0, 3));
  response.end(content);
};
const sendsTo =
  (location: string, status = 302): Answer =>
  (_, response) =>
    response.writeHead(status, { location }).end();

function fetchFrom(location: string, hosts: readonly string[], size = content.length) {
  const http = httpClient({ budget: retryBudget({ total: 400, firstWait: 5 }) });
  return downloads(hosts, http).bytesAt(location, size);
}

/** Nothing is asked of anyone, whatever is allowed beside it. */
async function refusedUnasked(location: string, hosts: readonly string[], reason: string) {
  const asked: string[] = [];
  const http = async ({ url }: { readonly url: URL }) => {
    asked.push(url.href);
    throw new Error('nothing may be asked');
  };
  const fault = await faultOf(downloads(hosts, http).bytesAt(location, 100));
  expect([fault.code, asked]).toEqual(['CUSTODY-402', []]);
  expect(fault.message).toContain(reason);
  expect(`${fault.message} ${fault.hint}`).not.toContain('secret');
}

test('what lies at an allowed host comes back, and nobody is told who asks', async () => {
  const server = await start(gives);
  expect(Buffer.from(await fetchFrom(`${server.url}/a/b.json?x=1`, [hostOf(server)]))).toEqual(content);
  expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /a/b.json?x=1']);
  const { headers } = server.requests[0] ?? { headers: {} };
  expect(Object.keys(headers).filter((name) => /auth|cookie|token|referer/.test(name))).toEqual([]);
});

describe('T29 a host that is not allowed is not asked', () => {
  const named = ['sboms.example.com'];
  test.each([
    'https://evil.example/app.json',
    'https://sboms.example.com.evil.example/app.json',
    'https://evil-sboms.example.com/app.json',
    'https://example.com/app.json',
    'https://sboms.example.com:8443/app.json',
    'https://sboms.example.com./app.json',
    'https://evil.example/sboms.example.com',
    'https://evil.example/?host=sboms.example.com',
    'https://evil.example\\@sboms.example.com/',
    'https://127.0.0.1/app.json',
    'https://169.254.169.254/latest/meta-data',
    'http://localhost/app.json',
  ])('T29 %s', (location) => refusedUnasked(location, named, 'is not among `sbom-hosts`'));

  test('T29 where none is allowed', () =>
    refusedUnasked('https://sboms.example.com/a', [], 'sboms.example.com is not among `sbom-hosts`'));

  test.each([
    'http://sboms.example.com/app.json',
    'https://jane:secret@sboms.example.com/app.json',
    'ftp://sboms.example.com/app.json',
    'file:///etc/passwd',
    'data:application/json,{}',
    '//sboms.example.com/app.json',
    'app.json',
    '',
  ])('T29 %s at a host that is', (location) =>
    refusedUnasked(location, named, 'the address of the host of the SBOM'),
  );
});

describe('T29 a redirect', () => {
  test.each([301, 302, 303, 307, 308])('T29 %i to another host is not followed', async (status) => {
    const other = await start(gives);
    const server = await start(sendsTo(`${other.url}/x?sig=secret`, status));
    const fault = await faultOf(fetchFrom(`${server.url}/a`, [hostOf(server)]));
    expect([fault.code, other.requests]).toEqual(['CUSTODY-402', []]);
    expect(fault.message).toBe(`${hostOf(other)} is not among \`sbom-hosts\``);
    expect(fault.hint).not.toContain('secret');
  });

  test.each(['http://sboms.example.com/x', 'file:///etc/passwd'])('T29 to %s is not followed', async (to) => {
    const server = await start(sendsTo(to));
    const fault = await faultOf(fetchFrom(`${server.url}/a`, [hostOf(server), 'sboms.example.com']));
    expect(fault.code).toBe('CUSTODY-402');
  });

  test('to a host that is allowed too is followed, as release assets need it', async () => {
    const store = await start(gives);
    const server = await start(sendsTo(`${store.url}/blob`));
    const hosts = [hostOf(server), hostOf(store)];
    expect(Buffer.from(await fetchFrom(`${server.url}/a`, hosts))).toEqual(content);
    expect([server.requests.length, store.requests.length]).toEqual([1, 1]);
  });

  test('on the same host is followed', async () => {
    const server = await start((request, response, count) =>
      count === 1 ? sendsTo('/b')(request, response, count) : gives(request, response, count),
    );
    expect(Buffer.from(await fetchFrom(`${server.url}/a`, [hostOf(server)]))).toEqual(content);
    expect(server.requests.map(({ path }) => path)).toEqual(['/a', '/b']);
  });

  test('T24 without end is given up', async () => {
    const server = await start((request, response, count) => sendsTo(`/${count}`)(request, response, count));
    const fault = await faultOf(fetchFrom(`${server.url}/0`, [hostOf(server)]));
    expect([fault.code, server.requests.length]).toEqual(['CUSTODY-402', 4]);
  });

  test('to nowhere is the answer of a host that gives nothing', async () => {
    const server = await start((_, response) => response.writeHead(304).end());
    const fault = await faultOf(fetchFrom(`${server.url}/a`, [hostOf(server)]));
    expect([fault.code, fault.message]).toEqual(['CUSTODY-402', expect.stringContaining('answered 304')]);
  });
});

describe('T24 more bytes than are stated', () => {
  test.each<readonly [string, Answer]>([
    ['announced', gives],
    ['unannounced', givesPieces],
  ])('T24 %s: not read to the end', async (_, answer) => {
    const server = await start(answer);
    const fault = await faultOf(fetchFrom(`${server.url}/a`, [hostOf(server)], content.length - 1));
    expect(fault.code).toBe('CUSTODY-404');
    expect(fault.message).toContain(`larger than ${content.length - 1} bytes`);
  });
});

test('what is not there is said, and a host in trouble is asked again within the budget of the step', async () => {
  const missing = await start((_, response) => response.writeHead(404).end());
  const fault = await faultOf(fetchFrom(`${missing.url}/a`, [hostOf(missing)]));
  expect([fault.code, fault.message]).toEqual(['CUSTODY-402', expect.stringContaining('answered 404')]);
  const weak = await start((request, response, count) =>
    count < 3 ? response.writeHead(503).end() : gives(request, response, count),
  );
  expect(Buffer.from(await fetchFrom(`${weak.url}/a`, [hostOf(weak)]))).toEqual(content);
  expect(weak.requests).toHaveLength(3);
});
