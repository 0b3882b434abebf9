/** Enters a DSSE envelope into a Rekor v1 log (https://github.com/sigstore/rekor/blob/main/openapi.yaml). */
import { type Envelope, envelopeToJSON, type TransparencyLogEntry } from '@sigstore/bundle';
import { Fault } from '../../model/fault.ts';
import { serviceUrl } from '../http/address.ts';
import { jsonOf, refused, unusable } from '../http/answer.ts';
import type { Http, HttpAnswer } from '../http/types.ts';
import { readEntry } from './rekor-entry.ts';

/** As messages name it. */
export const SERVICE = 'the transparency log';
const hint =
  'Run the job again later; https://status.sigstore.dev shows outages of the public instance. Large statements may be ' +
  'refused by a log: name what is large by its digest instead.';

/**
 * @param url base of the log
 * @param certificate PEM of the leaf
 * @throws Fault `CUSTODY-306`, `-903`, `-904`
 */
export async function logEnvelope(
  url: string,
  envelope: Envelope,
  certificate: string,
  http: Http,
): Promise<TransparencyLogEntry> {
  const answer = await submitEntry(url, proposedEntry(envelope, certificate), http);
  const [signature] = envelope.signatures;
  const logged = { payload: envelope.payload, signature: signature?.sig ?? new Uint8Array(), certificate };
  return acceptable(answer, readEntry(jsonOf(answer, SERVICE), logged));
}

/** The entry, or a fault with what is wrong with it. */
export function acceptable(answer: HttpAnswer, entry: TransparencyLogEntry | string): TransparencyLogEntry {
  if (typeof entry === 'string') throw unusable(answer, SERVICE, entry, 'CUSTODY-306');
  return entry;
}

/**
 * @param proposed what is to be logged (`ProposedEntry`)
 * @returns an answer with an entry, new or of an earlier request. Throws as `logEnvelope`
 */
export async function submitEntry(url: string, proposed: object, http: Http): Promise<HttpAnswer> {
  const created = await http({
    service: SERVICE,
    url: serviceUrl(`${url}/api/v1/log/entries`, SERVICE, 'CUSTODY-307'),
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(proposed),
    expects: ['application/json'],
    // The same entry a second time is answered 409 and the place of the first.
    repeat: true,
  });
  const answer = created.status === 409 ? await existingEntry(url, created, http) : created;
  if (answer.status !== 200 && answer.status !== 201) throw refused(answer, SERVICE, 'CUSTODY-306', hint);
  return answer;
}

function proposedEntry(envelope: Envelope, certificate: string): object {
  return {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      proposedContent: {
        envelope: JSON.stringify(envelopeToJSON(envelope)),
        verifiers: [Buffer.from(certificate).toString('base64')],
      },
    },
  };
}

/** Only an entry of the same log is asked for, whatever the answer names (trust rule T29). */
async function existingEntry(url: string, conflict: HttpAnswer, http: Http): Promise<HttpAnswer> {
  const location = URL.parse(conflict.headers.get('location') ?? '', `${url}/`);
  const uuid = /\/api\/v1\/log\/entries\/([0-9a-f]{64,80})$/.exec(location?.pathname ?? '')?.[1];
  if (uuid === undefined || location?.origin !== new URL(url).origin) {
    throw new Fault(
      'CUSTODY-306',
      `${SERVICE} at ${conflict.host} has the entry already and does not say where`,
      { hint },
    );
  }
  const entry = serviceUrl(`${url}/api/v1/log/entries/${uuid}`, SERVICE, 'CUSTODY-307');
  return http({ service: SERVICE, url: entry, expects: ['application/json'] });
}
