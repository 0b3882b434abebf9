/** The lockfile of yarn 1 (https://classic.yarnpkg.com/lang/en/docs/yarn-lock/), line by line: no YAML, though it looks so. */
import type { Place } from '../model/fault.ts';
import { endOfString, textOfString } from './json.ts';
import { malformed } from './json-lines.ts';

export interface YarnEntry {
  /** What was asked for, such as `a@^1.0.0`; never empty. */
  readonly patterns: readonly string[];
  readonly at: Place;
  readonly fields: ReadonlyMap<string, string>;
  /** By name, such as `dependencies`. */
  readonly lists: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/**
 * @param bytes UTF-8 text without a byte order mark
 * @param file the name that places bear
 * @throws Fault `CUSTODY-410` for a line of another form, and for what stands twice
 */
export function readYarnLock(bytes: Uint8Array, file: string): readonly YarnEntry[] {
  const entries: Draft[] = [];
  const patterns = new Set<string>();
  for (const { text, at } of linesOf(bytes, file)) {
    const version = /^# yarn lockfile v(.*)$/.exec(text)?.[1];
    if (version !== undefined && version !== '1') throw malformed(at, 'it is not of version 1');
    if (text === '' || text.startsWith('#')) continue;
    const depth = /^ */.exec(text)?.[0].length ?? 0;
    const line = tokensOf(text.slice(depth), at);
    const entry = entries.at(-1);
    if (depth === 0) entries.push(headerOf(line, patterns, at));
    else if (depth === 2 && entry) addField(entry, line, at);
    else if (depth === 4 && entry?.list) put(entry.list, ...pairOf(line, at), at);
    else throw malformed(at, 'the line is not indented as it should be');
  }
  return entries;
}

interface Draft extends YarnEntry {
  readonly fields: Map<string, string>;
  readonly lists: Map<string, ReadonlyMap<string, string>>;
  /** The list that is open. */
  list?: Map<string, string> | undefined;
}

interface Line {
  readonly words: readonly string[];
  /** What stands between the words and at the end: `,` or `:` or nothing. */
  readonly signs: string;
}

function* linesOf(bytes: Uint8Array, file: string): Iterable<{ readonly text: string; readonly at: Place }> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed({ file }, 'it is not UTF-8');
  }
  let line = 1;
  for (let start = 0; start < text.length; line += 1) {
    const end = text.indexOf('\n', start);
    const next = end < 0 ? text.length : end;
    yield { text: text.slice(start, next).replace(/\r$/, ''), at: { file, line } };
    start = next + 1;
  }
}

/** Words in quotation marks as JSON has them, or without any of the signs that would need them. */
function tokensOf(text: string, at: Place): Line {
  const words: string[] = [];
  let signs = '';
  for (let start = 0; start < text.length; ) {
    const bare = /[^\s",:\\]+/y;
    bare.lastIndex = start;
    const isQuoted = text[start] === '"';
    const end = isQuoted ? closingOf(text, start) : bare.test(text) ? bare.lastIndex : start;
    if (end === start) throw malformed(at, 'the line is not of the form that yarn writes');
    words.push(isQuoted ? quoted(text, start, end, at) : text.slice(start, end));
    const sign = /^(?:, | |:$|$)/.exec(text.slice(end, end + 2))?.[0];
    if (sign === undefined) throw malformed(at, 'the line is not of the form that yarn writes');
    signs += sign.trim() === '' ? ' ' : sign.trim();
    start = end + sign.length;
  }
  return { words, signs: signs.trimEnd() };
}

/** The offset behind the string, or that of its beginning where it has no end. */
function closingOf(text: string, start: number): number {
  const end = endOfString(text, start);
  return end < 0 ? start : end + 1;
}

function quoted(text: string, start: number, end: number, at: Place): string {
  try {
    return textOfString(text, start, end - 1);
  } catch {
    throw malformed(at, 'a text in quotation marks is not one');
  }
}

function headerOf({ words, signs }: Line, before: Set<string>, at: Place): Draft {
  if (!/^,*:$/.test(signs) || words.length === 0) throw malformed(at, 'the line is no head of an entry');
  for (const pattern of words) {
    if (before.has(pattern)) throw malformed(at, `${pattern} stands twice`);
    before.add(pattern);
  }
  return { patterns: words, at, fields: new Map(), lists: new Map() };
}

function addField(entry: Draft, line: Line, at: Place): void {
  const [name = ''] = line.words;
  if (line.signs === ':' && line.words.length === 1) {
    entry.list = new Map();
    put(entry.lists, name, entry.list, at);
    return;
  }
  entry.list = undefined;
  put(entry.fields, ...pairOf(line, at), at);
}

function pairOf({ words: [name, value, more], signs }: Line, at: Place): readonly [string, string] {
  if (name !== undefined && value !== undefined && more === undefined && signs === '') return [name, value];
  throw malformed(at, 'the line is not a name and a value');
}

function put<T>(map: Map<string, T>, name: string, value: T, at: Place): void {
  if (map.has(name)) throw malformed(at, `${JSON.stringify(name)} stands twice`);
  map.set(name, value);
}
