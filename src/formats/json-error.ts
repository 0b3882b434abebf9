/** Where a text stops being JSON (RFC 8259): the platform's own message says it only sometimes, and quotes the text. */

/** What may come next, by the first character of a token; `v` for numbers and the three words. */
const value = '{["v';

/**
 * @param text that is not JSON
 * @returns the offset of the first token that cannot stand where it does, or of the end, in UTF-16 units
 */
export function syntaxErrorAt(text: string): number {
  const open: string[] = [];
  let wanted = value;
  let at = 0;
  for (;;) {
    while (/[\t\n\r ]/.test(text[at] ?? '')) at += 1;
    const token = tokenAt(text, at);
    if (!token || !wanted.includes(token.kind)) return at;
    const inObject = open.at(-1) === '{';
    switch (token.kind) {
      case '{':
      case '[':
        open.push(token.kind);
        wanted = token.kind === '{' ? '"}' : `${value}]`;
        break;
      case ':':
        wanted = value;
        break;
      case ',':
        wanted = inObject ? '"' : value;
        break;
      default:
        if (/[}\]]/.test(token.kind)) open.pop();
        wanted = isKey(token.kind, wanted, inObject) ? ':' : after(open.at(-1));
    }
    at = token.end;
  }
}

/** The line, from 1, of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', end + 1)) line += 1;
  return line;
}

/** Where a value may stand, a string is one; where it may not, it is a key. */
function isKey(kind: string, wanted: string, inObject: boolean): boolean {
  return kind === '"' && inObject && !wanted.includes('v');
}

function after(open: string | undefined): string {
  if (open === undefined) return '';
  return open === '{' ? ',}' : ',]';
}

function tokenAt(text: string, at: number): { readonly kind: string; readonly end: number } | undefined {
  const first = text[at] ?? '';
  if (first === '"') {
    const end = stringEnd(text, at + 1);
    return end === undefined ? undefined : { kind: '"', end };
  }
  if (/[{}[\]:,]/.test(first)) return { kind: first, end: at + 1 };
  const word = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
  word.lastIndex = at;
  return word.test(text) ? { kind: 'v', end: word.lastIndex } : undefined;
}

function stringEnd(text: string, start: number): number | undefined {
  const escaped = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"') return at + 1;
    if (character < ' ') return undefined;
    if (character !== '\\') continue;
    escaped.lastIndex = at;
    if (!escaped.test(text)) return undefined;
    at = escaped.lastIndex - 1;
  }
  return undefined;
}
