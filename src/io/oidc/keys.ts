/** An issuer's signing keys, by OpenID Connect Discovery 1.0; never from another origin than its own (trust rule T29). */
import type { JSONWebKeySet } from 'jose';
import { member, textAt } from '../../formats/json.ts';
import type { Json } from '../../model/statement.ts';
import { serviceUrl } from '../http/address.ts';
import { jsonOf, refused } from '../http/answer.ts';
import type { Http } from '../http/types.ts';
import { unacceptable } from './claims.ts';

const SERVICE = 'the OIDC issuer';

/**
 * @param issuer one that was expected: requests go to it
 * @throws Fault `CUSTODY-302` when the issuer's documents contradict it; `-903`, `-904`
 */
export async function issuerKeys(issuer: string, http: Http): Promise<JSONWebKeySet> {
  const base = serviceUrl(`${issuer}/.well-known/openid-configuration`, SERVICE, 'CUSTODY-302');
  const configuration = await fetchJson(base, http);
  if (textAt(configuration, 'issuer') !== issuer)
    throw unacceptable('its issuer describes itself under another name');
  const keysUrl = URL.parse(textAt(configuration, 'jwks_uri') ?? '');
  if (keysUrl?.origin !== base.origin) throw unacceptable('its issuer keeps its keys on another host');
  const keys = await fetchJson(keysUrl, http);
  if (!Array.isArray(member(keys, 'keys'))) throw unacceptable('its issuer publishes no key set');
  return keys as unknown as JSONWebKeySet;
}

async function fetchJson(url: URL, http: Http): Promise<Json> {
  const answer = await http({ service: SERVICE, url, expects: ['application/json'] });
  if (answer.status === 200) return jsonOf(answer, SERVICE);
  throw refused(
    answer,
    SERVICE,
    'CUSTODY-904',
    'Run the job again; https://www.githubstatus.com shows outages.',
  );
}
