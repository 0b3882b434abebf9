/** Where packages come from, as lockfiles write it. */
import type { Origin } from '../model/inventory.ts';

/** What of a repository is meant, which is all that a query may say. */
const reference = /^(?:branch|tag|rev|ref|subdirectory)=[\w./%-]*$/;

/** A URL without user, password, fragment and query, which may hold a token. What is no URL with an authority stays. */
export function withoutCredentials(url: string): string {
  const [, scheme, authority = '', path = '', query = ''] =
    /^([a-z0-9.+-]+:\/\/)([^/?#]*)([^?#]*)(?:\?([^#]*))?/i.exec(url) ?? [];
  if (scheme === undefined) return url;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const kept = query.split('&').every((part) => reference.test(part));
  return scheme + host + path + (kept ? `?${query}` : '');
}

/** @param url of the repository; empty where it is not known */
export function gitOrigin(url: string, commit: string | undefined): Origin {
  return { kind: 'git', ...(url && { url: withoutCredentials(url) }), ...(commit && { commit }) };
}

/** What tells a package from others of its name and version: ` (https://…#commit)`. */
export function originKey(origin: Origin | undefined): string {
  if (origin?.url === undefined) return '';
  return ` (${origin.url}${origin.commit === undefined ? '' : `#${origin.commit}`})`;
}
