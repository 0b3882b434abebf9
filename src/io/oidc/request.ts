/**
 * Requests the job's OIDC token from the runner's service
 * (https://docs.github.com/en/actions/reference/security/oidc#methods-for-requesting-the-oidc-token).
 */
import { textAt } from '../../formats/json.ts';
import { Fault } from '../../model/fault.ts';
import { serviceUrl } from '../http/address.ts';
import { jsonOf, refused, unusable } from '../http/answer.ts';
import type { Http } from '../http/types.ts';

/** What the runner puts into the environment of a job that may request a token. */
export interface TokenEndpoint {
  /** `ACTIONS_ID_TOKEN_REQUEST_URL`. */
  readonly url: string | undefined;
  /** `ACTIONS_ID_TOKEN_REQUEST_TOKEN`. */
  readonly token: string | undefined;
}

export interface TokenRequest {
  readonly endpoint: TokenEndpoint;
  readonly audience: string;
  readonly http: Http;
  /** Called with each secret before anything else is done with it. */
  readonly onMask: (secret: string) => void;
}

const SERVICE = 'the OIDC token service';

const permissionHint = [
  'Add to the job:',
  '  permissions:',
  '    contents: read',
  '    id-token: write',
  'A pull request from a fork never gets a token: sign after the merge, or in a workflow of the repository itself.',
].join('\n');

/**
 * @returns the token: a JSON Web Token that nothing has verified yet
 * @throws Fault `CUSTODY-301` when the job may not request one; `-903`, `-904`
 */
export async function requestToken({ endpoint, audience, http, onMask }: TokenRequest): Promise<string> {
  if (!endpoint.url || !endpoint.token) {
    throw new Fault('CUSTODY-301', 'this job may not request an OIDC token', { hint: permissionHint });
  }
  onMask(endpoint.token);
  const url = serviceUrl(endpoint.url, SERVICE, 'CUSTODY-301');
  url.search += `${url.search === '' ? '?' : '&'}audience=${encodeURIComponent(audience)}`;
  const answer = await http({
    service: SERVICE,
    url,
    expects: ['application/json'],
    credential: { header: 'authorization', value: `Bearer ${endpoint.token}`, origin: url.origin },
  });
  if (answer.status === 401 || answer.status === 403)
    throw refused(answer, SERVICE, 'CUSTODY-301', permissionHint);
  if (answer.status !== 200) {
    throw refused(
      answer,
      SERVICE,
      'CUSTODY-904',
      'Run the job again; https://www.githubstatus.com shows outages.',
    );
  }
  const token = textAt(jsonOf(answer, SERVICE), 'value');
  if (token === undefined || token === '') throw unusable(answer, SERVICE, 'no token');
  onMask(token);
  return token;
}
