/** Published attacks on verifiers, played against `verify` as a process: exit code and words. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { limits } from '../../src/model/limits.ts';
import { type Attack, evidence } from '../support/stand.ts';
import { bootStand, type Ended, type Run, type Stand } from './verify-process.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await bootStand();
});
afterEach(() => {
  stand.sandbox.github.interrupt = undefined;
});
afterAll(() => stand.close());

const signed = (attack: Attack = {}) => evidence(stand.sandbox.sigstore, attack);
const sbom = { predicateType: 'https://spdx.dev/Document/v2.3', predicate: {} };

/** Exit code, and the first code that is told. */
async function outcome(run: Run = {}): Promise<string> {
  return told(await stand.verify(run));
}
const told = ({ code, stdout, stderr }: Ended) =>
  `${code} ${/CUSTODY-\d+/.exec(stderr + stdout)?.[0] ?? stdout.slice(0, 4)}`;

const answer = (body: object | string, headers: Record<string, string> = {}) => {
  stand.sandbox.github.interrupt = () => ({ status: 200, headers, body });
};
const listed = (...bundles: readonly object[]) => ({ attestations: bundles.map((bundle) => ({ bundle })) });

test('the honest bundle passes, from the API and from a file', async () => {
  const bundle = await signed();
  expect(await outcome({ bundles: [bundle] })).toBe('0 pass');
  answer(listed(bundle));
  expect(await outcome()).toBe('0 pass');
});

describe('T20 evidence of another type is no evidence', () => {
  test('T20 the API has none of the wanted type (GHSA-fgw4-v983-mgp8)', async () => {
    stand.store(await signed({ statement: sbom }));
    expect(await outcome()).toBe('1 CUSTODY-401');
  });

  test('T20 the API hands out what is validly signed, of another type (GHSA-739f-hw6h-7wq8)', async () => {
    const bundle = await signed({ statement: sbom });
    answer(listed(bundle, bundle));
    expect(await outcome()).toBe('1 CUSTODY-401');
    expect(await outcome({ options: { 'predicate-type': sbom.predicateType } })).toBe('0 pass');
  });

  test('T22 a signed payload that is no statement, and one of another type (GHSA-w6c6-c85g-mmv6)', async () => {
    const unreadable = await signed({ statement: Buffer.from('{"subject":') });
    expect(await outcome({ bundles: [unreadable] })).toBe('2 CUSTODY-407');
    expect(await outcome({ bundles: [await signed({ statement: sbom })] })).toBe('1 CUSTODY-430');
  });
});

describe('T22 what cannot be taken apart ends with 2, under its own code', () => {
  const without: Readonly<Record<string, object>> = {
    'an empty chain': { x509CertificateChain: { certificates: [] } },
    'an empty certificate': { certificate: { rawBytes: '' } },
    nothing: {},
  };
  test.each(Object.entries(without))(
    'T22 %s in place of a certificate (GHSA-7c37-gx6w-8vc5)',
    async (_, by) => {
      const { certificate: __, ...material } = (await signed()).verificationMaterial;
      const bundle = { ...(await signed()), verificationMaterial: { ...material, ...by } };
      expect(await outcome({ bundles: [bundle] })).toBe('2 CUSTODY-403');
    },
  );
});

describe('T3 an expression is no identity', () => {
  test.each([
    ['signer-workflow', '.*'],
    ['signer-workflow', '^https://github.com/acme/.*$'],
    ['repository', 'acme/.*'],
    ['source-ref', '.*'],
  ])('T3 `%s: %s` is refused before anything is verified (GHSA-46mp-8w32-6g94)', async (name, value) => {
    const bundles = [await signed()];
    expect(await outcome({ bundles, options: { [name]: value } })).toBe('2 CUSTODY-102');
  });

  test('T3 dots, brackets and bars are letters (GHSA-46mp-8w32-6g94)', async () => {
    const bundles = [await signed()];
    const by = (options: Run['options'] & object) => outcome({ bundles, options });
    expect(await by({ 'signer-workflow': '.github/workflows/releas..yml' })).toBe('1 CUSTODY-432');
    expect(await by({ 'signer-workflow': '.github/workflows/(release|build).yml' })).toBe('1 CUSTODY-432');
    expect(await by({ 'source-ref': 'refs/heads/(main|dev)' })).toBe('1 CUSTODY-434');
    expect(await by({ 'source-ref': 'refs/heads/mai.' })).toBe('1 CUSTODY-434');
    expect(await by({ issuer: '.*' })).toBe('1 CUSTODY-431');
  });
});

test('T25 a name with dot segments is the name of the file that it leads to (GHSA-vrxp-mg9f-hwf3)', async () => {
  const bundles = [await signed()];
  const ended = await stand.verify({ bundles, file: 'dist/../other/app.tgz' });
  expect(ended.stdout).toMatch(/^pass {5}other\/app\.tgz /);
  expect(told(await stand.verify({ bundles, file: '../app.tgz' }))).toMatch(/^2 CUSTODY-20\d$/);
});

test('T27 a secret on the command line is refused, and shown by nothing (GHSA-m4gq-fm9h-8q75)', async () => {
  const bundles = [await signed()];
  const given = await stand.verify({ bundles, options: { 'github-token': stand.token } });
  expect(given.code).toBe(2);
  const passed = await stand.verify({ bundles });
  expect(passed.code).toBe(0);
  for (const { stdout, stderr } of [given, passed]) expect(stdout + stderr).not.toContain(stand.token);
});

describe('T22 a source that does not answer as it should', () => {
  test.each([500, 502, 429, 403, 401])('T22 %i beside good evidence in a file is no pass', async (status) => {
    stand.sandbox.github.interrupt = () => ({ status, body: { message: 'no' } });
    expect(await outcome({ bundles: [await signed()] })).toBe('2 CUSTODY-402');
  });

  test('T22 404 of a repository that may not be seen', async () => {
    stand.sandbox.github.interrupt = () => ({ status: 404, body: { message: 'Not Found' } });
    expect(await outcome()).toBe('2 CUSTODY-402');
  });

  test('T20 404 for the digest alone, and an empty page, are no evidence', async () => {
    for (const absent of ['not-found', 'empty-list'] as const) {
      stand.sandbox.github.absent = absent;
      expect(await outcome({ options: { 'predicate-type': 'https://example.com/none' } })).toBe(
        '1 CUSTODY-401',
      );
    }
  });

  test('T22 200 without a list', async () => {
    for (const body of ['', {}, [], { attestations: null }, { message: 'later' }]) {
      answer(body);
      expect(await outcome({ bundles: [await signed()] })).toMatch(/^2 CUSTODY-(402|904)$/);
    }
  });

  test('T22 the same page for ever', async () => {
    answer(listed(await signed()), { link: '</x?after=same>; rel="next"' });
    expect(await outcome()).toBe('2 CUSTODY-402');
  });

  test('T24 always another page (GHSA-9m3v-v4r5-ppx7)', async () => {
    const page = listed(...Array.from({ length: 100 }, () => ({})));
    let pages = 0;
    stand.sandbox.github.interrupt = () => {
      pages += 1;
      return { status: 200, headers: { link: `</x?after=${pages}>; rel="next"` }, body: page };
    };
    expect(await outcome()).toMatch(/^2 CUSTODY-40[34]$/);
    expect(pages).toBeLessThanOrEqual(limits.attestationsPerSubject / 100 + 1);
  });
});
