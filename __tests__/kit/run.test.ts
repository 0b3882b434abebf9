/** Every way in which a run can end, in processes of their own: exit code, sinks, outputs. */
import { describe, expect, test } from '@jest/globals';
import { outputOf, run, runStep } from './support/run-sample.ts';

const files = { INPUT_FILES: 'dist/app.tgz' };

describe('a step', () => {
  test.each([
    ['pass', 0, 'pass', '1 file verified.'],
    ['fail', 1, 'fail', 'CUSTODY-432 Another signer'],
    ['fault', 2, 'unknown', 'CUSTODY-903 A service could not be reached'],
    ['throw', 2, 'unknown', 'CUSTODY-901 Something unforeseen'],
    ['reject', 2, 'unknown', 'Error: left alone'],
    ['crash', 2, 'unknown', 'Error: out of the blue'],
    ['exit', 2, undefined, 'the process ended before it had decided'],
    ['never', 2, undefined, 'the process ended before it had decided'],
  ])('%s ends with %i and verdict %s', async (act, code, verdict, words) => {
    const ended = await runStep({ ...files, INPUT_ACT: act });
    expect(ended.stdout).toContain(words);
    expect([ended.code, outputOf(ended, 'verdict')]).toEqual([code, verdict]);
    // Node itself complains of a promise that nothing can settle.
    if (act !== 'never') expect(ended.stderr).toBe('');
    expect(ended.stdout.includes('::error')).toBe(act !== 'pass' && verdict !== undefined);
    expect(ended.summary.includes(`**${verdict}**`)).toBe(verdict !== undefined);
  });

  test('what a crashed verb left open does not keep the job waiting', async () => {
    const start = performance.now();
    expect((await runStep({ ...files, INPUT_ACT: 'reject' })).code).toBe(2);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test('T20 a pass without a verdict is a fail (sigstore-go#609)', async () => {
    const ended = await runStep({ ...files, INPUT_ACT: 'empty' });
    expect([ended.code, outputOf(ended, 'verdict')]).toEqual([1, 'fail']);
    expect(ended.stdout).toContain('There was nothing to decide on');
  });

  test('an exception after the verdict changes the exit code', async () => {
    const ended = await runStep({ ...files, INPUT_ACT: 'crash-later' });
    expect(ended.stdout).toContain('1 file verified.');
    expect(ended.stdout).toContain('Error: too late');
    expect([ended.code, outputOf(ended, 'verdict')]).toEqual([2, 'unknown']);
  });

  test('gives its outputs by their public names', async () => {
    const ended = await runStep(files);
    expect(outputOf(ended, 'first-file')).toBe('dist/app.tgz');
  });

  test('names every bad input at once', async () => {
    const ended = await runStep({
      INPUT_ACT: 'pas',
      INPUT_OFFLINE: 'yes',
      INPUT_STORE: 'github,file',
      INPUT_OTHER: 'x',
    });
    expect(ended.code).toBe(2);
    expect(ended.stdout.match(/^CUSTODY-10[12] /gm)).toHaveLength(4);
    expect(ended.stdout.match(/^::error /gm)).toHaveLength(4);
    expect(ended.stdout).toContain('Add `files: dist/*`: Files to work on.');
    expect(ended.stdout).toContain('Did you mean `pass`?');
    expect(ended.stdout).toContain('Did you mean `files`?');
    expect(outputOf(ended, 'verdict')).toBe('unknown');
  });

  test('that cannot write its outputs ends with 2', async () => {
    const ended = await runStep(files, { variables: { GITHUB_OUTPUT: '/nowhere/output' } });
    expect(ended.code).toBe(2);
    expect(ended.stdout).toContain('CUSTODY-906 A file could not be written');
  });

  test('that cannot write its summary still has its verdict (GHSA-qjh3-4j3h-vmwp)', async () => {
    const ended = await runStep(files, { variables: { GITHUB_STEP_SUMMARY: '/nowhere/summary' } });
    expect([ended.code, outputOf(ended, 'verdict')]).toEqual([0, 'pass']);
    expect(ended.stdout).toContain('The summary of this step could not be written.');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it in time, with its reason', async (signal) => {
    const start = performance.now();
    const ended = await runStep({ ...files, INPUT_ACT: 'wait' }, { signalAt: [signal, 'waiting'] });
    expect(performance.now() - start).toBeLessThan(7_000 + 2_000);
    expect([ended.code, outputOf(ended, 'verdict')]).toEqual([2, 'unknown']);
    expect(ended.stdout).toContain('leaving things whole');
    expect(ended.stdout).toContain(`CUSTODY-905 The job was cancelled\n  The run was ended by ${signal}`);
  });
});

test('T27 T28 no secret and no command of another reaches any sink', async () => {
  const secret = 'ghs_S3cret+value/with=marks';
  const ended = await runStep(
    { ...files, INPUT_ACT: 'print', INPUT_API_TOKEN: secret },
    {
      variables: {
        ACTIONS_ID_TOKEN_REQUEST_URL: 'https://idp.example/',
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token-987654321',
        GITHUB_WORKSPACE: '/request-token-987654321/',
      },
    },
  );
  expect(ended.code).toBe(0);
  const lines = ended.stdout.split('\n');
  const masks = lines.filter((line) => line.startsWith('::add-mask::'));
  expect(masks).toEqual([
    `::add-mask::${secret}`,
    '::add-mask::request-token-987654321',
    '::add-mask::minted-secret-0123456789',
  ]);
  // A mask stands before anything else that is printed.
  expect(lines.slice(0, 2)).toEqual(masks.slice(0, 2));
  const rest = lines.filter((line) => !line.startsWith('::add-mask::')).join('\n');
  for (const sink of [rest, ended.stderr, ended.summary, ended.outputs]) {
    for (const hidden of [
      secret,
      Buffer.from(secret).toString('base64'),
      'minted-secret',
      'request-token-987654321',
    ]) {
      expect(sink).not.toContain(hidden);
      expect(sink).not.toContain(encodeURIComponent(hidden));
    }
  }
  expect(rest).toContain('token *** and ***');
  expect(rest).toContain('\\u{3a}:set-output name=verdict');
  expect(outputOf(ended, 'first-file')).toBe('***');
});

test('T27 a secret in an exception is masked everywhere', async () => {
  const ended = await runStep({ ...files, INPUT_ACT: 'throw', INPUT_API_TOKEN: 'ghs_a_b_c_d_0123456789' });
  expect(ended.code).toBe(2);
  const printed = [
    ended.stdout.replace('::add-mask::ghs_a_b_c_d_0123456789', ''),
    ended.summary,
    ended.outputs,
    ended.stderr,
  ];
  expect(printed.join('')).not.toMatch(/a_b_c_d|a&#95;b&#95;c|0123456789/);
  expect(ended.summary).toContain('no such thing as &#42;&#42;&#42;');
});

describe('the command line', () => {
  test('prints text alone: results to standard output, faults to standard error', async () => {
    const passed = await run({ words: ['sample', 'dist/app.tgz'], variables: { GITHUB_ACTIONS: 'true' } });
    expect([passed.code, passed.stderr, passed.outputs, passed.summary]).toEqual([0, '', '', '']);
    expect(passed.stdout).toMatch(/^pass {5}dist\/app\.tgz {2}sha256:2cf2…9824 {2}signed by acme\/app/);
    const faulty = await run({ words: ['sample', '--act=fault', 'x'] });
    expect([faulty.code, faulty.stdout]).toEqual([2, '']);
    expect(faulty.stderr).toMatch(
      /^CUSTODY-903 A service could not be reached\n {2}nobody answers\n {2}hint/,
    );
  });
  test('reads a secret from its variable alone', async () => {
    const ended = await run({
      words: ['sample', '--act', 'print', 'x'],
      variables: { SAMPLE_TOKEN: 'ghs_0123456789abc' },
    });
    expect(ended.code).toBe(0);
    expect(ended.stdout + ended.stderr).not.toContain('ghs_0123456789abc');
    expect(ended.stderr).toContain('token *** and');
    expect(ended.stdout + ended.stderr).not.toContain('::add-mask');
  });
  test('shows the verbs, the help and the version', async () => {
    const nothing = await run({});
    expect([nothing.code, nothing.stdout]).toEqual([
      2,
      expect.stringContaining('custody sample  Does what it is told.'),
    ]);
    expect((await run({ words: ['--help'] })).code).toBe(0);
    const version = await run({ words: ['--version'] });
    expect([version.code, version.stdout]).toEqual([0, '1.2.3\n']);
    const help = await run({ words: ['sample', '--help'] });
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toContain('--signer-workflow TEXT');
    expect(help.stdout).toContain('SAMPLE_TOKEN (variable)');
  });
  test('names an unknown verb, and the nearest', async () => {
    const ended = await run({ words: ['smaple'] });
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('Did you mean `sample`?')]);
    for (const word of ['constructor', '__proto__'])
      expect((await run({ words: [word] })).stderr).toContain('CUSTODY-104');
  });
  test('whose reader goes away ends with 2, and says so once', async () => {
    const ended = await run({ words: ['sample', 'x'], closeOutput: true });
    expect([ended.code, ended.stderr.match(/CUSTODY-\d+/)?.[0], ended.stderr.match(/was closed/g)]).toEqual([
      2,
      'CUSTODY-906',
      ['was closed'],
    ]);
  });
});
