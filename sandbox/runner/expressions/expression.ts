/**
 * One expression, compiled once and evaluated by GitHub's own evaluator (@actions/expressions).
 *
 * Compiling checks every named context and function against its place, so that a workflow is refused before
 * its first step rather than in the middle of a run.
 */
import { data, Evaluator, type Expr, Lexer, Parser } from '@actions/expressions';
import { type Position, WorkflowFault } from '../fault.ts';
import { contextsAt, functionsAt, type Place, type StatusFunction, statusFunctions } from './places.ts';
import { toData } from './values.ts';

/** A compiled expression and its place. */
export interface Expression {
  readonly source: string;
  readonly at: Position;
  readonly tree: Expr;
  /** Whether it calls success(), failure(), always() or cancelled(): then no success() is implied. */
  readonly asksStatus: boolean;
}

/** Context values by name, and what the status functions answer. */
export interface Surroundings {
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<StatusFunction, boolean>>;
}

/** Compiles an expression (without `${{ }}`); throws WorkflowFault on syntax, unknown context or function. */
export function compile(source: string, at: Position, place: Place): Expression {
  const functions = functionsAt(place).map((name) => ({ name, minArgs: 0, maxArgs: 0 }));
  try {
    const tokens = lex(source);
    const tree = new Parser(tokens, [...contextsAt(place)], functions).parse() as Expr | undefined;
    if (tree === undefined) throw new Error('an empty expression');
    return { source, at, tree, asksStatus: asksStatus(tokens) };
  } catch (error) {
    throw new WorkflowFault(at, `${(error as Error).message} in expression "${source.trim()}"`, error);
  }
}

type Tokens = ReturnType<Lexer['lex']>['tokens'];

/** @actions/expressions 0.3.61 undoubles only the first '' of a literal; the rest is mended here. */
function lex(source: string): Tokens {
  const { tokens } = new Lexer(source).lex();
  for (const token of tokens) {
    if (token.lexeme.startsWith("'")) token.value = token.lexeme.slice(1, -1).replaceAll("''", "'");
  }
  return tokens;
}

function asksStatus(tokens: Tokens): boolean {
  return tokens.some((token, index) => {
    const called = tokens[index + 1]?.lexeme === '(';
    return called && statusFunctions.some((name) => name === token.lexeme.toLowerCase());
  });
}

/** Evaluates a compiled expression; throws WorkflowFault when it cannot be (a bad fromJSON, for one). */
export function evaluate(expression: Expression, around: Surroundings): data.ExpressionData {
  const contexts = toData(around.contexts) as data.Dictionary;
  try {
    return new Evaluator(expression.tree, withNulls(contexts), statusDefinitions(around)).evaluate();
  } catch (error) {
    const message = `${(error as Error).message} in expression "${expression.source.trim()}"`;
    throw new WorkflowFault(expression.at, message, error);
  }
}

/** The evaluator asks for a context by name and cannot take undefined for one that is not there. */
function withNulls(contexts: data.Dictionary): data.Dictionary {
  for (const place of [
    'github',
    'needs',
    'strategy',
    'matrix',
    'inputs',
    'job',
    'runner',
    'env',
    'steps',
    'jobs',
  ]) {
    contexts.add(place, new data.Null());
  }
  return contexts;
}

function statusDefinitions(around: Surroundings) {
  const { status } = around;
  if (status === undefined) return undefined;
  return new Map(
    statusFunctions.map((name) => [
      name as string,
      { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(status[name]) },
    ]),
  );
}
