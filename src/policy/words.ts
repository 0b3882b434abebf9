/** What faults about a policy quote and suggest, in bounds: a hostile file may be all one name, or all names. */
import { closest } from '../model/closest.ts';
import { listed } from '../model/spelling.ts';

const mostCharacters = 100;
const mostNames = 30;

/** A value as it is quoted. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}

/** `Did you mean … ? Known here: …`. */
export function suggestion(name: string, known: readonly string[], lead: string): string {
  const names = known.slice(0, mostNames);
  const near = closest(name, names);
  const more = known.length > names.length ? ', and more' : '';
  return `${near === undefined ? '' : `Did you mean \`${near}\`? `}${lead}: ${listed(names, 'and')}${more}.`;
}
