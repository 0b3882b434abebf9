/** JSON that is almost what it should be. */
import fc from 'fast-check';
import type { Json } from '../../src/model/statement.ts';

/** Where a value stands in JSON: from the outermost in. */
export type Path = readonly (string | number)[];

/** Texts that some reader takes for a number, an address, bytes, a path or a member of a prototype. */
const odd: readonly Json[] = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1e3',
    '9'.repeat(40),
    '0x10',
    '\ud800',
    '\0',
    'AAAA',
    'AA==',
    '=',
    '../..',
    'constructor',
  ],
  ...[
    'https://',
    'https://a@b/',
    'http://127.0.0.1:1/',
    'javascript:x',
    '2026-02-30T00:00:00Z',
    'a\n\nb',
    '— a AAAA\n',
  ],
  ...[0, -1, 1.5, 2 ** 53, 1e308, true, false, null, [], {}, [[]], [null], { a: null }],
];

/** `example` with up to three of its values replaced, bent or taken out. */
export function mutated(example: Json): fc.Arbitrary<Json> {
  const paths = pathsOf(example);
  const change = fc.oneof(
    fc.constantFrom(...odd).map((value) => () => value),
    fc.jsonValue().map((value) => () => value as Json),
    fc.constant(() => undefined),
    fc.tuple(fc.nat(), fc.string({ minLength: 1, maxLength: 2 })).map(
      ([at, text]) =>
        (old: Json) =>
          bent(old, at, text),
    ),
    fc
      .nat(40)
      .map((times) => (old: Json) => (Array.isArray(old) ? Array<Json>(times).fill(old[0] ?? null) : [old])),
  );
  return fc
    .array(fc.tuple(fc.constantFrom(...paths), change), { minLength: 1, maxLength: 3 })
    .map((edits) => edits.reduce<Json>((value, [path, edit]) => changed(value, path, edit) ?? null, example));
}

function bent(old: Json, at: number, text: string): Json {
  if (typeof old === 'number') return old + at;
  if (typeof old !== 'string') return text;
  const place = at % (old.length + 1);
  return old.slice(0, place) + text + old.slice(place + text.length);
}

/** Every value's place, the whole first. */
export function pathsOf(value: Json): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [
    [],
    ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner).map((path) => [key, ...path])),
  ];
}

/** `value` with what stands at a path made into something else, or taken out. */
export function changed(
  value: Json,
  [key, ...rest]: Path,
  edit: (old: Json) => Json | undefined,
): Json | undefined {
  if (key === undefined) return edit(value);
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value;
  const entries = Object.entries(value).flatMap(([name, inner]) => {
    const next = name === String(key) ? changed(inner, rest, edit) : inner;
    return next === undefined ? [] : [[name, next] as const];
  });
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
