/** Answers with other evidence in them: whole and well formed, by the keys of another Sigstore. */
import type { ServiceRequest } from './faults.ts';
import { snappyBlock } from './github/snappy.ts';
import type { Reply } from './http.ts';

/** @param bundle stands in place of the one in a blob, and in a list of attestations that has an entry or none */
export function withEvidence(reply: Reply, request: ServiceRequest, bundle: object): Reply {
  if (request.service === 'blobs')
    return { ...reply, body: snappyBlock(Buffer.from(JSON.stringify(bundle))) };
  const { attestations = [] } = Object(reply.body) as { attestations?: readonly object[] };
  const [entry = { repository_id: 1, initiator: 'user' }] = attestations;
  return { status: 200, body: { attestations: [{ ...entry, bundle_url: '', bundle }] } };
}
