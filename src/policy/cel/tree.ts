/**
 * The syntax tree of an expression (https://github.com/google/cel-spec/blob/master/doc/langdef.md), with macros as
 * they were written: what can be checked before anything is evaluated (trust rule T30).
 */

interface Located {
  /** In UTF-16 code units from the start of the expression. */
  readonly offset: number;
}

export type Macro = 'all' | 'exists' | 'exists_one' | 'filter' | 'map';

export type Literal = Located & {
  readonly kind: 'literal';
  readonly value: string | number | bigint | boolean | null;
};
export type Name = Located & { readonly kind: 'name'; readonly name: string };
export type List = Located & { readonly kind: 'list'; readonly items: readonly Term[] };
/** `of.field`, or `has(of.field)`. */
export type Select = Located & {
  readonly kind: 'select';
  readonly of: Term;
  readonly field: string;
  readonly has: boolean;
};
/** Operators are calls too, under names such as `_&&_`. The target of a method is the first operand. */
export type Call = Located & {
  readonly kind: 'call';
  readonly name: string;
  readonly isMethod: boolean;
  readonly operands: readonly Term[];
};
/** `over.macro(variable, body)`. */
export type Loop = Located & {
  readonly kind: 'loop';
  readonly macro: Macro;
  readonly over: Term;
  readonly variable: string;
  readonly body: Term;
};
export type Term = Literal | Name | List | Select | Call | Loop;

/** What is wrong with an expression, found before it is evaluated; gets its place from whoever read the policy. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly hint: string;
  readonly offset: number;

  constructor(message: string, hint: string, offset: number) {
    super(message);
    this.hint = hint;
    this.offset = offset;
  }
}

/** The terms directly within one. */
export function within(term: Term): readonly Term[] {
  switch (term.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'list':
      return term.items;
    case 'select':
      return [term.of];
    case 'call':
      return term.operands;
    case 'loop':
      return [term.over, term.body];
  }
}

/** Equal for terms that say the same, wherever they stand. */
export function sameness(term: Term): string {
  return JSON.stringify(term, (key, value: unknown) => {
    if (key === 'offset') return undefined;
    return typeof value === 'bigint' ? `${value}n` : value;
  });
}
