/** Text with `${{ expression }}` parts, structures of such texts, and the conditions of `if`. */
import { type Position, WorkflowFault } from '../fault.ts';
import { compile, type Expression, evaluate, type Surroundings } from './expression.ts';
import type { Place } from './places.ts';
import { fromData, isTruthy } from './values.ts';

/** A text whose expressions are compiled; a part is literal text or an expression. */
export interface Template {
  readonly at: Position;
  readonly parts: readonly (string | Expression)[];
}

/** A YAML value in which every text is a template (a matrix, the `with` of a called workflow). */
export type ValueTemplate =
  | { readonly kind: 'literal'; readonly value: number | boolean | null }
  | { readonly kind: 'text'; readonly template: Template }
  | { readonly kind: 'list'; readonly items: readonly ValueTemplate[] }
  | { readonly kind: 'mapping'; readonly pairs: readonly (readonly [string, ValueTemplate])[] };

/** Names and their templates, in order: `env`, `with`, `outputs`. */
export type TemplateMap = readonly (readonly [string, Template])[];

/** Splits a text at `${{ … }}`; `at.line` is the line of its first character. */
export function compileTemplate(source: string, at: Position, place: Place): Template {
  const parts: (string | Expression)[] = [];
  let position = 0;
  for (;;) {
    const start = source.indexOf('${{', position);
    if (start < 0) break;
    const here = { file: at.file, line: at.line + count(source.slice(0, start), '\n') };
    const end = expressionEnd(source, start + 3);
    if (end < 0) throw new WorkflowFault(here, 'an expression is opened with ${{ and not closed with }}');
    if (start > position) parts.push(source.slice(position, start));
    parts.push(compile(source.slice(start + 3, end), here, place));
    position = end + 2;
  }
  if (position < source.length || parts.length === 0) parts.push(source.slice(position));
  return { at, parts };
}

/** The first `}}` outside a quoted literal, or -1. */
function expressionEnd(source: string, from: number): number {
  let quoted = false;
  for (let index = from; index < source.length; index++) {
    if (source[index] === "'") quoted = !quoted;
    else if (!quoted && source.startsWith('}}', index)) return index;
  }
  return -1;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** A condition: the whole of `if`, with or without `${{ }}` around it. */
export function compileCondition(source: string, at: Position, place: Place): Expression {
  if (!source.includes('${{')) return compile(source, at, place);
  const template = compileTemplate(source.trim(), at, place);
  const [only, ...rest] = template.parts;
  if (only !== undefined && typeof only !== 'string' && rest.length === 0) return only;
  throw new WorkflowFault(at, 'text around ${{ }} makes this "if" always true; write one expression');
}

/** The text of a template. */
export function render(template: Template, around: Surroundings): string {
  return template.parts
    .map((part) => (typeof part === 'string' ? part : evaluate(part, around).coerceString()))
    .join('');
}

/** The value of a template: what the expression gives when it is the whole of it, text otherwise. */
export function templateValue(template: Template, around: Surroundings): unknown {
  const [only, ...rest] = template.parts;
  if (only !== undefined && typeof only !== 'string' && rest.length === 0)
    return fromData(evaluate(only, around));
  return render(template, around);
}

/** The value of a structure of templates. */
export function resolve(value: ValueTemplate, around: Surroundings): unknown {
  switch (value.kind) {
    case 'literal':
      return value.value;
    case 'text':
      return templateValue(value.template, around);
    case 'list':
      return value.items.map((item) => resolve(item, around));
    case 'mapping':
      return Object.fromEntries(value.pairs.map(([key, item]) => [key, resolve(item, around)]));
  }
}

/** Renders each of a map's templates. */
export function renderMap(map: TemplateMap, around: Surroundings): Record<string, string> {
  return Object.fromEntries(map.map(([name, template]) => [name, render(template, around)]));
}

/** Whether a condition holds; without a status function, success() is implied. No condition means success(). */
export function holds(condition: Expression | undefined, around: Surroundings): boolean {
  const success = around.status?.success ?? true;
  if (condition === undefined) return success;
  if (!condition.asksStatus && !success) return false;
  return isTruthy(evaluate(condition, around));
}
