/**
 * The signing ceremony of a client, over HTTP and with plain fetch: any statement, any payload type. For
 * evidence that an honest client would never make. The result follows protobuf-specs, Bundle 0.3.
 */
import type { KeyObject } from 'node:crypto';
import { accepted, logEntry, post } from './attest-log.ts';
import type { CertificateFaults, SandboxSigstore, TokenClaims, TokenFaults } from './index.ts';
import { type Curve, generateCurveKey, sha256, signWith } from './keys.ts';
import { preAuthenticationEncoding } from './rekor-entry.ts';

/** What to sign, and as whom. */
export interface AttestOptions {
  /** The payload's bytes, or an object that becomes its JSON. */
  readonly statement: Uint8Array | object;
  readonly claims: TokenClaims;
  readonly certificate?: CertificateFaults;
  readonly token?: TokenFaults;
  /** Default: `application/vnd.in-toto+json`. */
  readonly payloadType?: string;
  /** Number of signatures in the envelope, all by the same key; all are logged. Default: 1. */
  readonly signatures?: number;
  /** Default: P-256. */
  readonly curve?: Curve;
  /** Steps to leave out. */
  readonly omit?: { readonly log?: boolean; readonly timestamp?: boolean };
}

/** A bundle as JSON, as deep as tests change it. */
export interface BundleJson {
  mediaType: string;
  verificationMaterial: {
    certificate: { rawBytes: string };
    tlogEntries: Record<string, unknown>[];
    timestampVerificationData: { rfc3161Timestamps: { signedTimestamp: string }[] };
  };
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string }[] };
}

/** The services, of the sandbox or real ones, and where a job requests its token. */
export type Services = Pick<SandboxSigstore, 'urls' | 'rekorVersion' | 'registerJob'>;

/**
 * Requests a token and a certificate, signs, logs and timestamps. Throws Error with status and body of the
 * first service that refuses.
 */
export async function attest(sigstore: Services, options: AttestOptions): Promise<BundleJson> {
  const { privateKey, publicKey } = await generateCurveKey(options.curve ?? 'P-256');
  const token = await requestToken(sigstore, options);
  const certificate = await requestCertificate(sigstore.urls.fulcio, token, privateKey, publicKey);
  const dsseEnvelope = signEnvelope(options, privateKey);
  const { omit = {} } = options;
  const tlogEntries = omit.log === true ? [] : [await logEntry(sigstore, dsseEnvelope, certificate)];
  const [first] = dsseEnvelope.signatures;
  const rfc3161Timestamps =
    omit.timestamp === true || first === undefined
      ? []
      : [await timestamp(sigstore.urls.timestamp, first.sig)];
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      certificate: { rawBytes: certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '') },
      tlogEntries,
      timestampVerificationData: { rfc3161Timestamps },
    },
    dsseEnvelope,
  };
}

/** The token of a new job, for Fulcio unless `audience` says otherwise. */
export async function requestToken(
  sigstore: Pick<Services, 'registerJob'>,
  job: Pick<AttestOptions, 'claims' | 'certificate' | 'token'>,
  audience = 'sigstore',
): Promise<string> {
  const { claims, certificate = {}, token = {} } = job;
  const { requestUrl, requestToken: secret } = sigstore.registerJob(claims, { certificate, token });
  const response = await fetch(`${requestUrl}&audience=${audience}`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  const { value } = (await accepted(response)) as { value: string };
  return value;
}

/** The leaf in PEM that Fulcio issues for the key; the proof of possession signs the token's subject. */
export async function requestCertificate(
  fulcio: string,
  token: string,
  privateKey: KeyObject,
  publicKey: KeyObject,
  challenge?: string,
): Promise<string> {
  const subject = challenge ?? subjectOfToken(token);
  const content = publicKey.export({ type: 'spki', format: 'pem' });
  const answer = await post(`${fulcio}/api/v2/signingCert`, {
    credentials: { oidcIdentityToken: token },
    publicKeyRequest: {
      publicKey: { algorithm: 'ECDSA', content },
      proofOfPossession: base64(signWith(privateKey, Buffer.from(subject))),
    },
  });
  const [certificate] = Object.values((await accepted(answer)) as Record<string, IssuedChain>);
  if (certificate === undefined) throw new Error('the authority answered without a certificate');
  return certificate.chain.certificates[0];
}

/** Under `signedCertificateEmbeddedSct`, or `signedCertificateDetachedSct` where there is no log of certificates. */
interface IssuedChain {
  readonly chain: { readonly certificates: readonly [string, ...string[]] };
}

function subjectOfToken(token: string): string {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return String(claims.sub);
}

function signEnvelope(options: AttestOptions, key: KeyObject): BundleJson['dsseEnvelope'] {
  const { statement, payloadType = 'application/vnd.in-toto+json', signatures = 1 } = options;
  const payload = statement instanceof Uint8Array ? statement : Buffer.from(JSON.stringify(statement));
  const message = preAuthenticationEncoding(payloadType, payload);
  const sign = (): { sig: string } => ({ sig: base64(signWith(key, message)) });
  return { payload: base64(payload), payloadType, signatures: Array.from({ length: signatures }, sign) };
}

async function timestamp(url: string, signature: string): Promise<{ signedTimestamp: string }> {
  const artifactHash = base64(sha256(Buffer.from(signature, 'base64')));
  const response = await post(url, { artifactHash, hashAlgorithm: 'sha256' });
  if (!response.ok) await accepted(response);
  return { signedTimestamp: base64(new Uint8Array(await response.arrayBuffer())) };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
