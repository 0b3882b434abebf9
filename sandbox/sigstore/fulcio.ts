/**
 * The certificate authority of the sandbox: the part of Fulcio's HTTP API (version 2) that signing clients
 * use. Statuses and order of checks follow Fulcio's `pkg/server/grpc_server.go`.
 */
import type { KeyObject } from 'node:crypto';
import type { Handler, Reply, ServedRequest } from '../http.ts';
import { type Authority, randomSerial } from './authorities.ts';
import { type CertificateFields, certificatePem, type Extension, signCertificate } from './certificate.ts';
import type { Der } from './der.ts';
import type { CertificateFaults } from './faults.ts';
import { base64Of, objectOf, parseJson, stringOf } from './json.ts';
import { claimedIssuer, type PublishedKey, TokenRefused, type VerifiedClaims, verifyToken } from './jwt.ts';
import { digestOfKey, parsePublicKey, verifyWith } from './keys.ts';
import { ClaimMissing, leafExtensions } from './leaf.ts';
import { POISON, type SignedCertificateTimestamp, timestampListExtension } from './precertificate.ts';

/** The audience that Fulcio's tokens are for. */
const AUDIENCE = 'sigstore';
/** Seconds that a leaf is valid. */
const LIFETIME = 600;

export interface FulcioOptions {
  /** The intermediate that signs leaves, its chain ending in the root. */
  readonly authority: Authority;
  /** Issuers whose tokens are taken; their keys are found by discovery. */
  readonly issuers: readonly string[];
  /** Absent for an authority that logs nothing: its certificates carry no timestamp of a log. */
  readonly ctLogUrl: string | undefined;
  readonly now: () => Date;
  readonly certificateFaults: (tokenId: unknown) => CertificateFaults;
}

/** A request that Fulcio refuses, with gRPC's code 3 (invalid argument) and status 400. */
class Refused extends Error {}

export function createFulcio(options: FulcioOptions): Handler {
  return async (request) => {
    const { method, path } = request;
    if (method === 'GET' && path === '/api/v2/trustBundle') return trustBundle(options);
    if (method !== 'POST' || path !== '/api/v2/signingCert') return failure(404, 5, 'Not Found');
    try {
      return await createSigningCertificate(request, options);
    } catch (error) {
      if (error instanceof Refused || error instanceof RangeError) return failure(400, 3, error.message);
      throw error;
    }
  };
}

async function createSigningCertificate(request: ServedRequest, options: FulcioOptions): Promise<Reply> {
  const body = parseJson(request.body);
  const credentials = objectOf(body['credentials'], 'credentials');
  const claims = await authenticate(stringOf(credentials['oidcIdentityToken'], 'oidcIdentityToken'), options);
  const publicKey = provenKey(objectOf(body['publicKeyRequest'], 'publicKeyRequest'), claims.sub);
  const leaf = await issueLeaf(claims, publicKey, options);
  const certificates = [leaf, ...options.authority.chain].map(certificatePem);
  const answer =
    options.ctLogUrl === undefined ? 'signedCertificateDetachedSct' : 'signedCertificateEmbeddedSct';
  return { status: 200, body: { [answer]: { chain: { certificates } } } };
}

async function authenticate(token: string, options: FulcioOptions): Promise<VerifiedClaims> {
  try {
    const issuer = options.issuers.find((known) => known === claimedIssuer(token));
    if (issuer === undefined) throw new TokenRefused('token is of an unknown issuer');
    const keys = await discoverKeys(issuer);
    return verifyToken(token, { issuer, audience: AUDIENCE, now: options.now(), keys });
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error;
    throw new Refused(`There was an error processing the identity token: ${error.message}`);
  }
}

async function discoverKeys(issuer: string): Promise<readonly PublishedKey[]> {
  const discovery = await fetch(`${issuer}/.well-known/openid-configuration`);
  const { jwks_uri: address } = (await discovery.json()) as { jwks_uri: string };
  const { keys } = (await (await fetch(address)).json()) as { keys: readonly PublishedKey[] };
  return keys;
}

function provenKey(request: Record<string, unknown>, subject: string): KeyObject {
  const { content } = objectOf(request['publicKey'], 'publicKey');
  const key = parsePublicKey(stringOf(content, 'publicKey.content'));
  if (key === undefined) throw new Refused('The public key supplied in the request could not be parsed');
  if (digestOfKey(key) === undefined) throw new Refused('The public key supplied in the request is insecure');
  const proof = base64Of(request['proofOfPossession'], 'proofOfPossession');
  if (!verifyWith(key, Buffer.from(subject), proof)) {
    throw new Refused('The signature supplied in the request could not be verified');
  }
  return key;
}

async function issueLeaf(claims: VerifiedClaims, publicKey: KeyObject, options: FulcioOptions): Promise<Der> {
  const faults = options.certificateFaults(claims['jti']);
  const fields = leafFields(claims, publicKey, faults, options);
  const signer = options.authority.key.privateKey;
  const withExtension = (extension: Extension): Der =>
    signCertificate({ ...fields, extensions: [...fields.extensions, extension] }, signer);
  if (faults.sct === 'omit' || options.ctLogUrl === undefined) return signCertificate(fields, signer);
  const log = faults.sct === 'foreign' ? `${options.ctLogUrl}/foreign` : options.ctLogUrl;
  const timestamp = await logPrecertificate(withExtension(POISON), options.authority.chain, log);
  return withExtension(timestampListExtension(timestamp));
}

function leafFields(
  claims: VerifiedClaims,
  publicKey: KeyObject,
  faults: CertificateFaults,
  options: FulcioOptions,
): CertificateFields {
  const start = Math.floor(options.now().getTime() / 1000) + (faults.startShift ?? 0);
  try {
    const extensions = leafExtensions(claims, publicKey, options.authority.key.publicKey, faults);
    return {
      serial: randomSerial(),
      issuer: options.authority.name,
      subject: {},
      notBefore: new Date(start * 1000),
      notAfter: new Date((start + (faults.lifetime ?? LIFETIME)) * 1000),
      publicKey,
      extensions,
    };
  } catch (error) {
    if (error instanceof ClaimMissing) throw new Refused(error.message);
    throw error;
  }
}

async function logPrecertificate(
  precertificate: Der,
  chain: readonly Der[],
  log: string,
): Promise<SignedCertificateTimestamp> {
  const encoded = [precertificate, ...chain].map((der) => Buffer.from(der).toString('base64'));
  const response = await fetch(`${log}/ct/v1/add-pre-chain`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chain: encoded }),
  });
  if (!response.ok) throw new Error('Error entering certificate in CTL');
  return (await response.json()) as SignedCertificateTimestamp;
}

function trustBundle(options: FulcioOptions): Reply {
  return { status: 200, body: { chains: [{ certificates: options.authority.chain.map(certificatePem) }] } };
}

const failure = (status: number, code: number, message: string): Reply => ({
  status,
  body: { code, message, details: [] },
});
