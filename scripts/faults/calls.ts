/** Every outside call of the verbs, by what the services see of it, in the order in which they are made. */
import type { Outage, ServiceRequest } from '../../sandbox/faults.ts';

export type Verb = 'seal' | 'verify';

export interface OutsideCall {
  readonly verb: Verb;
  readonly name: string;
  is(request: ServiceRequest): boolean;
  /** What has to go wrong first so that the call is made at all. */
  readonly before?: readonly Outage[];
  /** The verb looks for evidence that is not there. */
  readonly unsealed?: true;
  /** The version of the log that signs; 1 unless said. */
  readonly rekor?: 2;
  /** It is a step that decides by a policy; `again` where an earlier attempt has posted its check run. */
  readonly step?: 'first' | 'again';
  /** It tells of the verdict, and decides nothing. */
  readonly tells?: true;
  /** What of the answer is made with keys, so that others can stand in it. */
  readonly holds?: 'evidence' | 'published keys';
}

const lists = ({ service, method, path }: ServiceRequest) =>
  service === 'api' && method === 'GET' && path.includes('/attestations/');
const stores = ({ service, method }: ServiceRequest) => service === 'api' && method === 'POST';
const repositories = ({ service, path }: ServiceRequest) =>
  service === 'api' && /^\/repos\/[^/]+\/[^/]+$/.test(path);
const reads =
  (what: string) =>
  ({ service, method, path }: ServiceRequest) =>
    service === 'rekor' && method === 'GET' && path.includes(what);
const api =
  (asked: 'GET' | 'POST' | 'PATCH', what: RegExp) =>
  ({ service, method, path }: ServiceRequest) =>
    service === 'api' && method === asked && what.test(path);
const entries = ({ service, method }: ServiceRequest) => service === 'rekor' && method === 'POST';

/** Calls anew for each use: some count what they have seen. */
export function outsideCalls(): readonly OutsideCall[] {
  const seal = (name: string, is: OutsideCall['is'], more: Partial<OutsideCall> = {}) =>
    ({ verb: 'seal', name, is, ...more }) as const;
  const verify = (name: string, is: OutsideCall['is'], more: Partial<OutsideCall> = {}) =>
    ({ verb: 'verify', name, is, ...more }) as const;
  const step = (name: string, is: OutsideCall['is'], more: Partial<OutsideCall> = {}) =>
    verify(name, is, { step: 'first', ...more });
  const lost: Outage = { fault: 'cut body', befalls: entries, times: 1 };
  return [
    seal('OIDC token', ({ service, path }) => service === 'oidc' && path === '/token'),
    seal('discovery of the issuer', ({ path }) => path.endsWith('/openid-configuration')),
    seal('keys of the issuer', ({ service, path }) => service === 'oidc' && path.endsWith('/jwks'), {
      holds: 'published keys',
    }),
    seal('attestations of before', until(stores, lists), { holds: 'evidence' }),
    seal('repository, when there are none', repositories),
    seal('certificate', ({ service }) => service === 'fulcio'),
    seal('timestamp', ({ service }) => service === 'timestamp'),
    seal('log entry', entries),
    seal('log entry that exists', reads(''), { before: [lost] }),
    seal('log entry of Rekor v2', entries, { rekor: 2 }),
    seal('checkpoint of Rekor v2, for an entry that exists', reads('/checkpoint'), {
      rekor: 2,
      before: [lost],
    }),
    seal('tiles of Rekor v2, for an entry that exists', reads('/tile/'), { rekor: 2, before: [lost] }),
    seal('attestation to store', stores),
    seal('attestations read back', after(stores, lists), { holds: 'evidence' }),
    seal('bundle read back', ({ service }) => service === 'blobs', { holds: 'evidence' }),
    verify('default branch', first(repositories)),
    verify('attestations', lists, { holds: 'evidence' }),
    verify('bundle', ({ service }) => service === 'blobs', { holds: 'evidence' }),
    verify('repository, when there are none', after(lists, repositories), { unsealed: true }),
    step('default branch, for a policy', first(repositories)),
    step('head of the branch, for a policy', api('GET', /\/git\/ref\//)),
    step('policy', api('GET', /\/contents\//)),
    step('run, latest attempt', api('GET', /\/runs\/\d+$/)),
    step('jobs of the latest attempt', api('GET', /\/attempts\/2\/jobs$/)),
    step('attempt that signed', api('GET', /\/attempts\/1$/)),
    step('jobs of the attempt that signed', api('GET', /\/attempts\/1\/jobs$/)),
    step('check runs of before', api('GET', /\/commits\/\w+\/check-runs$/), { step: 'again', tells: true }),
    step('check run to post', api('POST', /\/check-runs$/), { tells: true }),
    step('check run to update', api('PATCH', /\/check-runs\/\d+$/), { step: 'again', tells: true }),
    step('annotations of before', api('GET', /\/annotations$/), {
      ...{ step: 'again', unsealed: true, tells: true },
    }),
  ];
}

type Is = OutsideCall['is'];

function until(mark: Is, is: Is): Is {
  let seen = false;
  return (request) => {
    seen ||= mark(request);
    return !seen && is(request);
  };
}

function after(mark: Is, is: Is): Is {
  let seen = false;
  return (request) => {
    if (seen) return is(request);
    seen = mark(request);
    return false;
  };
}

/** Up to the first request of another kind. */
function first(is: Is): Is {
  let over = false;
  return (request) => {
    over ||= !is(request);
    return !over;
  };
}
