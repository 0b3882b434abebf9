/**
 * The port `Downloads` over HTTP, from hosts that the user allows by name. The address comes in evidence and a redirect in an
 * answer: each is held against that list before it is asked, without any credential (trust rules T24, T27, T29).
 */
import { Fault } from '../../model/fault.ts';
import type { Downloads } from '../../ports/downloads.ts';
import { serviceUrl } from './address.ts';
import { refused } from './answer.ts';
import type { Http, HttpAnswer } from './types.ts';

const SERVICE = 'the host of the SBOM';
const TIMEOUT_MS = 300_000;
/** Release assets of GitHub take one. */
const MOST_REDIRECTS = 3;

/** @param hosts `HOST` or `HOST:PORT` as `URL.host` has them */
export function downloads(hosts: readonly string[], http: Http): Downloads {
  return {
    async bytesAt(location, size) {
      let url = allowed(location, hosts);
      for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
        const answer = await http({ ...request(url), limit: size });
        if (answer.status === 200) return answer.body;
        url = allowed(nextOf(answer, url), hosts);
      }
      throw unfetched(`${url.host} sends on more than ${MOST_REDIRECTS} times`);
    },
  };
}

function request(url: URL) {
  // Addresses of stores carry signatures of their own.
  const secrets = [...url.searchParams.values()].filter((value) => value.length >= 12);
  return { service: SERVICE, url, expects: [], timeout: TIMEOUT_MS, secrets, redirects: 'returned' } as const;
}

/** Never more than whom to ask: nothing in the address makes a host allowed. */
function allowed(address: string, hosts: readonly string[]): URL {
  const url = serviceUrl(address, SERVICE, 'CUSTODY-402');
  if (hosts.includes(url.host)) return url;
  throw unfetched(
    `${url.host} is not among \`sbom-hosts\``,
    `Give its file with \`sboms\`, or write \`sbom-hosts: ${url.host}\` if that host may be asked.`,
  );
}

function nextOf(answer: HttpAnswer, url: URL): string {
  const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
  const next = location === null ? null : URL.parse(location, url.href);
  if (next) return next.href;
  throw refused(answer, SERVICE, 'CUSTODY-402', 'Have it put there, or give its file with `sboms`.');
}

function unfetched(reason: string, hint = 'Give its file with `sboms`.'): Fault {
  return new Fault('CUSTODY-402', reason, { hint });
}
