/** Kinds that hold others: maps with declared fields, maps by name, and lists. */
import type { YamlEntry, YamlMap, YamlNode } from '../formats/yaml.ts';
import type { Place } from '../model/fault.ts';
import { listed, publicName } from '../model/spelling.ts';
import { type Field, type Fields, type Here, isNeeded, type Kind, type Schema } from './kinds.ts';
import { shown, suggestion } from './words.ts';

type ValueOf<F> = F extends Field<infer T> ? T : never;
type Always<F> = { [K in keyof F]: F[K] extends Field<unknown, true> ? K : never }[keyof F];

/** The values of declared fields, and where their map is stated. */
export type ValuesOf<F extends Fields> = { readonly at: Place } & {
  readonly [K in Always<F>]: ValueOf<F[K]>;
} & { readonly [K in Exclude<keyof F, Always<F>>]?: ValueOf<F[K]> };

export type Some<T> = readonly [T, ...T[]];

interface MapKind<F extends Fields> extends Kind<ValuesOf<F>> {
  /** What can be read, whatever else cannot. */
  readPart(node: YamlNode, here: Here): Partial<ValuesOf<F>>;
}

interface NamedField {
  readonly key: string;
  readonly name: string;
  readonly field: Field<unknown>;
}

/** A map that has these fields and no others (trust rule T20). */
export function map<const F extends Fields>(fields: F): MapKind<F> {
  const all = Object.entries(fields).map(([key, field]) => ({ key, name: publicName(key), field }));
  const names = all.map(({ name }) => name);
  const readPart = (node: YamlNode, here: Here): Partial<ValuesOf<F>> => {
    const values: Record<string, unknown> = { at: here.at };
    if (node.kind === 'map') {
      refuseUnknown(node, names, here);
      refuseMissing(node, all, here);
      for (const one of all) {
        const value = readField(one, node, here);
        if (value !== undefined) values[one.key] = value;
      }
    } else here.refuse(node, notMap(node, `its keys are ${listed(names, 'and')}`));
    return values as Partial<ValuesOf<F>>;
  };
  const always = all.filter(({ field }) => field.always);
  return {
    schema: mapSchema(all),
    words: 'map',
    inside: { step: '', fields },
    readPart,
    read: (node, here) => {
      const values = readPart(node, here);
      return always.every(({ key }) => key in values) ? (values as ValuesOf<F>) : undefined;
    },
  };
}

function readField({ name, field }: NamedField, { entries }: YamlMap, here: Here): unknown {
  const entry = entries.get(name);
  if (entry) return field.kind.read(entry.value, here.inside(`.${name}`, entry.at, entry.value));
  if (!field.assumed) return field.fallback?.value;
  const nothing: YamlMap = { kind: 'map', entries: new Map(), at: here.at };
  return field.kind.read(nothing, here.inside(`.${name}`, here.at, nothing));
}

function refuseMissing({ entries }: YamlMap, all: readonly NamedField[], here: Here): void {
  // An arm that stands in place of the one that is built is told once.
  if (all.some(({ name, field }) => field.unbuilt && entries.has(name))) return;
  for (const { name, field } of all) {
    if (entries.has(name) || !isNeeded(field)) continue;
    here.refuse(here, { problem: `lacks \`${name}\``, fix: `Add \`${name}\`: ${field.description}` });
  }
}

function refuseUnknown({ entries }: YamlMap, names: readonly string[], here: Here): void {
  for (const [name, entry] of entries) {
    if (here.isFull || names.includes(name)) continue;
    const fix = suggestion(name, names, 'Known here');
    here.refuse(entry, { problem: `has an unknown key ${shown(name)}`, fix });
  }
}

function mapSchema(all: readonly NamedField[]): Schema {
  const built = all.filter(({ field }) => !field.unbuilt);
  const needed = built.filter(({ field }) => isNeeded(field)).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(built.map(({ name, field }) => [name, fieldSchema(field)])),
    ...(needed.length > 0 && { required: needed }),
    additionalProperties: false,
  };
}

function fieldSchema({ kind, description, fallback }: Field<unknown>): Schema {
  const value = fallback?.value;
  const shown = typeof value === 'string' || typeof value === 'number' ? { default: value } : {};
  return { description, ...kind.schema, ...shown };
}

/** Letters, digits, `-` and `_`: a name may become part of a path. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;
const nameFix = 'Begin with a letter or digit, and go on with up to 99 letters, digits, `-` and `_`.';

/** Things by name, one at least. */
export function named<T extends object>(
  kind: Kind<T>,
): Kind<ReadonlyMap<string, T & { readonly name: string }>> {
  const readEntry = (name: string, entry: YamlEntry, here: Here): T | undefined => {
    const inside = here.inside(`.${name}`, entry.at, entry.value);
    if (!NAME.test(name)) return inside.refuse(entry, { problem: 'is not a name', fix: nameFix });
    return kind.read(entry.value, inside);
  };
  return {
    schema: {
      type: 'object',
      additionalProperties: kind.schema,
      propertyNames: { pattern: NAME.source },
      minProperties: 1,
    },
    words: 'map by name',
    ...(kind.inside && { inside: { ...kind.inside, step: '.<name>' } }),
    read: (node, here) => {
      if (node.kind !== 'map') return here.refuse(node, notMap(node, 'it holds names'));
      if (node.entries.size === 0)
        return here.refuse(node, { problem: 'is empty', fix: 'Name one at least, or leave it out.' });
      const all = Array.from(node.entries, ([name, entry]) => {
        const value = readEntry(name, entry, here);
        return value === undefined ? [] : ([[name, { ...value, name }]] as const);
      });
      return new Map(all.flat());
    },
  };
}

/** A list that may not be empty, and names nothing twice (trust rule T20). */
export function some<T>(kind: Kind<T>): Kind<Some<T>> {
  const all = any(kind);
  return {
    ...all,
    schema: { ...all.schema, minItems: 1 },
    read: (node, here) => {
      if (node.kind === 'list' && node.items.length === 0)
        return here.refuse(node, {
          problem: 'is empty',
          fix: 'Name one at least: an empty list allows nothing.',
        });
      return all.read(node, here) as Some<T> | undefined;
    },
  };
}

export function any<T>(kind: Kind<T>): Kind<readonly T[]> {
  return {
    schema: { type: 'array', items: kind.schema, ...(!kind.inside && { uniqueItems: true }) },
    words: `list: ${kind.words}`,
    ...(kind.inside && { inside: { ...kind.inside, step: '[]' } }),
    read: (node, here) => {
      if (node.kind !== 'list')
        return here.refuse(node, { problem: 'is not a list', fix: 'Write it in brackets: `[one, two]`.' });
      const values = node.items.map((item, index) =>
        kind.read(item, here.inside(`[${index}]`, item.at, item)),
      );
      refuseTwice(values, node.items, here);
      return values.includes(undefined) ? undefined : (values as readonly T[]);
    },
  };
}

function refuseTwice(values: readonly unknown[], items: readonly YamlNode[], here: Here): void {
  const seen = new Set<unknown>();
  for (const [index, item] of items.entries()) {
    const value = values[index];
    if (typeof value !== 'object' && value !== undefined && seen.has(value))
      here.refuse(item, { problem: `names ${shown(value)} twice`, fix: 'Name each once.' });
    seen.add(value);
  }
}

function notMap(node: YamlNode, holds: string) {
  const empty = node.kind === 'scalar' && node.value === null;
  return {
    problem: empty ? 'is empty' : 'is not a map of keys and values',
    fix: empty ? `Say what is in it (${holds}), or leave it out.` : `Write it as \`key: value\`; ${holds}.`,
  };
}
