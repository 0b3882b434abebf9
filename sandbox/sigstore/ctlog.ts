/**
 * The certificate transparency log of the sandbox: `add-pre-chain` of RFC 6962 section 4.2. A second log,
 * whose key is in no trusted root, answers under `/foreign`.
 */
import { X509Certificate } from 'node:crypto';
import type { Handler, Reply, ServedRequest } from '../http.ts';
import { parseJson } from './json.ts';
import { type KeyPair, logIdOf, signWith, spkiOf } from './keys.ts';
import {
  digitallySigned,
  type SignedCertificateTimestamp,
  timestampedEntry,
  withoutPoison,
} from './precertificate.ts';

export interface CtLogOptions {
  readonly key: KeyPair;
  readonly foreignKey: KeyPair;
  /** DER of the issuers whose precertificates are accepted. */
  readonly issuers: readonly Uint8Array[];
  readonly now: () => Date;
}

export function createCtLog(options: CtLogOptions): Handler {
  return (request) => {
    if (request.method !== 'POST') return { status: 405, body: { message: 'method not allowed' } };
    switch (request.path) {
      case '/ct/v1/add-pre-chain':
        return addPreChain(request, options, options.key);
      case '/foreign/ct/v1/add-pre-chain':
        return addPreChain(request, options, options.foreignKey);
      default:
        return { status: 404, body: { message: 'not found' } };
    }
  };
}

function addPreChain(request: ServedRequest, options: CtLogOptions, key: KeyPair): Reply {
  try {
    const { chain } = parseJson(request.body);
    if (!Array.isArray(chain)) throw new RangeError('chain must be a list');
    const [precertificate, issuer] = chain.map(
      (entry) => new Uint8Array(Buffer.from(String(entry), 'base64')),
    );
    if (precertificate === undefined || issuer === undefined) throw new RangeError('chain needs an issuer');
    return { status: 200, body: signEntry(precertificate, issuer, options, key) };
  } catch (error) {
    return { status: 400, body: { message: error instanceof Error ? error.message : String(error) } };
  }
}

function signEntry(
  precertificate: Uint8Array,
  issuer: Uint8Array,
  options: CtLogOptions,
  key: KeyPair,
): SignedCertificateTimestamp {
  if (!options.issuers.some((known) => Buffer.compare(known, issuer) === 0))
    throw new RangeError('unknown issuer');
  const { publicKey } = new X509Certificate(issuer);
  if (!new X509Certificate(precertificate).verify(publicKey))
    throw new RangeError('not signed by the issuer');
  const timestamp = options.now().getTime();
  const entry = timestampedEntry(timestamp, spkiOf(publicKey), withoutPoison(precertificate));
  return {
    sct_version: 0,
    id: Buffer.from(logIdOf(key.publicKey)).toString('base64'),
    timestamp,
    extensions: '',
    signature: Buffer.from(digitallySigned(signWith(key.privateKey, entry))).toString('base64'),
  };
}
