/**
 * YAML 1.2 with line positions: the only place that touches the yaml package.
 *
 * A `Cursor` is a node together with where it stands, so that every complaint can name file and line.
 */

import type { Document, Node, Scalar } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { type Position, unknownName, WorkflowFault } from '../fault.ts';

/** A YAML node and its place; `node` is null where a key has no value. */
export interface Cursor extends Position {
  readonly node: Node | null;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** Reads one YAML document; throws WorkflowFault at the first syntax error or duplicate key. */
export function readYaml(file: string, text: string): Cursor {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, stringKeys: true });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) {
    const message = problem.message.split(' at line')[0] ?? problem.code;
    throw new WorkflowFault({ file, line: lines.linePos(problem.pos[0]).line || 1 }, message);
  }
  return { file, line: 1, node: document.contents as Node | null, document, lines };
}

function step(parent: Cursor, node: Node | null, line: number): Cursor {
  const target = isAlias(node) ? (node.resolve(parent.document) ?? null) : node;
  const offset = target?.range?.[0];
  const at = offset === undefined ? line : parent.lines.linePos(offset).line;
  return { ...parent, node: target, line: at };
}

/** One pair of a mapping; `at` is where the key stands. */
export interface Entry {
  readonly key: string;
  readonly at: Position;
  readonly value: Cursor;
}

/** The pairs of a mapping in their order; `what` names it in faults. */
export function entries(cursor: Cursor, what: string): readonly Entry[] {
  if (!isMap(cursor.node)) throw new WorkflowFault(cursor, `${what} must be a mapping`);
  return cursor.node.items.map((pair) => {
    const key = pair.key as Scalar;
    const line = cursor.lines.linePos(key.range?.[0] ?? 0).line || cursor.line;
    const at = { file: cursor.file, line };
    return { key: String(key.value), at, value: step(cursor, pair.value as Node | null, line) };
  });
}

/** A mapping of which only `keys` are known; any other key is a fault on its line. */
export function mapping(cursor: Cursor, what: string, keys: readonly string[]): ReadonlyMap<string, Cursor> {
  const found = new Map<string, Cursor>();
  for (const { key, at, value } of entries(cursor, what)) {
    if (!keys.includes(key)) throw unknownName(at, `key in ${what}`, key, keys);
    found.set(key, value);
  }
  return found;
}

/** The items of a sequence. */
export function items(cursor: Cursor, what: string): readonly Cursor[] {
  if (!isSeq(cursor.node)) throw new WorkflowFault(cursor, `${what} must be a list`);
  return cursor.node.items.map((item) => step(cursor, item as Node | null, cursor.line));
}

/** The value of a scalar; null where nothing stands. */
export function scalar(cursor: Cursor, what: string): string | number | boolean | null {
  if (cursor.node === null) return null;
  if (!isScalar(cursor.node)) throw new WorkflowFault(cursor, `${what} must be a single value`);
  const { value } = cursor.node;
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) {
    return value as string | number | boolean | null;
  }
  throw new WorkflowFault(cursor, `${what} must be text, a number or true/false`);
}

/** A scalar as text, the way GitHub turns `1` and `true` into strings; an empty value is ''. */
export function text(cursor: Cursor, what: string): string {
  const value = scalar(cursor, what);
  return value === null ? '' : String(value);
}

/** A scalar that must be one of `choices`. */
export function choice<T extends string>(cursor: Cursor, what: string, choices: readonly T[]): T {
  const value = text(cursor, what);
  const found = choices.find((candidate) => candidate === value);
  if (found === undefined) throw unknownName(cursor, what, value, choices);
  return found;
}

/** A scalar that must be true or false. */
export function flag(cursor: Cursor, what: string): boolean {
  const value = scalar(cursor, what);
  if (typeof value !== 'boolean') throw new WorkflowFault(cursor, `${what} must be true or false`);
  return value;
}

/** A single text or a list of texts. */
export function texts(cursor: Cursor, what: string): readonly string[] {
  if (isSeq(cursor.node)) return items(cursor, what).map((item) => text(item, what));
  return [text(cursor, what)];
}

/** Whether the node is a mapping, a list, one value, or absent. */
export function shapeOf(cursor: Cursor): 'mapping' | 'list' | 'value' | 'nothing' {
  if (isMap(cursor.node)) return 'mapping';
  if (isSeq(cursor.node)) return 'list';
  return cursor.node === null || (isScalar(cursor.node) && cursor.node.value === null) ? 'nothing' : 'value';
}

/** The line on which the text of a scalar begins: one further for `|` and `>` blocks. */
export function textStart(cursor: Cursor): number {
  const style = isScalar(cursor.node) ? cursor.node.type : undefined;
  return style === 'BLOCK_LITERAL' || style === 'BLOCK_FOLDED' ? cursor.line + 1 : cursor.line;
}
