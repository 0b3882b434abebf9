/** Renewal of the token: the same identity, or no signature. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { type Served, serve } from '../../../sandbox/http.ts';
import { tokenHolder } from '../../../src/io/sigstore/token.ts';
import { faultOf } from '../../support/faults.ts';
import { type TestIssuer, testIssuer } from '../oidc/issuer.ts';
import { http } from './support.ts';

let issuer: TestIssuer;
let service: Served;
let given: JWTPayload[];
let requests: number;

beforeEach(async () => {
  issuer = await testIssuer();
  requests = 0;
  service = await serve(async () => {
    requests += 1;
    return { status: 200, body: { value: await issuer.token(given[requests - 1]) } };
  });
});

afterEach(() => Promise.all([issuer.served.close(), service.close()]));

const expiring = () => ({ exp: Math.floor(Date.now() / 1000) + 30 });

function holder() {
  return tokenHolder({
    endpoint: { url: service.url, token: 'request-token-0123' },
    audience: 'sigstore',
    http,
    now: () => new Date(),
    onMask: () => {},
    acceptsIssuer: (text) => text === issuer.url,
  });
}

test('a token that lives is used again', async () => {
  given = [{}];
  const token = holder();
  expect(await token()).toBe(await token());
  expect(requests).toBe(1);
});

test('a token with less than a minute to live is replaced by one of the same identity', async () => {
  given = [expiring(), {}];
  const token = holder();
  const first = await token();
  const [second, third] = await Promise.all([token(), token()]);
  expect(second.token).not.toBe(first.token);
  expect(second.claims).toEqual(first.claims);
  expect(third).toBe(second);
  expect(requests).toBe(2);
});

test.each([{ repository: 'evil/app' }, { sha: '2'.repeat(40) }, { sub: 'repo:evil/app:ref:x' }])(
  'a second token with %j is refused, and stays refused',
  async (change) => {
    given = [expiring(), change, change];
    const token = holder();
    await token();
    for (let i = 0; i < 2; i += 1) {
      const fault = await faultOf(token());
      expect(fault.code).toBe('CUSTODY-302');
      expect(fault.message).toContain('states another identity');
    }
  },
);
