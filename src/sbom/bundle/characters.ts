/** Classes of bytes that JavaScript's lexical grammar (ECMA-262, clause 12) tells apart, by table. */
export const code = {
  newline: 10,
  return: 13,
  quote: 34,
  dollar: 36,
  apostrophe: 39,
  open: 40,
  close: 41,
  star: 42,
  plus: 43,
  comma: 44,
  minus: 45,
  dot: 46,
  slash: 47,
  colon: 58,
  question: 63,
  openSquare: 91,
  backslash: 92,
  closeSquare: 93,
  backtick: 96,
  openBrace: 123,
  closeBrace: 125,
} as const;

const NAME = 1;
const DIGIT = 2;
const SPACE = 4;

const classes = new Uint8Array(256).map((_, byte) => {
  const character = String.fromCharCode(byte);
  if (/[\w$]/.test(character) || byte >= 128) return NAME | (/\d/.test(character) ? DIGIT : 0);
  return byte <= 32 ? SPACE : 0;
});

/** Of any byte, and of what lies past the end; letters outside of ASCII count as parts of names. */
export const isName = (byte: number | undefined): boolean => ((classes[byte ?? 0] ?? 0) & NAME) !== 0;
export const isDigit = (byte: number | undefined): boolean => ((classes[byte ?? 0] ?? 0) & DIGIT) !== 0;
export const isSpace = (byte: number | undefined): boolean =>
  byte !== undefined && ((classes[byte] ?? 0) & SPACE) !== 0;

/** The first place from `at` on that is neither space nor comment; never past the end. */
export function afterSpace(bytes: Uint8Array, at: number): number {
  let next = at;
  for (;;) {
    while (isSpace(bytes[next])) next += 1;
    const after = afterComment(bytes, next);
    if (after === next) return next;
    next = after;
  }
}

/** Where a comment that begins at `at` ends; `at` where none begins. */
function afterComment(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== code.slash) return at;
  if (bytes[at + 1] === code.slash) {
    const end = bytes.indexOf(code.newline, at);
    return end === -1 ? bytes.length : end;
  }
  if (bytes[at + 1] !== code.star) return at;
  let end = bytes.indexOf(code.slash, at + 3);
  while (end !== -1 && bytes[end - 1] !== code.star) end = bytes.indexOf(code.slash, end + 1);
  return end === -1 ? bytes.length : end + 1;
}
