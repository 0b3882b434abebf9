/** A document that a statement names and does not hold. */
export interface Reference {
  /** Of the document's bytes, lower-case hexadecimal. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** Where its signer says that it lies: text from outside, and no reason to ask there (trust rule T29). */
  readonly location?: string;
}
