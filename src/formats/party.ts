/** The person or organisation that a manifest names as the maker of a package. */
import type { Json } from '../model/statement.ts';
import { member, textAt } from './json.ts';

/**
 * The author of a package.json, or else its first maintainer: `NAME <EMAIL> (URL)`, or an object with a `name`
 * (https://docs.npmjs.com/cli/v11/configuring-npm/package-json#people-fields-author-contributors).
 *
 * @returns `undefined` where nobody is named: neither the registry nor who contributes answers for a package
 */
export function npmMaker(manifest: Json): string | undefined {
  const maintainers = member(manifest, 'maintainers');
  const first = Array.isArray(maintainers) ? maintainers[0] : undefined;
  return [member(manifest, 'author'), first].map(nameOf).find((name) => name !== undefined);
}

function nameOf(person: Json | undefined): string | undefined {
  return typeof person === 'string' ? partyName(person) : partyName(textAt(person, 'name') ?? '');
}

/**
 * The name in `NAME <EMAIL> (URL)`, on one line.
 * @returns `undefined` where there is none, and for what names nobody, such as an address alone
 */
export function partyName(text: string): string | undefined {
  const end = text.search(/[<(\p{Cc}]/u);
  const words = (end < 0 ? text : text.slice(0, end)).trim();
  const name = words.replace(/^"(.*)"$/, '$1').trim();
  return name === '' || name.includes('@') ? undefined : name;
}
