/**
 * Chooses services of a signing configuration by the rules of its specification: within their window, the highest
 * version that is spoken here, the newest start, and at most one of an operator.
 */
import { serviceUrl } from '../http/address.ts';
import { type Selector, type Service, unusableConfig } from './signing-config.ts';

/** The version of each service's API that is spoken here. Rekor 2 is another protocol and not built yet. */
const SPOKEN_VERSION = 1;

/**
 * @param what the kind of service, for messages: `the transparency log`
 * @returns URLs without a slash at the end; none when the configuration lists none of that kind
 * @throws Fault `CUSTODY-307` when it lists some and too few can be used now
 */
export function selectUrls(
  services: readonly Service[],
  how: Selector | undefined,
  what: string,
  now: Date,
): string[] {
  if (services.length === 0) return [];
  if (!how) throw unusableConfig(`it lists ${what} without saying how many of them are asked`);
  const chosen = oneOfEach(usable(services, what, now)).slice(0, how.count);
  if (chosen.length < how.count) {
    throw unusableConfig(
      `it asks for ${how.count} of ${what} by distinct operators, and ${chosen.length} can be used now`,
    );
  }
  return chosen.map(({ url }) => checked(url, what));
}

/** The one service of a kind of which one is asked. @throws Fault `CUSTODY-307` */
export function selectOne(services: readonly Service[], what: string, now: Date): string {
  const [first] = usable(services, what, now);
  if (!first) throw unusableConfig(`it lists no ${what.replace(/^the /, '')}`);
  return checked(first.url, what);
}

function usable(services: readonly Service[], what: string, now: Date): Service[] {
  const current = services.filter(({ start, end }) => start <= now && (!end || now <= end));
  if (services.length > 0 && current.length === 0)
    throw unusableConfig(`no listed ${what.replace(/^the /, '')} is valid now`);
  const spoken = current.filter(({ majorApiVersion }) => majorApiVersion === SPOKEN_VERSION);
  if (current.length > 0 && spoken.length === 0) {
    const versions = [...new Set(current.map(({ majorApiVersion }) => majorApiVersion))].join(', ');
    throw unusableConfig(`it offers ${what} with API version ${versions} only, which is not built yet`);
  }
  return spoken.toSorted((a, b) => b.start.getTime() - a.start.getTime());
}

function oneOfEach(services: readonly Service[]): Service[] {
  return services.filter(
    (service, i) => services.findIndex(({ operator }) => operator === service.operator) === i,
  );
}

function checked(url: string, what: string): string {
  const { search, hash } = serviceUrl(url, what, 'CUSTODY-307');
  if (search !== '' || hash !== '') throw unusableConfig(`the address of ${what} has a query or a fragment`);
  return url.replace(/\/+$/, '');
}
