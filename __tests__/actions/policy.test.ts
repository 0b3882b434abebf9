/** `custody policy check` and `explain`: what they print, whole (`UPDATE_GOLDEN=1` writes it anew), and what they refuse. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openStand, policyText, type Stand } from './policy-stand.ts';

const golden = join(import.meta.dirname, 'golden');
const issuer = 'https://token.actions.githubusercontent.com';
const extended = 'acme/.github@0123456789abcdef0123456789abcdef01234567:custody.yml';
let stand: Stand;

beforeAll(() => {
  stand = openStand({ trustedRoot: {} });
  for (const name of ['policy.yml', 'wrong.yml', 'base.yml'])
    stand.write({ [name]: readFileSync(join(golden, name), 'utf8') });
});
afterAll(() => stand.close());

const endingIn = (days: number) =>
  new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);

describe('what they print', () => {
  test.each([
    ['check', ['check', 'policy.yml'], 0],
    ['check-wrong', ['check', 'wrong.yml'], 2],
    ['explain', ['explain', 'policy.yml'], 0],
    ['explain-both', ['explain', 'policy.yml', 'dist/lib.tgz'], 0],
    ['explain-one', ['explain', 'policy.yml', 'ghcr.io/acme/shop'], 0],
    ['explain-none', ['explain', 'policy.yml', 'dist/lib.exe'], 0],
    ['explain-extended', ['explain', 'policy.yml', '--extends', `${extended}=base.yml`], 0],
    [
      'explain-extended-one',
      ['explain', 'policy.yml', 'dist/lib.tgz', '--extends', `${extended}=base.yml`],
      0,
    ],
    ['check-extended', ['check', 'policy.yml', '--extends', `${extended}=base.yml`], 0],
    ['check-extended-wrong', ['check', 'policy.yml', '--extends', `${extended}=wrong.yml`], 2],
  ] as const)('%s', (name, words, status) => {
    const ended = stand.policy(...words);
    expect([ended.status, ended.stderr, ended.calls]).toEqual([status, '', '']);
    const file = join(golden, `${name}.txt`);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, ended.stdout);
    expect(ended.stdout).toBe(readFileSync(file, 'utf8'));
  });
});

describe('check', () => {
  const check = (text: string) => {
    stand.write({ 'one.yml': text });
    return stand.policy('check', 'one.yml');
  };

  test('names every rule whose expression cannot be used, each at its place', () => {
    const rest = `rules:
  - {id: first, assert: 'artifact.nmae == "x"', message: m}
  - {id: second, assert: 'true', message: m}
  - {id: third, assert: artifact.size > 1, message: m}
`;
    const ended = check(policyText(issuer, { rest }));
    expect(ended.status).toBe(2);
    expect(ended.stdout.match(/^one\.yml:\d+:\d+ CUSTODY-502 rule \w+/gm)).toEqual([
      'one.yml:17:33 CUSTODY-502 rule first',
      'one.yml:18:26 CUSTODY-502 rule second',
    ]);
    expect(ended.stdout).toContain('one.yml: 2 errors.');
  });

  test('a policy that ends within 30 days is valid, and said to end', () => {
    const ended = check(policyText(issuer, { expires: endingIn(20) }));
    expect([ended.status, ended.stdout.split('\n')[0]]).toEqual([
      0,
      `The policy one.yml ends with ${endingIn(20)}; platform@acme.example owns it.`,
    ]);
    expect(check(policyText(issuer, { expires: endingIn(40) })).stdout).not.toContain('ends with');
  });

  test('a policy that has ended decides nothing', () => {
    const ended = check(policyText(issuer, { expires: endingIn(-1) }));
    expect(ended.status).toBe(2);
    expect(ended.stdout).toContain(`one.yml:2:10 CUSTODY-505 it ended with ${endingIn(-1)}\n`);
    expect(check(policyText(issuer, { expires: endingIn(0) })).status).toBe(0);
  });

  test('what it extends is held to the same', () => {
    const base = (text: string) => {
      stand.write({ 'other.yml': text });
      return stand.policy('check', 'policy.yml', '--extends', `${extended}=other.yml`);
    };
    const lapsed = base(policyText(issuer, { expires: endingIn(-1) }));
    expect([lapsed.status, lapsed.stdout.split('\n')[0]]).toEqual([
      2,
      `other.yml:2:10 CUSTODY-505 it ended with ${endingIn(-1)}`,
    ]);
    const further = base(policyText(issuer, { rest: `extends: [${extended.replace('custody', 'more')}]\n` }));
    expect([further.status, further.stdout.split(' there')[0]]).toEqual([2, 'other.yml:16:11 CUSTODY-504']);
    const mistaken = stand.policy('check', 'policy.yml', '--extends', 'base.yml');
    expect([mistaken.status, mistaken.stdout, mistaken.stderr.split(' ')[0]]).toEqual([2, '', 'CUSTODY-102']);
  });

  test('what is no policy at all', () => {
    expect(check('version: [').status).toBe(2);
    expect(check('').status).toBe(2);
    const missing = stand.policy('check', 'nowhere.yml');
    expect([missing.status, missing.stderr.split(' ')[0]]).toEqual([2, 'CUSTODY-504']);
  });
});

describe('T28 what a policy says cannot speak to the terminal', () => {
  const text = policyText(issuer).replace('platform@acme.example', '"\\u202e##[error]dana \\u200b"');

  test.each([['check'], ['explain']])('%s', (word) => {
    stand.write({ 'hostile.yml': text.replace('2099-06-30', endingIn(20)) });
    const ended = stand.policy(word, 'hostile.yml');
    expect(ended.status).toBe(0);
    expect(ended.stdout).toContain('\\u{202e}##\\u{5b}error]dana \\u{200b}');
    expect(ended.stdout).not.toMatch(/[^\P{C}\n]/u);
  });

  test('a key, a value and the name of the file', () => {
    const file = '::error::\u200bx\u202e.yml';
    stand.write({ [file]: 'version: 1\n"\\u001b[2J\\u202e": 1\nowner: "\\u001b]0;x\\u0007"\n' });
    const ended = stand.policy('check', file);
    expect(ended.status).toBe(2);
    expect(ended.stdout).toContain('\\u{3a}:error::\\u{200b}x\\u{202e}.yml:2:1 CUSTODY-502');
    expect(ended.stdout).not.toMatch(/[^\P{C}\n]/u);
  });

  test('the name of an artifact', () => {
    const ended = stand.policy('explain', 'policy.yml', '::error::\u202e##[x]');
    expect([ended.status, ended.stdout]).toEqual([
      0,
      expect.stringContaining('\\u{3a}:error::\\u{202e}##\\u{5b}x] does not pass'),
    ]);
  });
});

describe('words that are not theirs', () => {
  test.each([
    [['chekc', 'policy.yml'], 'CUSTODY-104'],
    [['check'], 'CUSTODY-104'],
    [['check', 'policy.yml', 'wrong.yml'], 'CUSTODY-104'],
    [['explain', 'policy.yml', 'a', 'b'], 'CUSTODY-104'],
    [['check', 'policy.yml', '--policy', 'x'], 'CUSTODY-103'],
    [['explain', 'policy.yml', '--roots', 'a=b'], 'CUSTODY-103'],
    [['explain', 'wrong.yml'], 'CUSTODY-502'],
    [[], 'CUSTODY-101'],
  ])('%j', (words, code) => {
    const ended = stand.policy(...words);
    expect([ended.status, ended.stdout, ended.stderr.split(' ')[0]]).toEqual([2, '', code]);
  });
});
