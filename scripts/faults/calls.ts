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
}

const lists = ({ service, method, path }: ServiceRequest) =>
  service === 'api' && method === 'GET' && path.includes('/attestations/');
const stores = ({ service, method }: ServiceRequest) => service === 'api' && method === 'POST';
const repositories = ({ service, path }: ServiceRequest) =>
  service === 'api' && /^\/repos\/[^/]+\/[^/]+$/.test(path);
const entries = ({ service, method }: ServiceRequest) => service === 'rekor' && method === 'POST';

/** Calls anew for each use: some count what they have seen. */
export function outsideCalls(): readonly OutsideCall[] {
  const seal = (name: string, is: OutsideCall['is'], more: Partial<OutsideCall> = {}) =>
    ({ verb: 'seal', name, is, ...more }) as const;
  const verify = (name: string, is: OutsideCall['is'], more: Partial<OutsideCall> = {}) =>
    ({ verb: 'verify', name, is, ...more }) as const;
  const lost: Outage = { fault: 'cut body', befalls: entries, times: 1 };
  return [
    seal('OIDC token', ({ service, path }) => service === 'oidc' && path === '/token'),
    seal('discovery of the issuer', ({ path }) => path.endsWith('/openid-configuration')),
    seal('keys of the issuer', ({ service, path }) => service === 'oidc' && path.endsWith('/jwks')),
    seal('attestations of before', until(stores, lists)),
    seal('repository, when there are none', repositories),
    seal('certificate', ({ service }) => service === 'fulcio'),
    seal('timestamp', ({ service }) => service === 'timestamp'),
    seal('log entry', entries),
    seal('log entry that exists', ({ service, method }) => service === 'rekor' && method === 'GET', {
      before: [lost],
    }),
    seal('attestation to store', stores),
    seal('attestations read back', after(stores, lists)),
    seal('bundle read back', ({ service }) => service === 'blobs'),
    verify('default branch', first(repositories)),
    verify('attestations', lists),
    verify('bundle', ({ service }) => service === 'blobs'),
    verify('repository, when there are none', after(lists, repositories), { unsealed: true }),
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
