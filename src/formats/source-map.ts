/**
 * Source maps (ECMA-426, revision 3), index maps included: which bytes of a generated file come from which source.
 * Names, original positions and the texts of sources are left aside. Strict: what does not decode is a fault.
 */
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import type { Json, JsonObject } from '../model/statement.ts';
import { isObject, member, parseJsonObject } from './json.ts';
import { decodeMappings, type Segment, tooMany } from './source-map-mappings.ts';

/** Lines and columns count from 0; columns in units of UTF-16. */
export interface SourceMap {
  /** As they are written, behind `sourceRoot`; `undefined` for one without a name. */
  readonly sources: readonly (string | undefined)[];
  /** In the order of the generated file. */
  readonly segments: readonly Segment[];
}

/**
 * @param file its path, for faults
 * @throws Fault `CUSTODY-410`; `CUSTODY-404` past `limits.sourceMapBytes` or `limits.sourceMapSegments`
 */
export function readSourceMap(bytes: Uint8Array, file: string): SourceMap {
  if (bytes.length > limits.sourceMapBytes) throw tooLarge(file);
  const map = parseJsonObject(withoutGuard(bytes), `the source map ${file}`, 'CUSTODY-410');
  const sections = member(map, 'sections');
  if (sections === undefined) return readSection(map, file);
  if (!Array.isArray(sections)) throw malformed(file, '`sections` is not a list');
  checkVersion(map, file);
  return joinSections(sections, file);
}

/** A line such as `)]}'` in front keeps browsers from taking the map for a program. */
function withoutGuard(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 41 || bytes[1] !== 93 || bytes[2] !== 125) return bytes;
  const end = bytes.indexOf(10);
  return end === -1 ? bytes : bytes.subarray(end + 1);
}

function readSection(map: JsonObject, file: string): SourceMap {
  checkVersion(map, file);
  const [sources, mappings] = [member(map, 'sources'), member(map, 'mappings')];
  if (!Array.isArray(sources)) throw malformed(file, '`sources` is not a list');
  if (typeof mappings !== 'string') throw malformed(file, '`mappings` is not a text');
  const root = member(map, 'sourceRoot') ?? '';
  if (typeof root !== 'string') throw malformed(file, '`sourceRoot` is not a text');
  return {
    sources: sources.map((source) => nameOf(source, root, file)),
    segments: decodeMappings(mappings, sources.length, file, (reason) => malformed(file, reason)),
  };
}

function nameOf(source: Json, root: string, file: string): string | undefined {
  if (source === null) return undefined;
  if (typeof source !== 'string') throw malformed(file, 'a source is not named by a text');
  return root === '' || root.endsWith('/') ? root + source : `${root}/${source}`;
}

function checkVersion(map: JsonObject, file: string): void {
  if (member(map, 'version') !== 3) throw malformed(file, 'its version is not 3');
}

function joinSections(sections: readonly Json[], file: string): SourceMap {
  const sources: (string | undefined)[] = [];
  const segments: Segment[] = [];
  let [lastLine, lastColumn] = [0, 0];
  for (const section of sections) {
    const inner = member(section, 'map');
    const line = offsetOf(section, 'line', file);
    const column = offsetOf(section, 'column', file);
    if (!isObject(inner) || member(inner, 'sections') !== undefined)
      throw malformed(file, 'a section holds no plain map');
    if (line < lastLine || (line === lastLine && column < lastColumn))
      throw malformed(file, 'its sections are not in order');
    [lastLine, lastColumn] = [line, column];
    const part = readSection(inner, file);
    for (const segment of part.segments) segments.push(moved(segment, line, column, sources.length));
    for (const source of part.sources) sources.push(source);
    if (segments.length > limits.sourceMapSegments) throw tooMany(file);
  }
  return { sources, segments };
}

function moved(segment: Segment, line: number, column: number, before: number): Segment {
  return {
    line: segment.line + line,
    column: segment.line === 0 ? segment.column + column : segment.column,
    source: segment.source === undefined ? undefined : segment.source + before,
  };
}

function offsetOf(section: Json, key: string, file: string): number {
  const offset = member(member(section, 'offset'), key);
  if (typeof offset !== 'number' || !Number.isInteger(offset) || offset < 0 || offset > 2 ** 31)
    throw malformed(file, `a section's offset has no ${key}`);
  return offset;
}

function malformed(file: string, reason: string): Fault {
  return new Fault('CUSTODY-410', `${file} is not a source map: ${reason}`, {
    hint: 'Build again, or remove the map: without one the file is recognised by its content.',
    at: { file },
  });
}

function tooLarge(file: string): Fault {
  return new Fault('CUSTODY-404', `the source map ${file} has more than ${limits.sourceMapBytes} bytes`, {
    hint: 'Remove the map: without one the file is recognised by its content.',
    at: { file },
  });
}
