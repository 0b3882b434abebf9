/**
 * Enters a signature into a Rekor v2 log as `hashedrekord` 0.0.2 over the envelope's pre-authentication encoding: the
 * one kind that such a log takes for DSSE (https://github.com/sigstore/rekor-tiles/blob/main/CLIENTS.md). The log
 * keeps digest, signature and certificate, and gives no time.
 */
import { createHash, X509Certificate } from 'node:crypto';
import type { Envelope, TransparencyLogEntry } from '@sigstore/bundle';
import { dsse } from '@sigstore/core';
import { signingAlgorithm } from '../../formats/signing-algorithm.ts';
import { Fault } from '../../model/fault.ts';
import { serviceUrl } from '../http/address.ts';
import { jsonOf, refused, unusable } from '../http/answer.ts';
import type { Http } from '../http/types.ts';
import { type Recorded, readEntry } from './rekor-v2-entry.ts';
import { existingEntry } from './rekor-v2-existing.ts';

const SERVICE = 'the transparency log';
/** Such a log answers once its tree holds the entry; its clients wait for 20 seconds or more. */
const TIMEOUT_MS = 30_000;
const hint = 'Run the job again later; https://status.sigstore.dev shows outages of the public instance.';

export interface LogV2 {
  /** Base of the log. */
  readonly url: string;
  /** A trusted root in JSON that names the log. */
  readonly trustedRootBytes: Uint8Array;
}

/**
 * @param certificate PEM of the leaf
 * @returns the entry, of an earlier request where its answer got lost; `already logged` when the log has it and does not
 *   show it: a new signature over the same is a new entry
 * @throws Fault `CUSTODY-306`, `-903`, `-904`
 */
export async function logSignature(
  { url, trustedRootBytes }: LogV2,
  envelope: Envelope,
  certificate: string,
  http: Http,
): Promise<TransparencyLogEntry | 'already logged'> {
  const recorded = recordOf(envelope, certificate);
  const answer = await http({
    service: SERVICE,
    url: serviceUrl(`${url}/api/v2/log/entries`, SERVICE, 'CUSTODY-307'),
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request(recorded)),
    expects: ['application/json'],
    timeout: TIMEOUT_MS,
    // The same bytes a second time are the same entry, and answered 409 with its place.
    repeat: true,
  });
  if (answer.status === 409) {
    const place = answer.headers.get('x-log-index') ?? '';
    return (await existingEntry({ url, place, recorded, trustedRootBytes }, http)) ?? 'already logged';
  }
  if (answer.status !== 200 && answer.status !== 201) throw refused(answer, SERVICE, 'CUSTODY-306', hint);
  const entry = readEntry(jsonOf(answer, SERVICE), recorded);
  if (typeof entry === 'string') throw unusable(answer, SERVICE, entry, 'CUSTODY-306');
  return entry;
}

function recordOf({ payloadType, payload, signatures }: Envelope, certificate: string): Recorded {
  const { publicKey, raw } = new X509Certificate(certificate);
  const algorithm = signingAlgorithm(publicKey);
  if (!algorithm) throw unloggable(publicKey.asymmetricKeyType);
  const digest = createHash(algorithm.digest).update(dsse.preAuthEncoding(payloadType, payload)).digest();
  return { algorithm, digest, signature: signatures[0]?.sig ?? Buffer.alloc(0), certificate: raw };
}

function unloggable(kind: string | undefined): Fault {
  return new Fault('CUSTODY-306', `${SERVICE} takes no signature by a key of type ${kind}`, {
    hint: 'Sign with an ECDSA or RSA key: they sign the digest that such a log keeps.',
  });
}

function request({ algorithm, digest, signature, certificate }: Recorded): object {
  const verifier = {
    x509Certificate: { rawBytes: certificate.toString('base64') },
    keyDetails: algorithm.keyDetails,
  };
  return {
    hashedRekordRequestV002: {
      digest: digest.toString('base64'),
      signature: { content: signature.toString('base64'), verifier },
    },
  };
}
