import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { member, parseJson, parseJsonObject, textAt } from '../../src/formats/json.ts';
import { limits } from '../../src/model/limits.ts';
import { runs } from '../support/runs.ts';
import { stopwatch } from '../support/stopwatch.ts';

const parse = (text: string) => parseJson(Buffer.from(text), 'it');

function codeOf(read: () => unknown): string {
  try {
    read();
    return 'accepted';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

/** By the engine, whose defect it is; text without white space. */
function isMisread(text: string): boolean {
  const plain = text.replaceAll(/\\u00(6[2-9a-f]|7[0-9a])/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return JSON.stringify(JSON.parse(text)) !== plain;
}

describe('what is accepted is what JSON.parse says', () => {
  test('any JSON value, in any white space', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t', ' \n'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        if (/"__proto__"\s*:/.test(text)) return;
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: runs() },
    );
  });

  test('keys that look like structure are keys', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ':', ',', ' ', 'a') }),
          fc.string(),
        ),
        (value) => {
          const text = JSON.stringify(value);
          if (isMisread(text)) expect(codeOf(() => parse(text))).toBe('CUSTODY-406');
          else expect(parse(text)).toEqual(value);
        },
      ),
      { numRuns: runs() },
    );
  });

  test.each(['a\\', 'a"', '\\"', '\\\\"\\', '"\\"\\\\"'])('a string that ends in %j ends there', (text) => {
    const value = { [text]: text, next: [text] };
    expect(parse(JSON.stringify(value))).toEqual(value);
    const twice = `{${JSON.stringify(text)}:1,"b":${JSON.stringify(text)},${JSON.stringify(text)}:2}`;
    expect(codeOf(() => parse(twice))).toBe('CUSTODY-406');
  });

  test('one key in two objects is no duplicate', () => {
    expect(parse('[{"a":1},{"a":2},{"b":{"a":3},"a":4}]')).toEqual([
      { a: 1 },
      { a: 2 },
      { b: { a: 3 }, a: 4 },
    ]);
  });

  test.each([
    ['{"x":0,"a\\\\":1}', '{"x":0,"a\\u0062":2}', { x: 0, ab: 2 }],
    ['{"x":0,"\\\\":1}', '{"x":0,"\\"":2}', { x: 0, '"': 2 }],
    ['{"y":{"\\\\u0":1}}', '[{"y":{"\\u0062cd":2}}]', [{ y: { bcd: 2 } }]],
  ])('T26 %s, read before %s, changes nothing in it', (before, text, value) => {
    for (let time = 0; time < 3; time += 1) parse(before);
    if (isMisread(text)) {
      expect(() => parse(text)).toThrow('this Node misreads a key that is written with an escape');
    } else expect(parse(text)).toEqual(value);
  });

  test('no input whatever makes anything but a value or a fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(codeOf(() => parseJson(bytes, 'it'))).toMatch(/^(accepted|CUSTODY-40[46])$/);
      }),
      { numRuns: runs() },
    );
  });
});

describe('what is refused', () => {
  test.each([
    ['a duplicate key', '{"a":1,"a":2}'],
    ['a duplicate key, written in two ways', '{"a":1,"\\u0061":2}'],
    ['a duplicate key behind a nested object', '{"a":{"b":1},"a":2}'],
    ['a duplicate key with white space', '{ "a" :1,\n"a"\t:2}'],
    ['__proto__', '{"__proto__":1}'],
    ['__proto__, escaped', '{"\\u005f_proto__":1}'],
    ['a byte order mark', '\ufeff{}'],
    ['a comment', '{}//'],
    ['a trailing comma', '[1,]'],
    ['nothing', ''],
    ['two values', '{}{}'],
    ['NaN', 'NaN'],
  ])('T26 %s', (_, text) => {
    expect(codeOf(() => parse(text))).toBe('CUSTODY-406');
  });

  test('T26 the duplicate is found wherever it stands', () => {
    const key = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');
    fc.assert(
      fc.property(key, fc.array(key), fc.nat(), (twice, others, place) => {
        const keys = [twice, ...others.filter((other) => other !== twice)];
        keys.splice(1 + (place % keys.length), 0, twice);
        const text = `{${keys.map((one) => `${JSON.stringify(one)}:0`).join(',')}}`;
        expect(codeOf(() => parse(text))).toBe('CUSTODY-406');
      }),
      { numRuns: runs() },
    );
  });

  test('a message never quotes the text', () => {
    const secret = 'ghs_0123456789abcdefghij';
    for (const text of [`{"a": ${secret}}`, `"${secret}`, `{${secret}`]) {
      expect(() => parse(text)).not.toThrow(new RegExp(secret));
      expect(codeOf(() => parse(text))).toBe('CUSTODY-406');
    }
  });

  test('T26 bytes that are not UTF-8', () => {
    expect(codeOf(() => parseJson(Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'it'))).toBe('CUSTODY-406');
  });

  test('T24 nesting up to the limit, and no deeper', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(codeOf(() => parse(nested(limits.jsonDepth)))).toBe('accepted');
    expect(codeOf(() => parse(nested(limits.jsonDepth + 1)))).toBe('CUSTODY-404');
    expect(codeOf(() => parse(nested(1_000_000)))).toBe('CUSTODY-404');
  });

  test('what is no object, where an object is wanted', () => {
    expect(codeOf(() => parseJsonObject(Buffer.from('[]'), 'it', 'CUSTODY-407'))).toBe('CUSTODY-407');
  });
});

test('time grows with the size, not with its square', () => {
  const time = (count: number) => {
    const text = `{${Array.from({ length: count }, (_, i) => `"k${i}":"${'\\"'.repeat(20)}"`).join(',')}}`;
    const bytes = Buffer.from(text);
    const took = stopwatch();
    parseJson(bytes, 'it');
    return took();
  };
  time(1_000);
  expect(time(40_000)).toBeLessThan(60 * Math.max(time(4_000), 5));
});

test('T26 members are own members', () => {
  const value = parse('{"a":{"b":"c"}}');
  expect(textAt(value, 'a', 'b')).toBe('c');
  expect(member(value, 'constructor')).toBeUndefined();
  expect(textAt(value, 'a', 'toString')).toBeUndefined();
  expect(textAt(value, 'a')).toBeUndefined();
});
