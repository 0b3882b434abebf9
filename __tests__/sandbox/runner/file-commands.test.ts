/** The grammar of GITHUB_OUTPUT and GITHUB_ENV. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FileCommandError, parsePairs } from '../../../sandbox/runner/file-commands.ts';
import { runs } from '../../support/runs.ts';
import { oneJob, run } from './support.ts';

const read = (text: string) => Object.fromEntries(parsePairs(text));

describe('parsePairs', () => {
  test.each([
    ['a=1\nb=2\n', { a: '1', b: '2' }],
    ['\n\na==x<<y\n', { a: '=x<<y' }],
    ['a<<=\nx\n=\n', { a: 'x' }],
    ['a<<EOF\n1\n\n2\nEOF\nb=3', { a: '1\n\n2', b: '3' }],
    ['a<<EOF\nEOF\n', { a: '' }],
    ['a<<EOF\n EOF\nb=x\nEOF', { a: ' EOF\nb=x' }],
    ['a=first\na=second\n', { a: 'second' }],
    ['', {}],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ['novalue\n', 'a line is neither name=value nor name<<delimiter'],
    ['=x\n', 'a line has no name before "="'],
    ['<<EOF\nx\nEOF\n', 'a block has no name or no delimiter'],
    ['a<<\nx\n', 'a block has no name or no delimiter'],
    ['a<<EOF\nx\nEOF \n', 'no line closes "a" with its delimiter'],
  ])('refuses %j', (text, message) => {
    expect(() => read(text)).toThrow(new FileCommandError(message));
  });

  test('any value comes back through a block whose delimiter it does not hold', () => {
    const value = fc.string({ unit: fc.constantFrom('a', '=', '<', '\n', '\r', '%', 'é', 'ghadelimiter') });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.stringMatching(/^[A-Za-z_][\w-]{0,8}$/), value)), (pairs) => {
        const text = pairs.map(([name, one]) => `${name}<<ghadelimiter_1\n${one}\nghadelimiter_1\n`).join('');
        expect([...parsePairs(text)]).toEqual([...new Map(pairs)]);
      }),
      { numRuns: runs() },
    );
  });

  test('a value never spills into another name', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\n', 'evil=1', 'x<<y', 'z') }), (value) => {
        expect([...parsePairs(`safe<<d-1\n${value}\nd-1\n`).keys()]).toEqual(['safe']);
      }),
      { numRuns: runs() },
    );
  });
});

test('a line that cannot be read fails the step', async () => {
  const ran = await run(oneJob('- run: echo nonsense >> "$GITHUB_OUTPUT"'));
  expect(ran.job('one').annotations).toEqual([
    {
      kind: 'error',
      message: 'A file command could not be processed: a line is neither name=value nor name<<delimiter.',
    },
  ]);
  expect(ran.result.conclusion).toBe('failure');
});
