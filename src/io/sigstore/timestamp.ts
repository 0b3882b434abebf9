/** A witness that has the signature timestamped by RFC 3161 authorities, over HTTP as of its section 3.4. */
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import type { RFC3161SignedTimestamp } from '@sigstore/bundle';
import { Fault } from '../../model/fault.ts';
import { serviceUrl } from '../http/address.ts';
import { refused } from '../http/answer.ts';
import type { Http } from '../http/types.ts';
import { type TimestampFacts, timestampFacts, timestampQuery } from './timestamp-query.ts';

const SERVICE = 'the timestamp authority';
const ATTEMPTS = 3;

/**
 * @param url whole address of the authority
 * @param certificate PEM of the leaf in whose life the time must fall
 * @throws Fault `CUSTODY-305`, `-903`, `-904`
 */
export async function timestamp(
  url: string,
  signature: Uint8Array,
  certificate: string,
  http: Http,
): Promise<RFC3161SignedTimestamp> {
  for (let made = 1; ; made += 1) {
    const { bytes, time } = await requestTimestamp(url, signature, http);
    if (time) {
      checkTime(time, new X509Certificate(certificate));
      return { signedTimestamp: Buffer.from(bytes) };
    }
    // A time with one or two digits of a fraction cannot be read by common verifiers; the next is likely to have none.
    if (made === ATTEMPTS) throw useless('a time in a form that verifiers cannot read');
  }
}

async function requestTimestamp(
  url: string,
  signature: Uint8Array,
  http: Http,
): Promise<{ readonly bytes: Uint8Array; readonly time: Date | undefined }> {
  const digest = createHash('sha256').update(signature).digest();
  const nonce = randomBytes(8);
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
  const answer = await http({
    service: SERVICE,
    url: serviceUrl(url, SERVICE, 'CUSTODY-307'),
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query' },
    body: timestampQuery(digest, nonce),
    expects: ['application/timestamp-reply'],
    // A timestamp nobody has seen does no harm.
    repeat: true,
  });
  if (answer.status !== 200 && answer.status !== 201) throw refused(answer, SERVICE, 'CUSTODY-305', hint);
  const { granted, sha256, nonce: repeated, time } = factsOf(answer.body);
  if (!granted) throw useless('a status other than granted');
  if (!sha256 || !digest.equals(sha256)) throw useless('a timestamp of something else');
  if (!repeated || !nonce.equals(repeated)) throw useless('an answer to another query (the nonce differs)');
  return { bytes: answer.body, time };
}

function factsOf(body: Uint8Array): TimestampFacts {
  try {
    return timestampFacts(body);
  } catch {
    throw useless('something that is not a timestamp response');
  }
}

function checkTime(time: Date, leaf: X509Certificate): void {
  // Certificates count whole seconds, and so do most authorities.
  if (time >= new Date(leaf.validFrom) && time <= new Date(leaf.validTo)) return;
  throw useless(
    `the time ${time.toISOString()}, outside the life of the certificate (${leaf.validFrom} to ${leaf.validTo})`,
  );
}

const hint =
  'Run the job again; if it stays so, ask the operator of the timestamp authority. Nothing was logged yet.';

function useless(what: string): Fault {
  return new Fault('CUSTODY-305', `${SERVICE} answered with ${what}`, { hint });
}
