import { sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nameProblem, requireDistinctNames, subjectName } from '../../../src/io/files/name.ts';
import { Fault } from '../../../src/model/fault.ts';
import { limits } from '../../../src/model/limits.ts';
import { runs } from '../../support/runs.ts';

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('subjectName', () => {
  test('has forward slashes and NFC', () => {
    expect(subjectName(['dist', 'cafe\u0301'].join(sep))).toBe('dist/caf\u00e9');
  });

  test.each([
    ['a\nb', 'it holds a control character'],
    ['a\u001b[31m', 'it holds a control character'],
    ['a\u0085b', 'it holds a control character'],
    ['a\\b', 'it holds a backslash'],
    ['a\ud800', 'it is not valid Unicode'],
    ['a\ufffd', 'it is not valid Unicode'],
    ['../a', '`..` segment'],
    ['a/./b', '`..` segment'],
    ['/a', 'an empty'],
    ['', 'it is empty'],
    ['ü'.repeat(limits.subjectNameBytes / 2 + 1), `it has more than ${limits.subjectNameBytes} bytes`],
  ])('208 for %j', (inner, problem) => {
    const fault = attempt(() => subjectName(inner));
    expect(fault).toMatchObject({ code: 'CUSTODY-208', message: expect.stringContaining(problem) });
    expect((fault as Fault).hint).toContain('Rename the file');
  });

  test('names that only look odd are names', () => {
    for (const name of ['#a', '!a', '~', '..a', 'a..', '...', '.hidden', 'a b', '[id]', '-rf', 'ﬁ', 'C:a']) {
      expect(subjectName(name)).toBe(name);
    }
    const longest = 'a'.repeat(limits.subjectNameBytes);
    expect(subjectName(longest)).toBe(longest);
  });

  test('what comes out is stable, in NFC, relative and clean, for any text (property)', () => {
    const hostile = fc.constantFrom(
      '..',
      '.',
      '',
      '/',
      '\\',
      '\n',
      '\0',
      'e\u0301',
      '\u212b',
      'a',
      '\u202e',
      '\ud800',
      '\u0344',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(hostile).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (inner) => {
        const name = attempt(() => subjectName(inner));
        if (name instanceof Fault) return expect(name.code).toBe('CUSTODY-208');
        expect(name).toBe((name as string).normalize('NFC'));
        expect(subjectName(name as string)).toBe(name);
        expect(name).not.toMatch(/\p{Cc}|\\|^\/|\/$|\/\/|(^|\/)\.\.?(\/|$)/u);
        expect((name as string).length).toBeGreaterThan(0);
      }),
      { numRuns: runs() },
    );
  });

  test('no text with a problem becomes a name (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(attempt(() => subjectName(text)) instanceof Fault).toBe(
          nameProblem(text.normalize('NFC')) !== undefined,
        );
      }),
      { numRuns: runs() },
    );
  });
});

describe('requireDistinctNames', () => {
  test('207 names both paths', () => {
    const files = [
      { path: '/w/caf\u00e9', name: 'café' },
      { path: '/w/b', name: 'b' },
      { path: '/w/cafe\u0301', name: 'café' },
    ];
    const fault = attempt(() => requireDistinctNames(files)) as Fault;
    expect(fault.code).toBe('CUSTODY-207');
    expect(fault.message).toBe('Two files would have the name `café`: `/w/caf\u00e9` and `/w/cafe\u0301`.');
    expect(() => requireDistinctNames(files.slice(0, 2))).not.toThrow();
  });
});
