/**
 * What of a program survives every bundler and minifier, in its order: strings, pieces of templates, regular
 * expressions, numbers, names of properties after a dot, and keys of objects. Names of variables, keywords,
 * punctuation, spaces and comments do not. A tokenizer after ECMA-262, clause 12, that takes any bytes, in linear time:
 * what it cannot make out it passes over.
 */
import { afterSpace, code, isDigit, isName } from './characters.ts';
import {
  hashByte,
  hashText,
  type Literal,
  NOTHING,
  readNumber,
  readRegex,
  readString,
  readTemplate,
} from './literals.ts';

/** The marks of one file. */
export interface Marks {
  /** 32-bit hashes, of what is written rather than of how: `a.b`, `a['b']` and `{ b: 1 }` leave the same mark. */
  readonly hashes: Int32Array;
  /** Where each begins, in bytes. */
  readonly starts: Uint32Array;
  /** The modules that it names: `./part.js`, `left-pad`. */
  readonly modules: readonly string[];
}

const words = (text: string): readonly number[] => text.split(' ').map(hashText);
/** What a word says of what stands around it. */
const LASTING = 1;
const BEFORE_EXPRESSION = 2;
const BEFORE_CONDITION = 4;
const BEFORE_MODULE = 8;
const LOOP = 16;
const kinds = new Map<number, number>();
const SPREAD = 0xffff;
/** Most words are none of these, which one look tells. */
const mayBe = new Uint8Array(SPREAD + 1);
for (const [kind, text] of [
  // Names that no minifier changes: of the language, and of what every program finds there.
  [
    LASTING,
    'Array ArrayBuffer BigInt Boolean Buffer DataView Date Error EvalError Function Infinity JSON Map Math NaN Number ' +
      'Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String Symbol SyntaxError ' +
      'TypeError URIError URL Uint8Array WeakMap WeakRef WeakSet arguments decodeURIComponent document ' +
      'encodeURIComponent eval globalThis parseFloat parseInt process setTimeout clearTimeout window ' +
      'async await break case catch class continue delete extends finally in instanceof new super switch this throw ' +
      'try typeof yield',
  ],
  // After these a slash is no division.
  [BEFORE_EXPRESSION, 'return typeof case in of instanceof new delete void throw do else yield await'],
  [BEFORE_CONDITION, 'if while for with'],
  // What follows names a module, in place of which a bundler puts what it likes.
  [BEFORE_MODULE, 'require from import'],
  [LOOP, 'for while'],
] as const) {
  for (const word of words(text)) {
    kinds.set(word, (kinds.get(word) ?? 0) | kind);
    mayBe[word & SPREAD] = 1;
  }
}
const kindOf = (word: number): number => (mayBe[word & SPREAD] === 0 ? 0 : (kinds.get(word) ?? 0));

const LOOP_MARK = hashText('for');
/** Types are compared from either side, and `"u"` stands for one of them; directives are dropped. */
const UNSTABLE = new Set([
  ...words('undefined function string object number boolean symbol bigint u'),
  hashText('use strict'),
]);
const PARSE = hashText('parse');
/** What is shorter tells as much as one string. */
const SHORTEST_DATA = 64;
const LATIN = new TextDecoder('latin1');

/** @param bytes any; of what is not ASCII only where it stands counts */
export function marksOf(bytes: Uint8Array): Marks {
  return new Scanner(bytes).scan();
}

class Scanner {
  readonly #bytes: Uint8Array;
  readonly #literal: Literal = { end: 0, hash: 0, isWhole: false };
  #hashes = new Int32Array(1_024);
  #starts = new Uint32Array(1_024);
  readonly #modules: string[] = [];
  #count = 0;
  #at = 0;
  /** Whether what was read last ends a value, after which a slash divides. */
  #isValue = false;
  /** The sign that was read last; 0 after a word or a literal. */
  #sign = 0;
  /** The word that was read last, as long as nothing but a bracket came after it. */
  #word = 0;
  /** Of each open round bracket, whether it holds a condition. */
  readonly #brackets: boolean[] = [];
  /** Of each open curly bracket, whether a template goes on after it. */
  readonly #braces: boolean[] = [];

  /** Of each sign that began what never ended: up to where that was sought, so that it is not sought again. */
  readonly #open = new Map<number, number>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  scan(): Marks {
    const { length } = this.#bytes;
    if (this.#bytes[0] === 35 && this.#bytes[1] === 33) this.#at = lineEnd(this.#bytes, 0);
    for (;;) {
      this.#at = afterSpace(this.#bytes, this.#at);
      if (this.#at >= length) break;
      this.#step(this.#bytes[this.#at] ?? 0);
    }
    return {
      hashes: this.#hashes.slice(0, this.#count),
      starts: this.#starts.slice(0, this.#count),
      modules: this.#modules,
    };
  }

  #step(byte: number): void {
    if (isDigit(byte) || (byte === code.dot && isDigit(this.#bytes[this.#at + 1]))) this.#number();
    else if (isName(byte)) this.#name();
    else if (byte === code.quote || byte === code.apostrophe) this.#string(byte);
    else if (byte === code.backtick) this.#template(this.#at + 1);
    else if (byte === code.slash && !this.#isValue) this.#regex();
    else this.#punctuator(byte);
  }

  #name(): void {
    const bytes = this.#bytes;
    const start = this.#at;
    let hash = NOTHING;
    let at = start;
    for (; isName(bytes[at]); at += 1) hash = hashByte(hash, bytes[at] ?? 0);
    this.#at = at;
    const isProperty = this.#sign === code.dot;
    const kind = isProperty ? 0 : kindOf(hash);
    if (isProperty || (kind & LASTING) !== 0 || this.#isKey()) this.#add(hash, start);
    else if ((kind & LOOP) !== 0) this.#add(LOOP_MARK, start);
    this.#isValue = (kind & BEFORE_EXPRESSION) === 0;
    this.#word = isProperty && hash !== PARSE ? 0 : hash;
    this.#sign = 0;
  }

  #isKey(): boolean {
    if (this.#sign !== code.openBrace && this.#sign !== code.comma) return false;
    return this.#bytes[afterSpace(this.#bytes, this.#at)] === code.colon;
  }

  #number(): void {
    const start = this.#at;
    readNumber(this.#bytes, start, this.#literal);
    const { end, hash } = this.#literal;
    const next = this.#bytes[end];
    // `load(4711)` and `4711: (module) => …` are how bundlers number modules.
    const isNumbering = next === code.colon || (this.#sign === code.open && next === code.close);
    this.#endLiteral(end);
    if (!isNumbering) this.#add(hash, start);
  }

  #string(quote: number): void {
    const start = this.#at;
    if (start < this.#openUntil(quote)) {
      this.#endLiteral(start + 1);
      return;
    }
    readString(this.#bytes, start + 1, quote, this.#literal);
    const { end, hash, isWhole } = this.#literal;
    if (!isWhole) this.#open.set(quote, end);
    const isModule = (kindOf(this.#word) & BEFORE_MODULE) !== 0;
    const isData = this.#word === PARSE && this.#sign === code.open && end - start > SHORTEST_DATA;
    this.#endLiteral(isWhole ? end : start + 1);
    if (isModule && isWhole) this.#modules.push(LATIN.decode(this.#bytes.subarray(start + 1, end - 1)));
    if (isModule || !isWhole || UNSTABLE.has(hash)) return;
    if (isData && isOpening(this.#bytes[start + 1])) this.#data(start + 1, end - 1);
    else this.#add(hash, start);
  }

  #openUntil(sign: number): number {
    return this.#open.get(sign) ?? 0;
  }

  /** JSON that a bundler wrapped into a string. */
  #data(start: number, end: number): void {
    const { hashes, starts } = marksOf(this.#bytes.subarray(start, end));
    hashes.forEach((hash, index) => {
      this.#add(hash, start + (starts[index] ?? 0));
    });
  }

  #template(start: number): void {
    readTemplate(this.#bytes, start, this.#literal);
    const { end, hash, isWhole } = this.#literal;
    const goesOn = isWhole && this.#bytes[end - 1] === code.openBrace;
    this.#endLiteral(end);
    this.#add(hash, start);
    if (!goesOn) return;
    this.#braces.push(true);
    this.#isValue = false;
  }

  #regex(): void {
    const start = this.#at;
    const isOpen = start < this.#openUntil(code.slash);
    if (!isOpen) readRegex(this.#bytes, start + 1, this.#literal);
    if (isOpen || !this.#literal.isWhole) {
      if (!isOpen) this.#open.set(code.slash, this.#literal.end);
      this.#punctuator(code.slash);
      return;
    }
    this.#endLiteral(this.#literal.end);
    this.#add(this.#literal.hash, start);
  }

  #endLiteral(end: number): void {
    this.#at = end;
    this.#isValue = true;
    this.#sign = 0;
    this.#word = 0;
  }

  #punctuator(byte: number): void {
    this.#at += 1;
    // `a++ / b` divides; what follows a block or a condition is taken for the beginning of an expression.
    let endsValue = byte === code.closeSquare || (this.#isValue && this.#isStep(byte));
    if (byte === code.open)
      this.#brackets.push((kindOf(this.#word) & BEFORE_CONDITION) !== 0 && this.#sign === 0);
    else if (byte === code.close) endsValue = this.#brackets.pop() !== true;
    else if (byte === code.openBrace) this.#braces.push(false);
    else if (byte === code.closeBrace && this.#braces.pop() === true) {
      this.#template(this.#at);
      return;
    }
    this.#isValue = endsValue;
    if (byte !== code.open) this.#word = 0;
    this.#sign = byte;
  }

  /** Whether it is a sign of `++` or `--`, first or second. */
  #isStep(byte: number): boolean {
    return (
      (byte === code.plus || byte === code.minus) && (this.#sign === byte || this.#bytes[this.#at] === byte)
    );
  }

  #add(hash: number, start: number): void {
    if (hash === NOTHING) return;
    if (this.#count === this.#hashes.length) this.#grow();
    this.#hashes[this.#count] = hash;
    this.#starts[this.#count] = start;
    this.#count += 1;
  }

  #grow(): void {
    const [hashes, starts] = [this.#hashes, this.#starts];
    this.#hashes = new Int32Array(this.#count * 2);
    this.#starts = new Uint32Array(this.#count * 2);
    this.#hashes.set(hashes);
    this.#starts.set(starts);
  }
}

const isOpening = (byte: number | undefined): boolean => byte === code.openBrace || byte === code.openSquare;

function lineEnd(bytes: Uint8Array, at: number): number {
  const end = bytes.indexOf(code.newline, at);
  return end === -1 ? bytes.length : end;
}
