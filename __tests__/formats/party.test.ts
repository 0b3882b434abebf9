/** Who makes a package: a name, or nobody. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { npmMaker, partyName } from '../../src/formats/party.ts';
import type { Json } from '../../src/model/statement.ts';
import { runs } from '../support/runs.ts';

describe('npmMaker', () => {
  test.each<[string, Json, string | undefined]>([
    ['a text', { author: 'Ann Lee <ann@example.com> (https://ann.example)' }, 'Ann Lee'],
    ['an object', { author: { name: 'Ann Lee', email: 'ann@example.com' } }, 'Ann Lee'],
    ['the first maintainer', { maintainers: [{ name: 'Bob' }, { name: 'Cy' }] }, 'Bob'],
    ['the author before a maintainer', { author: 'Ann', maintainers: ['Bob'] }, 'Ann'],
    [
      'a maintainer where the author has no name',
      { author: '<ann@example.com>', maintainers: ['Bob'] },
      'Bob',
    ],
    ['no contributor', { contributors: ['Cy'] }, undefined],
    ['no number', { author: 7, maintainers: 'Bob' }, undefined],
    ['nobody', {}, undefined],
  ])('%s', (_, manifest, expected) => expect(npmMaker(manifest)).toBe(expected));
});

describe('partyName', () => {
  test.each([
    ['"Ann Lee" <ann@example.com>, Bob <bob@example.com>', 'Ann Lee'],
    ['ann@example.com', undefined],
    [' \n', undefined],
    ['Ann\u0000\nSupplier: Eve', 'Ann'],
    ['GitHub Inc.', 'GitHub Inc.'],
  ])('%j', (text, expected) => expect(partyName(text)).toBe(expected));

  test('is one line of the text without an address, whatever it is given', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'a <>@()"\n\u0000') }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const name = partyName(text) ?? '-';
        expect(name).toMatch(/^[^\p{Cc}<(@]+$/u);
        expect(name).toBe(name.trim() || '-');
        expect(`${text}-`).toContain(name);
      }),
      { numRuns: runs() },
    );
  });
});
