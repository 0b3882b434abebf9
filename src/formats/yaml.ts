/**
 * YAML from outside (https://yaml.org/spec/1.2.2/, core schema), read strictly into a tree in which everything has its
 * place. What makes YAML mean more than it shows is refused: directives, anchors, aliases, tags, merge keys, keys that
 * are not text or stand twice, several documents, characters that cannot be seen (trust rules T20, T24, T26).
 */
import { Composer, type CST, isMap, isScalar, isSeq, LineCounter, type ParsedNode, Parser } from 'yaml';
import { Fault, Faults, type Place } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import { type Objection, objections } from './yaml-tokens.ts';

export type YamlNode = YamlScalar | YamlList | YamlMap;

/** Lines and columns count from 1, columns in UTF-16 units as editors do. */
type Placed = { readonly at: Required<Place> };

export type YamlScalar = Placed & {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As it was written, where that is not text: a long number loses digits as a `number`. */
  readonly source: string;
};

export type YamlList = Placed & { readonly kind: 'list'; readonly items: readonly YamlNode[] };

export type YamlMap = Placed & {
  readonly kind: 'map';
  /** In the order of the file. */
  readonly entries: ReadonlyMap<string, YamlEntry>;
};

/** `at` is the place of the key. */
export type YamlEntry = Placed & { readonly value: YamlNode };

type FindPlace = (offset: number) => Required<Place>;

/**
 * @param bytes UTF-8 text of at most `limits.policyBytes`, without a byte order mark
 * @param file the name that places bear
 * @returns what the one document holds; an empty one holds the scalar `null`
 * @throws Faults `CUSTODY-501`, one for each thing that is wrong up to `limits.policyFaults`, and `CUSTODY-404`
 */
export function readYaml(bytes: Uint8Array, file: string): YamlNode {
  const lines = new LineCounter();
  const place: FindPlace = (offset) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const text = decode(bytes, place);
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  throwAny([...unseen(text), ...objections(tokens)], place);
  const contents = compose(tokens, text.length, place);
  const problems: Objection[] = [];
  const tree = nodeOf(contents, { place, problems });
  throwAny(problems, place);
  return tree;
}

function throwAny(problems: readonly Objection[], place: FindPlace): void {
  const told = problems.slice(0, limits.policyFaults);
  const [first, ...more] = told.map((one) => faultOf(one, place(one.offset)));
  if (first) throw new Faults([first, ...more]);
}

function decode(bytes: Uint8Array, place: FindPlace): string {
  const reason = `it is larger than ${limits.policyBytes} bytes`;
  if (bytes.length > limits.policyBytes) throwAny([{ offset: 0, reason, limit: true }], place);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Faults([faultOf({ offset: 0, reason: 'it is not UTF-8' }, place(0))]);
  }
}

/** Control and format characters, and line ends that only some readers take for such. */
function unseen(text: string): readonly Objection[] {
  const found = text.matchAll(/(?!\r\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}](?<![\t\n])/gu);
  return Array.from(found.take(limits.policyFaults), ({ 0: character, index }) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const reason = `it holds the character U+${code}, which cannot be seen`;
    return { offset: index, reason, fix: 'Take it out, or write it as an escape in double quotes.' };
  });
}

function compose(tokens: readonly CST.Token[], end: number, place: FindPlace): ParsedNode | null {
  // `entriesOf` looks for keys that stand twice: the library would compare each with each.
  const composer = new Composer({ version: '1.2', schema: 'core', uniqueKeys: false, logLevel: 'silent' });
  const [document] = composer.compose(tokens, true, end);
  const problems = document?.errors ?? [];
  throwAny(
    problems.map(({ pos, message }) => ({ offset: pos[0], reason: lowerFirst(message) })),
    place,
  );
  return document?.contents ?? null;
}

interface Document {
  readonly place: FindPlace;
  readonly problems: Objection[];
}

function nodeOf(node: ParsedNode | null, document: Document): YamlNode {
  const at = document.place(node?.range[0] ?? 0);
  if (isMap(node)) return { kind: 'map', at, entries: entriesOf(node.items, document) };
  if (isSeq(node)) {
    return { kind: 'list', at, items: node.items.map((item) => nodeOf(item as ParsedNode, document)) };
  }
  const scalar = isScalar(node) ? node : undefined;
  const value = (scalar?.value ?? null) as YamlScalar['value'];
  return { kind: 'scalar', at, value, source: scalar?.source ?? '' };
}

function entriesOf(
  pairs: readonly { readonly key: ParsedNode | null; readonly value: ParsedNode | null }[],
  document: Document,
): YamlMap['entries'] {
  const entries = new Map<string, YamlEntry>();
  for (const { key, value } of pairs) {
    const offset = key?.range[0] ?? 0;
    const name = isScalar(key) ? key.value : undefined;
    const reason = keyProblem(name, isScalar(key) && key.type === 'PLAIN', entries);
    if (reason) document.problems.push({ offset, reason });
    if (typeof name !== 'string') continue;
    const at = document.place(offset);
    const nothing: YamlScalar = { kind: 'scalar', at, value: null, source: '' };
    entries.set(name, { at, value: value === null ? nothing : nodeOf(value, document) });
  }
  return entries;
}

function keyProblem(
  name: unknown,
  plain: boolean,
  before: ReadonlyMap<string, YamlEntry>,
): string | undefined {
  if (typeof name !== 'string') return 'a key is not text; put it in quotes';
  if (name === '__proto__') return 'it has a key `__proto__`';
  if (name === '<<' && plain) return 'it has a merge key';
  const first = before.get(name);
  return first && `the key ${JSON.stringify(name)} stands twice, first in line ${first.at.line}`;
}

function faultOf({ reason, fix, limit }: Objection, at: Required<Place>): Fault {
  const hint = fix ?? 'Mend the YAML there; an editor that knows YAML shows the same place.';
  return new Fault(limit ? 'CUSTODY-404' : 'CUSTODY-501', `${at.file} is not acceptable YAML: ${reason}`, {
    hint,
    at,
  });
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
