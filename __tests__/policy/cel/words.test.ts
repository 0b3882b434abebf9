/** What is said of an expression that cannot be used, or that has no answer: what to write instead, at any length. */
import { describe, expect, test } from '@jest/globals';
import { limits } from '../../../src/model/limits.ts';
import { Meter } from '../../../src/policy/cel/meter.ts';
import { describeRule } from '../../../src/policy/cel/rule.ts';
import { compile, decide, decideOn, evidence, refusal } from './support.ts';

const P = 'evidence.provenance.predicate';

test.each([
  ['environment', 'Compare it with something.'],
  ['true', 'Leave it out.'],
  ['nope == 1', 'There are artifact, environment, now, evidence.'],
  ['artifact.nope == 1', 'There are name, sha256, size.'],
  ['artifact.name.length == 1', 'It has no members.'],
  ['evidence.all.exists(now, now == 1)', 'Choose another name.'],
  ['artifact.exists(c, c == "a")', 'Nothing in it can be gone through with exists.'],
  ['dyn(environment) == "a"', 'The page about rules lists every function: docs/policy/rules-in-cel.md.'],
  ['evidence["provenance"] == now', 'Name the member after a dot.'],
  ['environment == environment', 'Compare with something else.'],
  ['environment = "a"', 'Expressions are written in CEL (https://cel.dev): `environment == "prod" && …`.'],
  ['{"a": 1}[environment] == 1', 'Compare members one by one.'],
  ['artifact.size == 1u', 'Evidence is JSON: write a text or a plain number.'],
  [
    'evidence.all.existsOne(e, e.runner == "x")',
    'Write `list.exists_one(x, …)`, and `list.filter(x, …).map(x, …)`.',
  ],
  [`${P}${'.a'.repeat(100)} == 1`, 'Split it into several rules: each must hold.'],
  ['environment.matches(artifact.name)', 'Write it as a text in quotes.'],
  [`environment.matches('^${'a'.repeat(300)}$')`, 'Match several shorter ones.'],
  ["environment.matches('prod')", 'Write `^(…)$` around it; contains() looks for a part.'],
  ["environment.matches('^[a$')", 'See https://github.com/google/re2/wiki/Syntax.'],
  ["environment.matches('^(a$')", 'See https://github.com/google/re2/wiki/Syntax.'],
  ["environment.matches('^(?:a{1000}b{1000})$')", 'Repetitions with a count multiply: use + or *.'],
])('%s', (assert, hint) => {
  expect(refusal(assert).hint).toBe(hint);
});

test('the expression is quoted from the place on, up to 40 characters', () => {
  const from = (length: number) => `nope${'x'.repeat(length - 9)} == 1`;
  expect(refusal(`environment == 'a' && ${from(40)}`).message).toMatch(/, at: nopex{31} == 1$/);
  expect(refusal(`environment == 'a' && ${from(41)}`).message).toMatch(/, at: nopex{32} == …$/);
  expect(refusal('').message).not.toContain(', at:');
});

describe('T30 no answer', () => {
  test.each([
    ['int($.n) < 7', 'the value is not a whole number'],
    ['double($.n) < 7.0', 'the value is not a number'],
    ['timestamp($.number) < now', 'the value is not a time: write it as a text'],
  ])('T30 %s says why', (assert, why) => {
    expect(decideOn({ n: 'many', number: 5 }, assert)).toMatchObject({
      status: 'unknown',
      message: `the rule ours has no answer: ${why}`,
      hint: 'Ask with `has(…)` whether a member is there before it is used, and compare what is of one type.',
    });
  });

  test('T30 where there is no provenance', () => {
    expect(decide("evidence.provenance.runner == 'x'", { provenance: [] }).message).toBe(
      'the rule ours has no answer: no provenance was proven that it could be asked about',
    );
  });

  test('a long name of a member is quoted in part', () => {
    const { message } = decideOn({ members: {}, name: 'x'.repeat(5_000) }, '$.members[$.name] == 1');
    expect(message).toMatch(/^the rule ours has no answer: there is no element x+…$/);
    expect(message.length).toBeLessThan(400);
  });
});

describe('T30 what a rule reads', () => {
  const reads = (assert: string) => /\(reads (.*)\)$/.exec(describeRule(compile(assert)))?.[1];

  test.each([
    ['evidence.all.exists(one, one.runner == environment)', 'evidence.all, environment'],
    ['evidence.all[0].runner == "x"', 'evidence.all'],
    ['evidence.all.exists(one, one.source.ref == "x")', 'evidence.all'],
    [`has(${P}.a.b)`, `${P}.a.b`],
  ])('T30 %s', (assert, expected) => {
    expect(reads(assert)).toBe(expected);
  });

  test('T30 `when` reads all evidence by no detour', () => {
    for (const when of [
      'evidence.all[0].runner == "x"',
      "environment == 'prod' && evidence.all.exists(e, e.runner == 'x')",
    ])
      expect(refusal('artifact.size > 1', when)).toMatchObject({
        message: expect.stringContaining('reads evidence.all'),
        hint: expect.stringContaining('and for other evidence in `assert`'),
      });
  });

  test('T21 a rule that asks for provenance in `when` alone is asked about each', () => {
    const when = "evidence.provenance.runner == 'github-hosted'";
    expect(decide('artifact.size == 1234', { when }).message).toMatch(/^holds for the provenance by https:/);
  });

  test('T21 a rule about evidence as a whole is asked about each provenance', () => {
    const whole = "size(evidence.all) > 0 && [evidence].exists(x, x.provenance.runner == 'github-hosted')";
    expect(decide(whole).status).toBe('pass');
  });

  test('T5 a repository of another server of a name as long is another', () => {
    const provenance = [evidence({ signer: { sourceRepository: 'https://gitlab.com/acme/shop' } })];
    const decision = decide("evidence.provenance.source.repository == 'acme/shop'", { provenance });
    expect(decision.status).toBe('fail');
  });

  test('a member of a map is named by a text', () => {
    expect(decideOn({ map: { a: 1 } }, "!(1 in $.map) && 'a' in $.map").status).toBe('pass');
  });

  test('the stack traces of others stay as they are', () => {
    const before = Error.stackTraceLimit;
    Error.stackTraceLimit = 7;
    try {
      decide("environment == 'prod'");
      decide('evidence.provenance.predicate.nope == 1');
      expect(Error.stackTraceLimit).toBe(7);
    } finally {
      Error.stackTraceLimit = before;
    }
  });
});

describe('T30 a pattern is about the whole text, wherever it stands', () => {
  test.each(['^(a)|(b)$', '^(a|b)|c$', '^(a$|b)', '^((a))|b$'])('T30 %s is not', (pattern) => {
    expect(refusal(`environment.matches('${pattern}')`).message).toContain('may match in the middle');
  });

  test('T30 within a greater expression too', () => {
    expect(refusal("artifact.size > 1 && !environment.matches('prod')").message).toContain('in the middle');
    const loop = "evidence.all.exists(e, e.runner.matches('^(github|self)-hosted$'))";
    expect(decide(`artifact.size > 1 && ${loop}`).status).toBe('pass');
  });
});

describe('T30 limits are what is allowed', () => {
  const long = (characters: number) => {
    const rest = "environment == ''";
    return `environment == '${'a'.repeat(characters - rest.length)}'`;
  };
  const sums = (depth: number) => `artifact.size${' + 1'.repeat(depth - 3)} == 1`;
  const listed = (terms: number) => `artifact.size in [${Array(terms - 4).fill('1')}]`;
  const nested = (depth: number) => `${'('.repeat(depth)}artifact.size == 1${')'.repeat(depth)}`;

  test.each([
    ['characters', long, limits.ruleCharacters],
    ['depth', sums, limits.ruleDepth],
    ['parentheses', nested, limits.ruleDepth],
    ['terms', listed, limits.ruleTerms],
  ])('T30 %s', (_, of, most) => {
    expect(() => compile(of(most))).not.toThrow();
    expect(refusal(of(most + 1)).code).toBe('CUSTODY-502');
  });

  test('T30 parentheses one after the other are not nested', () => {
    expect(() => compile(Array(40).fill('(artifact.size == 1)').join(' || '))).not.toThrow();
  });

  test('T30 characters of a pattern', () => {
    const of = (length: number) => `environment.matches('^${'a'.repeat(length - 2)}$')`;
    expect(() => compile(of(limits.rulePatternCharacters))).not.toThrow();
    expect(refusal(of(limits.rulePatternCharacters + 1)).code).toBe('CUSTODY-502');
  });

  test('T30 steps of an evaluation', () => {
    const meter = new Meter();
    meter.pay(limits.ruleSteps);
    expect(meter.spent).toBeUndefined();
    expect(() => meter.pay(1)).toThrow('more than');
    expect(meter.spent).toBe(`it takes more than ${limits.ruleSteps} steps`);
  });

  const texts = Array<string>(100).fill('x'.repeat(160));
  test.each([
    ['a list', texts],
    ['lists in a list', [texts, texts]],
    ['lists in maps', { a: { b: texts } }],
  ])('T30 comparing with %s pays for all that lies within', (_, value) => {
    const predicate = { many: Array(1_000).fill(value), one: value };
    expect(decideOn(predicate, '$.many.exists(x, x != $.one)').message).toContain('takes more than');
    expect(decideOn({ ...predicate, many: [value] }, '$.many.exists(x, x == $.one)').status).toBe('pass');
  });

  test('T30 looking for a long text in a long one pays for each place', () => {
    const predicate = { many: Array(20).fill('a'.repeat(20_000)), one: `${'a'.repeat(10_000)}b` };
    expect(decideOn(predicate, '$.many.exists(x, x.contains($.one))').message).toContain('takes more than');
  });

  test('T30 times pay for being read', () => {
    const predicate = { many: Array(5_000).fill('2026-01-01T00:00:00Z') };
    expect(decideOn(predicate, '$.many.exists(x, timestamp(x) > now)').message).toContain('takes more than');
  });
});
