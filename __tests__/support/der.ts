/** DER by hand, and what is made to be slow to read. */

/** One element with a definite minimal length (ITU-T X.690 §10.1). */
export function element(tag: number, ...content: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  const value = Buffer.concat(content);
  return Buffer.concat([Buffer.of(tag, ...lengthOf(value)), value]);
}

/**
 * A SEQUENCE of OCTET STRINGs, each holding no more than the head of a SEQUENCE that claims all the others: a parser that
 * follows the claim and then begins again reads each twice as often as the one before it.
 */
export function doubling(octetStrings: number): Buffer<ArrayBuffer> {
  let rest = Buffer.alloc(0);
  for (let i = 0; i < octetStrings; i += 1) {
    rest = Buffer.concat([element(0x04, Buffer.of(0x30, ...lengthOf(rest))), rest]);
  }
  return element(0x30, rest);
}

function lengthOf({ length }: Uint8Array): readonly number[] {
  if (length < 0x80) return [length];
  const octets = [length >> 16, (length >> 8) & 0xff, length & 0xff];
  const significant = octets.slice(octets.findIndex((octet) => octet > 0));
  return [0x80 | significant.length, ...significant];
}
