/** Kinds of single values. Each says in one expression what a text looks like, for the reader and for editors alike. */
import type { YamlScalar } from '../formats/yaml.ts';
import { listed } from '../model/spelling.ts';
import type { Kind, Problem, Schema } from './kinds.ts';
import { shown, suggestion } from './words.ts';

type Parsed<T> = { readonly value: T } | Problem;

function scalar<T>(words: string, schema: Schema, parse: (node: YamlScalar) => Parsed<T>): Kind<T> {
  return {
    schema,
    words,
    read: (node, here) => {
      const fix = `Write one ${words.replace(/^one of .*/s, 'of its values')} here.`;
      if (node.kind !== 'scalar') return here.refuse(node, { problem: `is a ${node.kind}`, fix });
      if (node.value === null) return here.refuse(node, { problem: 'is empty', fix });
      const parsed = parse(node);
      return 'problem' in parsed ? here.refuse(node, parsed) : parsed.value;
    },
  };
}

/** @param parse of a text of the form; what it finds wrong beyond that no schema can say */
export function textual<T>(
  words: string,
  form: RegExp,
  fix: string,
  parse: (text: string) => Parsed<T>,
): Kind<T> {
  const schema = { type: 'string', pattern: form.source };
  return scalar(words, schema, ({ value, source }) => {
    if (typeof value !== 'string')
      return { problem: `is ${shown(value)}, not text`, fix: `Put it in quotes: \`${shown(source)}\`.` };
    if (!form.test(value)) return { problem: `cannot be ${shown(value)}`, fix };
    return parse(value);
  });
}

/** As `textual`, for a text that is its own value. */
export function text(words: string, form: RegExp, fix: string): Kind<string> {
  return textual(words, form, fix, (value) => ({ value }));
}

/** One line; the line end that a folded block leaves behind does not count. */
export const line: Kind<string> = textual(
  'line of text',
  /^(?=.*\S)[^\x00-\x1f\x7f-\x9f]{1,1000}\n?$/,
  'Write one line of up to 1,000 characters.',
  (value) => ({ value: value.trim() }),
);

/** Several lines. */
export const expression: Kind<string> = text(
  'expression in CEL',
  /^(?=[\s\S]*\S)[^\x00-\x08\x0b-\x1f\x7f-\x9f]+$/,
  'Write an expression in CEL; in quotes, where it holds `: ` or ` #`.',
);

export function choice<const Choice extends string | number>(
  choices: readonly [Choice, ...Choice[]],
  why = '',
): Kind<Choice> {
  const words = choices.length === 1 ? `\`${choices[0]}\`` : `one of ${listed(choices.map(String), 'or')}`;
  return scalar(words, { enum: choices }, ({ value, source }) => {
    const found = choices.find((each) => each === value);
    if (found !== undefined) return { value: found };
    return {
      problem: `cannot be ${shown(value)}`,
      fix: suggestion(source, choices.map(String), 'It takes') + why,
    };
  });
}

/** `true`, or left out. */
export const onlyTrue: Kind<true> = scalar('`true`', { const: true }, ({ value }) =>
  value === true
    ? { value }
    : { problem: `cannot be ${shown(value)}`, fix: 'Write `true`, or leave it out.' },
);

export const yesOrNo: Kind<boolean> = scalar('`true` or `false`', { type: 'boolean' }, ({ value }) =>
  typeof value === 'boolean'
    ? { value }
    : { problem: `cannot be ${shown(value)}`, fix: 'Write `true` or `false`.' },
);

/** A whole number from 1. */
export const count: Kind<number> = scalar('whole number from 1', { type: 'integer', minimum: 1 }, (node) => {
  const { value } = node;
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
    ? { value }
    : { problem: `cannot be ${shown(node.value)}`, fix: 'Write a whole number from 1.' };
});

export const share: Kind<number> = scalar(
  'share above 0, up to 1',
  { type: 'number', exclusiveMinimum: 0, maximum: 1 },
  ({ value }) =>
    typeof value === 'number' && value > 0 && value <= 1
      ? { value }
      : { problem: `cannot be ${shown(value)}`, fix: 'Write a share above 0 and up to 1, such as `0.95`.' },
);

/** The number that GitHub shows as `id`, as text. */
export const numericId: Kind<string> = scalar(
  'numeric id',
  {
    oneOf: [
      { type: 'integer', minimum: 1 },
      { type: 'string', pattern: '^[1-9]\\d{0,19}$' },
    ],
  },
  ({ source, value }) =>
    /^[1-9]\d{0,19}$/.test(source)
      ? { value: source }
      : { problem: `cannot be ${shown(value)}`, fix: 'Write the number that GitHub shows as `id` for it.' },
);

const seconds = { m: 60, h: 60 * 60, d: 24 * 60 * 60 } as const;

/** In seconds. */
export const duration: Kind<number> = textual(
  'length of time, such as `24h` or `90d`',
  /^[1-9]\d{0,4}[mhd]$/,
  'Write whole minutes, hours or days above none: `30m`, `24h`, `90d`.',
  (value) => ({ value: Number(value.slice(0, -1)) * seconds[value.slice(-1) as keyof typeof seconds] }),
);

/** Midnight UTC at which that day begins. */
export const date: Kind<Date> = textual(
  'date, such as `2027-06-30`',
  /^\d{4}-\d{2}-\d{2}$/,
  'Write a day as year, month and day: `2027-06-30`.',
  (text) => {
    const value = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(value.getTime()) && value.toISOString().startsWith(text)
      ? { value }
      : { problem: `cannot be ${shown(text)}: there is no such day`, fix: 'Write a day of the calendar.' };
  },
);
