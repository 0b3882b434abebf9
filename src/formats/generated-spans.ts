/** Lines and columns of a source map, which count units of UTF-16, laid over the bytes of the generated file. */
import type { SourceMap } from './source-map.ts';

/** Bytes `start` to `end`, exclusive, of the generated file. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** Index into the map's sources. */
  readonly source: number;
}

export interface Spans {
  /** In order; they do not overlap. */
  readonly spans: readonly Span[];
  /** Segments that lie outside of the file: a map of another file has many, a line put in front of it none or few. */
  readonly outside: number;
}

/** @param generated the file that the map was made with */
export function spansOf(map: SourceMap, generated: Uint8Array): Spans {
  const spans: Span[] = [];
  const columns = new Columns(generated);
  let outside = 0;
  for (const [index, segment] of map.segments.entries()) {
    const start = columns.seek(segment.line, segment.column);
    if (start === undefined) outside += 1;
    if (start === undefined || segment.source === undefined) continue;
    const next = map.segments[index + 1];
    const end = next?.line === segment.line ? columns.peek(next.column) : columns.lineEnd;
    if (end > start) spans.push({ start, end, source: segment.source });
  }
  return { spans, outside };
}

/** Walks forward only, so that the whole file takes linear time. */
class Columns {
  readonly #bytes: Uint8Array;
  #line = 0;
  #at = 0;
  #column = 0;
  /** The place after the line feed, or the end of the file. */
  lineEnd: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.lineEnd = this.#endFrom(0);
  }

  /** The place of a column; undefined where the file has none such. */
  seek(line: number, column: number): number | undefined {
    while (this.#line < line) {
      if (this.lineEnd >= this.#bytes.length) return undefined;
      this.#at = this.lineEnd;
      this.#column = 0;
      this.#line += 1;
      this.lineEnd = this.#endFrom(this.#at);
    }
    while (this.#column < column && this.#at < this.lineEnd) this.#step();
    return this.#column < column || this.#at >= this.#bytes.length ? undefined : this.#at;
  }

  /** The place of a later column of this line, or the line's end. */
  peek(column: number): number {
    let [at, units] = [this.#at, this.#column];
    for (; units < column && at < this.lineEnd; at += lengthOf(this.#bytes[at] ?? 0))
      units += unitsOf(this.#bytes[at] ?? 0);
    return Math.min(at, this.lineEnd);
  }

  #step(): void {
    const byte = this.#bytes[this.#at] ?? 0;
    this.#column += unitsOf(byte);
    this.#at = Math.min(this.#at + lengthOf(byte), this.lineEnd);
  }

  #endFrom(at: number): number {
    const end = this.#bytes.indexOf(10, at);
    return end === -1 ? this.#bytes.length : end + 1;
  }
}

const lengthOf = (byte: number): number => (byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4);
const unitsOf = (byte: number): number => (byte < 0xf0 ? 1 : 2);
