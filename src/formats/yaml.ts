/**
 * YAML from outside (https://yaml.org/spec/1.2.2/, core schema), read strictly into a tree in which everything has its
 * place. What makes YAML mean more than it shows is refused: directives, anchors, aliases, tags, merge keys, keys that
 * are not text or stand twice, several documents, characters that cannot be seen (trust rules T20, T24, T26).
 */
import { Composer, type CST, isMap, isScalar, isSeq, LineCounter, type ParsedNode, Parser } from 'yaml';
import type { FaultCode } from '../model/codes.ts';
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

/** What a text is read as. */
export interface YamlUse {
  /** Of the faults. */
  readonly code: FaultCode;
  readonly mostBytes: number;
  /** Characters that it must not hold, for they cannot be seen. */
  readonly unseen: RegExp;
  /** Anchors and aliases are let pass. An alias reads as nothing: what it stands for is read where it is written. */
  readonly aliases?: true;
}

/** Written and reviewed by people: control and format characters, and line ends that only some readers take for such. */
const policy: YamlUse = {
  code: 'CUSTODY-501',
  mostBytes: limits.policyBytes,
  unseen: /(?!\r\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}](?<![\t\n])/gu,
};

/**
 * @param bytes UTF-8 text without a byte order mark
 * @param file the name that places bear
 * @param use a policy where nothing else is said
 * @returns what the one document holds; an empty one holds the scalar `null`
 * @throws Faults `use.code`, one for each thing that is wrong up to `limits.policyFaults`, and `CUSTODY-404`
 */
export function readYaml(bytes: Uint8Array, file: string, use: YamlUse = policy): YamlNode {
  const lines = new LineCounter();
  const place: FindPlace = (offset) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const throwAny: ThrowAny = (problems) => {
    const told = problems.slice(0, limits.policyFaults);
    const [first, ...more] = told.map((one) => faultOf(one, place(one.offset), use.code));
    if (first) throw new Faults([first, ...more]);
  };
  const text = decode(bytes, use, throwAny);
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  throwAny([...unseen(text, use), ...objections(tokens, use.aliases && ['anchor', 'alias'])]);
  const contents = compose(tokens, text.length, throwAny);
  const problems: Objection[] = [];
  const tree = nodeOf(contents, { place, problems });
  throwAny(problems);
  return tree;
}

type ThrowAny = (problems: readonly Objection[]) => void;

function decode(bytes: Uint8Array, { mostBytes }: YamlUse, throwAny: ThrowAny): string {
  const reason = `it is larger than ${mostBytes} bytes`;
  if (bytes.length > mostBytes) throwAny([{ offset: 0, reason, limit: true }]);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throwAny([{ offset: 0, reason: 'it is not UTF-8' }]);
    return '';
  }
}

function unseen(text: string, use: YamlUse): readonly Objection[] {
  const found = text.matchAll(use.unseen);
  return Array.from(found.take(limits.policyFaults), ({ 0: character, index }) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const reason = `it holds the character U+${code}, which cannot be seen`;
    return { offset: index, reason, fix: 'Take it out, or write it as an escape in double quotes.' };
  });
}

function compose(tokens: readonly CST.Token[], end: number, throwAny: ThrowAny): ParsedNode | null {
  // `entriesOf` looks for keys that stand twice: the library would compare each with each.
  const composer = new Composer({ version: '1.2', schema: 'core', uniqueKeys: false, logLevel: 'silent' });
  const [document] = composer.compose(tokens, true, end);
  const problems = document?.errors ?? [];
  throwAny(problems.map(({ pos, message }) => ({ offset: pos[0], reason: lowerFirst(message) })));
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

function faultOf({ reason, fix, limit }: Objection, at: Required<Place>, code: FaultCode): Fault {
  const hint = fix ?? 'Mend the YAML there; an editor that knows YAML shows the same place.';
  return new Fault(limit ? 'CUSTODY-404' : code, `${at.file} is not acceptable YAML: ${reason}`, {
    hint,
    at,
  });
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
