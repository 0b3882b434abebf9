/** What may be wrong with a line: for a node of the tree, the small changes that a test should notice. */
import { child, list, type Node } from './tree.ts';

/** One text in the place of another. */
export interface Change {
  /** Offsets into the bytes of the file. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What stands there: an expression, statements, or the name behind a dot. */
  readonly shape: 'expression' | 'statements' | 'name';
}

/** The text of a node. */
export type TextOf = (node: Node) => string;

type Changer = (node: Node, textOf: TextOf) => readonly Change[];

/**
 * Dropping the `?` of `?.` is not among them: the compiler refuses each.
 *
 * @returns of this node itself, without those of the nodes below it
 */
export function changesOf(node: Node, textOf: TextOf): readonly Change[] {
  return changers[node.type]?.(node, textOf) ?? [];
}

const swapped: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '&&': ['||'],
  '||': ['&&'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '<<': ['>>'],
  '>>': ['<<'],
  '&': ['|'],
  '|': ['&'],
  '+=': ['-='],
  '-=': ['+='],
  '*=': ['/='],
  '++': ['--'],
  '--': ['++'],
};

const otherNames: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  toLowerCase: 'toUpperCase',
  toUpperCase: 'toLowerCase',
  min: 'max',
  max: 'min',
  ceil: 'floor',
  floor: 'ceil',
};

const changers: Readonly<Record<string, Changer>> = {
  BinaryExpression: binary,
  AssignmentExpression: (node, textOf) => replaceOperator(node, 'left', 'right', textOf),
  UpdateExpression: (node, textOf) => {
    const [other = ''] = swapped[String(node.fields['operator'])] ?? [];
    const argument = textOf(child(node, 'argument') as Node);
    return [inPlace(node, node.fields['prefix'] === true ? other + argument : argument + other)];
  },
  UnaryExpression: (node, textOf) => {
    const argument = child(node, 'argument') as Node;
    if (node.fields['operator'] === '!') return [inPlace(node, textOf(argument))];
    return node.fields['operator'] === '-' ? [inPlace(node, `+${textOf(argument)}`)] : [];
  },
  IfStatement: (node) => settled(child(node, 'test'), 'true', 'false'),
  ConditionalExpression: (node) => settled(child(node, 'test'), 'true', 'false'),
  WhileStatement: (node) => settled(child(node, 'test'), 'false'),
  ForStatement: (node) => settled(child(node, 'test'), 'false'),
  ArrowFunctionExpression: (node) => {
    const body = child(node, 'body');
    return body && isComparison(body) ? settled(body, 'true', 'false') : [];
  },
  ReturnStatement: (node) => {
    const argument = child(node, 'argument');
    return argument && isComparison(argument) ? settled(argument, 'true', 'false') : [];
  },
  BooleanLiteral: (node) => [inPlace(node, String(node.fields['value'] !== true))],
  NumericLiteral: (node) => [inPlace(node, String(Number(node.fields['value']) + 1))],
  BigIntLiteral: (node, textOf) => [inPlace(node, `${BigInt(textOf(node).slice(0, -1)) + 1n}n`)],
  StringLiteral: (node) => [inPlace(node, node.fields['value'] === '' ? "'mutated'" : "''")],
  TemplateLiteral: (node) => [inPlace(node, '``')],
  RegExpLiteral: (node, textOf) => patterns(textOf(node)).map((text) => inPlace(node, text)),
  ArrayExpression: (node) => (list(node, 'elements').length > 0 ? [inPlace(node, '[]')] : []),
  ObjectExpression: (node) => (list(node, 'properties').length > 0 ? [inPlace(node, '{}')] : []),
  CallExpression: call,
  BlockStatement: emptied,
  FunctionBody: emptied,
  ExpressionStatement: removal,
  ThrowStatement: removal,
  ContinueStatement: removal,
  BreakStatement: removal,
};

const removable = new Set(['ExpressionStatement', 'ThrowStatement', 'ContinueStatement', 'BreakStatement']);

/** Where one statement is removed already, to empty the block would be the same. */
function emptied(node: Node): readonly Change[] {
  const statements = list(node, 'stmts');
  const [only] = statements;
  if (!only || (statements.length === 1 && removable.has(only.type))) return [];
  return [{ start: node.start + 1, end: node.end - 1, text: '', shape: 'statements' }];
}

function removal({ start, end }: Node): readonly Change[] {
  return [{ start, end, text: ';', shape: 'statements' }];
}

function binary(node: Node, textOf: TextOf): readonly Change[] {
  const left = child(node, 'left') as Node;
  const right = child(node, 'right') as Node;
  const operator = String(node.fields['operator']);
  if (operator === '??') return [left, right].map((side) => inPlace(node, textOf(side)));
  const changes = replaceOperator(node, 'left', 'right', textOf);
  if (operator === '&&') return [...changes, ...settled(left, 'true'), ...settled(right, 'true')];
  if (operator === '||') return [...changes, ...settled(left, 'false'), ...settled(right, 'false')];
  return changes;
}

function replaceOperator(node: Node, left: string, right: string, textOf: TextOf): readonly Change[] {
  const from = child(node, left) as Node;
  const to = child(node, right) as Node;
  const others = swapped[String(node.fields['operator'])] ?? [];
  return others.map((other) => inPlace(node, `${textOf(from)} ${other} ${textOf(to)}`));
}

function call(node: Node): readonly Change[] {
  const callee = child(node, 'callee');
  const member = callee?.type === 'OptionalChainingExpression' ? child(callee, 'base') : callee;
  const property = member && child(member, 'property');
  if (member?.type !== 'MemberExpression' || property?.type !== 'Identifier') return [];
  const name = String(property.fields['value']);
  const other = Object.hasOwn(otherNames, name) ? otherNames[name] : undefined;
  if (other !== undefined) return [{ ...span(property), text: other, shape: 'name' }];
  const [predicate] = name === 'filter' ? list(node, 'arguments') : [];
  return predicate ? [inPlace(predicate, '() => true')] : [];
}

function settled(node: Node | undefined, ...values: readonly string[]): readonly Change[] {
  return node ? values.map((value) => inPlace(node, value)) : [];
}

function isComparison({ type, fields }: Node): boolean {
  return type === 'BinaryExpression' && /^(?:[=!]==|[<>]=?|&&|\|\|)$/.test(String(fields['operator']));
}

/** Without one of its anchors, with a class turned round, with one repetition more. */
function patterns(literal: string): readonly string[] {
  const parts = [...literal.matchAll(/\\.|\[\^?(?:\\.|[^\]\\])*\]|\{(\d+)(,?)(\d*)\}|[\^$]/g)];
  return parts.flatMap(({ 0: found, 1: least, 2: comma = '', 3: most = '', index }) => {
    const put = (text: string) => [literal.slice(0, index) + text + literal.slice(index + found.length)];
    if (found === '^' || found === '$') return put('');
    if (found.startsWith('[^')) return put(`[${found.slice(2)}`);
    if (least === undefined) return [];
    return put(most === '' ? `{${Number(least) + 1}${comma}}` : `{${least},${Number(most) + 1}}`);
  });
}

function inPlace(node: Node, text: string): Change {
  return { ...span(node), text, shape: 'expression' };
}

function span({ start, end }: Node): { readonly start: number; readonly end: number } {
  return { start, end };
}
