/**
 * SPDX licence expressions (SPDX 2.3, Annex D), in canonical spelling. Our own parser over the lists on npm, because
 * spdx-expression-parse 5.0.0 skips what it cannot read (`LicenseRef-( OR MIT` comes out as `LicenseRef-OR OR MIT`),
 * takes `MIT ORApache-2.0`, and recurses without a limit.
 */
import exceptionIds from 'spdx-exceptions/index.json' with { type: 'json' };
import deprecatedIds from 'spdx-license-ids/deprecated.json' with { type: 'json' };
import currentIds from 'spdx-license-ids/index.json' with { type: 'json' };
import { limits } from '../model/limits.ts';

/** The identifiers of licences that SPDX recommends. */
export const licenceIds: readonly string[] = currentIds;

const licences = bySpelling([...currentIds, ...deprecatedIds]);
const exceptions = bySpelling(exceptionIds);

/**
 * The expression with its identifiers as SPDX lists them (case does not count), its operators in capitals and no
 * brackets but those that matter.
 *
 * @returns `undefined` for text that is none, longer than `limits.licenceExpressionLength` or nested deeper than
 *   `limits.licenceExpressionDepth`
 */
export function canonicalExpression(text: string): string | undefined {
  if (text.length > limits.licenceExpressionLength) return undefined;
  // Most are a single identifier, and a lockfile has thousands.
  const alone = licences.get(text.toLowerCase());
  if (alone !== undefined) return alone;
  const words = new Words(text.match(/[()]|[^\s()]+/g) ?? []);
  const term = readTerms(words, 'OR', 0);
  return words.next() === undefined ? term?.text : undefined;
}

class Words {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  next(): string | undefined {
    this.#at += 1;
    return this.#words[this.#at - 1];
  }

  /** Goes on only if the next word is this one. */
  takes(word: string): boolean {
    const isNext = this.#words[this.#at]?.toUpperCase() === word;
    if (isNext) this.#at += 1;
    return isNext;
  }
}

interface Term {
  readonly text: string;
  /** What joins it at its outermost. */
  readonly joint?: 'OR' | 'AND';
}

/** `AND` binds before `OR`; both are associative, so that brackets within the same operator say nothing. */
function readTerms(words: Words, joint: 'OR' | 'AND', depth: number): Term | undefined {
  const terms: Term[] = [];
  do {
    const term = joint === 'OR' ? readTerms(words, 'AND', depth) : readOne(words, depth);
    if (term === undefined) return undefined;
    terms.push(term);
  } while (words.takes(joint));
  if (terms.length === 1) return terms[0];
  const texts = terms.map((term) => (joint === 'AND' && term.joint === 'OR' ? `(${term.text})` : term.text));
  return { text: texts.join(` ${joint} `), joint };
}

function readOne(words: Words, depth: number): Term | undefined {
  if (words.takes('(')) {
    const inner = depth < limits.licenceExpressionDepth ? readTerms(words, 'OR', depth + 1) : undefined;
    return words.takes(')') ? inner : undefined;
  }
  const licence = licenceOfWord(words.next() ?? '');
  if (licence === undefined || !words.takes('WITH'))
    return licence === undefined ? undefined : { text: licence };
  const exception = exceptions.get((words.next() ?? '').toLowerCase());
  return exception === undefined ? undefined : { text: `${licence} WITH ${exception}` };
}

function licenceOfWord(word: string): string | undefined {
  if (/^(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+$/.test(word)) return word;
  const plus = word.endsWith('+') ? '+' : '';
  const licence = licences.get(word.slice(0, word.length - plus.length).toLowerCase());
  return licence && `${licence}${plus}`;
}

function bySpelling(ids: readonly string[]): ReadonlyMap<string, string> {
  return new Map(ids.map((id) => [id.toLowerCase(), id]));
}
