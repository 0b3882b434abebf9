/** Enters an envelope into a log of either version of Rekor. */
import type { Envelope, TransparencyLogEntry } from '@sigstore/bundle';
import { Fault } from '../../model/fault.ts';
import type { Http } from '../http/types.ts';
import { logEnvelope } from './rekor.ts';
import { logSignature } from './rekor-v2.ts';
import type { Chosen } from './select.ts';

/**
 * @param certificate PEM of the leaf
 * @throws AlreadyLogged, and Fault `CUSTODY-306`, `-903`, `-904`
 */
export async function enterLog(
  { url, majorApiVersion }: Chosen,
  envelope: Envelope,
  certificate: string,
  http: Http,
): Promise<TransparencyLogEntry> {
  if (majorApiVersion === 1) return logEnvelope(url, envelope, certificate, http);
  const entry = await logSignature(url, envelope, certificate, http);
  if (entry === 'already logged') throw new AlreadyLogged(new URL(url).host);
  return entry;
}

/** A log has the entry and does not repeat it: a new signature over the same statement would be a new entry. */
export class AlreadyLogged extends Fault {
  constructor(host: string) {
    super('CUSTODY-306', `the transparency log at ${host} has the entry already and does not repeat it`, {
      hint: 'Run the job again: a new signature becomes a new entry.',
    });
  }
}
