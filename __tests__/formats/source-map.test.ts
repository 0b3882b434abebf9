import { SourceMap } from 'node:module';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { spansOf } from '../../src/formats/generated-spans.ts';
import { readSourceMap } from '../../src/formats/source-map.ts';
import { Fault } from '../../src/model/fault.ts';
import { runs } from '../support/runs.ts';

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const map = (mappings: string, more: object = {}) =>
  bytes({ version: 3, sources: ['a.js', 'b.js'], names: [], mappings, ...more });

test('each byte comes from the source of the segment before it', () => {
  const { spans, outside } = spansOf(
    readSourceMap(map('AAAA,EAAA,EACA;;CCAA'), 'm'),
    Buffer.from('0123456\n\nabc'),
  );
  expect(spans).toEqual([
    { start: 0, end: 2, source: 0 },
    { start: 2, end: 4, source: 0 },
    { start: 4, end: 8, source: 0 },
    { start: 10, end: 12, source: 1 },
  ]);
  expect(outside).toBe(0);
});

test('columns count units of UTF-16, spans bytes', () => {
  // é has one unit and two bytes, 😀 two and four.
  const { spans } = spansOf(readSourceMap(map('AAAA,GCAA'), 'm'), Buffer.from('é😀xyz'));
  expect(spans).toEqual([
    { start: 0, end: 6, source: 0 },
    { start: 6, end: 9, source: 1 },
  ]);
});

test('what the generator put in itself comes from no source', () => {
  const { spans } = spansOf(readSourceMap(map('AAAA,C,CACA'), 'm'), Buffer.from('abc'));
  expect(spans.map(({ start, end }) => [start, end])).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

test('a map of another file says how much lies outside', () => {
  expect(spansOf(readSourceMap(map('AAAA,gEAAA;AAAA'), 'm'), Buffer.from('ab')).outside).toBe(2);
});

test('segments of a line may stand in any order', () => {
  expect(readSourceMap(map('IAAA,DCAA'), 'm').segments.map(({ column }) => column)).toEqual([3, 4]);
});

test('an index map is the sum of its sections', () => {
  const inner = { version: 3, sources: ['x'], names: [], mappings: 'AAAA;AAAA' };
  const { sources, segments } = readSourceMap(
    bytes({
      version: 3,
      sections: [
        { offset: { line: 0, column: 2 }, map: inner },
        { offset: { line: 1, column: 5 }, map: { ...inner, sources: [null], sourceRoot: 'r' } },
      ],
    }),
    'm',
  );
  expect(sources).toEqual(['x', undefined]);
  expect(segments).toEqual([
    { line: 0, column: 2, source: 0 },
    { line: 1, column: 0, source: 0 },
    { line: 1, column: 5, source: 1 },
    { line: 2, column: 0, source: 1 },
  ]);
});

test('a root stands before each source, and a guard before the map is passed over', () => {
  const guarded = Buffer.concat([Buffer.from(")]}'\n"), map('', { sourceRoot: '../src' })]);
  expect(readSourceMap(guarded, 'm').sources).toEqual(['../src/a.js', '../src/b.js']);
});

test.each([
  ['another version', { version: 2 }],
  ['no mappings', { mappings: 3 }],
  ['no sources', { sources: 'a' }],
  ['a source that is no text', { sources: [1] }],
  ['a root that is no text', { sourceRoot: 1 }],
  ['sections that are no list', { sections: 1 }],
  ['a section without a map', { sections: [{ offset: { line: 0, column: 0 } }] }],
  ['an offset below zero', { sections: [{ offset: { line: -1, column: 0 }, map: {} }] }],
  ['a source that is not there', { mappings: 'AEAA' }],
  ['a column below zero', { mappings: 'DAAA' }],
  ['three fields', { mappings: 'AAA' }],
  ['six fields', { mappings: 'AAAAAA' }],
  ['what is not base 64', { mappings: '!' }],
  ['a number without an end', { mappings: 'gggggggggg' }],
])('%s is refused', (_, more) => {
  expect(() => readSourceMap(map('AAAA', more), 'm')).toThrow(/m is not a source map/);
});

test('sections out of order are refused', () => {
  const section = (line: number) => ({ offset: { line, column: 0 }, map: JSON.parse(map('').toString()) });
  expect(() => readSourceMap(bytes({ version: 3, sections: [section(2), section(1)] }), 'm')).toThrow(
    'in order',
  );
});

test('the decoder of the platform finds the same source at every place', () => {
  const digit = fc.constantFrom('A', 'C', 'E', 'G', 'gB');
  const segment = fc.tuple(digit, fc.constantFrom('A', 'A'), digit, digit).map((fields) => fields.join(''));
  const line = fc.array(segment, { maxLength: 4 }).map((all) => all.join(','));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
      const payload = {
        version: 3,
        file: '',
        sources: ['a', 'b'],
        sourcesContent: [],
        names: [],
        sourceRoot: '',
        mappings: lines.join(';'),
      };
      const theirs = new SourceMap(payload);
      for (const { line, column } of readSourceMap(bytes(payload), 'm').segments) {
        expect(theirs.findEntry(line, column)).toMatchObject({
          originalSource: 'a',
          generatedColumn: column,
        });
      }
    }),
    { numRuns: runs(1_000) },
  );
});

test('whatever the bytes, there are spans in order or a fault', () => {
  const mappings = fc.string({ unit: fc.constantFrom(...'ACDEgh;,+9'), maxLength: 60 });
  fc.assert(
    fc.property(
      mappings,
      fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\n'), maxLength: 20 }),
      (text, generated) => {
        try {
          let last = 0;
          const file = Buffer.from(generated);
          for (const { start, end } of spansOf(readSourceMap(map(text), 'm'), file).spans) {
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(file.length);
            last = end;
          }
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
        }
      },
    ),
    { numRuns: runs() },
  );
});
