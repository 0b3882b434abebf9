import { describe, expect, test } from '@jest/globals';
import { Fault } from '../../../src/model/fault.ts';
import { describeRule } from '../../../src/policy/cel/rule.ts';
import { artifact, at, compile, decide, decideOn, evidence, now, ruleOf } from './support.ts';

describe('what a rule sees', () => {
  test.each([
    "artifact.name == 'shop.tar.gz'",
    `artifact.sha256 == '${'d'.repeat(64)}'`,
    'artifact.size == 1234',
    "environment == 'prod'",
    "now == timestamp('2026-03-29T02:30:00.500Z')",
    "evidence.provenance.signer == 'https://github.com/acme/shop/.github/workflows/release.yml@refs/tags/v1'",
    "evidence.provenance.issuer == 'https://token.actions.githubusercontent.com'",
    "evidence.provenance.runner == 'github-hosted'",
    "evidence.provenance.source.repository == 'acme/shop'",
    "evidence.provenance.source.repository_id == '11' && evidence.provenance.source.owner_id == '22'",
    "evidence.provenance.source.ref == 'refs/tags/v1'",
    `evidence.provenance.source.commit == '${'c'.repeat(40)}'`,
    "evidence.provenance.run.endsWith('/runs/5/attempts/1')",
    "evidence.provenance.signed_at == timestamp('2026-03-28T10:00:00Z')",
    "now - evidence.provenance.signed_at < duration('24h')",
    "evidence.provenance.predicate_type == 'https://slsa.dev/provenance/v1'",
    'size(evidence.all) == 1 && evidence.all[0] == evidence.provenance',
  ])('%s', (assert) => {
    expect(decide(assert)).toMatchObject({ status: 'pass' });
  });

  test('the empty text stands for no environment', () => {
    expect(decide("environment == ''", { environment: '' }).status).toBe('pass');
  });

  test('a repository elsewhere keeps its address', () => {
    const provenance = [evidence({ signer: { sourceRepository: 'https://github.com.evil.test/acme/shop' } })];
    expect(decide("evidence.provenance.source.repository == 'acme/shop'", { provenance }).status).toBe(
      'fail',
    );
  });

  test('T30 what the certificate does not say is not there, rather than an empty text', () => {
    const provenance = [evidence({ signer: { runner: '' } })];
    expect(decide("evidence.provenance.runner != 'self-hosted'", { provenance })).toMatchObject({
      status: 'unknown',
      code: 'CUSTODY-506',
    });
    expect(decide('has(evidence.provenance.runner)', { provenance }).status).toBe('fail');
  });

  test('each bundle is in evidence.all once, whatever it satisfied', () => {
    const others = [evidence(), evidence({ bundle: 'b1' })];
    expect(decide('size(evidence.all) == 2', { others }).status).toBe('pass');
  });

  test('times of day are in UTC, on a machine in any zone', () => {
    expect(
      decide(
        'now.getFullYear() == 2026 && now.getMonth() == 2 && now.getDate() == 29 && now.getDayOfWeek() == 0 && now.getHours() == 2 && now.getMinutes() == 30',
      ).status,
    ).toBe('pass');
  });
});

describe('numbers of JSON', () => {
  test.each([
    ['$.n + 1 == 8', { n: 7 }],
    ['$.n == 7 && $.n == 7.0 && $.n < 7.5', { n: 7 }],
    ['$.n * 2.0 == 15.0', { n: 7.5 }],
    ['double($.n) * 2.0 == 14.0', { n: 7 }],
    ['$.n == 0', { n: -0 }],
    ['$.n > 9007199254740991', { n: 2 ** 53 }],
    ['int($.n) == -12', { n: '-12' }],
    ['double($.n) == 7.25', { n: '7.25' }],
  ])('%s of %j', (assert, predicate) => {
    expect(decideOn(predicate, assert).status).toBe('pass');
  });

  test.each([
    ['int($.n) < 7', ''],
    ['int($.n) < 7', ' 5 '],
    ['int($.n) < 7', '0x1'],
    ['int($.n) < 7', '-9223372036854775809'],
    ['double($.n) < 7.0', ''],
    ['double($.n) < 7.0', '0x1'],
    ['!(double($.n) > 7.0)', 'NaN'],
    ['!(double($.n) > 7.0)', 'nonsense'],
    ['double($.n) > 7.0', 'Infinity'],
    ['timestamp($.n) < now', 5],
    ['timestamp($.n) < now', 'yesterday'],
  ])('T30 %s of %j has no answer', (assert, n) => {
    expect(decideOn({ n }, assert)).toMatchObject({ status: 'unknown', code: 'CUSTODY-506' });
  });
});

describe('the answer', () => {
  test('false is a refusal with the message of the policy, what was expected, and of which evidence', () => {
    expect(decide("evidence.provenance.runner == 'self-hosted'")).toEqual({
      status: 'fail',
      code: 'CUSTODY-525',
      message: 'our own message',
      expected: "evidence.provenance.runner == 'self-hosted'",
      found: expect.stringContaining('release.yml@refs/tags/v1 (b0.sigstore.json)'),
      hint: expect.stringContaining('custody policy explain'),
    });
  });

  test('a rule whose `when` is false does not apply', () => {
    const when = "environment == 'prod'";
    expect(decide('artifact.size > 9999', { when, environment: 'dev' })).toEqual({
      status: 'pass',
      message: 'does not apply',
    });
    expect(decide('artifact.size > 9999', { when }).status).toBe('fail');
  });

  test.each([
    ['an error', 'evidence.provenance.predicate.nope == 1', /field not found: nope/],
    ['an error beside a false', "evidence.provenance.predicate.nope == 1 || environment == 'x'", /nope/],
    ['an overload that is missing', 'evidence.provenance.predicate.text + 1 == 2', /no matching overload/],
    ['a text', 'evidence.provenance.predicate.text', /neither true nor false/],
    ['the text `true`', 'evidence.provenance.predicate.yes', /neither true nor false/],
    ['a number that is true elsewhere', 'evidence.provenance.predicate.one', /neither true nor false/],
    ['null', 'evidence.provenance.predicate.nothing', /neither true nor false/],
    ['a list', 'evidence.provenance.predicate.list', /neither true nor false/],
    ['division by zero', '1 / evidence.provenance.predicate.zero == 1', /divide by zero/],
    ['an index beyond the end', 'evidence.provenance.predicate.list[5] == 1', /no element 5/],
    ['an overflow', 'evidence.provenance.predicate.one + 9223372036854775807 > 0', /overflow/],
    ['a loop over no list', 'evidence.provenance.predicate.one.exists(x, x == 1)', /type mismatch/],
  ])('T30 %s is no pass', (_, assert, why) => {
    const predicate = { text: 'a', yes: 'true', one: 1, zero: 0, nothing: null, list: [true] };
    const decision = decide(assert, { provenance: [evidence({ predicate })] });
    expect(decision).toMatchObject({
      status: 'unknown',
      code: 'CUSTODY-506',
      message: expect.stringMatching(why),
    });
  });

  test('T30 an error in `when` does not lift the rule', () => {
    const when = "evidence.provenance.predicate.nope == 'x'";
    expect(decide('artifact.size > 0', { when })).toMatchObject({ status: 'unknown', code: 'CUSTODY-506' });
  });

  test('a value from outside makes no message of any length', () => {
    const decision = decideOn({ long: 'x'.repeat(5_000) }, 'timestamp($.long) < now');
    expect(decision.status).toBe('unknown');
    expect(decision.message.length).toBeLessThan(400);
  });

  test('T30 a rule about provenance where none is proven has no answer', () => {
    expect(decide("evidence.provenance.runner == 'x'", { provenance: [] })).toMatchObject({
      status: 'unknown',
    });
    expect(decide('artifact.size == 1234', { provenance: [] })).toMatchObject({ status: 'pass' });
  });
});

describe('several provenances', () => {
  const hosted = evidence({ bundle: 'b1' });
  const own = evidence({ bundle: 'b2', signer: { runner: 'self-hosted' } });
  const bare = evidence({ bundle: 'b3', signer: { runner: '' } });
  const assert = "evidence.provenance.runner == 'github-hosted'";

  test('T21 one is enough, and the decision says which', () => {
    expect(decide(assert, { provenance: [own, bare, hosted] })).toMatchObject({
      status: 'pass',
      message: expect.stringContaining('(b1.sigstore.json)'),
    });
  });

  test('T21 where none does, one that gives no answer keeps it open', () => {
    expect(decide(assert, { provenance: [own, own] }).status).toBe('fail');
    expect(decide(assert, { provenance: [own, bare] }).status).toBe('unknown');
  });

  test('provenance is what was proven under the id that is given', () => {
    const rule = ruleOf(compile(assert), { environment: '', now, provenance: 'build' });
    expect(rule).toMatchObject({ id: 'ours', at });
    expect(
      rule.decide(
        artifact,
        new Map([
          ['provenance', [hosted]],
          ['build', [own]],
        ]),
      ).status,
    ).toBe('fail');
  });
});

describe('T30 no prototype is in reach', () => {
  const predicate = JSON.parse('{"object": {}, "list": [1], "constructor": {"name": "Object"}}');

  test.each([
    '$.object.constructor == 1',
    '$.object.__proto__ == 1',
    '$.object.toString == 1',
    "$.object['constructor'] == 1",
    "$.object['__proto__'] == 1",
    '$.object.size == 1',
    '$.list.length == 1',
    "$.list['length'] == 1",
    '$.list.constructor == 1',
    '$.constructor.constructor == 1',
  ])('%s', (assert) => {
    expect(decideOn(predicate, assert)).toMatchObject({ status: 'unknown', code: 'CUSTODY-506' });
  });

  test.each(['$.object.constructor', '$.object.__proto__', '$.object.hasOwnProperty'])('has(%s)', (path) => {
    expect(decideOn(predicate, `has(${path})`).status).toBe('fail');
  });

  test('a member of that name is one like any other', () => {
    expect(decideOn(predicate, "$.constructor.name == 'Object'").status).toBe('pass');
  });
});

test('a member that is null is there to be read, and not for has()', () => {
  expect(decideOn({ a: null }, '$.a == null').status).toBe('pass');
  expect(decideOn({ a: null }, 'has($.a)').status).toBe('fail');
});

test('what a rule reads is told', () => {
  const described = describeRule(
    compile("evidence.provenance.runner == 'github-hosted'", "environment == 'prod'"),
  );
  expect(described).toBe(
    "Where environment == 'prod': evidence.provenance.runner == 'github-hosted' (reads environment, evidence.provenance.runner)",
  );
});

test('loading throws faults alone', () => {
  expect(() => compile('')).toThrow(Fault);
});
