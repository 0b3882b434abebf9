/** The `mappings` of a source map (ECMA-426, 9.2 and 10.2): lines of segments, in base 64 with variable length. */
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';

/** From here on, up to the next one or the end of the line, the generated file comes from `source`, by its index. */
export interface Segment {
  readonly line: number;
  readonly column: number;
  /** Absent for what the generator put in itself. */
  readonly source: number | undefined;
}

const DIGITS = new Int8Array(128).fill(-1);
for (const [value, digit] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
].entries())
  DIGITS[digit.charCodeAt(0)] = value;

const SEMICOLON = 59;
const COMMA = 44;
/** A number of 32 bits. */
const MOST_DIGITS = 7;

/**
 * @param sources how many the map has
 * @param file the map's path, for faults
 * @param refuse makes the fault for what does not decode, from its reason
 * @throws Fault of `refuse`; `CUSTODY-404` past `limits.sourceMapSegments`
 */
export function decodeMappings(
  mappings: string,
  sources: number,
  file: string,
  refuse: (reason: string) => Fault,
): readonly Segment[] {
  const reader = new Mappings(mappings, refuse);
  const segments: Segment[] = [];
  let [line, column, source] = [0, 0, 0];
  let isSorted = true;
  while (!reader.isAtEnd) {
    if (reader.skip(SEMICOLON)) {
      [line, column] = [line + 1, 0];
      continue;
    }
    if (reader.skip(COMMA)) continue;
    const [right, other] = reader.segment();
    const before = column;
    column += right;
    source += other ?? 0;
    if (column < 0 || source < 0 || (other !== undefined && source >= sources))
      throw refuse(`its line ${line + 1} of mappings points to what is not there`);
    isSorted &&= column >= before;
    segments.push({ line, column, source: other === undefined ? undefined : source });
    if (segments.length > limits.sourceMapSegments) throw tooMany(file);
  }
  // The format does not ask for an order within a line.
  if (!isSorted) segments.sort((a, b) => a.line - b.line || a.column - b.column);
  return segments;
}

export function tooMany(file: string): Fault {
  return new Fault(
    'CUSTODY-404',
    `the source map ${file} has more than ${limits.sourceMapSegments} segments`,
    {
      hint: 'Remove the map: without one the file is recognised by its content.',
      at: { file },
    },
  );
}

class Mappings {
  readonly #text: string;
  readonly #refuse: (reason: string) => Fault;
  #at = 0;

  constructor(text: string, refuse: (reason: string) => Fault) {
    this.#text = text;
    this.#refuse = refuse;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  skip(code: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== code) return false;
    this.#at += 1;
    return true;
  }

  /** One, four or five numbers, of which only the first two matter here. */
  segment(): readonly [column: number, source?: number] {
    const column = this.#number();
    if (this.#ends()) return [column];
    const source = this.#number();
    this.#number();
    this.#number();
    if (!this.#ends()) this.#number();
    if (!this.#ends()) throw this.#refuse('a segment has more than five fields');
    return [column, source];
  }

  #ends(): boolean {
    const code = this.#text.charCodeAt(this.#at);
    return this.isAtEnd || code === COMMA || code === SEMICOLON;
  }

  #number(): number {
    let value = 0;
    for (let digits = 0; digits < MOST_DIGITS; digits += 1) {
      const digit = DIGITS[this.#text.charCodeAt(this.#at)] ?? -1;
      if (digit < 0) break;
      this.#at += 1;
      value += (digit & 31) * 2 ** (5 * digits);
      if (digit < 32) return value % 2 === 1 ? -((value - 1) / 2) : value / 2;
    }
    throw this.#refuse('a number of its mappings does not decode');
  }
}
