/**
 * Patterns of `matches`: RE2, linear in the text. A pattern stands in the expression itself, so that it is compiled once
 * and its cost is known, and matches whole texts alone: one without both anchors matches what nobody meant (T3, T30).
 */
import { RE2JS } from '@bufbuild/re2';
import { limits } from '../../model/limits.ts';
import { type Call, ExpressionError, type Term, within } from './tree.ts';

export interface Pattern {
  /** What it compiles to: the most that one character may have to pass. */
  readonly instructions: number;
  test(text: string): boolean;
}

/** By their text: what an expression may match, compiled when it was read. */
const known = new Map<string, Pattern>();

/** @param text a pattern that `checkPatterns` has let pass */
export function patternOf(text: string): Pattern {
  const pattern = known.get(text);
  if (pattern === undefined) throw new Error('the pattern is not written out');
  return pattern;
}

/** @throws ExpressionError for a pattern that is not written out, not valid, too large, or not anchored */
export function checkPatterns(root: Term): void {
  if (root.kind === 'call' && root.name === 'matches') checkPattern(root);
  within(root).forEach(checkPatterns);
}

function checkPattern({ operands, offset }: Call): void {
  const [, written] = operands;
  const refuse = (message: string, hint: string) =>
    new ExpressionError(`this pattern ${message}`, hint, written?.offset ?? offset);
  if (written?.kind !== 'literal' || typeof written.value !== 'string')
    throw refuse('is not written out', 'Write it as a text in quotes.');
  const { value: text } = written;
  const { rulePatternCharacters: characters, rulePatternInstructions: instructions } = limits;
  if (text.length > characters)
    throw refuse(
      `has ${text.length} characters, and ${characters} are allowed`,
      'Match several shorter ones.',
    );
  if (!isAnchored(text))
    throw refuse(
      'may match in the middle of a text',
      'Write `^(…)$` around it; contains() looks for a part.',
    );
  const pattern = compile(text);
  if ('problem' in pattern)
    throw refuse(`is not RE2: ${pattern.problem}`, 'See https://github.com/google/re2/wiki/Syntax.');
  if (pattern.instructions > instructions)
    throw refuse(
      `compiles to ${pattern.instructions} instructions, and ${instructions} are allowed`,
      'Repetitions with a count multiply: use + or *.',
    );
  known.set(text, pattern);
}

function compile(text: string): Pattern | { readonly problem: string } {
  try {
    const regex = RE2JS.compile(text);
    return { instructions: regex.re2().prog.numInst(), test: (subject) => regex.test(subject) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** `^…$` around everything: no alternative beside them, and no mode in which they stand for the ends of a line. */
function isAnchored(text: string): boolean {
  const bare = text.replace(/\\[^Q]/gsu, '').replace(/\[\^?\]?(?:\[:\^?\w+:\]|[^\]])*\]/gu, '');
  if (!/^\^.*\$$/su.test(bare) || /\\Q|\(\?[a-z-]*m/iu.test(bare)) return false;
  let depth = 0;
  for (const character of bare) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === '|' && depth === 0) return false;
  }
  return true;
}
