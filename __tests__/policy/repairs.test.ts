/** What is refused in a policy file says how it is put right. */
import { describe, expect, test } from '@jest/globals';
import { changed } from './support/cases.ts';
import { base, COMMIT, complaints, hints, SUBJECT } from './support/policies.ts';

type Repair = readonly [from: string, to: string, ...hints: readonly string[]];

function repairs(cases: readonly Repair[]): void {
  test.each(cases)('%s → %s', (from, to, ...expected) => {
    expect(hints(changed(from, to))).toEqual(expected);
  });
}

const identity = 'workflow: acme/shop/.github/workflows/release.yml, refs: [refs/heads/main]';
const sbom = 'sbom: {signers: [scanner]}';

describe('single values', () => {
  const vulnerabilities = (text: string) => [sbom, `vulnerabilities: {${text}}`] as const;
  repairs([
    ['2027-06-30', '30.6.2027', 'Write a day as year, month and day: `2027-06-30`.'],
    ['2027-06-30', '2027-02-30', 'Write a day of the calendar.'],
    ['2027-06-30', '', 'Write one date, such as `2027-06-30` here.'],
    ['platform@acme.example', '0x1F', 'Put it in quotes: `"0x1F"`.'],
    ['platform@acme.example', '" "', 'Write one line of up to 1,000 characters.'],
    ['platform@acme.example', '[a]', 'Write one line of text here.'],
    ['id: hosted', 'id: "a b"', 'Write the name as it is declared.'],
    ['id: hosted', 'id: [a]', 'Write one name here.'],
    ['"true == true"', '" "', 'Write an expression in CEL; in quotes, where it holds `: ` or ` #`.'],
    ['"true == true"', '', 'Write one expression in CEL here.'],
    ['{level: 2}', '{level: three}', 'It takes: `1`, `2` and `3`.'],
    ['{level: 2}', '{level: [2]}', 'Write one of its values here.'],
    ['{level: 2}', '{run-conclusion: succes}', 'Did you mean `success`? It takes: `success`.'],
    ['{level: 2}', '{run-conclusion: {}}', 'Write one `success` here.'],
    ['{level: 2}', '{threshold: 0}', 'Write a whole number from 1.'],
    ['{level: 2}', '{threshold: []}', 'Write one whole number from 1 here.'],
    [sbom, 'sbom: {fields: 95}', 'Write a share above 0 and up to 1, such as `0.95`.'],
    [sbom, 'sbom: {fields: []}', 'Write one share above 0, up to 1 here.'],
    [sbom, 'max-age: 0d', 'Write whole minutes, hours or days above none: `30m`, `24h`, `90d`.'],
    [sbom, 'max-age: []', 'Write one length of time, such as `24h` or `90d` here.'],
    [identity, `${identity}, isolated: false`, 'Write `true`, or leave it out.'],
    [identity, `${identity}, isolated: []`, 'Write one `true` here.'],
    [identity, `${identity}, owner-id: acme`, 'Write the number that GitHub shows as `id` for it.'],
    [identity, `${identity}, owner-id: []`, 'Write one numeric id here.'],
    [
      ...vulnerabilities('fail-on: grave, max-data-age: 1d'),
      'It takes: `low`, `medium`, `high` and `critical`.',
    ],
    [
      'refs: [refs/tags/v*]}',
      'refs: [refs/tags/v*], triggers: [push]}',
      'It takes: `pull_request_target`, `issue_comment` and `workflow_run`. Other triggers need not be named.',
    ],
  ]);
});

describe('addresses', () => {
  const pattern =
    'Name what is meant; `*` stands for any characters within one segment between slashes, and nothing else is a wildcard.';
  const regular = `${pattern} A pattern always means the whole name.`;
  const workflow =
    'Write it as `owner/repository/.github/workflows/release.yml`; refs belong in `refs`, and a full commit after `@`.';
  repairs([
    [
      'repository: acme/shop,',
      'repository: github.com/acme/shop,',
      'Write it as `owner/repository`, without host; a pattern is not possible here.',
    ],
    ['repository: acme/shop,', 'repository: [],', 'Write one `owner/repository` here.'],
    ['acme/shop/.github/workflows/release.yml', 'acme', workflow],
    [
      'workflow: acme/shop/.github/workflows/release.yml',
      'workflow: []',
      'Write one `owner/repository/.github/workflows/<file>`, with `@<full commit>` to pin it here.',
    ],
    [
      'acme/shop/.github/workflows/release.yml',
      'acme/shop/.github/../x.yml',
      'Write the path without `.` and `..`.',
    ],
    ['acme/shop/.github/workflows/release.yml', 'acme/shop/*', pattern],
    ['[refs/tags/v*]', '[main]', 'Write whole refs, such as `refs/heads/main` or `refs/tags/v*`.'],
    ['[refs/tags/v*]', '[[]]', 'Write one ref or pattern of refs here.'],
    ['[refs/tags/v*]', '[refs/tags/v.*]', regular],
    ['[dist/*.tgz]', '["a b"]', 'Write a name or a pattern of names, such as `dist/*.tgz`.'],
    ['[dist/*.tgz]', '[[]]', 'Write one name or pattern of names here.'],
    ['[dist/*.tgz]', '["*.*"]', pattern],
    ['[dist/*.tgz]', '["a|b"]', regular],
    [SUBJECT, 'a', 'Write `sha256:` and the 64 lower-case hexadecimal digits of the artifact.'],
    [`"${SUBJECT}"`, '[]', 'Write one `sha256:` and 64 hexadecimal digits here.'],
    [
      sbom,
      'predicates: [{type: sbom}]',
      'Write the whole URI, such as `https://slsa.dev/provenance/v1`; it is compared exactly.',
    ],
    [sbom, 'predicates: [{type: []}]', 'Write one URI here.'],
    [
      '    root: public\n    github: {workflow: acme/shop',
      '    root: public\n    issuer: acme\n    github: {workflow: acme/shop',
      'Write the whole URL of the issuer; it is compared exactly.',
    ],
    [
      '    root: public\n    github: {workflow: acme/shop',
      '    root: public\n    issuer: []\n    github: {workflow: acme/shop',
      'Write one URL here.',
    ],
    [
      'environments:',
      `extends: [acme/x, acme/x@${COMMIT}:../p, []]\nenvironments:`,
      'Pin the other policy: `owner/repository@<40 hexadecimal digits>:.github/custody.yml`.',
      'Write the path from the root of the repository.',
      'Write one `owner/repository@<full commit>:path` here.',
    ],
  ]);
});

test('what is quoted and suggested has bounds', () => {
  const name = (length: number) => complaints(changed('{level: 2}', `{${'x'.repeat(length)}: 2}`))[0];
  expect(name(98)).toMatch(/has an unknown key "x{98}"$/);
  expect(name(99)).toMatch(/has an unknown key "x{99}…$/);
});

describe('lists, maps and names', () => {
  repairs([
    ['[dist/*.tgz]', 'dist/*.tgz', 'Write it in brackets: `[one, two]`.'],
    ['[dist/*.tgz]', '[]', 'Name one at least: an empty list allows nothing.'],
    ['[dist/*.tgz]', '[a, a]', 'Name each once.'],
    [
      '{level: 2}',
      '[2]',
      'Write it as `key: value`; its keys are `level`, `run-conclusion`, `build-types` and `threshold`.',
    ],
    [
      '{level: 2}',
      '',
      'Say what is in it (its keys are `level`, `run-conclusion`, `build-types` and `threshold`), or leave it out.',
    ],
    [
      '  dev: {promoted-by: [release]}\n  prod: {promoted-by: [release], requires: dev}\n',
      '',
      'Say what is in it (it holds names), or leave it out.',
    ],
    [
      'environments:\n  dev: {promoted-by: [release]}\n  prod: {promoted-by: [release], requires: dev}\n',
      'environments: [dev]\n',
      'Write it as `key: value`; it holds names.',
    ],
    [
      'environments:\n  dev: {promoted-by: [release]}\n  prod: {promoted-by: [release], requires: dev}\n',
      'environments: {}\n',
      'Name one at least, or leave it out.',
    ],
    [
      '  dev: {promoted-by: [release]}\n',
      '  dev: {promoted-by: [release]}\n  d/v: {promoted-by: [release]}\n',
      'Begin with a letter or digit, and go on with up to 99 letters, digits, `-` and `_`.',
    ],
    [', reason: later', '', 'Add `reason`: Why the risk is taken.'],
    [sbom, 'base-images: {}', 'Leave it out, or use a version that has it.'],
  ]);
});

describe('what no field can say of itself', () => {
  const prod = 'requires: dev';
  const scanners = 'signers: [release]\n    require:\n      provenance: {level: 2}';
  repairs([
    [
      ', refs: [refs/heads/main]}\n  scanner',
      '}\n  scanner',
      'Add `refs`, such as `refs: [refs/heads/main]`, or pin the workflow by `@<full commit>`.',
    ],
    ['{level: 2}', '{threshold: 2}', 'Name more signers, or ask for fewer.'],
    [sbom, 'predicates: [{type: "a:b"}, {type: "a:b"}]', 'Say in one entry what it must show.'],
    [
      scanners,
      scanners.replace('release', 'scanner'),
      'Pin the workflow of the signer by `@<full commit>`, or set `trust-name: true` and accept its risk.',
    ],
    [
      '{level: 2}',
      '{level: 3}',
      'Level 3 takes signers that are `isolated: true` and run on `github-hosted` runners.',
    ],
    [prod, 'requires: prod', 'Let the first environment require none.'],
    [prod, 'min-time-in-previous: 1h', 'Name it in `requires`, or leave this out.'],
    [prod, 'distinct-people: [author]', 'Name two roles at least.'],
    [prod, 'distinct-people: [author, approver]', 'Add `approvals`, or leave `approver` out.'],
    ['id: hosted', 'id: sbom', 'Give it a name of its own.'],
    [
      'environments:\n  dev: {promoted-by: [release]}\n  prod: {promoted-by: [release], requires: dev}\n',
      'environments:\n  prod: {promoted-by: [release], requires: dev}\n',
      'Declared: `prod`.',
    ],
  ]);

  test('a section that declares nothing yet', () => {
    expect(hints(base.replace(/signers:\n[\s\S]*?artifacts:/, 'artifacts:'))).toContain(
      'Declare it in `signers`.',
    );
  });
});
