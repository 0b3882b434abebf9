/** Requesting and verifying OIDC tokens, and every way in which a token can be wrong. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { generateKeyPair } from 'jose';
import { type Reply, type Served, serve } from '../../../sandbox/http.ts';
import { requestToken } from '../../../src/io/oidc/request.ts';
import { verifyToken } from '../../../src/io/oidc/verify.ts';
import { faultOf } from '../../support/faults.ts';
import { impatient } from '../../support/impatient.ts';
import { stopwatch } from '../../support/stopwatch.ts';
import { expectNoToken } from '../../support/token-search.ts';
import { audience, claims, type TestIssuer, testIssuer } from './issuer.ts';

const http = impatient(100);
const open: Served[] = [];
let issuer: TestIssuer;

beforeEach(async () => {
  issuer = await started();
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((served) => served.close()));
});

async function started(...args: Parameters<typeof testIssuer>): Promise<TestIssuer> {
  const made = await testIssuer(...args);
  open.push(made.served);
  return made;
}

function verify(token: string, from: TestIssuer = issuer, now = new Date()) {
  return verifyToken(token, { acceptsIssuer: (text) => text === from.url, audience, now: () => now, http });
}

async function refusalOf(token: string, from: TestIssuer = issuer, now = new Date()): Promise<string> {
  const fault = await faultOf(verify(token, from, now));
  expectNoToken(fault, token);
  expect(fault.code).toBe('CUSTODY-302');
  return fault.message.replace('the OIDC token is not acceptable: ', '');
}

describe('verifyToken', () => {
  test('a good token gives every claim, the subject and the expiry', async () => {
    const verified = await verify(await issuer.token());
    expect(verified.claims).toEqual({
      iss: issuer.url,
      ref: claims.ref,
      sha: claims.sha,
      repository: 'acme/app',
      repositoryId: '101',
      repositoryOwner: 'acme',
      repositoryOwnerId: '42',
      repositoryVisibility: 'public',
      eventName: 'push',
      workflowRef: claims.workflow_ref,
      workflowSha: claims.workflow_sha,
      jobWorkflowRef: claims.job_workflow_ref,
      jobWorkflowSha: claims.job_workflow_sha,
      runnerEnvironment: 'github-hosted',
      runId: '7001',
      runAttempt: '1',
    });
    expect(verified.subject).toBe(claims.sub);
    expect(verified.expiresAt.getTime()).toBeGreaterThan(Date.now() + 290_000);
  });

  test('a forged signature: another key under the same name', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    expect(await refusalOf(await issuer.token({}, {}, privateKey))).toBe(
      'its signature does not verify with the keys of its issuer',
    );
  });

  test('a payload that was changed after signing', async () => {
    const [header, payload = '', signature] = (await issuer.token()).split('.');
    const changed = Buffer.from(Buffer.from(payload, 'base64url').toString().replace('acme/app', 'evil/app'));
    expect(await refusalOf([header, changed.toString('base64url'), signature].join('.'))).toContain(
      'signature does not verify',
    );
  });

  test('alg none, with and without a signature', async () => {
    const [, payload] = (await issuer.token()).split('.');
    const header = Buffer.from('{"alg":"none","kid":"one"}').toString('base64url');
    expect(await refusalOf(`${header}.${payload}.AAAA`)).toContain('another algorithm');
    expect(await refusalOf(`${header}.${payload}.`)).toContain('not a JSON Web Token');
  });

  test('HS256 with the public key as secret', async () => {
    const secret = Buffer.from(JSON.stringify(issuer.publicJwk));
    expect(await refusalOf(await issuer.token({}, { alg: 'HS256' }, new Uint8Array(secret)))).toContain(
      'another algorithm',
    );
  });

  test('another audience, and ours among several', async () => {
    expect(await refusalOf(await issuer.token({ aud: 'npm' }))).toBe('its claim `aud` is not as expected');
    expect(await refusalOf(await issuer.token({ aud: [audience, 'npm'] }))).toBe(
      'it is for other audiences too',
    );
  });

  test('expired, not yet valid, and a minute of grace', async () => {
    const token = await issuer.token();
    expect(await refusalOf(token, issuer, new Date(Date.now() + 365_000))).toBe('it has expired');
    expect(await refusalOf(token, issuer, new Date(Date.now() - 90_000))).toBe(
      'its claim `nbf` is not as expected',
    );
    await expect(verify(token, issuer, new Date(Date.now() + 350_000))).resolves.toBeDefined();
  });

  test.each(['exp', 'iat', 'sub'])('without %s', async (claim) => {
    expect(await refusalOf(await issuer.token({ [claim]: undefined }))).toBe(
      `its claim \`${claim}\` is not as expected`,
    );
  });

  test.each(Object.keys(claims).filter((claim) => claim !== 'sub'))(
    'without %s, empty, and as a number',
    async (claim) => {
      expect(await refusalOf(await issuer.token({ [claim]: undefined }))).toBe(
        `its claim \`${claim}\` is missing`,
      );
      expect(await refusalOf(await issuer.token({ [claim]: '' }))).toBe(`its claim \`${claim}\` is empty`);
      expect(await refusalOf(await issuer.token({ [claim]: 7 }))).toBe(`its claim \`${claim}\` is not text`);
    },
  );

  test('a claim that stands twice', async () => {
    const [header, payload = '', signature] = (await issuer.token()).split('.');
    const text = Buffer.from(payload, 'base64url').toString();
    const twice = Buffer.from(text.replace('{', '{"repository":"evil/app",')).toString('base64url');
    expect(await refusalOf([header, twice, signature].join('.'))).toContain('each claim once');
  });

  test.each(['', 'a.b', 'a.b.c.d', 'YQ.YQ.YQ', 'YQ.W10.YQ', 'a.b\n.c'])('%j is no token', async (token) => {
    const fault = await faultOf(verify(token));
    expect(fault.message).toContain('not a JSON Web Token');
  });

  test('T24 a token is not taken apart at every dot that it has (GHSA-f83f-xpx7-ffpw)', async () => {
    const dots = '.'.repeat(50_000_000);
    const took = stopwatch();
    expect((await faultOf(verify(dots))).message).toContain('not a JSON Web Token');
    expect(took()).toBeLessThan(100);
  });

  test('T4 another issuer is refused before any request goes to it', async () => {
    const other = await started();
    expect(await refusalOf(await other.token(), issuer)).toBe(
      'its issuer is not the one that is expected here',
    );
    expect(other.served.records).toEqual([]);
    expect(issuer.served.records).toEqual([]);
  });

  test('T29 keys on another host are not fetched (GHSA-f5mr-q85p-6hh6)', async () => {
    const other = await started();
    const bent = await started((request, reply) =>
      request.path.endsWith('configuration')
        ? { ...reply, body: { issuer: bent.url, jwks_uri: `${other.url}/keys` } }
        : reply,
    );
    expect(await refusalOf(await bent.token(), bent)).toBe('its issuer keeps its keys on another host');
    expect(other.served.records).toEqual([]);
  });

  const documents: [string, (url: string) => Record<string, Reply>, string][] = [
    [
      'under another name',
      () => ({ configuration: { status: 200, body: { issuer: 'https://x', jwks_uri: 'y' } } }),
      'under another name',
    ],
    ['without a key set', () => ({ keys: { status: 200, body: {} } }), 'publishes no key set'],
    ['with no keys', () => ({ keys: { status: 200, body: { keys: [] } } }), 'does not name one of the keys'],
    [
      'with plain http elsewhere',
      (url) => ({ configuration: { status: 200, body: { issuer: url, jwks_uri: 'http://x.example/' } } }),
      'keeps its keys on another host',
    ],
  ];
  test.each(documents)('an issuer %s', async (_, replies, message) => {
    const bent = await started((request, reply) => {
      const [, found] = Object.entries(replies(bent.url)).find(([end]) => request.path.endsWith(end)) ?? [];
      return found ?? reply;
    });
    expect((await faultOf(verify(await bent.token(), bent))).message).toContain(message);
  });

  test('an issuer that is down is a fault of its own', async () => {
    const bent = await started(() => ({ status: 503, body: { message: 'maintenance' } }));
    const fault = await faultOf(verify(await bent.token(), bent));
    expect(fault.code).toBe('CUSTODY-904');
    expect(fault.message).toContain('answered 503: maintenance');
  });
});

describe('requestToken', () => {
  const secret = 'the-request-token-0123456789';
  const masked: string[] = [];
  const ask = (url: string | undefined, token: string | undefined = secret) =>
    requestToken({
      endpoint: { url, token },
      audience: 'sig store',
      http,
      onMask: (text) => masked.push(text),
    });

  async function service(reply: Reply): Promise<{ served: Served; seen: string[] }> {
    const seen: string[] = [];
    const served = await serve((request) => {
      seen.push(`${request.url.search} ${request.headers.authorization}`);
      return reply;
    });
    open.push(served);
    return { served, seen };
  }

  test('T27 the audience is appended to the query, the token sent as bearer, both secrets masked first', async () => {
    masked.length = 0;
    const { served, seen } = await service({ status: 200, body: { count: 1, value: 'a.b.c' } });
    expect(await ask(`${served.url}/token?api-version=2.0`)).toBe('a.b.c');
    await ask(`${served.url}/token`);
    expect(seen).toEqual([
      `?api-version=2.0&audience=sig%20store Bearer ${secret}`,
      `?audience=sig%20store Bearer ${secret}`,
    ]);
    expect(masked.slice(0, 2)).toEqual([secret, 'a.b.c']);
  });

  test.each([
    [undefined, secret],
    ['http://127.0.0.1/', ''],
    ['', secret],
  ])('without the environment (%j, %j): the permission to add, and forks explained', async (url, token) => {
    const fault = await faultOf(ask(url, token));
    expect(fault.code).toBe('CUSTODY-301');
    expect(fault.hint).toContain('permissions:');
    expect(fault.hint).toContain('id-token: write');
    expect(fault.hint).toContain('fork');
  });

  test('a plain http address elsewhere is refused', async () => {
    expect((await faultOf(ask('http://tokens.example/?x=1'))).code).toBe('CUSTODY-301');
  });

  const answers: [string, Reply, string, string][] = [
    ['403', { status: 403, body: { message: `no ${secret}` } }, 'CUSTODY-301', 'answered 403'],
    ['500', { status: 500, body: { message: 'broken' } }, 'CUSTODY-904', 'answered 500: broken'],
    ['no value', { status: 200, body: { secret } }, 'CUSTODY-904', 'with no token'],
    ['an empty value', { status: 200, body: { value: '' } }, 'CUSTODY-904', 'with no token'],
    ['a value that is no text', { status: 200, body: { value: { secret } } }, 'CUSTODY-904', 'with no token'],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://evil.example/' } },
      'CUSTODY-904',
      'sends on to evil.example',
    ],
    [
      'broken JSON',
      { status: 200, headers: { 'content-type': 'application/json' }, body: `{"value":"${secret}` },
      'CUSTODY-904',
      'JSON that cannot be used',
    ],
  ];
  test.each(answers)('an answer with %s', async (_, reply, code, message) => {
    const { served } = await service(reply);
    const fault = await faultOf(ask(`${served.url}/?v=1`));
    expectNoToken(fault, secret);
    expect(fault.code).toBe(code);
    expect(fault.message).toContain(message);
  });
});
