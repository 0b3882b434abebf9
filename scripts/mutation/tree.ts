/** TypeScript as a tree whose nodes know where they stand. */
import { parseSync } from '@swc/core';

/** A node as the parser gives it: its type says which other fields it has. */
export interface Node {
  readonly type: string;
  /** Where it stands: offsets into the bytes of the file, in UTF-8. */
  readonly start: number;
  readonly end: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** So that the first token of the file is known: the parser counts on from file to file. */
const MARK = '0;';

/** @throws Error for what is not TypeScript */
export function parse(text: string): Node {
  const module = parseSync(`${MARK}${text}`, { syntax: 'typescript', target: 'es2024' });
  const origin = (module.body[0]?.span.start ?? 0) + MARK.length;
  return toNode({ ...module, body: module.body.slice(1) }, origin) as Node;
}

function toNode(value: unknown, origin: number): unknown {
  if (Array.isArray(value)) return value.map((one) => toNode(one, origin));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, toNode(one, origin)]));
  const { type, span } = value as { readonly type?: unknown; readonly span?: Span };
  if (typeof type !== 'string') return fields;
  return { type, start: (span?.start ?? origin) - origin, end: (span?.end ?? origin) - origin, fields };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The node in a field, if there is one. */
export function child({ fields }: Node, key: string): Node | undefined {
  const value = fields[key];
  return isNode(value) ? value : undefined;
}

/** The nodes in a field that is a list, also of what only holds a node, as the arguments of a call. */
export function list({ fields }: Node, key: string): readonly Node[] {
  const value = fields[key];
  return Array.isArray(value) ? value.flatMap(nodesIn) : [];
}

/** Every node directly below this one. */
export function children({ fields }: Node): readonly Node[] {
  return Object.values(fields).flatMap(nodesIn);
}

function nodesIn(value: unknown): readonly Node[] {
  if (isNode(value)) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(nodesIn) : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'fields' in value;
}
