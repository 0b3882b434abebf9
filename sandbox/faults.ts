/**
 * What a bad night on the network does to an answer, on demand and for every service of the sandbox alike. What the
 * services themselves may get wrong, their clocks and keys, is in sigstore/faults.ts, wrong-clock.ts and foreign-evidence.ts.
 */
import type { Reply, ServedRequest } from './http.ts';

export const networkFaults = [
  'delay',
  'hang',
  'drip',
  '429',
  '503',
  'reset',
  'cut body',
  'wrong content type',
  'HTML',
  'redirect',
] as const;
export type NetworkFault = (typeof networkFaults)[number];

/** A request with the service that it is for. */
export type ServiceRequest = ServedRequest & {
  readonly service: 'oidc' | 'fulcio' | 'rekor' | 'timestamp' | 'ctlog' | 'api' | 'blobs';
};

/** What stands in place of an answer; it may ask for the right one. */
export type Change = (
  answer: () => Promise<Reply> | Reply,
  request: ServiceRequest,
) => Promise<Reply> | Reply;

export interface Outage {
  readonly fault: NetworkFault | Change;
  /** Whether it befalls this request; asked once for each. */
  readonly befalls: (request: ServiceRequest) => boolean;
  /** How many answers; all when absent. */
  readonly times?: number;
}

export interface Outages {
  /** Replaces those in force. */
  set(outages: readonly Outage[]): void;
  /** How many answers were spoiled since they were set. */
  met(): number;
  /** Answers, or does what an outage does instead. */
  around(request: ServiceRequest, answer: () => Promise<Reply> | Reply): Promise<Reply>;
}

/** @param elsewhere where redirects lead */
export function createOutages(elsewhere = 'http://localhost:9/'): Outages {
  let inForce: { readonly outage: Outage; left: number }[] = [];
  let met = 0;
  return {
    set: (outages) => {
      inForce = outages.map((outage) => ({ outage, left: outage.times ?? Number.POSITIVE_INFINITY }));
      met = 0;
    },
    met: () => met,
    around: async (request, answer) => {
      const hit = inForce.find(({ outage, left }) => left > 0 && outage.befalls(request));
      if (hit === undefined) return answer();
      hit.left -= 1;
      met += 1;
      const { fault } = hit.outage;
      return typeof fault === 'function' ? fault(answer, request) : spoiled(fault, answer, elsewhere);
    },
  };
}

const DELAY_MS = 150;
const DRIP_MS = 40;

/** Refusals come instead of the work; what is late, cut or mistyped comes after it: the request has arrived. */
async function spoiled(
  fault: NetworkFault,
  answer: () => Promise<Reply> | Reply,
  elsewhere: string,
): Promise<Reply> {
  switch (fault) {
    case 'delay':
      return { ...(await answer()), delay: DELAY_MS };
    case 'hang':
      return { ...(await answer()), drop: 'never-answer' };
    case 'drip':
      return { ...(await answer()), drip: DRIP_MS };
    case '429':
      return { status: 429, headers: { 'retry-after': '1' }, body: { message: 'too many requests' } };
    case '503':
      return { status: 503, body: { message: 'out of service' } };
    case 'reset':
      return { status: 200, drop: 'reset' };
    case 'cut body':
      return { ...(await answer()), drop: 'in-body' };
    case 'wrong content type': {
      const reply = await answer();
      return { ...reply, headers: { ...reply.headers, 'content-type': 'application/xml' } };
    }
    case 'HTML':
      return { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Down for maintenance</h1>' };
    case 'redirect':
      return { status: 307, headers: { location: elsewhere } };
  }
}
