/** Policies that do not load: each with its line, column, code and words. */
import { describe, expect, test } from '@jest/globals';
import { type Case, changed, refuses } from './support/cases.ts';
import { base, COMMIT, complaints, hints, read } from './support/policies.ts';

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
      '{level: 2}',
      '{level: 2}\n      base-images: {pinned: true}',
      `18:20 CUSTODY-503 artifacts.shop.require.base-images ${unbuilt}`,
    ],
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

test('what stands in one line is told from left to right', () => {
  const text = base.replace('{promoted-by: [release]}', '{promoted-by: [x], zzz: 1}');
  expect(complaints(text).map((line) => line.split(' ', 1)[0])).toEqual(['20:23', '20:27']);
});
