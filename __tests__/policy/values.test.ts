/** Values that a field cannot have. */
import { describe } from '@jest/globals';
import { type Case, refuses } from './support/cases.ts';
import { COMMIT } from './support/policies.ts';

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
    ...['a//p', 'a/./p', '/p', 'a/'].map(
      (path): Case => [
        'environments:',
        `extends: [acme/x@${COMMIT}:${path}]\nenvironments:`,
        `19:11 CUSTODY-502 extends[0] cannot be "acme/x@${COMMIT}:${path}"`,
      ],
    ),
    [
      'environments:',
      `extends: ["acme/x@${COMMIT}:a\\0b"]\nenvironments:`,
      `19:11 CUSTODY-502 extends[0] cannot be "acme/x@${COMMIT}:a\\u0000b"`,
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
