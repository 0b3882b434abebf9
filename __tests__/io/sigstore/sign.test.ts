/** The signing ceremony against the sandbox's Sigstore, and against services that answer something else. */

import { type KeyObject, X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import type { Reply, ServedRequest } from '../../../sandbox/http.ts';
import type { ServiceName } from '../../../sandbox/sigstore/index.ts';
import { timestampQuery } from '../../../src/io/sigstore/timestamp-query.ts';
import { faultOf } from '../../support/faults.ts';
import { expectNoToken } from '../../support/token-search.ts';
import { type Bench, bench, statement } from './support.ts';

let at: Bench;
/** Milliseconds by which every clock is ahead. */
let shift = 0;

beforeEach(async () => {
  shift = 0;
  at = await bench(() => new Date(Date.now() + shift));
});

afterEach(async () => {
  await at.close();
});

type Json = { [key: string]: Json } & string & Json[];
const parse = (bytes: Uint8Array): Json => JSON.parse(Buffer.from(bytes).toString()) as Json;
const certificateOf = (bundle: Uint8Array) =>
  parse(bundle)['verificationMaterial']?.['certificate']?.['rawBytes'] ?? '';
const asked = (service: ServiceName) => at.sigstore.requests.filter((request) => request.service === service);

function pem(base64: string): string {
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
}

/** Answers in place of one service; `undefined` lets it answer itself. */
function replace(
  service: ServiceName,
  answer: (request: ServedRequest) => Reply | undefined | Promise<Reply | undefined>,
): void {
  at.sigstore.faults.intercept = (name, request) => (name === service ? answer(request) : undefined);
}

async function refusalOf(work: Promise<unknown>): Promise<{ code: string; message: string; hint: string }> {
  const fault = await faultOf(work);
  expect(at.secrets.length).toBeGreaterThanOrEqual(2);
  for (const secret of at.secrets) expectNoToken(fault, secret);
  expect(fault.hint).not.toBe('');
  return fault;
}

describe('sigstoreSigner', () => {
  test('signs a bundle v0.3 that a stock verifier accepts at thresholds 1/1/1', async () => {
    const signer = at.signer();
    expect((await signer.identify()).repository).toBe('acme/shop');
    const bundle = await signer.sign(statement());
    expect(parse(bundle)['mediaType']).toBe('application/vnd.dev.sigstore.bundle.v0.3+json');
    const material = toTrustMaterial(TrustedRoot.fromJSON(at.sigstore.trustedRoot));
    const verifier = new Verifier(material, { ctlogThreshold: 1, tlogThreshold: 1, timestampThreshold: 1 });
    expect(() => verifier.verify(toSignedEntity(bundleFromJSON(parse(bundle))))).not.toThrow();
    expect(Buffer.from(parse(bundle)['dsseEnvelope']?.['payload'] ?? '', 'base64').equals(statement())).toBe(
      true,
    );
  });

  test('asks in order, the public log last', async () => {
    await at.signer().sign(statement());
    const names = at.sigstore.requests
      .map(({ service }) => service)
      .filter((name) => name !== 'oidc' && name !== 'ctlog');
    expect(names).toEqual(['fulcio', 'timestamp', 'rekor']);
  });

  test('statements share one token and one certificate, also at the same time; both secrets are masked', async () => {
    const signer = at.signer();
    await signer.identify();
    const bundles = await Promise.all([signer.sign(statement('1')), signer.sign(statement('2'))]);
    bundles.push(await signer.sign(statement('3')));
    expect(new Set(bundles.map(certificateOf)).size).toBe(1);
    expect(asked('fulcio')).toHaveLength(1);
    expect(asked('oidc').filter(({ path }) => path === '/token')).toHaveLength(1);
    expect(at.secrets).toHaveLength(2);
    expect(at.secrets[1]).toMatch(/^eyJ/);
  });

  test('a certificate about to expire is replaced, and its key with it', async () => {
    const signer = at.signer();
    const first = certificateOf(await signer.sign(statement()));
    shift = 8 * 60_000;
    expect(certificateOf(await signer.sign(statement()))).toBe(first);
    shift = 9.5 * 60_000;
    const second = certificateOf(await signer.sign(statement()));
    expect(second).not.toBe(first);
    const keys = [first, second].map((der) => new X509Certificate(Buffer.from(der, 'base64')).publicKey);
    expect(keys[0]?.equals(keys[1] as KeyObject)).toBe(false);
    expect(asked('fulcio')).toHaveLength(2);
  });

  test('a failure is not kept: the next call succeeds', async () => {
    const signer = at.signer();
    replace('oidc', () => ({ status: 500 }));
    expect((await faultOf(signer.identify())).code).toBe('CUSTODY-904');
    replace('fulcio', () => ({ status: 400, body: { message: 'no' } }));
    expect((await refusalOf(signer.sign(statement()))).code).toBe('CUSTODY-304');
    at.sigstore.faults.intercept = undefined as never;
    await expect(signer.sign(statement())).resolves.toBeDefined();
  });
});

describe('the certificate authority', () => {
  test('a certificate for another key', async () => {
    const other = pem(certificateOf(await at.signer().sign(statement())));
    replace('fulcio', () => ({
      status: 200,
      body: { signedCertificateEmbeddedSct: { chain: { certificates: [other] } } },
    }));
    const fault = await refusalOf(at.signer().sign(statement()));
    expect(fault.code).toBe('CUSTODY-304');
    expect(fault.message).toContain('a certificate for another key');
    expect(asked('timestamp')).toHaveLength(1);
  });

  const answers: [string, Reply, string, string][] = [
    [
      '403',
      { status: 403, body: { message: 'issuer unknown' } },
      'CUSTODY-304',
      'answered 403: issuer unknown',
    ],
    ['503', { status: 503, body: { message: 'later' } }, 'CUSTODY-304', 'answered 503: later'],
    [
      'no certificate',
      { status: 201, body: { signedCertificateEmbeddedSct: {} } },
      'CUSTODY-304',
      'no certificate',
    ],
    [
      'no text',
      { status: 201, body: { signedCertificateEmbeddedSct: { chain: { certificates: [7] } } } },
      'CUSTODY-304',
      'no certificate',
    ],
    [
      'no X.509',
      { status: 201, body: { signedCertificateEmbeddedSct: { chain: { certificates: ['x'] } } } },
      'CUSTODY-304',
      'cannot be read',
    ],
    [
      'HTML',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>' },
      'CUSTODY-904',
      'content type text/html',
    ],
    [
      'a redirect',
      { status: 307, headers: { location: 'https://evil.example/api' } },
      'CUSTODY-904',
      'sends on to evil.example',
    ],
  ];
  test.each(answers)('an answer with %s', async (_, reply, code, message) => {
    replace('fulcio', () => reply);
    const fault = await refusalOf(at.signer().sign(statement()));
    expect(fault.code).toBe(code);
    expect(fault.message).toContain(message);
  });

  test('a token that is rejected is replaced once', async () => {
    const given: unknown[] = [];
    replace('fulcio', ({ body }) => {
      given.push(JSON.parse(Buffer.from(body).toString()).credentials.oidcIdentityToken);
      return given.length < 2 ? { status: 401, body: { message: 'the token has expired' } } : undefined;
    });
    await at.signer().sign(statement());
    expect(new Set(given).size).toBe(2);
    given.length = 0;
    replace('fulcio', () => ({ status: 401, body: { message: 'no' } }));
    const before = asked('fulcio').length;
    expect((await refusalOf(at.signer().sign(statement()))).code).toBe('CUSTODY-304');
    expect(asked('fulcio')).toHaveLength(before + 2);
  });

  test('a token that would expire while the authority fails is replaced', async () => {
    const given: unknown[] = [];
    replace('fulcio', ({ body }) => {
      given.push(JSON.parse(Buffer.from(body).toString()).credentials.oidcIdentityToken);
      if (given.length === 2) shift += 10 * 60_000;
      return given.length < 4 ? { status: 503 } : undefined;
    });
    await at.signer().sign(statement());
    expect(given).toHaveLength(4);
    expect(given[0]).toBe(given[1]);
    expect(given[2]).not.toBe(given[1]);
    expect(given[3]).toBe(given[2]);
  });

  test('an authority that sends the token back', async () => {
    replace('fulcio', (request) => ({
      status: 400,
      body: { message: Buffer.from(request.body).toString() },
    }));
    const fault = await refusalOf(at.signer().sign(statement()));
    expect(fault.message).toMatch(/answered 400$/);
  });
});

describe('the timestamp authority', () => {
  const reply = (body: Uint8Array): Reply => ({
    status: 201,
    headers: { 'content-type': 'application/timestamp-reply' },
    body,
  });

  /** What the authority answers to another query. */
  async function stamp(digest: Uint8Array, nonce: Uint8Array): Promise<Uint8Array> {
    const headers = { 'content-type': 'application/timestamp-query' };
    const answer = await fetch(at.sigstore.urls.timestamp, {
      method: 'POST',
      headers,
      body: timestampQuery(digest, nonce),
    });
    return new Uint8Array(await answer.arrayBuffer());
  }

  async function refusalWith(body: Uint8Array): Promise<string> {
    replace('timestamp', () => reply(body));
    const fault = await refusalOf(at.signer().sign(statement()));
    expect(fault.code).toBe('CUSTODY-305');
    expect(asked('rekor')).toEqual([]);
    return fault.message;
  }

  test('a timestamp of something else', async () => {
    expect(await refusalWith(await stamp(new Uint8Array(32).fill(7), Buffer.alloc(8, 0x41)))).toContain(
      'a timestamp of something else',
    );
  });

  test('the same signature under another nonce', async () => {
    replace('timestamp', async (request) => {
      // Bytes 17 to 48 of the imprint: the digest that is asked about.
      const start = Buffer.from(request.body).indexOf(Buffer.of(0x04, 0x20)) + 2;
      const digest = request.body.slice(start, start + 32);
      at.sigstore.faults.intercept = undefined as never;
      return reply(await stamp(digest, Buffer.alloc(8, 0x42)));
    });
    const fault = await refusalOf(at.signer().sign(statement()));
    expect(fault.code).toBe('CUSTODY-305');
    expect(fault.message).toContain('the nonce differs');
  });

  test('rejected, no response, and nothing', async () => {
    expect(await refusalWith(Buffer.from('30053003020102', 'hex'))).toContain('a status other than granted');
    expect(await refusalWith(Buffer.from('3003020100', 'hex'))).toContain('a status other than granted');
    expect(await refusalWith(new Uint8Array())).toContain('not a timestamp response');
    expect(await refusalWith(Buffer.from('<html>'))).toContain('not a timestamp response');
  });

  test('a time outside the life of the certificate', async () => {
    at.sigstore.faults.timestampShift = 3_600;
    const fault = await refusalOf(at.signer().sign(statement()));
    expect(fault.code).toBe('CUSTODY-305');
    expect(fault.message).toContain('outside the life of the certificate');
    expect(asked('rekor')).toEqual([]);
  });

  test.each([1, 5])(
    '%i times a time that verifiers cannot read: asked again, at most thrice',
    async (bad) => {
      let count = 0;
      at.sigstore.faults.intercept = async (service, request) => {
        if (service !== 'timestamp' || request.headers['x-inner'] !== undefined) return undefined;
        count += 1;
        const headers = { 'content-type': 'application/timestamp-query', 'x-inner': 'yes' };
        const answer = await fetch(request.url, {
          method: 'POST',
          headers,
          body: new Uint8Array(request.body),
        });
        const bytes = Buffer.from(await answer.arrayBuffer());
        const time = /\d{14}Z/.exec(bytes.toString('latin1'))?.index ?? 0;
        if (count <= bad) bytes[time + 13] = 0x2e;
        return reply(bytes);
      };
      if (bad === 1) await expect(at.signer().sign(statement())).resolves.toBeDefined();
      else
        expect((await refusalOf(at.signer().sign(statement()))).message).toContain('verifiers cannot read');
      expect(count).toBe(bad === 1 ? 2 : 3);
    },
  );

  test('an outage leaves no entry in the log', async () => {
    replace('timestamp', () => ({ status: 502, body: { message: 'bad gateway' } }));
    const fault = await refusalOf(at.signer().sign(statement()));
    expect(fault).toMatchObject({
      code: 'CUSTODY-305',
      message: expect.stringContaining('answered 502: bad gateway'),
    });
    expect(asked('timestamp').length).toBeGreaterThan(1);
    expect(asked('rekor')).toEqual([]);
  });
});

describe('the transparency log', () => {
  let entry: { [uuid: string]: Json } = {};

  /** Lets the log answer once and keeps its entry. */
  async function logged(): Promise<void> {
    replace('rekor', async (request) => {
      at.sigstore.faults.intercept = undefined as never;
      const answer = await fetch(request.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: new Uint8Array(request.body),
      });
      entry = (await answer.json()) as typeof entry;
      return { status: 201, body: entry };
    });
    await at.signer().sign(statement('first'));
    expect(Object.keys(entry)).toHaveLength(1);
  }

  test('an entry about something else', async () => {
    await logged();
    replace('rekor', () => ({ status: 201, body: entry }));
    const fault = await refusalOf(at.signer().sign(statement('second')));
    expect(fault.code).toBe('CUSTODY-306');
    expect(fault.message).toContain('an entry about something else');
  });

  test('two entries, none, no proof, no body, no JSON', async () => {
    await logged();
    const [[uuid = '', whole] = []] = Object.entries(entry);
    const bodies: [object, string][] = [
      [{ ...entry, [`0${uuid}`]: whole }, 'other than one entry'],
      [{}, 'other than one entry'],
      [{ [uuid]: { ...(whole as object), body: undefined } }, 'an entry without a body'],
      [{ [uuid]: { ...(whole as object), body: 'e30=' } }, 'an entry about something else'],
    ];
    for (const [body, message] of bodies) {
      replace('rekor', () => ({ status: 201, body }));
      expect((await refusalOf(at.signer().sign(statement('second')))).message).toContain(message);
    }
    replace('rekor', () => ({ status: 201, headers: { 'content-type': 'application/json' }, body: '{"a":' }));
    expect((await refusalOf(at.signer().sign(statement('second')))).code).toBe('CUSTODY-904');
  });

  test.each(['promise', 'proof'] as const)('an entry without %s', async (part) => {
    at.sigstore.faults[part] = 'omit';
    const fault = await refusalOf(at.signer().sign(statement()));
    expect(fault.message).toContain('an entry without a whole proof');
  });

  test('a lost answer: asked again, the log has it already, its entry is taken', async () => {
    let calls = 0;
    replace('rekor', async (request) => {
      if (request.method !== 'POST') return undefined;
      calls += 1;
      if (calls !== 1) return undefined;
      const answer = fetch(request.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: new Uint8Array(request.body),
      });
      expect((await answer).status).toBe(201);
      return { status: 503 };
    });
    await at.signer().sign(statement());
    expect(asked('rekor').map(({ method, status }) => `${method} ${status}`)).toEqual([
      'POST 201',
      'POST 503',
      'POST 409',
      'GET 200',
    ]);
  });

  test.each(['', 'https://evil.example/api/v1/log/entries/', '/elsewhere/'])(
    'a conflict that points to %j',
    async (prefix) => {
      replace('rekor', () => ({
        status: 409,
        headers: { location: `${prefix}${prefix && 'a'.repeat(80)}` },
        body: {},
      }));
      const fault = await refusalOf(at.signer().sign(statement()));
      expect(fault.code).toBe('CUSTODY-306');
      expect(fault.message).toContain('does not say where');
    },
  );

  test('a refusal names what the log said', async () => {
    replace('rekor', () => ({ status: 400, body: { code: 400, message: 'entry too large' } }));
    const fault = await refusalOf(at.signer().sign(statement()));
    expect(fault).toMatchObject({
      code: 'CUSTODY-306',
      message: expect.stringContaining('answered 400: entry too large'),
    });
  });
});

test('the request token of a stranger is no identity', async () => {
  replace('oidc', (request) =>
    request.path === '/token' ? { status: 200, body: { value: 'no.token.here' } } : undefined,
  );
  expect((await refusalOf(at.signer().identify())).code).toBe('CUSTODY-302');
});
