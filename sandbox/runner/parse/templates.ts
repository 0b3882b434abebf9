/** From YAML to templates: the values of `env`, `with`, `outputs`, `matrix`, and conditions. */
import type { Expression } from '../expressions/expression.ts';
import type { Place } from '../expressions/places.ts';
import {
  compileCondition,
  compileTemplate,
  type Template,
  type TemplateMap,
  type ValueTemplate,
} from '../expressions/template.ts';
import { type Cursor, entries, items, scalar, shapeOf, text, textStart } from './yaml.ts';

/** A scalar as a template. */
export function template(cursor: Cursor, what: string, place: Place): Template {
  return compileTemplate(text(cursor, what), { file: cursor.file, line: textStart(cursor) }, place);
}

/** A scalar as a template, or nothing where the key is absent; shaped for spreading. */
export function optionalTemplate<K extends string>(
  key: K,
  cursor: Cursor | undefined,
  what: string,
  place: Place,
): { readonly [P in K]?: Template } {
  if (cursor === undefined) return {};
  return { [key]: template(cursor, what, place) } as { readonly [P in K]?: Template };
}

/** A mapping of names to templates; absent means empty. */
export function templateMap(cursor: Cursor | undefined, what: string, place: Place): TemplateMap {
  if (cursor === undefined || shapeOf(cursor) === 'nothing') return [];
  return entries(cursor, what).map(
    ({ key, value }) => [key, template(value, `${what}.${key}`, place)] as const,
  );
}

/** Any YAML value with templates for its texts. */
export function valueTemplate(cursor: Cursor, what: string, place: Place): ValueTemplate {
  switch (shapeOf(cursor)) {
    case 'mapping':
      return { kind: 'mapping', pairs: valueTemplates(cursor, what, place) };
    case 'list':
      return { kind: 'list', items: items(cursor, what).map((item) => valueTemplate(item, what, place)) };
    case 'nothing':
      return { kind: 'literal', value: null };
    case 'value': {
      const value = scalar(cursor, what);
      if (typeof value === 'string') return { kind: 'text', template: template(cursor, what, place) };
      return { kind: 'literal', value };
    }
  }
}

/** A mapping of names to any values; absent means empty. */
export function valueTemplates(
  cursor: Cursor | undefined,
  what: string,
  place: Place,
): readonly (readonly [string, ValueTemplate])[] {
  if (cursor === undefined || shapeOf(cursor) === 'nothing') return [];
  return entries(cursor, what).map(
    ({ key, value }) => [key, valueTemplate(value, `${what}.${key}`, place)] as const,
  );
}

/** The condition of an `if`, or nothing where the key is absent; shaped for spreading. */
export function optionalCondition(
  cursor: Cursor | undefined,
  place: Place,
): { readonly condition?: Expression } {
  if (cursor === undefined) return {};
  const at = { file: cursor.file, line: textStart(cursor) };
  return { condition: compileCondition(text(cursor, 'if'), at, place) };
}
