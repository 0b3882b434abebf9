/** The sandbox against stock clients: what they sign verifies, and what is changed does not. */
import { verify, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundleFromJSON, bundleToJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import {
  CIContextProvider,
  DSSEBundleBuilder,
  FulcioSigner,
  MessageSignatureBundleBuilder,
  RekorWitness,
  TSAWitness,
} from '@sigstore/sign';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { attest } from '../../../sandbox/sigstore/attest.ts';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../../sandbox/sigstore/index.ts';
import { preAuthenticationEncoding } from '../../../sandbox/sigstore/rekor-entry.ts';
import { attestExample, leafOf, refusal, STATEMENT, stockVerify } from './support.ts';

const SIGNER = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main';

let sigstore: SandboxSigstore;

beforeAll(async () => {
  sigstore = await bootSigstore();
});

afterAll(() => sigstore.close());

test('boots within three seconds', async () => {
  const start = performance.now();
  const other = await bootSigstore();
  const elapsed = performance.now() - start;
  await other.close();
  console.info(`Sigstore of the sandbox booted in ${elapsed.toFixed(0)} ms`);
  expect(elapsed).toBeLessThan(3000);
});

test('without logs, a certificate has no timestamp of a log, and neither file names one', async () => {
  const other = await bootSigstore({ logs: false });
  try {
    expect(Object.keys(other.trustedRoot)).toEqual([
      'mediaType',
      'certificateAuthorities',
      'timestampAuthorities',
    ]);
    expect(Object.keys(other.signingConfig)).toEqual([
      'mediaType',
      'caUrls',
      'oidcUrls',
      'tsaUrls',
      'tsaConfig',
    ]);
    const claims = exampleClaims();
    const bundle = await attest(other, { statement: STATEMENT, claims, omit: { log: true } });
    const verified = (ctlogThreshold: number, tlogThreshold: number) => {
      const material = toTrustMaterial(TrustedRoot.fromJSON(other.trustedRoot));
      const verifier = new Verifier(material, { ctlogThreshold, tlogThreshold, timestampThreshold: 1 });
      return refusal(() => verifier.verify(toSignedEntity(bundleFromJSON(bundle))));
    };
    expect(verified(0, 0)).toBe('accepted');
    expect(verified(1, 0)).toMatch(/^CERTIFICATE_ERROR/);
    expect(verified(0, 1)).toMatch(/^TLOG_/);
    expect(other.requests.map(({ service }) => service)).not.toContain('ctlog');
  } finally {
    await other.close();
  }
});

describe('what the sandbox issues', () => {
  test('is accepted by @sigstore/verify at thresholds 1, 1 and 1', async () => {
    const signer = stockVerify(sigstore.trustedRoot, await attestExample(sigstore));
    expect(signer.identity?.subjectAlternativeName).toBe(SIGNER);
    expect(signer.identity?.extensions?.issuer).toBe(sigstore.issuer);
  });

  test('is accepted wherever the entry lies in the log', async () => {
    const bundles = await Promise.all(Array.from({ length: 5 }, () => attestExample(sigstore)));
    const outcomes = bundles.map((bundle) => refusal(() => stockVerify(sigstore.trustedRoot, bundle)));
    expect(outcomes).toEqual(bundles.map(() => 'accepted'));
    expect(
      new Set(bundles.map((bundle) => bundle.verificationMaterial.tlogEntries[0]?.['logIndex'])).size,
    ).toBe(5);
  });

  test('with P-384 is signed over SHA-384, which the stock verifier of DSSE does not try', async () => {
    const bundle = await attest(sigstore, { statement: STATEMENT, claims: exampleClaims(), curve: 'P-384' });
    const { payload, payloadType, signatures } = bundle.dsseEnvelope;
    const message = preAuthenticationEncoding(payloadType, Buffer.from(payload, 'base64'));
    const { publicKey } = new X509Certificate(leafOf(bundle));
    expect(publicKey.asymmetricKeyDetails?.namedCurve).toBe('secp384r1');
    expect(verify('sha384', message, publicKey, Buffer.from(signatures[0]?.sig ?? '', 'base64'))).toBe(true);
    expect(refusal(() => stockVerify(sigstore.trustedRoot, bundle))).toMatch(/^SIGNATURE_ERROR: /);
  });

  test('is refused with a changed payload', async () => {
    const bundle = await attestExample(sigstore);
    bundle.dsseEnvelope.payload = Buffer.from(JSON.stringify({ ...STATEMENT, predicate: { a: 1 } })).toString(
      'base64',
    );
    expect(refusal(() => stockVerify(sigstore.trustedRoot, bundle))).toBe(
      'TLOG_BODY_ERROR: DSSE payload hash mismatch',
    );
  });

  test('is refused by the root of another sandbox', async () => {
    const other = await bootSigstore();
    const bundle = await attestExample(sigstore);
    expect(refusal(() => stockVerify(other.trustedRoot, bundle))).toMatch(/^TIMESTAMP_ERROR: /);
    await other.close();
  });

  test('has a log index that is not the index in the tree, as a log with frozen shards has', async () => {
    const [entry] = (await attestExample(sigstore)).verificationMaterial.tlogEntries;
    const proof = entry?.['inclusionProof'] as { logIndex: string };
    expect(entry?.['logIndex']).not.toBe(proof.logIndex);
  });
});

describe('@sigstore/sign', () => {
  test.each(['dsse', 'message'] as const)('signs a %s bundle against the services', async (kind) => {
    const { requestUrl, requestToken } = sigstore.registerJob(exampleClaims());
    process.env['ACTIONS_ID_TOKEN_REQUEST_URL'] = requestUrl;
    process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] = requestToken;
    const { fulcio, rekor, timestamp } = sigstore.urls;
    const options = {
      signer: new FulcioSigner({
        fulcioBaseURL: fulcio,
        identityProvider: new CIContextProvider('sigstore'),
      }),
      witnesses: [
        new RekorWitness({ rekorBaseURL: rekor, entryType: 'dsse' }),
        new TSAWitness({ tsaBaseURL: timestamp }),
      ],
    };
    const data = Buffer.from(JSON.stringify(STATEMENT));
    const bundle = bundleToJSON(
      kind === 'dsse'
        ? await new DSSEBundleBuilder(options).create({ data, type: 'application/vnd.in-toto+json' })
        : await new MessageSignatureBundleBuilder(options).create({ data }),
    );
    const signer = stockVerify(sigstore.trustedRoot, bundle, kind === 'dsse' ? undefined : data);
    expect(signer.identity?.subjectAlternativeName).toBe(SIGNER);
  });
});

test('records what was asked, by service', async () => {
  const other = await bootSigstore();
  await attestExample(other);
  expect(
    other.requests.map(({ service, method, path, status }) => `${service} ${method} ${path} ${status}`),
  ).toEqual([
    'oidc GET /token 200',
    'oidc GET /.well-known/openid-configuration 200',
    'oidc GET /.well-known/jwks 200',
    'ctlog POST /ct/v1/add-pre-chain 200',
    'fulcio POST /api/v2/signingCert 200',
    'rekor POST /api/v1/log/entries 201',
    'timestamp POST /api/v1/timestamp 201',
  ]);
  await other.close();
});

test('describes itself in a signing configuration', () => {
  const service = (url: string): object =>
    expect.objectContaining({ url, majorApiVersion: 1, validFor: { start: expect.any(String) } }) as object;
  expect(sigstore.signingConfig).toMatchObject({
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [service(sigstore.urls.fulcio)],
    oidcUrls: [service(sigstore.issuer)],
    rekorTlogUrls: [service(sigstore.urls.rekor)],
    rekorTlogConfig: { selector: 'ANY' },
    tsaUrls: [service(sigstore.urls.timestamp)],
    tsaConfig: { selector: 'ANY' },
  });
});
