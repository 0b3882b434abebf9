declare module 'spdx-expression-parse' {
  type Expression =
    | { readonly license: string; readonly plus?: true; readonly exception?: string }
    | { readonly left: Expression; readonly conjunction: 'and' | 'or'; readonly right: Expression };
  /** Throws an Error for what is none. */
  export default function parse(expression: string): Expression;
}
