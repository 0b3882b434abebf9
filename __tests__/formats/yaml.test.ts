/** YAML as the policy reader takes it: what it means, where it stands, and all that is refused. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDocument, visit } from 'yaml';
import { readYaml, type YamlNode } from '../../src/formats/yaml.ts';
import { Faults, type Place } from '../../src/model/fault.ts';
import { limits } from '../../src/model/limits.ts';
import { runs } from '../support/runs.ts';

const read = (text: string): YamlNode => readYaml(Buffer.from(text), 'f');

/** `line:column code` and the message without its head, for each fault. */
function faultsOf(input: string | Uint8Array): readonly string[] {
  try {
    readYaml(typeof input === 'string' ? Buffer.from(input) : input, 'f');
  } catch (error) {
    if (!(error instanceof Faults)) throw error;
    return error.faults.map(({ at, code, message }) => {
      expect(at?.file).toBe('f');
      return `${at?.line}:${at?.column} ${code} ${message.replace('f is not acceptable YAML: ', '')}`;
    });
  }
  return [];
}

function plain(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plain);
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
  }
}

/** JSON text in which nothing is unseen: what YAML wants escaped is. */
function jsonText(value: unknown, space: string | number | undefined): string {
  return JSON.stringify(value, null, space).replace(/(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (found) =>
    Array.from({ length: found.length }, (_, i) => {
      return `\\u${found.charCodeAt(i).toString(16).padStart(4, '0')}`;
    }).join(''),
  );
}

const hasProto = (text: string): boolean => /"__proto__"\s*:/.test(text);
const spaces = fc.constantFrom(undefined, 1, 2, '\t', ' \n');

describe('JSON is YAML', () => {
  test('every JSON document reads back equal', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }), spaces, (value, space) => {
        const text = jsonText(value, space);
        fc.pre(!hasProto(text));
        expect(plain(read(text))).toEqual(JSON.parse(text));
      }),
      { numRuns: runs(3_000) },
    );
  });

  test('every place points at the first character of its value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), spaces, (value, space) => {
        const text = jsonText(value, space);
        fc.pre(!hasProto(text));
        const lines = text.split('\n');
        const from = ({ line, column }: Required<Place>) =>
          [lines[line - 1]?.slice(column - 1), ...lines.slice(line)].join('\n');
        const check = (node: YamlNode): void => {
          const start = { map: '{', list: '[', scalar: jsonText(plain(node), undefined) }[node.kind];
          expect(from(node.at).slice(0, start.length)).toBe(start);
          if (node.kind === 'list') node.items.forEach(check);
          if (node.kind !== 'map') return;
          for (const [key, entry] of node.entries) {
            const quoted = jsonText(key, undefined);
            expect(from(entry.at).slice(0, quoted.length)).toBe(quoted);
            check(entry.value);
          }
        };
        check(read(text));
      }),
      { numRuns: runs(3_000) },
    );
  });
});

describe('it never fails in another way, nor hangs', () => {
  const acceptable = (input: Uint8Array): void => {
    for (const line of faultsOf(input)) expect(line).toMatch(/^\d+:\d+ CUSTODY-(?:501|404) /);
  };

  test('any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), acceptable), { numRuns: runs() });
  });

  test('any text of the characters that matter', () => {
    const unit = fc.constantFrom(
      ...['a', '1', ' ', '\n', '\t', '\r\n', ':', '-', '?', '[', ']', '{', '}', ',', '#', '&', '*', '!', '|'],
      ...['>', "'", '"', '%', '@', '`', '\\', '~', '<<', '---', '...', '\u2028', '\ufeff', 'é', '😀'],
    );
    const text = fc.string({ unit, maxLength: 60 });
    fc.assert(
      fc.property(text, (value) => acceptable(Buffer.from(value))),
      { numRuns: runs() },
    );
  });

  test('T20 what is read holds nothing that means more than it shows', () => {
    const unit = fc.constantFrom(
      ...['a', ' ', '\n', ':', '- ', '? ', '[', ']', '{', '}', ',', '&b ', '*b ', '!c ', '|', '"'],
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 25 }), (text) => {
        if (faultsOf(text).length > 0) return;
        visit(parseDocument(text), {
          Alias: () => expect('an alias').toBe('refused'),
          Node: (_, node) =>
            expect([node.tag, (node as { anchor?: string }).anchor]).toEqual([undefined, undefined]),
        });
      }),
      { numRuns: runs() },
    );
  });

  test.each(['[', '{a: ', '- ', '? ', '"a": ', 'a:\n', '[a, ', ',', '}', '"', '- a: ', '? ? : ', '\u202e'])(
    'T24 %j, over and over until the limit',
    (unit) => {
      const most = limits.policyBytes;
      const all = Buffer.from(unit.repeat(Math.floor(most / Buffer.byteLength(unit))));
      const faults = faultsOf(all);
      expect(faults.length).toBeGreaterThan(0);
      expect(faults.length).toBeLessThanOrEqual(limits.policyFaults);
    },
    20_000,
  );
});

describe('T20 what makes YAML mean more than it shows is refused', () => {
  test.each([
    ['a: 1\nb: {c: 2, c: 3}', '2:11 CUSTODY-501 the key "c" stands twice, first in line 2'],
    ['a: 1\r\nb: 2\r\na: 3', '3:1 CUSTODY-501 the key "a" stands twice, first in line 1'],
    ['a: &x 1', '1:4 CUSTODY-501 it has an anchor; write the value out wherever it stands'],
    ['- a\n- *x', '2:3 CUSTODY-501 it has an alias; write the value out'],
    ['*x : 1', '1:1 CUSTODY-501 it has an alias; write the value out'],
    ['a: !!str 1', '1:4 CUSTODY-501 it has a tag; values mean what YAML 1.2 says of them'],
    ['!custody {a: 1}', '1:1 CUSTODY-501 it has a tag; values mean what YAML 1.2 says of them'],
    ['%YAML 1.1\n---\na: yes', '1:1 CUSTODY-501 it has a directive; it is YAML 1.2 without any'],
    ['<<: {a: 1}', '1:1 CUSTODY-501 it has a merge key'],
    ['a: 1\n---\nb: 2', '2:1 CUSTODY-501 it holds more than one document'],
    ['a: 1\n...\nb: 2', '3:1 CUSTODY-501 it holds more than one document'],
    ['1: a', '1:1 CUSTODY-501 a key is not text; put it in quotes'],
    ['true: a', '1:1 CUSTODY-501 a key is not text; put it in quotes'],
    [': a', '1:1 CUSTODY-501 a key is not text; put it in quotes'],
    ['? [a]\n: b', '1:3 CUSTODY-501 a key is not text; put it in quotes'],
    ['\ufeffa: 1', '1:1 CUSTODY-501 it holds the character U+FEFF, which cannot be seen'],
    ['a: 1 # \u202e', '1:8 CUSTODY-501 it holds the character U+202E, which cannot be seen'],
    ['a: 1\rb: 2', '1:5 CUSTODY-501 it holds the character U+000D, which cannot be seen'],
    ['a: "\0"', '1:5 CUSTODY-501 it holds the character U+0000, which cannot be seen'],
    ['a:\n\tb: 1', '2:1 CUSTODY-501 tabs are not allowed as indentation'],
    [
      'a: [1',
      '1:6 CUSTODY-501 flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ])('%j', (text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  test('all that is wrong of one kind is told at once, in the order of the file', () => {
    expect(faultsOf('a: &x 1\nb: !t 2\nc: *x').map((fault) => fault.slice(0, 3))).toEqual([
      '1:4',
      '2:4',
      '3:4',
    ]);
    expect(faultsOf('a: 1\na: 2\nb: {c: 1, c: 2}')).toHaveLength(2);
  });

  test('bytes that are not UTF-8', () => {
    expect(faultsOf(Uint8Array.of(0x61, 0x3a, 0x20, 0xff))).toEqual(['1:1 CUSTODY-501 it is not UTF-8']);
  });
});

describe('T26 no key reaches a prototype', () => {
  test.each(['a: {__proto__: 1}', 'a: {"\\u005f_proto__": 1}', 'a: {? __proto__ : 1}'])('%s', (text) => {
    expect(faultsOf(text)).toEqual([expect.stringMatching(/^1:[57] CUSTODY-501 it has a key `__proto__`$/)]);
  });
});

describe('T24 limits', () => {
  test('size', () => {
    const most = `a: ${'b'.repeat(limits.policyBytes - 3)}`;
    expect(faultsOf(most)).toEqual([]);
    expect(faultsOf(`${most}b`)).toEqual([`1:1 CUSTODY-404 it is larger than ${limits.policyBytes} bytes`]);
  });

  test('depth', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(faultsOf(nested(limits.jsonDepth))).toEqual([]);
    expect(faultsOf(nested(limits.jsonDepth + 1))).toEqual([
      `1:129 CUSTODY-404 it is nested deeper than ${limits.jsonDepth} levels`,
    ]);
    expect(faultsOf('- '.repeat(129))).toEqual([`1:257 CUSTODY-404 it is nested deeper than 128 levels`]);
  });
});

describe('what a value is', () => {
  test('scalars follow the core schema of YAML 1.2, where `on` and a date are text', () => {
    const found = plain(read('[on, yes, 2027-06-30, 12:30, 010, 0x1F, ~, null, "1", 1.5, true, 1_000]'));
    const wanted = ['on', 'yes', '2027-06-30', '12:30', 10, 31, null, null, '1', 1.5, true, '1_000'];
    expect(found).toEqual(wanted);
  });

  test('a long number keeps its digits beside', () => {
    expect(read('99999999999999999999')).toMatchObject({ value: 1e20, source: '99999999999999999999' });
  });

  test('nothing is null, with the place where it should stand', () => {
    expect(read('')).toEqual({
      kind: 'scalar',
      at: { file: 'f', line: 1, column: 1 },
      value: null,
      source: '',
    });
    const tree = read('a:\nb: {c}');
    expect(plain(tree)).toEqual({ a: null, b: { c: null } });
  });
});
