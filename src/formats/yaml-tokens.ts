/** What the tokens of a YAML text say before it is composed: whatever the format leaves out, and nesting too deep. */
import type { CST } from 'yaml';
import { limits } from '../model/limits.ts';

/** Something that is wrong at an offset in UTF-16 units. */
export interface Objection {
  readonly offset: number;
  readonly reason: string;
  readonly fix?: string;
  /** A limit was passed, rather than the format broken. */
  readonly limit?: true;
}

const refused: Readonly<Partial<Record<CST.Token['type'] | CST.SourceToken['type'], string>>> = {
  anchor: 'it has an anchor; write the value out wherever it stands',
  alias: 'it has an alias; write the value out',
  tag: 'it has a tag; values mean what YAML 1.2 says of them',
  directive: 'it has a directive; it is YAML 1.2 without any',
};

interface Level {
  readonly token: CST.Token;
  readonly depth: number;
}

/**
 * Walks without recursion: composing recurses, and must not be asked to do so beyond the limit.
 *
 * @param allowed kinds of tokens that are not objected to
 */
export function objections(
  tokens: readonly CST.Token[],
  allowed: readonly string[] = [],
): readonly Objection[] {
  const found: Objection[] = [];
  const second = tokens.filter(({ type }) => type === 'document')[1];
  if (second) found.push({ offset: second.offset, reason: 'it holds more than one document' });
  const open: Level[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let level = open.pop(); level; level = open.pop()) {
    const { token, depth } = level;
    const reason = allowed.includes(token.type) ? undefined : refused[token.type];
    if (reason) found.push({ offset: token.offset, reason });
    if (depth > limits.jsonDepth) {
      const reason = `it is nested deeper than ${limits.jsonDepth} levels`;
      return [{ offset: token.offset, reason, limit: true }];
    }
    for (const child of childrenOf(token)) open.push({ token: child, depth: deeper(child, depth) });
  }
  return found.sort((a, b) => a.offset - b.offset);
}

function deeper(token: CST.Token, depth: number): number {
  return 'items' in token ? depth + 1 : depth;
}

/** What may have something to object to; a plain text has not. */
function* childrenOf(token: CST.Token): Iterable<CST.Token> {
  if (token.type === 'document') {
    yield* token.start;
    if (token.value) yield token.value;
  }
  if (!('items' in token)) return;
  for (const { start, key, sep, value } of token.items) {
    yield* start;
    if (key) yield key;
    if (sep) yield* sep;
    if (value) yield value;
  }
}
