/** Enters an envelope into a log of either version of Rekor. */
import type { Envelope, TransparencyLogEntry } from '@sigstore/bundle';
import { Fault } from '../../model/fault.ts';
import type { Http } from '../http/types.ts';
import { logEnvelope } from './rekor.ts';
import { type LogV2, logSignature } from './rekor-v2.ts';
import type { Chosen } from './select.ts';

/** A log that was chosen, and a trusted root that names it. */
export type Log = Chosen & LogV2;

/**
 * @param certificate PEM of the leaf
 * @throws AlreadyLogged, and Fault `CUSTODY-306`, `-903`, `-904`
 */
export async function enterLog(
  log: Log,
  envelope: Envelope,
  certificate: string,
  http: Http,
): Promise<TransparencyLogEntry> {
  if (log.majorApiVersion === 1) return logEnvelope(log.url, envelope, certificate, http);
  const entry = await logSignature(log, envelope, certificate, http);
  if (entry === 'already logged') throw new AlreadyLogged(new URL(log.url).host);
  return entry;
}

/** A log has the entry and does not show it: a new signature over the same statement would be a new entry. */
export class AlreadyLogged extends Fault {
  constructor(host: string) {
    super('CUSTODY-306', `the transparency log at ${host} has the entry already and does not show it`, {
      hint: 'Run the job again: a new signature becomes a new entry.',
    });
  }
}
