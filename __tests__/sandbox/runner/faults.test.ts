/** Everything the runner does not know is refused before the first step, on its line. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { WorkflowFault } from '../../../sandbox/runner/index.ts';
import { parseWorkflow } from '../../../sandbox/runner/parse/workflow.ts';
import { runs } from '../../support/runs.ts';
import { faultOf, oneJob, run, sha, zeros } from './support.ts';

const step = (lines: string) => oneJob(lines);
const job = (lines: string) =>
  `on: push\njobs:\n  one:\n    runs-on: x\n    steps: [{run: "true"}]\n${lines}\n`;

describe('a fault names file, line and what is known', () => {
  test.each([
    [
      'a key of the workflow',
      `${job('')}onn: x\n`,
      '7: unknown key in the workflow "onn"; known here: name, on,',
    ],
    ['a key of a job', job('    container: x'), '6: unknown key in job "one" "container"'],
    ['services', job('    services: {}'), '6: unknown key in job "one" "services"'],
    ['a key of a step', step('- run: "true"\n  runn: x'), '7: unknown key in a step "runn"'],
    [
      'a key of the strategy',
      job('    strategy: {fail-fats: true}'),
      '6: unknown key in strategy "fail-fats"',
    ],
    ['a key of defaults', job('    defaults: {run: {shel: sh}}'), '6: unknown key in defaults.run "shel"'],
    ['no job', 'on: push\njobs: {}\n', '2: the workflow has no job'],
    [
      'an event in a list',
      job('').replace('push', '[push, pusch]'),
      '1: unknown event "pusch"; known here: push,',
    ],
    ['a bad job id', 'on: push\njobs:\n  __proto__: {}\n', '3: "__proto__" is no job id'],
    ['a filter', `on: {push: {branch: x}}\n${job('').slice(9)}`, '1: unknown key in on.push "branch"'],
    ['a shell', step('- run: x\n  shell: pwsh'), '7: unknown shell "pwsh"; known here: bash, sh'],
    ['run and uses', step('- run: x\n  uses: ./x'), '6: a step has either "run" or "uses"'],
    ['with on run', step('- run: x\n  with: {a: b}'), '7: "with" has no place in a step with "run"'],
    ['two ids', step('- id: a\n  run: x\n- id: A\n  run: y'), '8: two steps have the id "A"'],
    ['a bad id', step('- id: a b\n  run: x'), '6: "a b" is no step id'],
    ['no steps', 'on: push\njobs:\n  one:\n    runs-on: x\n', '3: job "one" has no "steps"'],
    ['no jobs', 'on: push\n', '1: the workflow has no "jobs"'],
    [
      'broken YAML',
      'on: push\njobs: [\n',
      '3: Flow sequence in block collection must be sufficiently indented',
    ],
    ['a key twice', 'on: push\non: push\n', '2: Map keys must be unique'],
  ])('%s', async (_, workflow, message) => {
    const fault = await faultOf(run(workflow));
    expect(fault).toContain(`.github/workflows/test.yml:${message}`);
  });

  test('an unknown event', async () => {
    expect(await faultOf(run(job('').replace('on: push', 'on:\n  push:\n  pusch:')))).toContain(
      'test.yml:3: unknown event "pusch"; known here: push,',
    );
  });
});

describe('uses', () => {
  test.each([
    [
      'actions/cache@27d5ce7f107fe9357f9df03efb73ab90386fccae',
      'which is not available here; available: ./path,',
    ],
    ['docker://alpine', 'which is not owner/name@ref nor ./path'],
    ['$/actions/verify', 'which is not owner/name@ref nor ./path'],
    ['actions/checkout@v7', 'which here must be pinned to 3d3c42e5aac5ba805825da76410c181273ba90b1'],
    [`actions/checkout@${sha}`, 'which here must be pinned to 3d3c42e5aac5ba805825da76410c181273ba90b1'],
    ['actions/checkout', 'which is not owner/name@ref nor ./path'],
    ['custody-actions/custody@main', `which here must be pinned to ${zeros}`],
    [`custody-actions/custody/../../x@${zeros}`, 'which leaves its repository'],
    ['./../outside', 'which leaves its repository'],
    ['constructor@x', 'which is not available here'],
  ])('%s', async (uses, message) => {
    const fault = await faultOf(run(step(`- uses: ${uses}`)));
    expect(fault).toContain(`.github/workflows/test.yml:6: uses "${uses}", ${message}`);
  });
});

describe('expressions', () => {
  test.each([
    [
      'an unknown function',
      "- run: |\n    echo one\n    echo ${{ hashFiles('x') }}",
      "8: Unrecognized function: 'hashFiles'",
    ],
    ['a status function outside if', '- run: echo ${{ success() }}', "6: Unrecognized function: 'success'"],
    ['an unknown context', '- run: echo ${{ secrets.A }}', "6: Unrecognized named-value: 'secrets'"],
    [
      'a context out of place',
      '- run: "true"\n- if: jobs.x\n  run: "true"',
      "7: Unrecognized named-value: 'jobs'",
    ],
    ['one not closed', '- run: echo ${{ github.ref', '6: an expression is opened with ${{ and not closed'],
    ['an empty one', '- run: echo ${{ }}', '6: an empty expression'],
    ['a bad literal', '- run: echo ${{ "x" }}', '6: Unexpected symbol: \'"x"\''],
    ['too few arguments', "- run: echo ${{ contains('x') }}", "6: Too few parameters supplied: 'contains'"],
  ])('%s', async (_, steps, message) => {
    expect(await faultOf(run(step(steps)))).toContain(`.github/workflows/test.yml:${message}`);
  });

  test('are refused although their step would not run', async () => {
    const workflow = step('- if: false\n  run: echo ${{ nothing() }}');
    expect(await faultOf(run(workflow))).toContain("test.yml:7: Unrecognized function: 'nothing'");
  });

  test('quotes in literals are undoubled, each of them', async () => {
    const ran = await run(step(`- run: "true"\n  name: \${{ format('{0}{1}', 'a''b''c', '}}') }}`));
    expect(ran.job('one').steps[0]?.name).toBe("a'b'c}}");
  });
});

test('no text whatever makes the parser throw anything else', () => {
  const words = [
    'on',
    ':',
    ' ',
    '\n',
    '- ',
    'jobs',
    'steps',
    'run',
    'uses',
    '${{',
    '}}',
    "'",
    '&a',
    '*a',
    '{',
    '[',
    ']',
    '|',
    '1',
    'x',
  ];
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...words), maxLength: 40 }), (text) => {
      try {
        parseWorkflow('w.yml', text, undefined);
      } catch (error) {
        expect(error).toBeInstanceOf(WorkflowFault);
        expect((error as Error).message).toMatch(/^w\.yml:[1-9]\d*: /);
      }
    }),
    { numRuns: runs() },
  );
});
