import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import parse from 'spdx-expression-parse';
import { canonicalExpression, licenceIds } from '../../src/formats/spdx-expression.ts';
import { limits } from '../../src/model/limits.ts';
import { runs } from '../support/runs.ts';

describe('in canonical spelling', () => {
  test.each([
    ['mit', 'MIT'],
    ['(MIT)', 'MIT'],
    ['apache-2.0 or mit', 'Apache-2.0 OR MIT'],
    ['((MIT OR ISC))AND(0BSD)', '(MIT OR ISC) AND 0BSD'],
    ['(MIT AND ISC) OR (0BSD AND Zlib)', 'MIT AND ISC OR 0BSD AND Zlib'],
    ['MIT OR (ISC OR 0BSD)', 'MIT OR ISC OR 0BSD'],
    ['MIT AND (ISC AND 0BSD)', 'MIT AND ISC AND 0BSD'],
    ['gpl-2.0+ with classpath-EXCEPTION-2.0', 'GPL-2.0+ WITH Classpath-exception-2.0'],
    ['GPL-3.0', 'GPL-3.0'],
    [' LicenseRef-Acme.1  or DocumentRef-x:LicenseRef-y', 'LicenseRef-Acme.1 OR DocumentRef-x:LicenseRef-y'],
  ])('%j', (text, expression) => {
    expect(canonicalExpression(text)).toBe(expression);
  });

  test('every listed identifier is itself, in any case', () => {
    expect(licenceIds.length).toBeGreaterThan(600);
    for (const id of licenceIds) expect(canonicalExpression(id.toUpperCase())).toBe(id);
  });
});

describe('none', () => {
  test.each([
    '',
    ' ',
    'Acme',
    'MIT ISC',
    'MIT OR',
    'OR MIT',
    '(MIT',
    'MIT)',
    '()',
    'MIT +',
    'MIT++',
    'MIT WITH MIT',
    '(MIT) WITH Classpath-exception-2.0',
    'Classpath-exception-2.0',
    'LicenseRef-',
    'LicenseRef-a_b',
    'LicenseRef-a+',
    'DocumentRef-a',
    'MIT/ISC',
    'MIT, ISC',
    // What spdx-expression-parse takes for something else.
    'LicenseRef-( OR MIT',
    'MIT ORApache-2.0',
    'MIT OR LicenseRef-($ AND ISC',
  ])('%j', (text) => {
    expect(canonicalExpression(text)).toBeUndefined();
  });
});

const leaves = fc.constantFrom(
  'MIT',
  'ISC',
  'GPL-2.0+',
  'LicenseRef-a',
  'GPL-2.0-only WITH Classpath-exception-2.0',
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5 },
    leaves,
    fc
      .tuple(tie('expression'), fc.constantFrom(' AND ', ' OR '), tie('expression'))
      .map(([left, joint, right]) => `(${left}${joint}${right})`),
    fc.array(leaves, { minLength: 2 }).map((terms) => `(${terms.join(' AND ')})`),
  ),
}));

/** Every choice of licences that an expression allows, so that two texts can be compared in what they mean. */
function choices(text: string): ReadonlySet<string> {
  const expand = (node: ReturnType<typeof parse>): string[][] => {
    if (!('conjunction' in node)) return [[`${node.license}${node.plus ? '+' : ''} ${node.exception ?? ''}`]];
    const [left, right] = [expand(node.left), expand(node.right)];
    return node.conjunction === 'or'
      ? [...left, ...right]
      : left.flatMap((one) => right.map((two) => [...one, ...two]));
  };
  return new Set(expand(parse(text)).map((all) => [...new Set(all)].sort().join('|')));
}

test('brackets that are left out change no meaning, as another parser reads it', () => {
  fc.assert(
    fc.property(expression, (text) => {
      const canonical = canonicalExpression(text) as string;
      expect(choices(canonical)).toEqual(choices(text));
      expect(canonicalExpression(canonical)).toBe(canonical);
    }),
    { numRuns: runs(1_000) },
  );
});

test('any text is an expression that is its own canonical one and another parser takes, or none', () => {
  const words = fc.constantFrom(
    'MIT',
    'isc',
    'and',
    'OR',
    'With',
    '(',
    ')',
    '+',
    'LicenseRef-a',
    'Classpath-exception-2.0',
    '$',
    '\n',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 12 }).map((all) => all.join(' ')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const canonical = canonicalExpression(text);
      if (canonical === undefined) return;
      expect(canonicalExpression(canonical)).toBe(canonical);
      expect(() => parse(canonical)).not.toThrow();
    }),
    { numRuns: runs() },
  );
});

test('T24 an expression past a limit is none', () => {
  const { licenceExpressionDepth: depth, licenceExpressionLength: length } = limits;
  const nested = (levels: number) => `${'('.repeat(levels)}MIT${')'.repeat(levels)}`;
  expect(canonicalExpression(nested(depth))).toBe('MIT');
  expect(canonicalExpression(nested(depth + 1))).toBeUndefined();
  expect(canonicalExpression('MIT'.padEnd(length))).toBe('MIT');
  expect(canonicalExpression('MIT'.padEnd(length + 1))).toBeUndefined();
  expect(canonicalExpression('('.repeat(10_000_000))).toBeUndefined();
});
