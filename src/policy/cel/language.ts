/** What a rule may name: variables with their members, and functions. Documented in docs/policy/rules-in-cel.md. */

/** What is known of a value before there is one. Data is what a signer wrote: anything. */
export type Shape =
  | 'data'
  | 'truth'
  | 'text'
  | 'number'
  | 'time'
  | 'list'
  | { readonly elements: Shape }
  | { readonly members: Readonly<Record<string, Shape>> };

const statement: Shape = {
  members: {
    signer: 'text',
    issuer: 'text',
    runner: 'text',
    source: {
      members: { repository: 'text', repository_id: 'text', owner_id: 'text', ref: 'text', commit: 'text' },
    },
    run: 'text',
    signed_at: 'time',
    predicate_type: 'text',
    predicate: 'data',
  },
};

export const variables: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['artifact', { members: { name: 'text', sha256: 'text', size: 'number' } }],
  ['environment', 'text'],
  ['now', 'time'],
  ['evidence', { members: { provenance: statement, all: { elements: statement } } }],
]);

/** How many operands a function or operator takes, and what it gives. */
interface Signature {
  readonly operands: number;
  readonly gives: Shape;
}

const signatures = (operands: number, gives: Shape, ...names: readonly string[]) =>
  names.map((name): [string, Signature] => [name, { operands, gives }]);

/** By name; of a method, with a dot before it, the target is the first operand. */
export const functions: ReadonlyMap<string, Signature> = new Map([
  ...signatures(1, 'truth', '!_'),
  ...signatures(2, 'truth', '_==_', '_!=_', '_<_', '_<=_', '_>_', '_>=_', '@in', '_&&_', '_||_'),
  ...signatures(3, 'data', '_?_:_'),
  ...signatures(2, 'data', '_[_]', '_+_', '_-_'),
  ...signatures(2, 'number', '_*_', '_/_', '_%_'),
  ...signatures(1, 'number', '-_', 'size', '.size', 'int', 'double'),
  ...signatures(1, 'text', 'string'),
  ...signatures(1, 'time', 'timestamp', 'duration'),
  ...signatures(2, 'truth', '.contains', '.startsWith', '.endsWith', '.matches'),
  ...signatures(
    1,
    'number',
    '.getFullYear',
    '.getMonth',
    '.getDate',
    '.getDayOfWeek',
    '.getHours',
    '.getMinutes',
  ),
]);
