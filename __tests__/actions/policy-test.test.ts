/** `custody policy test`: cases of a policy on evidence of the sandbox, and cases that must not pass for any. */
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BundleJson } from '../../sandbox/sigstore/attest.ts';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { content, evidence, sha, subject } from '../support/stand.ts';
import { openStand, policyText, type Stand } from './policy-stand.ts';

let sigstore: SandboxSigstore;
let stand: Stand;
const bundles: Record<string, BundleJson> = {};
const claims = exampleClaims({});
const run = `https://github.com/acme/shop/actions/runs/${claims.run_id}/attempts/${claims.run_attempt}`;

beforeAll(async () => {
  sigstore = await bootSigstore();
  const other = { subject: [{ name: 'other', digest: { sha256: '0'.repeat(64) } }] };
  const two = { subject: [{ ...subject, digest: { sha256: sha('sha256'), sha512: sha('sha512') } }] };
  Object.assign(bundles, {
    'good.json': await evidence(sigstore),
    'branch.json': await evidence(sigstore, { claims: { ref: 'refs/heads/evil' } }),
    'other.json': await evidence(sigstore, { statement: other }),
    'two.json': await evidence(sigstore, { statement: two }),
  });
});
afterAll(() => sigstore.close());

/** Files in `cases/`, and the policy beside it. */
function tried(
  files: Readonly<Record<string, string | object>>,
  policy = policyText(sigstore.issuer),
  ...options: readonly string[]
) {
  const inside = Object.entries(files).map(([name, text]) => [`cases/${name}`, text] as const);
  stand.write({ 'policy.yml': policy, ...Object.fromEntries(inside) });
  const always = ['--policy', 'policy.yml', '--roots', 'acme=trusted_root.json'];
  return stand.policy('test', 'cases', ...always, ...options);
}

beforeEach(() => {
  stand = openStand(sigstore);
});
afterEach(() => stand.close());

const about = `artifact: {name: dist/app.tgz, sha256: ${sha('sha256')}}`;
const good = () => ({ 'good.json': bundles['good.json'] as BundleJson });
const branch = () => ({ 'branch.json': bundles['branch.json'] as BundleJson });
const passing = `name: by the release workflow\n${about}\nevidence: [good.json]\nexpect: pass\n`;
const refusing = `name: of a branch\n${about}\nevidence: [branch.json]\nexpect: fail\nfindings: [{rule: provenance, code: CUSTODY-434}]\n`;
const both = () => ({ ...good(), ...branch(), 'a.case.yml': passing, 'b.case.yml': refusing });

describe('custody policy test', () => {
  test('passes where every case comes out as expected and every rule has both, and asks nobody', () => {
    const ended = tried(both());
    expect([ended.status, ended.stderr, ended.calls]).toEqual([0, '', '']);
    expect(ended.stdout).toBe(
      `ok         by the release workflow: pass
ok         of a branch: fail
2 cases, 0 otherwise than expected; 1 rule, 0 without both cases.
`,
    );
  });

  test('takes a folder for each case, the artifact itself, and the policy of the folder', () => {
    const file = 'artifact: {name: dist/app.tgz, file: ../files/app.bin}';
    const two = { 'two.json': bundles['two.json'] as BundleJson };
    stand.write({ 'set/policy.yml': policyText(sigstore.issuer), 'set/files/app.bin': content });
    stand.write(Object.fromEntries(Object.entries(two).map(([name, bundle]) => [`set/one/${name}`, bundle])));
    stand.write({ 'set/one/case.yml': `${file}\nevidence: [two.json]\nexpect: pass\n` });
    stand.write({
      'set/two/case.yml': refusing,
      'set/two/branch.json': bundles['branch.json'] as BundleJson,
    });
    const ended = stand.policy('test', 'set', '--roots', 'acme=trusted_root.json');
    expect([ended.status, ended.stderr]).toEqual([0, '']);
    expect(ended.stdout).toContain('ok         one/case.yml: pass');
  });

  test('fails where a verdict differs, and says why it is what it is', () => {
    const ended = tried({ ...both(), 'b.case.yml': refusing.replace('expect: fail', 'expect: pass') });
    expect([ended.status, ended.stderr]).toEqual([1, '']);
    expect(ended.stdout).toContain(
      'wrong      of a branch: expected pass, and it is fail\n  fail     dist/app.tgz',
    );
    expect(ended.stdout).toContain('code      CUSTODY-434 Another source ref');
    expect(ended.stdout).toContain('untested   provenance: there is none that it alone refuses');
  });

  test('fails where a case is refused for another reason', () => {
    const ended = tried({ ...both(), 'b.case.yml': refusing.replace('CUSTODY-434', 'CUSTODY-432') });
    expect(ended.status).toBe(1);
    expect(ended.stdout).toContain(
      'of a branch: expected a finding of provenance with CUSTODY-432, and there is none',
    );
  });

  test.each([
    ['a passing case', refusing, { passing: true }],
    ['a refusing case', passing, { passing: false }],
  ])('fails where a rule lacks %s', (_, only, { passing: lacksPassing }) => {
    const ended = tried({ ...good(), ...branch(), 'a.case.yml': only });
    expect(ended.status).toBe(1);
    expect(ended.stdout).toContain(
      `untested   provenance: there is none that it ${lacksPassing ? 'lets pass' : 'alone refuses'}\n`,
    );
  });

  test('asks of runs what the case says of them', () => {
    const policy = policyText(sigstore.issuer, { require: ', run-conclusion: success' });
    const runs = (text: string) => `${passing}runs: [{run: "${run}"${text}}]\n`;
    const failed = runs(', conclusion: failure').replace('expect: pass', 'expect: fail');
    const files = {
      ...good(),
      'a.case.yml': runs(', conclusion: success'),
      'b.case.yml': `${failed}findings: [{rule: provenance, code: CUSTODY-522}]\n`,
      'c.case.yml': runs('').replace('expect: pass', 'expect: unknown'),
      'd.case.yml': passing.replace('expect: pass', 'expect: unknown'),
      'e.case.yml': runs(
        ', conclusion: success, jobs: [{name: a, conclusion: success}, {name: b, conclusion: failure}]',
      ).replace('expect: pass', 'expect: unknown'),
    };
    const ended = tried(
      { ...files, 'b.case.yml': files['b.case.yml'].replace('expect: pass', 'expect: fail') },
      policy,
    );
    expect([ended.stdout, ended.status]).toEqual([expect.stringMatching(/^(ok .*\n){5}5 cases, 0/), 0]);
  });

  test('tries rules in CEL at the time and for the environment of the case', () => {
    const rest = `rules:
  - {id: not-in-prod, when: environment == 'prod', assert: evidence.provenance.source.ref == 'refs/tags/v1', message: tags only}
  - {id: this-century, assert: 'now.getFullYear() < 2100', message: too late}
`;
    const files = {
      ...both(),
      'c.case.yml': `${passing}environment: prod\n`
        .replace('pass', 'fail')
        .replace('expect: pass', 'expect: fail'),
      'd.case.yml': `${passing}now: "2100-01-01T00:00:00Z"\n`.replace('expect: pass', 'expect: unknown'),
    };
    const ended = tried(files, policyText(sigstore.issuer, { rest }));
    expect(ended.stdout).toContain('ok         by the release workflow: fail\n');
    expect(ended.stdout).toContain('untested   not-in-prod: there is none that it lets pass\n');
    expect(ended.stdout).toContain('untested   this-century: there is none that it alone refuses\n');
    expect(ended.status).toBe(1);
  });
});

describe('what the policy extends', () => {
  const address = `acme/policies@${'a'.repeat(40)}:custody.yml`;
  const extending = () => policyText(sigstore.issuer, { rest: `extends: [${address}]\n` });
  const strict = () =>
    policyText(sigstore.issuer).replace(
      'refs: [refs/heads/main]}\n    signers',
      'refs: [refs/tags/v*]}\n    signers',
    );
  /** @param base the policy that is extended */
  const triedBy = (base: string, files: Readonly<Record<string, string | object>> = both()) => {
    stand.write({ 'base.yml': base });
    return tried(files, extending(), '--extends', `${address}=base.yml`);
  };

  test('decides as well, and its rules want their cases', () => {
    const ended = triedBy(policyText(sigstore.issuer));
    expect([ended.status, ended.stderr, ended.calls]).toEqual([0, '', '']);
    expect(ended.stdout).toBe(
      `ok         by the release workflow: pass
ok         of a branch: fail
2 cases, 0 otherwise than expected; 2 rules, 0 without both cases.
`,
    );
  });

  test('refuses what the policy alone lets pass, and says so with the line of its own file', () => {
    const ended = triedBy(strict());
    expect([ended.status, ended.stderr]).toEqual([1, '']);
    expect(ended.stdout).toContain('wrong      by the release workflow: expected pass, and it is fail\n');
    expect(ended.stdout).toContain('base.yml:15');
  });

  test('is tested by its own findings, whatever the policy finds under the same name', () => {
    const refused = passing.replace('expect: pass', 'expect: fail');
    const ended = triedBy(strict(), { ...both(), 'a.case.yml': refused });
    expect([ended.status, ended.stdout]).toEqual([
      1,
      `ok         by the release workflow: fail
ok         of a branch: fail
untested   provenance of ${address}: there is none that it lets pass
2 cases, 0 otherwise than expected; 2 rules, 1 without both cases.
`,
    ]);
  });

  test('may name a root, which is wanted at its line', () => {
    const ended = triedBy(policyText(sigstore.issuer).replace('root: acme', 'root: other'));
    expect([ended.status, ended.stdout, ended.stderr.split(' ')[0]]).toEqual([2, '', 'CUSTODY-405']);
    expect(ended.stderr).toContain('base.yml:5:');
  });

  test('is named where nothing stands for it', () => {
    const ended = tried(both(), extending());
    expect([ended.status, ended.stdout.split('\n')[2]]).toEqual([
      0,
      `not asked  ${address}: \`--extends\` takes its file`,
    ]);
  });
});

describe('T20 a case that cannot be used passes nothing', () => {
  test.each([
    ['without evidence', passing.replace('[good.json]', '[]'), 'evidence is empty'],
    ['that leaves evidence out', passing.replace('evidence: [good.json]\n', ''), 'the case lacks `evidence`'],
    ['that expects nothing', passing.replace('expect: pass\n', ''), 'the case lacks `expect`'],
    ['that expects an empty text', passing.replace('expect: pass', 'expect: ""'), 'expect cannot be ""'],
    ['with a key that it does not know', `${passing}expected: fail\n`, 'has an unknown key "expected"'],
    [
      'with evidence about other bytes',
      passing.replace('good.json', 'other.json'),
      'none of its evidence names',
    ],
    ['with neither file nor digest', passing.replace(/, sha256: \w+/, ''), 'needs a file or a digest'],
    ['with a file and a digest', passing.replace('sha256:', 'file: good.json, sha256:'), 'takes one of them'],
    [
      'with a code that does not exist',
      `${passing}findings: [{rule: a, code: CUSTODY-000}]\n`,
      'findings[0].code',
    ],
    ['with a time that does not exist', `${passing}now: "2027-02-30T25:00:00Z"\n`, 'there is no such time'],
    ['that is no YAML', 'a: [', 'flow sequence in block'],
    ['that is empty', '', 'the case is empty'],
  ])('%s', (_, text, words) => {
    const other = { 'other.json': bundles['other.json'] as BundleJson };
    const ended = tried({ ...both(), ...other, 'a.case.yml': text });
    expect([ended.status, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toMatch(/^CUSTODY-508 A case of the policy cannot be used\n/);
    expect(ended.stderr.toLowerCase()).toContain(words.toLowerCase());
    expect(ended.stderr).toContain('cases/a.case.yml');
    expect(ended.stderr).not.toContain('CUSTODY-501');
  });

  test.each([
    ['a folder without one', {}, 'it holds no case'],
    ['a case under another ending', { 'c.case.yaml': passing }, 'it is no case by its name'],
    ['a case under another name', { 'fork.yml': passing }, 'it is no case by its name'],
  ])('%s', (what, files, words) => {
    const ended = tried({ ...(what.startsWith('a folder') ? good() : both()), ...files });
    expect([ended.status, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toContain('CUSTODY-508');
    expect(ended.stderr).toContain(words);
  });

  test('all of them are told at once', () => {
    const ended = tried({ ...both(), 'c.case.yml': 'a: 1\n', 'd.case.yml': passing.replace('good', 'none') });
    expect(ended.stderr).toContain('cases/c.case.yml');
    expect(ended.stderr).toContain('`none.json` is no file in `cases`');
  });

  test('an empty folder, and none at all', () => {
    stand.write({ 'policy.yml': policyText(sigstore.issuer), 'empty/x/.keep': '' });
    for (const folder of ['empty', 'nowhere']) {
      const ended = stand.policy(
        'test',
        folder,
        '--policy',
        'policy.yml',
        '--roots',
        'acme=trusted_root.json',
      );
      expect([ended.status, ended.stdout]).toEqual([2, '']);
    }
  });
});

describe('T25 nothing outside of the folder is read', () => {
  test.each([['../secret.json'], ['x/../../secret.json'], ['/etc/hostname'], ['..\\\\secret.json']])(
    '%s',
    (path) => {
      stand.write({ 'secret.json': bundles['good.json'] as BundleJson });
      const ended = tried({ ...both(), 'a.case.yml': passing.replace('[good.json]', `["${path}"]`) });
      expect([ended.status, ended.stdout]).toEqual([2, '']);
      expect(ended.stderr).toMatch(/is no file in `cases`|evidence\[0\] cannot be/);
    },
  );

  test('through a link', () => {
    stand.write({ 'secret.json': bundles['good.json'] as BundleJson });
    stand.write({ 'cases/x': '' });
    symlinkSync(join(stand.folder, 'secret.json'), join(stand.folder, 'cases/good.json'));
    const ended = tried({ ...branch(), 'a.case.yml': passing, 'b.case.yml': refusing });
    expect([ended.status, ended.stderr.split('\n')[0]]).toEqual([
      2,
      'CUSTODY-202 A path leaves its base folder',
    ]);
  });
});

test('T28 names in a case cannot speak to the terminal', () => {
  const name = passing.replace('by the release workflow', '"\\u202e##[error]x \\u200b"');
  const ended = tried({ ...both(), 'a.case.yml': name });
  expect(ended.status).toBe(0);
  expect(ended.stdout).toContain('\\u{202e}##\\u{5b}error]x \\u{200b}: pass');
});

test('a policy that cannot be read, and a root that is not given, decide nothing', () => {
  expect(tried(both(), 'version: 2\n')).toMatchObject({ status: 2, stdout: '' });
  writeFileSync(join(stand.folder, 'policy.yml'), policyText(sigstore.issuer));
  const ended = stand.policy('test', 'cases', '--policy', 'policy.yml');
  expect([ended.status, ended.stderr.split(' ')[0]]).toEqual([2, 'CUSTODY-405']);
});
