import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCommandLine } from '../../src/kit/command-line.ts';
import { text } from '../../src/kit/inputs.ts';
import { readInputs, secretInputs } from '../../src/kit/read-inputs.ts';
import { Faults } from '../../src/model/fault.ts';
import { runs } from '../support/runs.ts';
import sample from './support/sample.ts';

function read(words: readonly string[], variables: Record<string, string> = {}) {
  return readInputs(sample.inputs, parseCommandLine(sample, words, variables).source);
}

function faultsOf(...words: readonly string[]): readonly string[] {
  try {
    read(words);
  } catch (error) {
    if (error instanceof Faults)
      return error.faults.map(({ code, message, hint }) => `${code} ${message} ${hint}`);
    throw error;
  }
  return [];
}

describe('parseCommandLine', () => {
  test('reads options in both forms, repeated lists and paths', () => {
    const words = [
      'a',
      '--files',
      'b',
      '--signer-workflow=x=y',
      '--store',
      'files',
      '--store',
      'github',
      '--offline',
      '--',
      '--c',
      '-d',
    ];
    expect(read(words)).toMatchObject({
      files: ['a', 'b', '--c', '-d'],
      signerWorkflow: 'x=y',
      store: ['files', 'github'],
      offline: true,
    });
    expect(read(['a', '--offline=false', '-']).files).toEqual(['a', '-']);
  });
  test('takes a secret as an option only where it is declared as one', () => {
    const inputs = { token: text({ description: 'A token.', secret: 'option' }) };
    const { source } = parseCommandLine({ ...sample, inputs }, ['--token', 's3cret'], {});
    expect(readInputs(inputs, source).token).toBe('s3cret');
    expect(secretInputs(inputs, source)).toEqual(['s3cret']);
  });
  test('takes a secret from its variable, an empty one as none', () => {
    expect(read(['a'], { SAMPLE_TOKEN: 's3cret' }).apiToken).toBe('s3cret');
    expect(read(['a'], { SAMPLE_TOKEN: '' }).apiToken).toBeUndefined();
    expect(read(['a'], { INPUT_SIGNER_WORKFLOW: 'w' }).signerWorkflow).toBeUndefined();
  });
  test.each([
    [
      ['--signer-workfow', 'x'],
      'CUSTODY-104 `custody sample` has no option `--signer-workfow`. Did you mean `--signer-workflow`? See `custody sample --help`.',
    ],
    [
      ['--help', 'dist/a'],
      'CUSTODY-104 `--help` stands alone or not at all. Write `custody sample --help`. A file of that name goes behind `--`.',
    ],
    [
      ['dist/a', '--version'],
      'CUSTODY-104 `--version` stands alone or not at all. Write `custody sample --version`. A file of that name goes behind `--`.',
    ],
    [['-x'], 'CUSTODY-104 `custody sample` has no option `--x`. See `custody sample --help`.'],
    [
      ['--signer-workflow'],
      'CUSTODY-102 `--signer-workflow` needs a value. Write `--signer-workflow=VALUE`.',
    ],
    [
      ['--signer-workflow', '--offline'],
      'CUSTODY-102 `--signer-workflow` needs a value. Write `--signer-workflow=VALUE`.',
    ],
    [['--act', 'pass', '--act', 'fail'], 'CUSTODY-102 `--act` is given twice. Give it once.'],
    [
      ['a\n/etc/passwd'],
      'CUSTODY-102 `--files` `a\n/etc/passwd` has more than one line. Rename the file, or name its folder.',
    ],
    [
      ['--api-token=ghs_x'],
      'CUSTODY-102 `--api-token` is a secret and cannot be an option. Set the variable SAMPLE_TOKEN instead: every user of a machine can read its commands.',
    ],
    [
      ['--constructor', '--__proto__=1'].slice(0, 1),
      'CUSTODY-104 `custody sample` has no option `--constructor`. See `custody sample --help`.',
    ],
  ])('%j is a fault', (words, fault) => {
    expect(faultsOf(...words)[0]).toBe(fault);
  });
  test('names everything wrong at once', () => {
    expect(faultsOf('--one', '--two', '--act')).toHaveLength(3);
  });
  test('any words are read or refused with a code', () => {
    const word = fc.oneof(
      fc.constantFrom('--', '-', '--files', '--act', '--offline', '--store', '--help', '='),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(word), (words) =>
        faultsOf(...words).every((fault) => /^CUSTODY-10[124] /.test(fault)),
      ),
      { numRuns: runs() },
    );
  });
});
