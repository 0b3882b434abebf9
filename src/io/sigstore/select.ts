/**
 * Chooses services of a signing configuration by the rules of its specification: within their window, the highest
 * version that is spoken here, the newest start, and at most one of an operator.
 */
import { serviceUrl } from '../http/address.ts';
import { type Selector, type Service, unusableConfig } from './signing-config.ts';

/** A service that was chosen: its address without a slash at the end, and the version of its API. */
export type Chosen = Pick<Service, 'url' | 'majorApiVersion'>;

/**
 * @param what the kind of service, for messages: `the transparency log`
 * @param spoken the versions of its API that can be spoken here
 * @returns none when the configuration lists none of that kind
 * @throws Fault `CUSTODY-307` when it lists some and too few can be used now
 */
export function selectServices(
  services: readonly Service[],
  how: Selector | undefined,
  what: string,
  now: Date,
  spoken: readonly number[] = [1],
): Chosen[] {
  if (services.length === 0) return [];
  if (!how) throw unusableConfig(`it lists ${what} without saying how many of them are asked`);
  const chosen = oneOfEach(usable(services, what, now, spoken)).slice(0, how.count);
  if (chosen.length < how.count) {
    throw unusableConfig(
      `it asks for ${how.count} of ${what} by distinct operators, and ${chosen.length} can be used now`,
    );
  }
  return chosen.map(({ url, majorApiVersion }) => ({ url: checked(url, what), majorApiVersion }));
}

/** The one service of a kind of which one is asked. @throws Fault `CUSTODY-307` */
export function selectOne(services: readonly Service[], what: string, now: Date): string {
  const [first] = usable(services, what, now, [1]);
  if (!first) throw unusableConfig(`it lists no ${what.replace(/^the /, '')}`);
  return checked(first.url, what);
}

function usable(
  services: readonly Service[],
  what: string,
  now: Date,
  versions: readonly number[],
): Service[] {
  const current = services.filter(({ start, end }) => start <= now && (!end || now <= end));
  if (services.length > 0 && current.length === 0)
    throw unusableConfig(`no listed ${what.replace(/^the /, '')} is valid now`);
  const spoken = current.filter(({ majorApiVersion }) => versions.includes(majorApiVersion));
  if (current.length > 0 && spoken.length === 0) {
    const offered = [...new Set(current.map(({ majorApiVersion }) => majorApiVersion))].join(', ');
    throw unusableConfig(`it offers ${what} with API version ${offered} only, which is not built yet`);
  }
  return spoken.toSorted(
    (a, b) => b.majorApiVersion - a.majorApiVersion || b.start.getTime() - a.start.getTime(),
  );
}

function oneOfEach(services: readonly Service[]): Service[] {
  const operators = new Set<string>();
  return services.filter(({ operator }) => !operators.has(operator) && operators.add(operator));
}

function checked(url: string, what: string): string {
  const { search, hash } = serviceUrl(url, what, 'CUSTODY-307');
  if (search !== '' || hash !== '') throw unusableConfig(`the address of ${what} has a query or a fragment`);
  return url.replace(/(?<!\/)\/+$/, '');
}
