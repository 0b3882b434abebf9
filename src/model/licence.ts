/** Under which licence something says that it is. */

/** An SPDX licence expression in canonical spelling; where none is certain, the words as they were declared. */
export type Licence = { readonly expression: string } | { readonly text: string };
