/** What a step says: workflow commands, masks, summaries, and the limits of each. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMasks } from '../../../sandbox/runner/masks.ts';
import { lineSplitter } from '../../../sandbox/runner/process.ts';
import { parseCommand } from '../../../sandbox/runner/workflow-commands.ts';
import { runs } from '../../support/runs.ts';
import { checkout, oneJob, run } from './support.ts';

describe('workflow commands', () => {
  test('become annotations, with their places', async () => {
    const ran = await run(
      oneJob(`
- run: |
    echo "::error file=a b.ts,line=3,endLine=4,col=5,endColumn=6,title=Bad%2C worse%3A 100%25::one%0Atwo%25"
    echo "  ::warning::careful" >&2
    echo "::notice title=x::look"
    echo "::group::Details"
    echo "::debug::hidden"
    echo "::nonsense::kept as it is"
    echo "not ::error::at the start"
`),
    );
    const { annotations, steps } = ran.job('one');
    expect(annotations).toEqual(
      expect.arrayContaining([
        {
          kind: 'error',
          message: 'one\ntwo%',
          title: 'Bad, worse: 100%',
          file: 'a b.ts',
          line: 3,
          endLine: 4,
          column: 5,
          endColumn: 6,
        },
        { kind: 'warning', message: 'careful' },
        { kind: 'notice', message: 'look', title: 'x' },
      ]),
    );
    expect(annotations).toHaveLength(3);
    expect(steps[0]?.log).toContain('##[group]Details');
    expect(steps[0]?.log).not.toContain('hidden');
    // What came on the other stream may stand between them.
    expect(steps[0]?.log).toMatch(/^::nonsense::kept as it is$/m);
    expect(steps[0]?.log).toMatch(/^not ::error::at the start$/m);
  });

  test('stop between stop-commands and its word', async () => {
    const ran = await run(
      oneJob(`
- run: |
    echo "::stop-commands::tok-1"
    echo "::error::not one"
    echo "::tok-1::"
    echo "::error::one"
`),
    );
    expect(ran.job('one').annotations.map((one) => one.message)).toEqual(['one']);
  });

  test('any text an escaper hands over comes back', () => {
    const data = (text: string) =>
      text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
    const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary', minLength: 1 }),
        (message, title) => {
          fc.pre(title.trim() === title);
          const command = parseCommand(`::error title=${property(title)}::${data(message)}`);
          expect(command).toEqual({ name: 'error', properties: { title }, message });
        },
      ),
      { numRuns: runs() },
    );
  });
});

describe('limits', () => {
  test('ten annotations of a kind, 4,096 characters each, counted over a whole composite', async () => {
    const action = `name: a\nruns:\n  using: composite\n  steps:\n${'    - {shell: bash, run: "for i in 1 2 3 4 5 6 7; do echo ::error::$i; done"}\n'.repeat(2)}`;
    const ran = await run(
      oneJob(`
- uses: ${checkout}
- uses: ./a
- run: |
    printf '::warning::%05000d\\n' 0
    for i in $(seq 12); do echo "::notice::$i"; done
`),
      { 'a/action.yml': action },
    );
    const [, composite, script] = ran.job('one').steps;
    expect(composite?.annotations.map((one) => one.message)).toEqual([...'1234567123']);
    expect(composite?.log.match(/##\[error\]/g)).toHaveLength(14);
    expect(script?.annotations.filter((one) => one.kind === 'notice')).toHaveLength(10);
    expect(script?.annotations[0]?.message).toHaveLength(4096);
  });

  test('a summary of 1 MiB is kept, one byte more is dropped whole', async () => {
    const ran = await run(
      oneJob(`
- run: head -c 1048576 /dev/zero | tr '\\0' a >> "$GITHUB_STEP_SUMMARY"
- id: more
  run: head -c 1048577 /dev/zero | tr '\\0' b >> "$GITHUB_STEP_SUMMARY"
- run: echo "# end" >> "$GITHUB_STEP_SUMMARY"
`),
    );
    expect(ran.job('one').summary.length).toBe(1048576 + '\n# end\n'.length);
    expect(ran.job('one').summary).not.toContain('b');
    expect(ran.step('one', 'more').conclusion).toBe('success');
    expect(ran.step('one', 'more').annotations).toEqual([
      { kind: 'error', message: '$GITHUB_STEP_SUMMARY was dropped: 1025k, more than 1024k.' },
    ]);
  });
});

describe('masks', () => {
  test('cover log, annotations, summary and names; a masked output does not leave the job', async () => {
    const ran = await run(`
on: push
permissions: {id-token: write}
jobs:
  one:
    runs-on: x
    outputs: {clear: "\${{ steps.s.outputs.clear }}", secret: "\${{ steps.s.outputs.secret }}"}
    steps:
      - id: s
        env: {TOKEN: "\${{ github.token }}"}
        run: |
          echo "$TOKEN and $ACTIONS_ID_TOKEN_REQUEST_TOKEN"
          echo "::add-mask::hunter%0Atwo lines"
          echo "say hunter, two lines"
          echo "::error title=hunter::hunter"
          echo "hunter" >> "$GITHUB_STEP_SUMMARY"
          echo "secret=xhunterx" >> "$GITHUB_OUTPUT"
          echo "clear=ok" >> "$GITHUB_OUTPUT"
      - name: see \${{ steps.s.outputs.secret }}
        run: echo "\${{ steps.s.outputs.secret }}"
`);
    const text = JSON.stringify(ran.result) + ran.lines.join('\n');
    expect(text).not.toMatch(/hunter|two lines|token-secret|request-secret/);
    expect(ran.step('one', 's').log).toContain('*** and ***\nsay ***, ***');
    expect(ran.job('one').outputs).toEqual({ clear: 'ok' });
    expect(ran.job('one').annotations.at(-1)).toEqual({
      kind: 'warning',
      message: "Skip output 'secret' since it may contain secret.",
    });
  });

  test('take the longest secret first', () => {
    expect(createMasks('ab', 'abcd').apply('abcd ab')).toBe('*** ***');
    expect(createMasks('', ' ', 'x\r\ny').apply('x y ')).toBe('*** *** ');
  });

  test('leave nothing of a secret, however they overlap', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-c]{2,5}$/), { minLength: 1 }),
        fc.string(),
        (secrets, around) => {
          const masked = createMasks(...secrets).apply(around + secrets.join(around));
          for (const secret of secrets) expect(masked).not.toContain(secret);
        },
      ),
      { numRuns: runs() },
    );
  });
});

describe('lines', () => {
  test('a line end cut in two is one line end', () => {
    const lines: string[] = [];
    const splitter = lineSplitter((line) => lines.push(line));
    for (const piece of ['a\r', '\nb\r', 'c\r']) splitter.write(Buffer.from(piece));
    splitter.end();
    expect(lines).toEqual(['a', 'b', 'c']);
  });

  test('are the same however the output is cut', () => {
    const unit = fc.constantFrom('a', '\n', '\r', '\u2028', 'é', '\u{1f600}');
    fc.assert(
      fc.property(fc.string({ unit }), fc.array(fc.nat(40)), (text, cuts) => {
        const bytes = Buffer.from(text);
        const whole: string[] = [];
        const pieces: string[] = [];
        const one = lineSplitter((line) => whole.push(line));
        one.write(bytes);
        one.end();
        const many = lineSplitter((line) => pieces.push(line));
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        for (const [index, place] of places.entries())
          many.write(bytes.subarray(place, places[index + 1] ?? place));
        many.end();
        const expected = text.split(/\r\n|\n|\r/);
        if (expected.at(-1) === '') expected.pop();
        expect(pieces).toEqual(expected);
        expect(whole).toEqual(expected);
      }),
      { numRuns: runs() },
    );
  });
});
