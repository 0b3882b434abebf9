/** TOML as the readers of lockfiles take it: its values, the places of its tables, and what is refused. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { assertVersion, itemsOf, readToml } from '../../src/formats/toml.ts';
import { Fault } from '../../src/model/fault.ts';
import { runs } from '../support/runs.ts';

const read = (text: string) => readToml({ path: 'f.toml', bytes: Buffer.from(text) });
const linesOf = (text: string, array = 'package') => itemsOf(read(text), array).map(({ at }) => at.line);

function faultOf(reading: () => unknown): string {
  try {
    reading();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    expect(error.at?.file).toBe('f.toml');
    return `${error.at?.line ?? '-'} ${error.code} ${error.message}`;
  }
  throw new Error('It was read.');
}

describe('values', () => {
  test('become those of JSON, dates in UTC text', () => {
    const { root } = read(
      'a = 1\nb = 2020-01-01T01:00:00+01:00\nc = [true, 1.5, "x"]\nd.e = { f = 2020-01-01 }\n',
    );
    expect(root).toEqual({
      a: 1,
      b: '2020-01-01T01:00:00.000+01:00',
      c: [true, 1.5, 'x'],
      d: { e: { f: '2020-01-01' } },
    });
  });

  test('are what was written', () => {
    const key = fc.string({ minLength: 1 }).filter((one) => one !== '__proto__');
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.array(tie('any')),
        tie('table'),
      ),
      table: fc.dictionary(key, tie('any'), { noNullPrototype: true }),
    })).table;
    fc.assert(
      fc.property(value, (table) => {
        expect(read(stringify(table)).root).toEqual(table);
      }),
      { numRuns: runs(1_000) },
    );
  });
});

describe('places of tables', () => {
  test('are those of their names, or of their headers', () => {
    expect(
      linesOf('[[package]]\nname = "a"\n\n[[package]]\nx = 1\n"name" = "b"\n[[package]]\ny = 1\n'),
    ).toEqual([2, 6, 7]);
  });

  test('are not misled by strings, comments, brackets and tables within', () => {
    const text = `x = [ # [[package]]
  "[[package]]", '''
[[package]]
name = ''''', """
[[package]] \\"""
[[package]]""",
]
[[ package ]] # [
# name = "c"
text = """
name = "b"
"""
  name = "a"
[package.names]
name = "c"
[[package.name2]]
name = "d"
[["package"]]\r
'name' = "b"\r
`;
    expect(linesOf(text)).toEqual([13, 19]);
  });

  test('are those of the array where it is written inline', () => {
    expect(linesOf('\npackage = [\n{ name = "a" },\n{ name = "b" }]')).toEqual([2, 2]);
  });

  test('fit whatever stands between', () => {
    const between = fc.constantFrom(
      'a = "["',
      "b = '\"'",
      'c = """\n[[package]]\n"""',
      'd = "\\""',
      "e = '''\n'' [[package]]\n'''",
      'f = [\n"#", [\n1 # ]\n]]',
      '# " [[package]]',
      'g = { h = "}" }',
      '',
    );
    const item = fc.tuple(fc.uniqueArray(between), fc.uniqueArray(between));
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), (items) => {
        let text = '';
        const expected = items.map(([before, after]) => {
          text += ['[[package]]', ...before, ''].join('\n');
          const line = text.split('\n').length;
          text += ['name = 1', ...after.filter((one) => !before.includes(one)), ''].join('\n');
          return line;
        });
        expect(linesOf(text)).toEqual(expected);
      }),
      { numRuns: runs(1_000) },
    );
  });
});

describe('what is refused', () => {
  test.each([
    ['what is no TOML', 'a = 1\nb = \n', /^2 CUSTODY-410 f\.toml cannot be read: as TOML, /],
    ['a key that stands twice', 'a = 1\na = 2\n', /^2 CUSTODY-410 .*redefine/],
    ['a number that would lose digits', 'a = 9007199254740993\n', /^1 CUSTODY-410 /],
    ['`__proto__`', 'a.__proto__.b = 1\n', /CUSTODY-410 .*__proto__/],
    ['`__proto__` in disguise', 'x = [{ "\\u005f_proto__" = 1 }]\n', /CUSTODY-410 .*__proto__/],
    ['deep arrays', `a = ${'['.repeat(129)}${']'.repeat(129)}\n`, /CUSTODY-404 .*128 levels/],
    ['very deep arrays', `a = ${'['.repeat(100_000)}`, /CUSTODY-410 .*nested/],
    ['deep tables', `[${'a.'.repeat(100_000)}a]\n`, /CUSTODY-404 .*128 levels/],
    ['deep keys', `${'a.'.repeat(100_000)}a = 1\n`, /CUSTODY-404 .*128 levels/],
  ])('%s', (_, text, message) => {
    expect(faultOf(() => read(text))).toMatch(message);
  });

  test('the text is not quoted', () => {
    expect(faultOf(() => read('a = "secret"\nb = secret\n'))).not.toContain('secret');
  });

  test('a version that is not known, in its line', () => {
    const document = read('version = 1\n\n[metadata]\nlock = "2.0"\n');
    expect(() => assertVersion(document, '', 'version', /^1$/)).not.toThrow();
    expect(() => assertVersion(document, 'other', 'version', /^1$/)).not.toThrow();
    expect(faultOf(() => assertVersion(document, '', 'version', /^2$/))).toMatch(
      /^1 CUSTODY-410 .*`version`/,
    );
    expect(faultOf(() => assertVersion(document, 'metadata', 'lock', /^1\./))).toMatch(
      /^4 CUSTODY-410 .*`lock`/,
    );
    expect(faultOf(() => assertVersion(document, '', 'metadata', /./))).toMatch(/^- CUSTODY-410 /);
  });
});

test('text of any kind is a fault or what the parser makes of it', () => {
  const token = fc.constantFrom(
    '[[',
    ']]',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '"""',
    "'''",
    '=',
    'a',
    '\n',
    '\\',
    '#',
    '.',
    ' ',
    '1',
    ',',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(token).map((all) => all.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        try {
          expect(read(text).root).toEqual(JSON.parse(JSON.stringify(parse(text))));
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      },
    ),
    { numRuns: runs() },
  );
});

test.each([
  ['quotation marks', `a = """${'\\"'.repeat(1_000_000)}"""`],
  ['backslashes', `a = "${'\\\\'.repeat(1_000_000)}"`],
  ['headers', '[[a]]\n'.repeat(300_000)],
  ['line ends', '\n'.repeat(2_000_000)],
  ['comments', '#\n'.repeat(1_000_000)],
  ['quotes that are not closed', '"'.repeat(1_000_000)],
  ['one long line', `a = "${'x'.repeat(4_000_000)}"`],
])('many %s take little time', (_, text) => {
  const { user } = process.cpuUsage();
  try {
    read(text);
  } catch (error) {
    expect(error).toBeInstanceOf(Fault);
  }
  expect(process.cpuUsage().user - user).toBeLessThan(5_000_000);
});
