/**
 * Where the tables of a TOML text stand: the parser keeps no places. The text is known to be valid, so that strings,
 * comments and brackets are all there is to tell apart.
 */
import { countLines } from './lockfile.ts';

/** What stands below one header; the first section of a text has none. Lines count from 1. */
export interface TomlSection {
  /** The keys of the header, joined with dots. */
  readonly path: string;
  /** `[[…]]`, a further item of an array. */
  readonly array: boolean;
  readonly line: number;
  /** The keys that stand directly below it, with their lines. */
  readonly keys: ReadonlyMap<string, number>;
}

/** @param text valid TOML */
export function sectionsOf(text: string): readonly TomlSection[] {
  let keys = new Map<string, number>();
  const sections: TomlSection[] = [{ path: '', array: false, line: 1, keys }];
  let line = 1;
  for (let start = 0; start < text.length; ) {
    const end = endOfStatement(text, start);
    const statement = text.slice(start, end).trimStart();
    if (statement.startsWith('[')) {
      keys = new Map();
      sections.push({ path: pathOf(statement), array: statement.startsWith('[['), line, keys });
    } else if (!statement.startsWith('#')) {
      const equals = statement.indexOf('=');
      if (equals > 0) keys.set(bare(statement.slice(0, equals)), line);
    }
    line += countLines(text, start, end + 1);
    start = end + 1;
  }
  return sections;
}

/** Up to the line end that is in no string and in no bracket. */
function endOfStatement(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    switch (text[at]) {
      case '\n':
        if (depth === 0) return at;
        break;
      case '#':
        at = lineEnd(text, at) - 1;
        break;
      case '"':
      case "'":
        at = endOfString(text, at) - 1;
        break;
      case '[':
      case '{':
        depth += 1;
        break;
      case ']':
      case '}':
        depth -= 1;
        break;
    }
    at += 1;
  }
  return at;
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

function endOfString(text: string, start: number): number {
  const quote = text[start] ?? '';
  const mark = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  let end = text.indexOf(mark, start + mark.length);
  while (quote === '"' && isEscaped(text, end)) end = text.indexOf(mark, end + 1);
  if (end < 0) return text.length;
  end += mark.length;
  // Up to two quotation marks may stand before the three that close it.
  while (mark.length === 3 && text[end] === quote) end += 1;
  return end;
}

/** After an odd number of backslashes. Each stands before one quotation mark only, so that none is counted twice. */
function isEscaped(text: string, place: number): boolean {
  let first = place;
  while (text[first - 1] === '\\') first -= 1;
  return (place - first) % 2 === 1;
}

function pathOf(header: string): string {
  const inner = header.slice(0, header.indexOf(']')).replace(/^\[+/, '');
  return inner.split('.').map(bare).join('.');
}

/** A key without the quotation marks that it may be written in. */
function bare(key: string): string {
  return key.trim().replace(/^(["'])(.*)\1$/, '$2');
}
