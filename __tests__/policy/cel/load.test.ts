/** What is refused when the policy is read. */
import { describe, expect, test } from '@jest/globals';
import { limits } from '../../../src/model/limits.ts';
import { at, compile, refusal } from './support.ts';

const P = 'evidence.provenance.predicate';

describe('T30 only what is documented can be named', () => {
  test.each([
    ['constructor == 1', 'there is no constructor'],
    ['__proto__ == 1', 'there is no __proto__'],
    ['google.protobuf.Timestamp == now', 'there is no google'],
    ['env == "prod"', 'there is no env'],
    ['evidence.sbom == 1', 'there is no sbom here'],
    ['evidence.constructor == 1', 'there is no constructor here'],
    ['evidence.provenance.sourc == 1', 'there is no sourc here'],
    ['evidence.provenance.source.branch == "main"', 'there is no branch here'],
    ['has(evidence.provenance.sourc)', 'there is no sourc here'],
    ['evidence.all.exists(e, e.repository == "x")', 'there is no repository here'],
    ['evidence.all[0].repository == "x"', 'there is no repository here'],
    ['evidence.all.filter(e, e.runner == "x")[0].nope == 1', 'there is no nope here'],
    [
      'size(evidence.all.map(e, e.source)) > 0 && evidence.all.map(e, e.source).exists(s, s.nope == 1)',
      'there is no nope',
    ],
    ['artifact.name.length == 1', 'there is no length here'],
    ['evidence["provenance"] == now', 'its members are known'],
    ['evidence.all.exists(environment, environment == "x")', 'environment means something already'],
    [`${P}.l.exists(x, x.exists(x, x == 1))`, 'x means something already'],
    ['e.runner == "x"', 'there is no e'],
  ])('%s', (assert, message) => {
    expect(refusal(assert)).toMatchObject({ code: 'CUSTODY-502', message: expect.stringContaining(message) });
  });
});

describe('T30 only documented functions can be called', () => {
  test.each([
    'dyn(environment) == "prod"',
    'type(environment) == string',
    'bytes(environment) == b"a"',
    'uint(artifact.size) == 1u',
    'bool(environment)',
    'environment.format([1]) == "a"',
    'environment.repeat(1000) == "a"',
    'environment.replace("a", "b") == "a"',
    'environment.split(",").size() > 5',
    '["a"].join(environment) == "a"',
    'environment.lowerAscii() == "prod"',
    'matches(environment, "^a$")',
    'now.getHours("Europe/Berlin") == 2',
    'now.getMilliseconds() == 2',
    'now.getDayOfYear() == 2',
    'duration("1h").getSeconds() == environment',
    'size(environment, 1) == 1',
    'has(environment)',
    'math.greatest(1, artifact.size) == 1',
    'optional.of(environment).hasValue()',
    'environment.all()',
    'unknown(environment)',
  ])('%s', (assert) => {
    expect(refusal(assert)).toMatchObject({
      code: 'CUSTODY-502',
      message: expect.stringMatching(/there is no|neither true|bytes|unsigned/),
    });
  });
});

describe('T30 what can never be true, or never be false', () => {
  test.each([
    ['true', 'always the same'],
    ['1 == 1', 'both sides are the same'],
    ['1 == 2', 'always the same'],
    ['"a".startsWith("a")', 'always the same'],
    ['size([1]) > 0', 'always the same'],
    ['[1].exists(x, x == 1) && false', 'always the same'],
    ['environment == "prod" || true', 'always the same'],
    ['environment == "prod" && 1 < 2', 'always the same'],
    ['environment == "prod" || !false', 'always the same'],
    ['true ? environment == "a" : environment == "b"', 'always the same'],
    ['evidence.all.exists(e, true)', 'always the same'],
    ['environment == environment', 'both sides are the same'],
    ['artifact.size >= artifact.size', 'both sides are the same'],
    ['environment', 'neither true nor false'],
    ['artifact.size', 'neither true nor false'],
    ['artifact', 'neither true nor false'],
    ['evidence.all', 'neither true nor false'],
    ['[environment]', 'neither true nor false'],
    ['size(evidence.all)', 'neither true nor false'],
    ['evidence.all.filter(e, e.runner == "x")', 'neither true nor false'],
    ['!environment', 'neither true nor false'],
    ['environment == "a" && artifact.size', 'neither true nor false'],
    ['environment.exists(c, c == "a")', 'this is no list'],
    ['artifact.exists(c, c == "a")', 'this is no list'],
  ])('%s', (assert, message) => {
    expect(refusal(assert)).toMatchObject({ code: 'CUSTODY-502', message: expect.stringContaining(message) });
  });
});

describe('T30 bounds', () => {
  const chain = (text: string, times: number) => text.repeat(times);
  test.each([
    [
      'characters',
      `environment == '${'a'.repeat(limits.ruleCharacters)}'`,
      /characters, and 2000 are allowed/,
    ],
    ['terms', `artifact.size in [${chain('1,', limits.ruleTerms)}1]`, /more than 500 terms/],
    ['parentheses', `${chain('(', 900)}artifact.size == 1${chain(')', 900)}`, /nested more than 64/],
    ['unclosed parentheses', chain('(', 1_999), /nested more than 64/],
    ['lists', `${chain('[', 100)}${chain(']', 100)} == artifact`, /nested more than 64/],
    ['sums', `artifact.size${chain(' + 1', 100)} == 1`, /nested more than 64/],
    ['members', `${P}${chain('.a', 900)}`, /nested more than 64/],
    ['macros', `${P}.a.exists(a, a.exists(b, b.exists(c, c == 1)))`, /macros are nested more than 2 deep/],
    [
      'macros in lists of macros',
      `${P}.a.exists(a, a.filter(b, b.filter(c, c == 1).size() > 1).size() > 1)`,
      /more than 2/,
    ],
    [
      'pattern',
      `environment.matches('^${'a'.repeat(limits.rulePatternCharacters)}$')`,
      /258 characters, and 256/,
    ],
    ['repetitions', "environment.matches('^(?:a{1000}b{1000})$')", /instructions, and 1000 are allowed/],
    ['repetition of repetitions', "environment.matches('^(?:(?:a{100}){100}){100}$')", /not RE2/],
  ])('%s', (_, assert, message) => {
    expect(refusal(assert)).toMatchObject({ code: 'CUSTODY-502', message: expect.stringMatching(message) });
  });

  test('macros one after the other are not nested', () => {
    expect(() =>
      compile(`${P}.a.filter(a, a > 1).filter(b, b > 1).filter(c, c > 1).exists(d, d > 1)`),
    ).not.toThrow();
  });
});

describe('T30 patterns match whole texts, and stand in the expression', () => {
  test.each([
    'environment.matches(artifact.name)',
    "environment.matches('a' + 'b')",
    "environment.matches('prod')",
    "environment.matches('^prod')",
    "environment.matches('prod$')",
    "environment.matches('^prod|stage$')",
    "environment.matches('^prod|^stage$')",
    "environment.matches('(?m)^prod$')",
    "environment.matches('^(?m:prod$)')",
    String.raw`environment.matches(r'^prod\$')`,
    String.raw`environment.matches(r'^\Qprod$')`,
    "environment.matches('^[a$')",
    "environment.matches('^(a$')",
    String.raw`environment.matches(r'^(a)\1$')`,
    "environment.matches('^(?=a)$')",
  ])('%s', (assert) => {
    expect(refusal(assert)).toMatchObject({
      code: 'CUSTODY-502',
      message: expect.stringContaining('this pattern'),
    });
  });

  test.each([
    '^prod$',
    '^(prod|stage)$',
    '^[a|b]+$',
    '^[]|]$',
    '^[[:alpha:]|]+$',
    '(?i)^prod$',
    '^$',
    String.raw`^a\|b$`,
  ])('%s is fine', (pattern) => {
    const allowed = pattern.startsWith('(?i)') ? refusal : compile;
    expect(() => allowed(`environment.matches(r'${pattern}')`)).not.toThrow();
  });
});

test('T30 evidence that is missing lifts no rule: `when` does not ask which there is', () => {
  const when = "evidence.all.exists(e, e.predicate_type == 'x')";
  expect(refusal('artifact.size > 1', when)).toMatchObject({
    code: 'CUSTODY-502',
    message: expect.stringContaining('reads evidence.all'),
    at: { ...at, line: 6 },
  });
  expect(refusal('artifact.size > 1', '[evidence].exists(x, x.all == 1)').code).toBe('CUSTODY-502');
  expect(() => compile('artifact.size > 1', "evidence.provenance.runner == 'x'")).not.toThrow();
});

describe('the place', () => {
  test.each([
    ['environment == "a" && nope == 1', 22],
    ['environment == ', 12],
    ['true', 0],
    ["environment.matches('x')", 20],
  ])('%s', (assert, offset) => {
    expect(refusal(assert).at).toEqual({ ...at, column: at.column + offset });
  });

  test('of an expression of several lines is its beginning, and the message quotes', () => {
    const fault = refusal('environment == "a" &&\nnope == 1');
    expect(fault.at).toEqual(at);
    expect(fault.message).toBe('rule ours, assert: there is no nope, at: nope == 1');
  });

  test('the rule and its part are named', () => {
    expect(refusal('artifact.size > 1', 'nope').message).toMatch(/^rule ours, when: there is no nope/);
    expect(refusal('nope == 1').hint).toBe('There are artifact, environment, now, evidence.');
  });
});

test.each([
  ['', /not CEL/],
  ['environment = "a"', /not CEL/],
  ['environment == "a', /not CEL/],
  [`environment == '${String.raw`\x`}'`, /not CEL/],
  ['environment == "a" // comment\n && nope', /there is no nope/],
  ['{"a": 1}[environment] == 1', /builds a map/],
  ['google.protobuf.Duration{seconds: 1} == now', /builds a map/],
  ['artifact.size == 1u', /unsigned/],
  ['environment == b"a"', /bytes/],
  ['evidence.all.map(e, e.runner == "x", e.runner).size() > 1', /map with 3 arguments/],
  ['evidence.all.existsOne(e, e.runner == "x")', /existsOne/],
])('%s is refused', (assert, message) => {
  expect(refusal(assert)).toMatchObject({ code: 'CUSTODY-502', message: expect.stringMatching(message) });
});
