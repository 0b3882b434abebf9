/** Policies that do not load: each with its line, column, code and words. */
import { describe, expect, test } from '@jest/globals';
import { base, COMMIT, complaints, hints, read } from './support/policies.ts';

type Case = readonly [from: string, to: string, ...expected: readonly string[]];

/** `base` with one part replaced, which it must hold exactly once. */
function changed(from: string, to: string): string {
  expect(base.split(from)).toHaveLength(2);
  return base.replace(from, () => to);
}

function refuses(cases: readonly Case[]): void {
  test.each(cases)('%s → %s', (from, to, ...expected) => {
    expect(complaints(changed(from, to))).toEqual(expected);
  });
}

test('what the cases change loads', () => {
  expect(complaints(base)).toEqual([]);
});

describe('T20 an unknown key is refused wherever it stands', () => {
  refuses([
    [
      'owner: plat',
      'owned: plat',
      '1:1 CUSTODY-502 the policy lacks `owner`',
      '3:1 CUSTODY-502 the policy has an unknown key "owned"',
    ],
    [
      '    root: public\n    github: {workflow: acme/shop',
      '    roots: public\n    github: {workflow: acme/shop',
      '5:3 CUSTODY-502 signers.release lacks `root`',
      '6:5 CUSTODY-502 signers.release has an unknown key "roots"',
    ],
    [
      '{level: 2}',
      '{level: 2, levels: 3}',
      '17:30 CUSTODY-502 artifacts.shop.require.provenance has an unknown key "levels"',
    ],
    [
      'sbom: {',
      'sboms: {}\n      sbom: {',
      '18:7 CUSTODY-502 artifacts.shop.require has an unknown key "sboms"',
    ],
    [
      'requires: dev',
      'requires: dev, require: dev',
      '21:49 CUSTODY-502 environments.prod has an unknown key "require"',
    ],
    ['id: hosted,', 'id: hosted, if: x,', '23:18 CUSTODY-502 rules[0] has an unknown key "if"'],
  ]);

  test('with the nearest that is known', () => {
    expect(hints(changed('{level: 2}', '{levels: 2}'))).toEqual([
      'Did you mean `level`? Known here: `level`, `run-conclusion`, `build-types` and `threshold`.',
    ]);
    expect(hints(changed('{level: 2}', '{zzzzzz: 2}'))).toEqual([
      'Known here: `level`, `run-conclusion`, `build-types` and `threshold`.',
    ]);
  });
});

describe('T20 an empty list allows nothing, and is refused', () => {
  refuses([
    [
      '[refs/heads/main]}\n  scanner',
      '[]}\n  scanner',
      '7:71 CUSTODY-502 signers.release.github.refs is empty',
    ],
    ['[dist/*.tgz]', '[]', '13:12 CUSTODY-502 artifacts.shop.match is empty'],
    ['[refs/tags/v*]', '[]', '14:43 CUSTODY-502 artifacts.shop.source.refs is empty'],
    ['signers: [release]', 'signers: []', '15:14 CUSTODY-502 artifacts.shop.signers is empty'],
    [
      '{signers: [scanner]}',
      '{signers: []}',
      '18:23 CUSTODY-502 artifacts.shop.require.sbom.signers is empty',
    ],
    [
      '{promoted-by: [release]}',
      '{promoted-by: []}',
      '20:22 CUSTODY-502 environments.dev.promoted-by is empty',
    ],
    ['approved-by: [7]', 'approved-by: []', `25:162 CUSTODY-502 exceptions[0].approved-by is empty`],
    [
      '{signers: [scanner]}',
      '{signers: [scanner], formats: []}',
      '18:43 CUSTODY-502 artifacts.shop.require.sbom.formats is empty',
    ],
  ]);

  test('and so is a map without anything', () => {
    expect(complaints(base.replace(/signers:\n[\s\S]*?artifacts/, 'signers: {}\nartifacts'))).toContain(
      '4:10 CUSTODY-502 signers is empty',
    );
    expect(
      complaints(base.replace(/artifacts:\n[\s\S]*?environments/, 'artifacts: {}\nenvironments')),
    ).toEqual(['11:12 CUSTODY-502 artifacts is empty']);
    expect(complaints('')).toContain('1:1 CUSTODY-502 the policy is empty');
  });
});

describe('T3 patterns say what they mean', () => {
  const match = (pattern: string, ...expected: string[]): Case => [
    '[dist/*.tgz]',
    `["${pattern}"]`,
    ...expected.map((why) => `13:13 CUSTODY-502 artifacts.shop.match[0] ${why}`),
  ];
  const refs = (pattern: string, ...expected: string[]): Case => [
    '[refs/tags/v*]',
    `["${pattern}"]`,
    ...expected.map((why) => `14:44 CUSTODY-502 artifacts.shop.source.refs[0] ${why}`),
  ];
  const everything = 'holds a pattern that cannot be used: it matches everything';
  const regular = 'looks like a regular expression, which it is not';
  const doubled =
    'holds a pattern that cannot be used: `**` is not a wildcard here; `*` matches within one segment';
  const wildcards =
    'holds a pattern that cannot be used: only `*` is a wildcard; ? [ ] { } \\ and spaces cannot be used';

  refuses([
    match('*', everything),
    match('*/*', everything),
    match('*.*', 'holds a pattern that matches everything'),
    match('dist/**', doubled),
    match('dist/[a-z]', wildcards),
    match('dist/.*', regular),
    match('^dist/shop', regular),
    match('dist/shop$', regular),
    match('a|b', regular),
    match('dist/.+', regular),
    match('dist/(a)', regular),
    match('dist/shop.*'),
    match('dist/libshop-1.0+build.tgz'),
    refs('main', 'cannot be "main"'),
    refs('*', 'cannot be "*"'),
    refs('refs/*', everything),
    refs('refs/*/*', everything),
    refs('refs/heads/**', doubled),
    refs('refs/tags/v.*', regular),
    refs('refs/tags/v.+', regular),
    refs('^refs/tags/v1', 'cannot be "^refs/tags/v1"'),
    refs('refs/tags/v1$', regular),
    refs('refs/heads/main|refs/heads/next', regular),
    refs('refs/heads/*'),
    refs('refs/tags/v1.*'),
    refs('refs/pull/*/merge'),
  ]);
});

describe('T3 a workflow is one, exactly', () => {
  const workflow = (text: string, why: string): Case => [
    'acme/shop/.github/workflows/release.yml',
    text,
    `7:24 CUSTODY-502 signers.release.github.workflow ${why}`,
  ];
  refuses([
    workflow('acme', 'cannot be "acme"'),
    workflow('acme/*/x.yml', 'cannot be "acme/*/x.yml"'),
    workflow('acme/../x/y.yml', 'cannot be "acme/../x/y.yml"'),
    workflow('acme/shop/.github/../x.yml', 'cannot be "acme/shop/.github/../x.yml"'),
    workflow('acme/shop/*', 'holds a pattern that cannot be used: it matches everything'),
    workflow('acme/shop/x.yml@v1', 'cannot be "acme/shop/x.yml@v1"'),
    workflow('acme/shop/x.yml@abc', 'cannot be "acme/shop/x.yml@abc"'),
    workflow('https://github.com/acme/shop/x.yml', 'cannot be "https://github.com/acme/shop/x.yml"'),
    [
      'acme/shop/.github/workflows/release.yml, refs: [refs/heads/main]',
      'acme/shop/x.yml',
      '7:13 CUSTODY-502 signers.release.github lacks `refs`, so that any branch of the workflow could sign',
    ],
    ['acme/shop/.github/workflows/release.yml, refs: [refs/heads/main]', `acme/shop/x.yml@${COMMIT}`],
  ]);
});

describe('T2 what is not built yet is refused, never passed over', () => {
  const unbuilt = 'is not built yet, and would be promised without being checked';
  refuses([
    [
      'github: {workflow: acme/shop/.github/workflows/release.yml, refs: [refs/heads/main]}',
      'email: a@b',
      `7:12 CUSTODY-503 signers.release.email ${unbuilt}`,
    ],
    [
      'github: {workflow: acme/shop/.github/workflows/release.yml, refs: [refs/heads/main]}',
      'key: {x: y}',
      `7:10 CUSTODY-503 signers.release.key ${unbuilt}`,
    ],
    [
      '  scanner:\n',
      '    uri: spiffe://a/b\n  scanner:\n',
      `8:10 CUSTODY-503 signers.release.uri ${unbuilt}`,
    ],
    [
      '{signers: [scanner]}',
      '{precision: 0.9, recall: 0.9}',
      `18:25 CUSTODY-503 artifacts.shop.require.sbom.precision ${unbuilt}`,
      `18:38 CUSTODY-503 artifacts.shop.require.sbom.recall ${unbuilt}`,
    ],
    [
      '{level: 2}',
      '{level: 2}\n      base-images: {pinned: true}',
      `18:20 CUSTODY-503 artifacts.shop.require.base-images ${unbuilt}`,
    ],
  ]);
});

describe('values of the wrong kind', () => {
  refuses([
    ['2027-06-30', '30.6.2027', '2:10 CUSTODY-502 expires cannot be "30.6.2027"'],
    ['2027-06-30', '2027-02-30', '2:10 CUSTODY-502 expires cannot be "2027-02-30": there is no such day'],
    ['2027-06-30', '', '2:10 CUSTODY-502 expires is empty'],
    ['platform@acme.example', '12', '3:8 CUSTODY-502 owner is 12, not text'],
    ['platform@acme.example', '" "', '3:8 CUSTODY-502 owner cannot be " "'],
    ['platform@acme.example', '"a\\nb"', '3:8 CUSTODY-502 owner cannot be "a\\nb"'],
    ['platform@acme.example', '[a]', '3:8 CUSTODY-502 owner is a list'],
    ['[dist/*.tgz]', 'dist/*.tgz', '13:12 CUSTODY-502 artifacts.shop.match is not a list'],
    ['[dist/*.tgz]', '[a, b, a]', '13:19 CUSTODY-502 artifacts.shop.match names "a" twice'],
    ['{level: 2}', '{level: 4}', '17:27 CUSTODY-502 artifacts.shop.require.provenance.level cannot be 4'],
    ['{level: 2}', '{level: "2"}', '17:27 CUSTODY-502 artifacts.shop.require.provenance.level cannot be "2"'],
    [
      '{level: 2}',
      '[2]',
      '17:19 CUSTODY-502 artifacts.shop.require.provenance is not a map of keys and values',
    ],
    [
      '{level: 2}',
      '{threshold: 0}',
      '17:31 CUSTODY-502 artifacts.shop.require.provenance.threshold cannot be 0',
    ],
    [
      '{level: 2}',
      '{threshold: 1.5}',
      '17:31 CUSTODY-502 artifacts.shop.require.provenance.threshold cannot be 1.5',
    ],
    [
      '{signers: [scanner]}',
      '{fields: 95}',
      '18:22 CUSTODY-502 artifacts.shop.require.sbom.fields cannot be 95',
    ],
    [
      '{signers: [scanner]}',
      '{fields: 0}',
      '18:22 CUSTODY-502 artifacts.shop.require.sbom.fields cannot be 0',
    ],
    [
      '{repository: acme/shop,',
      '{repository: github.com/acme/shop,',
      '14:26 CUSTODY-502 artifacts.shop.source.repository cannot be "github.com/acme/shop"',
    ],
    [
      '{repository: acme/shop,',
      '{repository: acme/shop, repository-id: 0x1F,',
      '14:52 CUSTODY-502 artifacts.shop.source.repository-id cannot be 31',
    ],
    [
      '{repository: acme/shop,',
      '{repository: acme/shop, triggers: [push],',
      '14:48 CUSTODY-502 artifacts.shop.source.triggers[0] cannot be "push"',
    ],
    [
      '  release:\n',
      '  re.lease:\n',
      '5:3 CUSTODY-502 signers.re.lease is not a name',
      '15:15 CUSTODY-502 artifacts.shop.signers[0] names "release", which `signers` does not declare',
      '20:23 CUSTODY-502 environments.dev.promoted-by[0] names "release", which `signers` does not declare',
      '21:24 CUSTODY-502 environments.prod.promoted-by[0] names "release", which `signers` does not declare',
    ],
    ['assert: "true == true"', 'assert: true', '23:26 CUSTODY-502 rules[0].assert is true, not text'],
    [
      'environments:',
      `extends: [acme/x@main:p.yml, acme/x@${COMMIT}:../p]\nenvironments:`,
      '19:11 CUSTODY-502 extends[0] cannot be "acme/x@main:p.yml"',
      `19:30 CUSTODY-502 extends[1] cannot be "acme/x@${COMMIT}:../p"`,
    ],
  ]);
});

describe('T32 a length of time is one above none', () => {
  const age = (text: string): Case => [
    '{level: 2}',
    `{level: 2}\n      max-age: ${text}`,
    `18:16 CUSTODY-502 artifacts.shop.require.max-age cannot be "${text}"`,
  ];
  const bare = '18:16 CUSTODY-502 artifacts.shop.require.max-age is 90, not text';
  refuses([
    ...['0d', '90 days', '-1d', '1w', '999999d'].map(age),
    ['{level: 2}', '{level: 2}\n      max-age: 90', bare],
    ['{level: 2}', '{level: 2}\n      max-age: 90d'],
  ]);
});

test('all that is wrong is told at once, in the order of the file', () => {
  const text = base
    .replace('owner:', 'owned:')
    .replace('level: 2', 'level: 9')
    .replace('until: 2026-12-31', 'until: soon')
    .replace('requires: dev', 'requires: test')
    .replace('signers: [release]', 'signers: [releases]');
  expect(complaints(text).map((line) => line.split(' ', 1)[0])).toEqual([
    '1:1',
    '3:1',
    '15:15',
    '17:27',
    '21:44',
    '25:109',
  ]);
  expect(() => read(text)).toThrow('artifacts.shop.signers[0] names "releases"');
});
