/** The engine's tree, changed so that every loop pays before it begins, and every function before it works. */
import { EACH, ELEMENT, paidName } from './functions.ts';
import type { Parsed } from './parse.ts';

type Expr = NonNullable<Parsed['expr']>;

export function withPayment({ expr }: Parsed): Expr {
  return changed(expr) as Expr;
}

/** What the engine decides without a function stays as it is. */
const replaced: ReadonlyMap<string, string> = new Map([
  ...['_&&_', '_||_', '_?_:_', '@not_strictly_false'].map((name) => [name, name] as const),
  ['_[_]', ELEMENT],
]);

/** Any part of the tree: all of it is plain data. */
function changed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(changed);
  if (typeof part !== 'object' || part === null) return part;
  const copy = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, changed(value)]));
  const { function: name } = copy;
  if (typeof name === 'string') return { ...copy, function: replaced.get(name) ?? paidName(name) };
  if (copy['$typeName'] !== 'cel.expr.Expr.Comprehension') return copy;
  const terms = expressionsIn([copy['loopCondition'], copy['loopStep']]);
  return { ...copy, iterRange: call(EACH, [copy['iterRange'], constant(terms)]) };
}

function expressionsIn(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0;
  const own = '$typeName' in part && part.$typeName === 'cel.expr.Expr' ? 1 : 0;
  return Object.values(part).reduce((sum: number, inner) => sum + expressionsIn(inner), own);
}

function call(name: string, args: readonly unknown[]): unknown {
  return expression('callExpr', { $typeName: 'cel.expr.Expr.Call', function: name, args });
}

function constant(value: number): unknown {
  const constantKind = { case: 'int64Value', value: BigInt(value) };
  return expression('constExpr', { $typeName: 'cel.expr.Constant', constantKind });
}

function expression(kind: string, value: unknown): unknown {
  return { $typeName: 'cel.expr.Expr', id: 0n, exprKind: { case: kind, value } };
}
