/** Text → syntax tree, within bounds (trust rule T30). */
import { parse as parseCel } from '@bufbuild/cel';
import { limits } from '../../model/limits.ts';
import { ExpressionError, type Literal, type Loop, type Macro, type Term, within } from './tree.ts';

/** The engine's own tree, in which macros are expanded. */
export type Parsed = ReturnType<typeof parseCel>;
type Expr = NonNullable<Parsed['expr']>;
type Comprehension = Extract<Expr['exprKind'], { case: 'comprehensionExpr' }>['value'];

export interface Expression {
  readonly term: Term;
  readonly parsed: Parsed;
}

/** @throws ExpressionError for what is not CEL, passes a bound, or has no place in a rule */
export function parseExpression(text: string): Expression {
  checkText(text);
  const parsed = parseText(text);
  const term = termOf(parsed.expr as Expr, parsed);
  checkSize(term);
  return { term, parsed };
}

/** Before the parser sees it, which goes as deep as the text does. */
function checkText(text: string): void {
  if (text.length > limits.ruleCharacters)
    throw tooMuch(`it has ${text.length} characters, and ${limits.ruleCharacters} are allowed`, 0);
  let depth = 0;
  for (const [offset, character] of text.split('').entries()) {
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (depth > limits.ruleDepth) throw tooDeep(offset);
  }
}

function parseText(text: string): Parsed {
  try {
    return parseCel(text);
  } catch (error) {
    const { message, rawMessage, location } = error as SyntaxError;
    const hint = 'Expressions are written in CEL (https://cel.dev): `environment == "prod" && …`.';
    throw new ExpressionError(`it is not CEL: ${rawMessage ?? message}`, hint, location?.start.offset ?? 0);
  }
}

/** What the parser throws; it exports no type for it. */
interface SyntaxError extends Error {
  readonly rawMessage?: string;
  readonly location?: { readonly start: { readonly offset: number } };
}

function termOf(expr: Expr, parsed: Parsed): Term {
  const offset = parsed.sourceInfo?.positions[`${expr.id}`] ?? 0;
  const next = (inner: Expr | undefined) => termOf(inner as Expr, parsed);
  const { exprKind } = expr;
  switch (exprKind.case) {
    case 'constExpr':
      return { kind: 'literal', value: literalOf(exprKind.value, offset), offset };
    case 'identExpr':
      return { kind: 'name', name: exprKind.value.name, offset };
    case 'listExpr':
      return { kind: 'list', items: exprKind.value.elements.map(next), offset };
    case 'selectExpr': {
      const { operand, field, testOnly } = exprKind.value;
      return { kind: 'select', of: next(operand), field, has: testOnly, offset };
    }
    case 'callExpr': {
      const { target, function: name, args } = exprKind.value;
      const operands = [...(target ? [target] : []), ...args].map(next);
      return { kind: 'call', name, isMethod: target !== undefined, operands, offset };
    }
    case 'comprehensionExpr':
      return loopOf(exprKind.value, parsed.sourceInfo?.macroCalls[`${expr.id}`], offset, next);
    default:
      throw new ExpressionError('it builds a map or a message', 'Compare members one by one.', offset);
  }
}

function literalOf(
  { constantKind }: Extract<Expr['exprKind'], { case: 'constExpr' }>['value'],
  offset: number,
): Literal['value'] {
  switch (constantKind.case) {
    case 'stringValue':
    case 'doubleValue':
    case 'boolValue':
    case 'int64Value':
      return constantKind.value;
    case 'nullValue':
      return null;
    default:
      throw new ExpressionError(
        'it has an unsigned number or bytes',
        'Evidence is JSON: write a text or a plain number.',
        offset,
      );
  }
}

/** The expanded macro, folded back: its body is the step without the accumulator. */
function loopOf(
  { iterRange, iterVar, loopStep }: Comprehension,
  written: Expr | undefined,
  offset: number,
  next: (inner: Expr | undefined) => Term,
): Loop {
  const { function: name, args } = callOf(written);
  if (name === 'existsOne' || args.length !== 2)
    throw new ExpressionError(
      `${name} with ${args.length} arguments is not known here`,
      'Write `list.exists_one(x, …)`, and `list.filter(x, …).map(x, …)`.',
      offset,
    );
  const macro = name as Macro;
  return {
    kind: 'loop',
    macro,
    over: next(iterRange),
    variable: iterVar,
    body: next(bodyOf(macro, loopStep)),
    offset,
  };
}

function bodyOf(macro: Macro, step: Expr | undefined): Expr | undefined {
  const { args } = callOf(step);
  switch (macro) {
    case 'all':
    case 'exists':
      return args[1];
    case 'exists_one':
    case 'filter':
      return args[0];
    case 'map':
      return ((args[1] as Expr).exprKind as Extract<Expr['exprKind'], { case: 'listExpr' }>).value
        .elements[0];
  }
}

function callOf(expr: Expr | undefined): { readonly function: string; readonly args: readonly Expr[] } {
  return ((expr as Expr).exprKind as Extract<Expr['exprKind'], { case: 'callExpr' }>).value;
}

function checkSize(root: Term): void {
  let terms = 0;
  const visit = (term: Term, depth: number, loops: number): void => {
    terms += 1;
    if (terms > limits.ruleTerms) throw tooMuch(`it has more than ${limits.ruleTerms} terms`, term.offset);
    if (depth > limits.ruleDepth) throw tooDeep(term.offset);
    const inner = term.kind === 'loop' ? loops + 1 : loops;
    if (inner > limits.ruleLoopDepth)
      throw tooMuch(`its macros are nested more than ${limits.ruleLoopDepth} deep`, term.offset);
    for (const one of within(term)) {
      visit(one, depth + 1, term.kind === 'loop' && one === term.over ? loops : inner);
    }
  };
  visit(root, 1, 0);
}

function tooMuch(message: string, offset: number): ExpressionError {
  return new ExpressionError(message, 'Split it into several rules: each must hold.', offset);
}

function tooDeep(offset: number): ExpressionError {
  return tooMuch(`it is nested more than ${limits.ruleDepth} deep`, offset);
}
