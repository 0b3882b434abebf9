/** Files in YAML that nobody wrote: a good one, changed at any place; and what a JSON Schema says of it. */
import { createRequire } from 'node:module';
import fc from 'fast-check';

export interface Validate {
  (value: unknown): boolean;
  errors?: readonly object[] | null;
}
const Ajv = createRequire(import.meta.url)('ajv').default;

export function validator(schema: object): Validate {
  return new Ajv({ strict: true }).compile(schema);
}

export type Tree = { [key: string]: Tree } | Tree[] | string | number | boolean | null;
export type Path = readonly (string | number)[];

export function paths(tree: Tree, path: Path = []): readonly Path[] {
  if (typeof tree !== 'object' || tree === null) return [path];
  return [path, ...Object.entries(tree).flatMap(([key, value]) => paths(value, [...path, key]))];
}

/** A copy of `tree` with the value at `path` changed; `undefined` takes it out. */
export function changed(tree: Tree, [key, ...rest]: Path, change: (old: Tree) => Tree | undefined): Tree {
  if (key === undefined) return change(tree) ?? null;
  const copy = structuredClone(tree) as Record<string, Tree>;
  const value = rest.length > 0 ? changed(copy[key] as Tree, rest, change) : change(copy[key] as Tree);
  if (value !== undefined) copy[key] = value;
  else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else delete copy[key];
  return copy;
}

export const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Tree>,
  fc.constantFrom<Tree>(
    '*',
    'refs/*',
    'release',
    'refs/heads/main',
    '90d',
    '0d',
    '2027-13-01',
    3,
    0,
    true,
    {},
    [],
  ),
);
