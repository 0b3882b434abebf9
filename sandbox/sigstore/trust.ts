/**
 * The files that tell a client about the sandbox: `trusted_root.json` (protobuf-specs, TrustedRoot 0.1) and
 * `signing_config.json` (SigningConfig 0.2).
 */
import type { KeyObject } from 'node:crypto';
import type { Authority } from './authorities.ts';
import { noteKeyId } from './checkpoint.ts';
import { type KeyPair, logIdOf, spkiOf } from './keys.ts';
import { ORIGIN } from './rekor2.ts';

/** Who runs the services, as the signing configuration names it. */
const OPERATOR = 'sandbox.test';

export interface ServiceUrls {
  readonly fulcio: string;
  readonly rekor: string;
  /** The full address, path included. */
  readonly timestamp: string;
  readonly ctlog: string;
}

export interface TrustParts {
  readonly urls: ServiceUrls;
  readonly issuer: string;
  /** Start of every window of validity. */
  readonly start: Date;
  readonly fulcio: Authority;
  /** The leaf of the timestamp authority. */
  readonly timestamp: Authority;
  readonly rekorVersion: 1 | 2;
  readonly rekor: KeyPair;
  readonly rekor2: KeyPair;
  readonly ctlog: KeyPair;
  /** Whether the instance has logs at all. */
  readonly logs: boolean;
}

/** The trusted root, as JSON. */
export function trustedRoot(parts: TrustParts): object {
  const logs = {
    tlogs: [
      parts.rekorVersion === 1
        ? logInstance(parts.urls.rekor, parts.rekor.publicKey, parts.start)
        : log2Instance(parts),
    ],
    ctlogs: [logInstance(parts.urls.ctlog, parts.ctlog.publicKey, parts.start)],
  };
  return {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    ...(parts.logs ? logs : {}),
    certificateAuthorities: [authorityInstance(parts.urls.fulcio, parts.fulcio, parts.start)],
    timestampAuthorities: [authorityInstance(parts.urls.timestamp, parts.timestamp, parts.start)],
  };
}

function logInstance(baseUrl: string, key: KeyObject, start: Date): object {
  return {
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: base64(spkiOf(key)),
      keyDetails: 'PKIX_ECDSA_P256_SHA_256',
      validFor: { start: start.toISOString() },
    },
    logId: { keyId: base64(logIdOf(key)) },
  };
}

function log2Instance({ urls, rekor2: { publicKey }, start }: TrustParts): object {
  return {
    baseUrl: urls.rekor,
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: base64(spkiOf(publicKey)),
      keyDetails: 'PKIX_ED25519',
      validFor: { start: start.toISOString() },
    },
    logId: { keyId: base64(noteKeyId(ORIGIN, publicKey)) },
  };
}

function authorityInstance(uri: string, authority: Authority, start: Date): object {
  return {
    subject: authority.name,
    uri,
    certChain: { certificates: authority.chain.map((der) => ({ rawBytes: base64(der) })) },
    validFor: { start: start.toISOString() },
  };
}

/** The signing configuration, as JSON: one service of each kind that the instance has. */
export function signingConfig(parts: TrustParts): object {
  const service = (url: string, majorApiVersion = 1): object => ({
    url,
    majorApiVersion,
    validFor: { start: parts.start.toISOString() },
    operator: OPERATOR,
  });
  const logs = {
    rekorTlogUrls: [service(parts.urls.rekor, parts.rekorVersion)],
    rekorTlogConfig: { selector: 'ANY' },
  };
  return {
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [service(parts.urls.fulcio)],
    oidcUrls: [service(parts.issuer)],
    ...(parts.logs ? logs : {}),
    tsaUrls: [service(parts.urls.timestamp)],
    tsaConfig: { selector: 'ANY' },
  };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
