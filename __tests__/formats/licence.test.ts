import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cargoLicence, licenceOf, npmLicence, pythonLicence } from '../../src/formats/licence.ts';
import { licenceOfName } from '../../src/formats/licence-names.ts';
import { canonicalExpression, licenceIds } from '../../src/formats/spdx-expression.ts';
import { limits } from '../../src/model/limits.ts';
import type { Json } from '../../src/model/statement.ts';
import { runs } from '../support/runs.ts';

describe('a name with one meaning', () => {
  test.each([
    ['Apache 2.0', 'Apache-2.0'],
    ['Apache License, Version 2.0', 'Apache-2.0'],
    ['The Apache Software License, Version 2.0', 'Apache-2.0'],
    ['Apache License v2.0', 'Apache-2.0'],
    ['Apache-2.0 License', 'Apache-2.0'],
    ['MIT License', 'MIT'],
    ['The MIT License (MIT)', 'MIT'],
    ['mit licence', 'MIT'],
    ['BSD 3-Clause License', 'BSD-3-Clause'],
    ['3-Clause BSD License', 'BSD-3-Clause'],
    ['New BSD License', 'BSD-3-Clause'],
    ['Simplified BSD', 'BSD-2-Clause'],
    ['ISC License', 'ISC'],
    ['MPL 2.0', 'MPL-2.0'],
    ['Mozilla Public License, Version 2.0', 'MPL-2.0'],
    ['Eclipse Public License - v 2.0', 'EPL-2.0'],
    ['The Unlicense', 'Unlicense'],
    ['GPL-3.0 or later', 'GPL-3.0-or-later'],
    ['GPLv2+', 'GPL-2.0-or-later'],
  ])('%s', (declared, expression) => {
    expect(licenceOf(declared)).toEqual({ expression });
  });

  test('each identifier is its own name, and no two are taken for one', () => {
    for (const id of licenceIds) expect(licenceOfName(id)).toBe(id);
  });
});

describe('words that stay words', () => {
  test.each([
    '',
    'BSD',
    'BSD License',
    'BSD-like',
    'GPL',
    'GPLv3',
    'GPL 3.0',
    'GPL v2',
    'GNU General Public License v3 (GPLv3)',
    'LGPLv2+',
    'Apache',
    'Apache License',
    'Apache Software License',
    'Artistic',
    'Public Domain',
    'PSF',
    'UNLICENSED',
    'SEE LICENSE IN LICENSE.txt',
    'MIT or something like it',
    'Apache License 2.0 (with an exception)',
    'not MIT',
    'constructor',
    '__proto__',
  ])('%j', (text) => {
    expect(licenceOf(text)).toEqual({ text });
  });
});

describe('npm', () => {
  const mit = { type: 'MIT', url: 'https://example.org/mit' };
  test.each<[Json, unknown]>([
    [{ license: '(MIT OR Apache-2.0)' }, { expression: 'MIT OR Apache-2.0' }],
    [{ license: 'UNLICENSED' }, { text: 'UNLICENSED' }],
    [{ license: 'SEE LICENSE IN eula.txt' }, { text: 'SEE LICENSE IN eula.txt' }],
    [{ license: mit }, { expression: 'MIT' }],
    [{ license: { url: 'https://example.org/x' } }, { text: 'https://example.org/x' }],
    [{ licenses: [mit, { type: 'Apache 2.0' }] }, { expression: 'MIT OR Apache-2.0' }],
    [{ licenses: ['MIT', 'ISC AND 0BSD'] }, { expression: 'MIT OR ISC AND 0BSD' }],
    [{ licenses: [mit, { type: 'BSD' }] }, { text: 'MIT, BSD' }],
    [{ licenses: [mit, 7] }, { text: 'MIT' }],
    [{ license: 'MIT', licenses: ['ISC'] }, { expression: 'MIT' }],
    [{ license: ['MIT', 'ISC'] }, { expression: 'MIT OR ISC' }],
    [{}, undefined],
    [{ license: '' }, undefined],
    [{ license: null }, undefined],
    [{ licenses: [] }, undefined],
    [null, undefined],
  ])('%j', (manifest, licence) => {
    expect(npmLicence(manifest)).toEqual(licence);
  });
});

describe('Cargo', () => {
  test.each([
    ['MIT OR Apache-2.0', { expression: 'MIT OR Apache-2.0' }],
    ['MIT/Apache-2.0', { expression: 'MIT OR Apache-2.0' }],
    ['Unlicense / MIT', { expression: 'Unlicense OR MIT' }],
    ['Apache-2.0 WITH LLVM-exception/MIT', { expression: 'Apache-2.0 WITH LLVM-exception OR MIT' }],
    ['MIT/', { text: 'MIT/' }],
    ['MIT/Acme', { text: 'MIT/Acme' }],
    ['(MIT/ISC) AND 0BSD', { text: '(MIT/ISC) AND 0BSD' }],
    [' ', undefined],
    [undefined, undefined],
  ])('%j', (declared, licence) => {
    expect(cargoLicence(declared)).toEqual(licence);
  });
});

describe('Python', () => {
  const osi = 'License :: OSI Approved';
  const mit = `${osi} :: MIT License`;
  test.each([
    [{ expression: 'mit AND isc', classifiers: [`${osi} :: BSD License`] }, { expression: 'MIT AND ISC' }],
    [{ licence: 'BSD 3-Clause', classifiers: [`${osi} :: BSD License`] }, { expression: 'BSD-3-Clause' }],
    [{ licence: 'UNKNOWN', classifiers: [mit] }, { expression: 'MIT' }],
    [{ licence: 'Permission is hereby granted,\nfree of charge', classifiers: [mit] }, { expression: 'MIT' }],
    [{ classifiers: ['Topic :: Software', osi, mit] }, { expression: 'MIT' }],
    [{ classifiers: [`${osi} :: ISC License (ISCL)`] }, { expression: 'ISC' }],
    [{ classifiers: [`${osi} :: Mozilla Public License 2.0 (MPL 2.0)`] }, { expression: 'MPL-2.0' }],
    [
      { classifiers: [`${osi} :: GNU General Public License v3 or later (GPLv3+)`] },
      { expression: 'GPL-3.0-or-later' },
    ],
    [
      { classifiers: ['License :: CC0 1.0 Universal (CC0 1.0) Public Domain Dedication'] },
      { expression: 'CC0-1.0' },
    ],
    [{ classifiers: [`${osi} :: Apache Software License`] }, { text: 'Apache Software License' }],
    [
      { classifiers: [`${osi} :: GNU General Public License v3 (GPLv3)`] },
      { text: 'GNU General Public License v3 (GPLv3)' },
    ],
    [{ licence: 'GPL', classifiers: [mit] }, { text: 'GPL; MIT License' }],
    [{ classifiers: [mit, `${osi} :: ISC License (ISCL)`] }, { text: 'MIT License; ISC License (ISCL)' }],
    [{ licence: 'see LICENSE' }, { text: 'see LICENSE' }],
    [{ classifiers: [osi, 'License'] }, undefined],
    [{ expression: '', licence: '', classifiers: [] }, undefined],
    [{}, undefined],
  ])('%j', (metadata, licence) => {
    expect(pythonLicence(metadata)).toEqual(licence);
  });
});

test('whatever is declared comes out as an expression in canonical spelling, or as it was', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({
      unit: fc.constantFrom('MIT', 'apache', '2.0', 'license', 'the', ' ', ',', '/', 'OR', '(', ')'),
    }),
  );
  fc.assert(
    fc.property(texts, (declared) => {
      for (const licence of [
        licenceOf(declared),
        cargoLicence(declared),
        npmLicence({ license: declared }),
      ]) {
        if (licence === undefined) expect(declared.trim()).toBe('');
        else if ('text' in licence) expect(licence.text).toBe(declared);
        else expect(canonicalExpression(licence.expression)).toBe(licence.expression);
      }
    }),
    { numRuns: runs() },
  );
});

test('any JSON is read as a manifest', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (license, licenses) => {
      const licence = npmLicence(JSON.parse(JSON.stringify({ license, licenses })) as Json);
      if (licence && 'expression' in licence)
        expect(canonicalExpression(licence.expression)).toBe(licence.expression);
    }),
    { numRuns: runs(2_000) },
  );
});

test('T24 the text of a licence is words, however long', () => {
  const text = 'MIT '.repeat(1_000_000);
  expect(licenceOf(text)).toEqual({ text });
  const many = Array<string>(limits.licenceExpressionLength).fill('MIT');
  expect(npmLicence({ licenses: many })).toEqual({ text: many.join(', ') });
});
