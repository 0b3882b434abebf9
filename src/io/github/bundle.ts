/** The bundle of one attestation: inline, or a Snappy block at `bundle_url` (trust rules T24, T27, T29). */

import { isObject, member, textAt } from '../../formats/json.ts';
import { decodeSnappy } from '../../formats/snappy.ts';
import { Fault } from '../../model/fault.ts';
import { limits } from '../../model/limits.ts';
import { isLoopback } from '../../model/loopback.ts';
import type { Json } from '../../model/statement.ts';
import { serviceUrl } from '../http/address.ts';
import { refused } from '../http/answer.ts';
import type { GitHubApi } from './api.ts';

/**
 * Where GitHub keeps bundles. The address comes in an answer and carries a signature of its own, so that it is held
 * against this list and asked without the token.
 */
const blobHosts: readonly string[] = ['tmaproduction.blob.core.windows.net'];

const SERVICE = 'the store of attestation bundles';

/** @throws Fault `CUSTODY-402`, `-404`, `-903`, `-904` */
export async function bundleOf(entry: Json, api: GitHubApi): Promise<Uint8Array> {
  const inline = member(entry, 'bundle');
  if (isObject(inline)) return bounded(new TextEncoder().encode(JSON.stringify(inline)));
  const address = textAt(entry, 'bundle_url');
  if (!address) {
    throw new Fault('CUSTODY-402', 'an attestation of the GitHub API has neither bundle nor bundle_url', {
      hint: 'Run the job again; if it stays so, give the bundle as a file with `bundles:`.',
    });
  }
  return decodeSnappy(await fetchBlob(blobUrl(address, api), api), limits.bundleBytes);
}

function blobUrl(address: string, api: GitHubApi): URL {
  const url = serviceUrl(address, SERVICE, 'CUSTODY-402');
  const named = url.protocol === 'https:' && url.port === '' && blobHosts.includes(url.hostname);
  // A test API on this machine keeps its blobs on this machine; no real one may send us here.
  if (named || (isLoopback(url) && isLoopback(api.base))) return url;
  throw new Fault(
    'CUSTODY-402',
    `an attestation's bundle is said to lie at ${url.host}, which is not a store of GitHub`,
    {
      hint: `Bundles are fetched from ${blobHosts.join(', ')} only. Give the bundle as a file with \`bundles:\`.`,
    },
  );
}

async function fetchBlob(url: URL, { http }: GitHubApi): Promise<Uint8Array> {
  const secrets = [...url.searchParams.values()].filter((value) => value.length >= 12);
  const answer = await http({ service: SERVICE, url, expects: [], limit: limits.bundleBytes, secrets });
  if (answer.status === 200) return answer.body;
  throw refused(
    answer,
    SERVICE,
    'CUSTODY-402',
    'Run the job again: the address is signed and lives for minutes only.',
  );
}

function bounded(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= limits.bundleBytes) return bytes;
  throw new Fault('CUSTODY-404', `an attestation's bundle is larger than ${limits.bundleBytes} bytes`, {
    hint: 'No bundle needs that much; ask who stored it.',
  });
}
