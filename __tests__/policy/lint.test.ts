/** What no field can say of itself: names that nothing bears, rules that can never be true. */
import { describe, expect, test } from '@jest/globals';
import { base, COMMIT, complaints, hints, SUBJECT } from './support/policies.ts';

type Case = readonly [from: string, to: string, ...expected: readonly string[]];

function refuses(cases: readonly Case[]): void {
  test.each(cases)('%s → %s', (from, to, ...expected) => {
    expect(base.split(from)).toHaveLength(2);
    const found = complaints(base.replace(from, () => to));
    expect(found.map((one) => one.replace(' CUSTODY-502', ''))).toEqual(expected);
  });
}

describe('names that nothing bears', () => {
  const no = 'which `signers` does not declare';
  refuses([
    ['signers: [release]', 'signers: [relaese]', `15:15 artifacts.shop.signers[0] names "relaese", ${no}`],
    [
      '{signers: [scanner]}',
      '{signers: [scan]}',
      `18:24 artifacts.shop.require.sbom.signers[0] names "scan", ${no}`,
    ],
    [
      'sbom: {signers: [scanner]}',
      'vulnerabilities: {fail-on: low, max-data-age: 1d, signers: [a], vex-signers: [b]}',
      `18:67 artifacts.shop.require.vulnerabilities.signers[0] names "a", ${no}`,
      `18:85 artifacts.shop.require.vulnerabilities.vex-signers[0] names "b", ${no}`,
    ],
    [
      'sbom: {signers: [scanner]}',
      'sbom: {}\n      predicates: [{type: "a:b", signers: [c]}]\n    summaries: {signers: [release, d], max-age: 1d}',
      `19:44 artifacts.shop.require.predicates[0].signers[0] names "c", ${no}`,
      `20:36 artifacts.shop.summaries.signers[1] names "d", ${no}`,
    ],
    [
      'dev: {promoted-by: [release]}',
      'dev: {promoted-by: [x]}',
      `20:23 environments.dev.promoted-by[0] names "x", ${no}`,
    ],
    [
      'requires: dev',
      'requires: test',
      '21:44 environments.prod.requires names "test", which `environments` does not declare',
    ],
  ]);

  test('with the nearest that is declared', () => {
    expect(hints(base.replace('signers: [release]', 'signers: [relaese]'))).toEqual([
      'Did you mean `release`? Declared: `release` and `scanner`.',
    ]);
  });

  test('one that is declared wrongly is declared', () => {
    expect(complaints(base.replace('root: public', 'root: "*"'))).toEqual([
      '6:11 CUSTODY-502 signers.release.root cannot be "*"',
    ]);
  });

  test('one that nothing uses may stay', () => {
    expect(complaints(base.replace('sbom: {signers: [scanner]}', 'sbom: {}'))).toEqual([]);
  });
});

describe('T8 a threshold counts signers that are named', () => {
  const predicates = (text: string) => `sbom: {}\n      predicates: [{type: "a:b", ${text}}]`;
  refuses([
    [
      '{level: 2}',
      '{threshold: 2}',
      '17:31 artifacts.shop.require.provenance.threshold can never be met: it asks for 2 signers and 1 is named',
    ],
    [
      'sbom: {signers: [scanner]}',
      predicates('threshold: 2'),
      '19:45 artifacts.shop.require.predicates[0].threshold can never be met: it asks for 2 signers and 1 is named',
    ],
    [
      'sbom: {signers: [scanner]}',
      predicates('threshold: 3, signers: [release, scanner]'),
      '19:45 artifacts.shop.require.predicates[0].threshold can never be met: it asks for 3 signers and 2 are named',
    ],
    ['sbom: {signers: [scanner]}', predicates('threshold: 2, signers: [release, scanner]')],
    [
      'sbom: {signers: [scanner]}',
      'sbom: {}\n      predicates: [{type: "a:b"}, {type: "a:b"}]',
      '19:42 artifacts.shop.require.predicates[1].type stands twice',
    ],
  ]);
});

describe('T5 nothing ties a workflow of another repository to the source', () => {
  const foreign =
    '15:15 artifacts.shop.signers[0] can never be met: `scanner` is a workflow of acme/ci, the source is acme/shop, and nothing ties them';
  test('unless it is pinned, or its name trusted', () => {
    const other = base.replace('signers: [release]', 'signers: [scanner]');
    expect(complaints(other)).toEqual([foreign.replace(' ', ' CUSTODY-502 ')]);
    expect(complaints(other.replace('scan.yml', `scan.yml@${COMMIT}`))).toEqual([]);
    expect(complaints(other.replace('scan.yml,', 'scan.yml, trust-name: true,'))).toEqual([]);
  });

  test('the repository is compared without case', () => {
    expect(complaints(base.replace('{repository: acme/shop', '{repository: ACME/Shop'))).toEqual([]);
  });

  test('what signs about builds of others needs no tie', () => {
    expect(complaints(base)).toEqual([]);
  });
});

describe('T13 level 3 takes isolated signers on hosted runners', () => {
  const never = (able: number, wanted: number) =>
    `17:27 CUSTODY-502 artifacts.shop.require.provenance.level can never be met: ${able} of the signers can reach Build L3, and ${wanted} must`;
  const level3 = base.replace('{level: 2}', '{level: 3}');
  const signer = (more: string) => level3.replace('release.yml,', `release.yml, ${more},`);

  test.each([
    [level3, [never(0, 1)]],
    [signer('isolated: true, runner: self-hosted'), [never(0, 1)]],
    [signer('runner: github-hosted'), [never(0, 1)]],
    [signer('isolated: true'), []],
    [signer('isolated: true, runner: github-hosted'), []],
  ])('%#', (text, expected) => {
    expect(complaints(text)).toEqual(expected);
  });

  test('as many as the threshold asks for', () => {
    const two = signer('isolated: true')
      .replace('scan.yml', `scan.yml@${COMMIT}`)
      .replace('signers: [release]', 'signers: [release, scanner]')
      .replace('{level: 3}', '{level: 3, threshold: 2}');
    expect(complaints(two)).toEqual([never(1, 2)]);
    expect(complaints(two.replace(`${COMMIT},`, `${COMMIT}, isolated: true,`))).toEqual([]);
  });
});

describe('environments have a beginning', () => {
  const back = 'leads back to itself, so that nothing could ever enter';
  const dev = 'dev: {promoted-by: [release]}';
  const prod = 'requires: dev';
  refuses([
    [dev, 'dev: {promoted-by: [release], requires: dev}', `20:43 environments.dev.requires ${back}`],
    [
      dev,
      'dev: {promoted-by: [release], requires: prod}',
      `20:43 environments.dev.requires ${back}`,
      `21:44 environments.prod.requires ${back}`,
    ],
    [
      dev,
      `a: {promoted-by: [release], requires: b}\n  b: {promoted-by: [release], requires: b}\n  ${dev}`,
      `21:41 environments.b.requires ${back}`,
    ],
    [
      dev,
      'dev: {promoted-by: [release], min-time-in-previous: 1h}',
      '20:55 environments.dev.min-time-in-previous speaks of a previous environment, and there is none',
    ],
    [
      prod,
      `${prod}, distinct-people: [author]`,
      '21:66 environments.prod.distinct-people names one role, which nobody can hold twice',
    ],
    [
      prod,
      `${prod}, distinct-people: [author, approver]`,
      '21:66 environments.prod.distinct-people names approvers, and none are asked for',
    ],
    [prod, `${prod}, distinct-people: [author, approver], approvals: {count: 1, gates: [a]}`],
    [prod, `${prod}, min-time-in-previous: 1h`],
  ]);
});

describe('rules have names of their own', () => {
  const taken = 'which is the name of a built-in rule';
  const rule = (id: string) => `  - {id: ${id}, assert: "1 == 1", message: no}\nexceptions`;
  refuses([
    ['exceptions', rule('hosted'), '24:10 rules[1].id is `hosted`, which another rule is called already'],
    ...['provenance', 'sbom', 'vulnerabilities', 'max-age', 'run-conclusion', 'predicates'].map(
      (id): Case => ['exceptions', rule(id), `24:10 rules[1].id is \`${id}\`, ${taken}`],
    ),
    ['exceptions', rule('own')],
  ]);
});

describe('T31 an exception has an end, an owner, a reason and approvers', () => {
  const lifts = (rule: string) => ['rule: sbom', `rule: ${rule}`] as const;
  const unknown = (rule: string) =>
    `25:12 exceptions[0].rule names "${rule}", which is no rule of this policy`;
  refuses([
    [', until: 2026-12-31', '', '25:5 exceptions[0] lacks `until`'],
    [', owner: dana', '', '25:5 exceptions[0] lacks `owner`'],
    [', reason: later', '', '25:5 exceptions[0] lacks `reason`'],
    [', approved-by: [7]', '', '25:5 exceptions[0] lacks `approved-by`'],
    ['approved-by: [7]', 'approved-by: [octocat]', '25:163 exceptions[0].approved-by[0] cannot be "octocat"'],
    ['reason: later', 'reason: ""', '25:142 exceptions[0].reason cannot be ""'],
    ['until: 2026-12-31', 'until: never', '25:109 exceptions[0].until cannot be "never"'],
    [SUBJECT, `sha256:${'1'.repeat(63)}`, `25:27 exceptions[0].subject cannot be "sha256:${'1'.repeat(63)}"`],
    [SUBJECT, 'dist/shop.tgz', '25:27 exceptions[0].subject cannot be "dist/shop.tgz"'],
    [...lifts('hostd'), unknown('hostd')],
    [...lifts('"*"'), unknown('*')],
    [...lifts('max-age'), unknown('max-age')],
    [...lifts('"a:b"'), unknown('a:b')],
    lifts('provenance'),
    lifts('vulnerabilities'),
    lifts('hosted'),
  ]);

  test('of a predicate type that the policy asks for', () => {
    const text = base
      .replace('rule: sbom', 'rule: "a:b"')
      .replace('sbom: {signers: [scanner]}', 'predicates: [{type: "a:b"}]');
    expect(complaints(text)).toEqual([]);
  });

  test('with the nearest that there is', () => {
    expect(hints(base.replace('rule: sbom', 'rule: hostd'))).toEqual([
      'Did you mean `hosted`? What can be lifted: `provenance`, `sbom`, `vulnerabilities` and `hosted`.',
    ]);
  });

  test('nothing is said of it where the rule could not be read', () => {
    const text = base.replace('rule: sbom', 'rule: hosted').replace('message: no', 'message: [no]');
    expect(complaints(text)).toEqual(['23:51 CUSTODY-502 rules[0].message is a list']);
  });
});
