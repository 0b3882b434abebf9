/**
 * The entry that a Rekor v2 log has already, as after an answer that got lost. Such a log says where it lies and no more
 * (https://github.com/sigstore/rekor-tiles/blob/main/internal/server/service.go): the proof is made from its checkpoint
 * and tiles, for the body that is known here.
 */
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { Fault } from '../../model/fault.ts';
import { serviceUrl } from '../http/address.ts';
import type { Http } from '../http/types.ts';
import { logIdOf, readCheckpoint } from './checkpoint.ts';
import { canonicalBody, type Recorded, recordedEntry } from './rekor-v2-entry.ts';
import { leafHash, proveLeaf } from './tiles.ts';

export interface Existing {
  /** Base of the log. */
  readonly url: string;
  /** What the log gave as the place: decimal, or anything else. */
  readonly place: string;
  readonly recorded: Recorded;
  /** A trusted root in JSON: it names the log in full, a checkpoint by four bytes. */
  readonly trustedRootBytes: Uint8Array;
}

const SERVICE = 'the transparency log';

/** @returns the entry; `undefined` where the log does not show it. Throws Fault `CUSTODY-905` */
export async function existingEntry(
  existing: Existing,
  http: Http,
): Promise<TransparencyLogEntry | undefined> {
  try {
    return await provenEntry(existing, http);
  } catch (error) {
    if (error instanceof Fault && error.code === 'CUSTODY-905') throw error;
    // A log that shows no tiles, or odd ones, is a log that does not show the entry.
    return undefined;
  }
}

async function provenEntry(
  { url, place, recorded, trustedRootBytes }: Existing,
  http: Http,
): Promise<TransparencyLogEntry | undefined> {
  const read = async (path: string) => {
    const address = serviceUrl(`${url}/api/v2/${path}`, SERVICE, 'CUSTODY-307');
    const { status, body } = await http({ service: SERVICE, url: address, expects: [] });
    if (status !== 200) throw new RangeError(`${path}: ${status}`);
    return body;
  };
  if (!/^[0-9]{1,15}$/.test(place)) return undefined;
  const checkpoint = readCheckpoint(Buffer.from(await read('checkpoint')).toString());
  const keyId = checkpoint && logIdOf(checkpoint, trustedRootBytes);
  if (!keyId || Number(place) >= checkpoint.size) return undefined;
  const canonicalizedBody = canonicalBody(recorded);
  const { size, root: rootHash, envelope } = checkpoint;
  const { hashes, root } = await proveLeaf(leafHash(canonicalizedBody), Number(place), size, read);
  if (!root.equals(rootHash)) return undefined;
  const logIndex = String(Number(place));
  const inclusionProof = { logIndex, treeSize: String(size), rootHash, hashes, checkpoint: { envelope } };
  return recordedEntry({ keyId, logIndex, inclusionProof, canonicalizedBody });
}
