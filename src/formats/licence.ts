/** The licence that a package declares, in the words of its ecosystem, as an SPDX expression where that is certain. */
import type { Licence } from '../model/licence.ts';
import { limits } from '../model/limits.ts';
import type { Json } from '../model/statement.ts';
import { member, textAt } from './json.ts';
import { licenceOfName } from './licence-names.ts';
import { canonicalExpression } from './spdx-expression.ts';

/**
 * @param declared an SPDX expression, the name of a licence, or whatever an author wrote there, even a licence's text
 */
export function licenceOf(declared: string): Licence {
  if (declared.length > limits.licenceExpressionLength) return { text: declared };
  const expression = canonicalExpression(declared) ?? licenceOfName(declared);
  return expression === undefined ? { text: declared } : { expression };
}

/**
 * Of a package.json, or an entry of npm's lockfile: `license` as an expression, as words such as `SEE LICENSE IN file`
 * or `UNLICENSED` (which grants nothing, unlike the Unlicense), or in the forms that npm deprecates, `{type, url}` and
 * a list of them in `licenses`: any of these may be chosen, says npm's documentation of package.json.
 *
 * @returns `undefined` when none is declared
 */
export function npmLicence(manifest: Json): Licence | undefined {
  const stated = member(manifest, 'license') ?? member(manifest, 'licenses') ?? null;
  const choices = (Array.isArray(stated) ? stated : [stated]).map(wordsOfChoice);
  const words = choices.filter(isSaid);
  if (words.length === 0) return undefined;
  const text = words.join(', ');
  return words.length === choices.length ? anyOf(words, text) : { text };
}

/**
 * Of a Cargo.toml. There, a `/` means `OR`, as Cargo's reference says of what it deprecates.
 *
 * @returns `undefined` when none is declared
 */
export function cargoLicence(declared: string | undefined): Licence | undefined {
  return isSaid(declared) ? anyOf(declared.split('/'), declared) : undefined;
}

/** Fields of a distribution's core metadata (PEP 639, PEP 301); absent ones may be missing. */
export interface PythonLicence {
  /** `License-Expression` */
  readonly expression?: string;
  /** `License`: a name, an expression, or a whole text. */
  readonly licence?: string;
  /** Every `Classifier`, those that say nothing of a licence included. */
  readonly classifiers?: readonly string[];
}

/**
 * The expression if there is one, else the field `License` if it is understood, else the one classifier of a licence:
 * of several, PEP 639 says that nobody knows whether all of them hold or any. A classifier decides only where the
 * field says nothing itself or holds the licence's text, since a name that is not understood may contradict it.
 *
 * @returns `undefined` when none is declared
 */
export function pythonLicence(metadata: PythonLicence): Licence | undefined {
  if (isSaid(metadata.expression)) return licenceOf(metadata.expression);
  // Older tools write UNKNOWN for a field that is absent.
  const field = isSaid(metadata.licence) && metadata.licence !== 'UNKNOWN' ? metadata.licence : undefined;
  const named = field === undefined ? undefined : licenceOf(field);
  if (named && 'expression' in named) return named;
  const classes = (metadata.classifiers ?? []).flatMap(licenceOfClassifier);
  const [only, ...others] = classes;
  if (only !== undefined && others.length === 0 && !/^[^\n]+$/.test(field ?? '')) return licenceOf(only);
  const words = [...(field === undefined ? [] : [field]), ...classes];
  return words.length === 0 ? undefined : { text: words.join('; ') };
}

/** The last part: what stands before it groups. The group itself names no licence. */
function licenceOfClassifier(classifier: string): string[] {
  const [root, ...parts] = classifier.split('::').map((part) => part.trim());
  const last = parts.at(-1);
  return root === 'License' && last !== undefined && last !== 'OSI Approved' ? [last] : [];
}

/** All of the choices joined by `OR`, where each is certain; else the words. */
function anyOf(choices: readonly string[], words: string): Licence {
  const licences = choices.map(licenceOf);
  const joined = licences.map((one) => ('expression' in one ? `(${one.expression})` : one.text)).join(' OR ');
  const expression = licences.every((one) => 'expression' in one) ? canonicalExpression(joined) : undefined;
  return expression === undefined ? { text: words } : { expression };
}

function wordsOfChoice(choice: Json): string | undefined {
  return typeof choice === 'string' ? choice : (textAt(choice, 'type') ?? textAt(choice, 'url'));
}

function isSaid(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}
