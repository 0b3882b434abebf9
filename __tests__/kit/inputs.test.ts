import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { choice, duration, flag, lines, paths, several, text } from '../../src/kit/inputs.ts';
import { inputVariable, publicName } from '../../src/kit/names.ts';
import { inputLimits, readInputs, secretInputs, stepInputs } from '../../src/kit/read-inputs.ts';
import { closest } from '../../src/model/closest.ts';
import { Faults } from '../../src/model/fault.ts';
import { runs } from '../support/runs.ts';

const inputs = {
  files: paths({ description: 'Files.', required: true, example: 'dist/*' }),
  bundles: lines({ description: 'Bundles.' }),
  base: text({ description: 'Base.' }),
  even: text({
    description: 'Even.',
    check: (value) => (value.length % 2 === 0 ? undefined : { problem: 'is odd', fix: 'Make it even.' }),
  }),
  issuer: text({ description: 'Issuer.', default: 'https://issuer.example' }),
  offline: flag({ description: 'Offline.', default: false }),
  runner: choice({ description: 'Runner.', choices: ['github-hosted', 'self-hosted'] }),
  store: several({ description: 'Store.', choices: ['github', 'files'], default: 'github' }),
  apiToken: text({
    description: 'Token.',
    secret: true,
    check: () => ({ problem: 'is bad', fix: 'Get another.' }),
  }),
};

function read(variables: Record<string, string>) {
  return readInputs(inputs, stepInputs(variables));
}

function faultsOf(variables: Record<string, string>): readonly string[] {
  try {
    read(variables);
  } catch (error) {
    if (error instanceof Faults)
      return error.faults.map(({ code, message, hint }) => `${code} ${message} ${hint}`);
    throw error;
  }
  return [];
}

describe('readInputs', () => {
  test('gives typed values, defaults and absences', () => {
    expect(
      read({ INPUT_FILES: ' a \r\n\r\n!b\n', INPUT_STORE: 'files, github', INPUT_OFFLINE: 'true' }),
    ).toEqual({
      files: ['a', '!b'],
      bundles: [],
      base: undefined,
      even: undefined,
      issuer: 'https://issuer.example',
      offline: true,
      runner: undefined,
      store: ['files', 'github'],
      apiToken: undefined,
    });
  });
  test('reads an empty text as none', () => {
    expect(
      read({ INPUT_FILES: 'x', INPUT_OFFLINE: '', INPUT_ISSUER: ' \n ', INPUT_RUNNER: '' }),
    ).toMatchObject({
      offline: false,
      issuer: 'https://issuer.example',
      runner: undefined,
    });
    expect(faultsOf({ INPUT_FILES: '\n \n' })).toEqual([
      'CUSTODY-101 Input `files` is required and was not given. Add `files: dist/*`: Files.',
    ]);
  });
  test.each([
    [
      'INPUT_OFFLINE',
      'True',
      'CUSTODY-102 Input `offline`, `True`, is neither `true` nor `false`. Write `true` or `false`, in lower case.',
    ],
    [
      'INPUT_RUNNER',
      'githubhosted',
      'CUSTODY-102 Input `runner`, `githubhosted`, is not one of its choices. Did you mean `github-hosted`? It takes `github-hosted` or `self-hosted`.',
    ],
    [
      'INPUT_RUNNER',
      'zzz',
      'CUSTODY-102 Input `runner`, `zzz`, is not one of its choices. It takes `github-hosted` or `self-hosted`.',
    ],
    [
      'INPUT_STORE',
      'github,github',
      'CUSTODY-102 Input `store`, `github,github`, names `github` twice. Name each once.',
    ],
    [
      'INPUT_STORE',
      ',',
      'CUSTODY-102 Input `store`, `,`, names nothing. Name one or more of `github` and `files`.',
    ],
    [
      'INPUT_STORE',
      'files,x',
      'CUSTODY-102 Input `store`, `files,x`, holds `x`, which is not one of its choices. It takes `github` or `files`.',
    ],
    ['INPUT_BASE', 'a\nb', 'CUSTODY-102 Input `base`, `a\nb`, has more than one line. Give one line.'],
    [
      'INPUT_BASE',
      'a\u0000b',
      'CUSTODY-102 Input `base`, `a\u0000b`, holds a control character. Remove it; tabs count as one.',
    ],
    [
      'INPUT_BUNDLES',
      'a\u001bb',
      'CUSTODY-102 Input `bundles`, `a\u001bb`, holds a control character. Remove it; tabs count as one.',
    ],
    ['INPUT_EVEN', 'abc', 'CUSTODY-102 Input `even`, `abc`, is odd. Make it even.'],
    ['INPUT_API_TOKEN', 'ghs_secret', 'CUSTODY-102 Input `api-token` is bad. Get another.'],
  ])('%s=%j is a fault', (name, value, fault) => {
    expect(faultsOf({ INPUT_FILES: 'x', [name]: value })).toEqual([fault]);
  });
  test('refuses what no variable can hold, and shows only its beginning', () => {
    const [fault = ''] = faultsOf({ INPUT_FILES: 'x', INPUT_BASE: 'y'.repeat(inputLimits.bytes) });
    expect(fault).toContain(`\`${'y'.repeat(200)}…\`, is longer than the 128 KiB that a variable can hold.`);
  });
  test('T27 never shows a secret, and finds every secret to mask', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8 }).filter((value) => value.trim().length > 7),
        (secret) => {
          const variables = { INPUT_API_TOKEN: secret };
          expect(faultsOf(variables).join('\n')).not.toContain(secret);
          expect(secretInputs(inputs, stepInputs(variables))).toEqual([...new Set([secret, secret.trim()])]);
        },
      ),
      { numRuns: runs() },
    );
  });
  test('any text is a value or a fault with a code, and nothing else', () => {
    const variables = fc.record(
      Object.fromEntries(
        Object.keys(inputs).map((key) => [inputVariable(key), fc.string({ unit: 'binary' })]),
      ),
    );
    fc.assert(
      fc.property(variables, (given) =>
        faultsOf(given).every((fault) => /^CUSTODY-10[12] Input `/.test(fault)),
      ),
      { numRuns: runs() },
    );
  });
});

test('a name has one spelling for each place', () => {
  expect([publicName('signerWorkflow'), inputVariable('signerWorkflow'), publicName('sha512')]).toEqual([
    'signer-workflow',
    'INPUT_SIGNER_WORKFLOW',
    'sha512',
  ]);
});

test('closest finds a slip and nothing far', () => {
  expect(closest('repositry', ['repository', 'runner'])).toBe('repository');
  expect(closest('x', ['repository', 'runner'])).toBeUndefined();
  expect(closest('', [])).toBeUndefined();
});

describe('a length of time', () => {
  const patience = { wait: duration({ description: 'Wait.', default: '10m', most: '60m' }) };
  const waitOf = (given?: string) =>
    readInputs(patience, stepInputs(given === undefined ? {} : { INPUT_WAIT: given })).wait;

  test.each([
    [undefined, 600_000],
    ['', 600_000],
    ['0s', 0],
    ['90s', 90_000],
    ['60m', 3_600_000],
    ['1h', 3_600_000],
    [' 3600s ', 3_600_000],
  ])('%j', (given, milliseconds) => {
    expect(waitOf(given)).toBe(milliseconds);
  });

  test.each([
    ['61m', 'is longer than `60m`'],
    ['3601s', 'is longer than `60m`'],
    ['999999h', 'is longer than `60m`'],
    ['10', 'is not a length of time'],
    ['10 m', 'is not a length of time'],
    ['-1s', 'is not a length of time'],
    ['1.5m', 'is not a length of time'],
    ['1e3s', 'is not a length of time'],
    ['10M', 'is not a length of time'],
    ['1m30s', 'is not a length of time'],
    ['0x10s', 'is not a length of time'],
    ['1234567s', 'is not a length of time'],
  ])('%j is refused', (given, problem) => {
    expect(() => waitOf(given)).toThrow(`Input \`wait\`, \`${given}\`, ${problem}.`);
  });
});
