import { expect, test } from '@jest/globals';
import { minify } from '@swc/core';
import fc from 'fast-check';
import { hashText } from '../../../src/sbom/bundle/literals.ts';
import { marksOf } from '../../../src/sbom/bundle/marks.ts';
import { runs } from '../../support/runs.ts';

const marks = (text: string) => [...marksOf(Buffer.from(text)).hashes];
const hashes = (...words: readonly string[]) => words.map(hashText);

test.each([
  ['a property', 'a.one?.two', ['one', 'two']],
  ['a property by its name', 'a["one"]', ['one']],
  ['keys', '({ one: 1, "two": b, three })', ['one', 'two']],
  ['what is no key', 'b ? one : two; one: for (;;) {}', ['for']],
  ['loops of either kind', 'while (b) {}', ['for']],
  ['strings', `f('one', "t\\wo", 'it\\'s')`, ['one', 't\x01o', "it's"]],
  [
    'escapes, whichever way',
    `['\\x41', '\\u0041', '\\u{41}', 'é', '\\n', '\\\n']`,
    ['\x01', '\x01', '\x01', '\x01', '\x01', '\x01'],
  ],
  ['a template', 'f`one${a.two}three`', ['one', 'two', 'three']],
  ['a template in another', '`one${`two${b}`}three${{ four: 1 }}`', ['one', 'two', 'three', 'four']],
  ['numbers', 'f(1e3, 0x3e8, 1_000n, 12, 7, .5)', ['#1000', '#1000', '#1000', '#12', '#0.5']],
  ['how bundlers number modules', 'load(4711); ({ 4711: b })', []],
  ['types and directives', '"use strict"; typeof a == "function"', ['typeof']],
  ['modules', 'const a = require("a"); import b from "b"; import("c")', []],
  [
    'data in a string',
    `JSON.parse('{"one":["${'x'.repeat(60)}"]}')`,
    ['JSON', 'parse', 'one', 'x'.repeat(60)],
  ],
  ['lasting names', 'new Error(b)', ['new', 'Error']],
  ['comments', '// a.one\n/* "two" */ a./* b.three */four', ['four']],
  ['an interpreter', '#!/usr/bin/env "one"\na.two', ['two']],
])('%s', (_, text, expected) => {
  expect(marks(text)).toEqual(hashes(...expected));
});

const pattern = (body: string) => hashText(`/${body}/`);

test.each([
  ['after an operator', 'a = /"/', '"'],
  ['after a word', 'return /"/', '"'],
  ['after a condition', 'if (a) /"/.test(b)', '"'],
  ['in a class of signs', 'a = /[/"]/', '[/"]'],
])('a regular expression %s', (_, text, body) => {
  expect(marks(text)).toContain(pattern(body));
});

test.each([
  ['a value', 'a / "one" / b'],
  ['a call', 'f(a) / "one" / b'],
  ['an index', 'a[1] / "one" / b'],
  ['a step', 'a++ / "one" / b'],
  ['a property with the name of a keyword', 'a.in / "one" / b'],
])('a division after %s', (_, text) => {
  expect(marks(text)).toContain(hashText('one'));
});

test('the modules that a file names', () => {
  const text = `require('./a'); import b from "b/c"; export * from './d.js'; await import('e'); require(f)`;
  expect(marksOf(Buffer.from(text)).modules).toEqual(['./a', 'b/c', './d.js', 'e']);
});

test('an open string ends with its line, an open template or comment with the file', () => {
  expect(marks('"one\na.two')).toEqual(hashes('two'));
  expect(marks('a.one; `two')).toEqual(hashes('one', 'two'));
  expect(marks('a.one; /* a.two')).toEqual(hashes('one'));
});

test('what a minifier with renaming leaves has the same marks', async () => {
  const source = `
    export function report(options, { level: threshold = 30 }) {
      // whatever is said here
      for (const entry of options.entries) {
        if (entry.level > threshold && /^[/'"]+$/u.test(entry.name)) throw new TypeError(\`no \${entry.name} here\`);
        options.sink.write({ 'name': entry.name, when: new Date(1500) });
      }
    }`;
  const { code } = await minify(source, { module: true, mangle: true, compress: false });
  expect(code.length).toBeLessThan(source.length / 1.5);
  expect(marks(code)).toEqual(marks(source));
});

test('any text whatever comes to an end, with marks in order and within it', () => {
  const piece = fc.constantFrom(
    ...[
      '"',
      "'",
      '`',
      '${',
      '{',
      '}',
      '(',
      ')',
      '/',
      '*',
      '//',
      '\n',
      '\\',
      '.',
      'a',
      '9',
      'e',
      '+',
      'if',
      'return',
    ],
    ...['JSON.parse(', 'require(', '[', ']', ':', ',', '\\u', '\\x', '0x', '#!', 'é', '?.'],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const bytes = Buffer.from(pieces.join(''));
      const { hashes: found, starts } = marksOf(bytes);
      expect(found.length).toBe(starts.length);
      let last = 0;
      for (const start of starts) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(start).toBeLessThanOrEqual(bytes.length);
        last = start;
      }
    }),
    { numRuns: runs() },
  );
});

test('bytes that are no text come to an end as well', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(marksOf(bytes).hashes.length).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: runs() },
  );
});

test.each([
  ...['(', '{', '[', '`${', '"', '/', '/*', '\\', '0', 'a.', '{a ', ',a/**/', '/[', '=/a\\/', '"\\"', "'\\'"],
  ...['JSON.parse("[', "JSON.parse('{"],
])('a long run of %j takes linear time', (piece) => {
  const bytes = Buffer.from(piece.repeat(1_000_000 / piece.length));
  const began = process.cpuUsage();
  marksOf(bytes);
  // In µs of this process, whatever else the machine does.
  expect(process.cpuUsage(began).user).toBeLessThan(2_000_000);
});
