/** Signing with a token that is given, over a file's bytes and over a statement, against the sandbox. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import type { Reply, ServedRequest } from '../../../sandbox/http.ts';
import { bootStand, identity, type Stand, statementAbout } from '../../conformance/stand.ts';
import { faultOf } from '../../support/faults.ts';
import { expectNoToken } from '../../support/token-search.ts';

const content = Buffer.from('the very bytes');
let stand: Stand;
beforeEach(async () => {
  stand = await bootStand();
});
afterEach(() => stand.close());

function answerAs(answer: (request: ServedRequest) => Promise<Reply | undefined>): void {
  stand.sigstore.faults.intercept = (name, request) => (name === 'rekor' ? answer(request) : undefined);
}

/** Lets the log take the request, whatever it answers. */
async function forward(request: ServedRequest): Promise<Response> {
  stand.sigstore.faults.intercept = undefined as never;
  const headers = { 'content-type': 'application/json' };
  return fetch(request.url, { method: 'POST', headers, body: new Uint8Array(request.body) });
}

describe('artifactSigner', () => {
  test.each(['message', 'statement'] as const)(
    'a bundle v0.3 over a %s, which a stock verifier accepts',
    async (as) => {
      const bytes = as === 'message' ? content : statementAbout('a'.repeat(64));
      const signed = await (await stand.signer()).sign(bytes, as);
      expect([signed.identity, signed.issuer]).toEqual([identity, stand.sigstore.issuer]);
      const bundle = bundleFromJSON(JSON.parse(Buffer.from(signed.bundle).toString()));
      expect(bundle.mediaType).toBe('application/vnd.dev.sigstore.bundle.v0.3+json');
      const kind = { message: 'hashedrekord', statement: 'dsse' }[as];
      expect(bundle.verificationMaterial.tlogEntries.map((entry) => entry.kindVersion?.kind)).toEqual([kind]);
      const verifier = new Verifier(toTrustMaterial(TrustedRoot.fromJSON(stand.sigstore.trustedRoot)));
      expect(() => verifier.verify(toSignedEntity(bundle, bytes))).not.toThrow();
      if (as === 'message')
        expect(() => verifier.verify(toSignedEntity(bundle, Buffer.from('x')))).toThrow('signature');
    },
  );

  test('an entry about another file is not taken', async () => {
    const signer = await stand.signer();
    let entry: object = {};
    answerAs(async (request) => {
      entry = (await (await forward(request)).json()) as object;
      return { status: 201, body: entry };
    });
    await signer.sign(Buffer.from('first'), 'message');
    answerAs(async () => ({ status: 201, body: entry }));
    const fault = await faultOf(signer.sign(content, 'message'));
    expect(fault.code).toBe('CUSTODY-306');
    expect(fault.message).toContain('an entry about something else');
  });

  test('a lost answer: the log has the entry already, and it is taken', async () => {
    const signer = await stand.signer();
    answerAs(async (request) => {
      expect((await forward(request)).status).toBe(201);
      return { status: 503 };
    });
    await signer.sign(content, 'message');
    const asked = stand.sigstore.requests.filter(({ service }) => service === 'rekor');
    expect(asked.map(({ method, status }) => `${method} ${status}`)).toEqual([
      'POST 201',
      'POST 503',
      'POST 409',
      'GET 200',
    ]);
  });

  test.each(['', 'no token', 'a.b', 'a.e30.c'])('%j is no token', async (token) => {
    expect((await faultOf(stand.signer(token))).code).toBe('CUSTODY-302');
    expect(stand.sigstore.requests).toEqual([]);
  });

  test('a token that the authority refuses is in no fault', async () => {
    const [head, payload, signature = ''] = (await stand.token()).split('.');
    const forged = `${head}.${payload}.${signature.slice(0, -8)}AAAAAAAA`;
    const fault = await faultOf((await stand.signer(forged)).sign(content, 'message'));
    expect(fault.code).toBe('CUSTODY-304');
    expectNoToken(fault, forged);
  });
});
