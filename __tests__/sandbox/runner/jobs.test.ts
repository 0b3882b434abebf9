/** Jobs: needs, outputs, conditions, matrices. */
import { describe, expect, test } from '@jest/globals';
import { faultOf, run } from './support.ts';

describe('needs', () => {
  test('hands outputs on, in order of need and not of writing', async () => {
    const ran = await run(`
on: push
jobs:
  second:
    needs: first
    runs-on: ubuntu-latest
    steps:
      - run: echo "got $VALUE from \${{ needs.first.result }}"
        env:
          VALUE: \${{ needs.first.outputs.version }}
  first:
    runs-on: ubuntu-latest
    outputs:
      version: \${{ steps.make.outputs.version }}
    steps:
      - id: make
        run: echo "version=1.2.3" >> "$GITHUB_OUTPUT"
`);
    expect(ran.result.conclusion).toBe('success');
    expect(ran.result.jobs.map((job) => job.id)).toEqual(['first', 'second']);
    expect(ran.job('first').outputs).toEqual({ version: '1.2.3' });
    expect(ran.job('second').steps[0]?.log).toContain('got 1.2.3 from success');
  });

  test('a failed need skips what depends on it, except failure() and always()', async () => {
    const job = (id: string, more: string) =>
      `  ${id}:\n    runs-on: ubuntu-latest\n${more}    steps:\n      - run: echo ran\n`;
    const ran = await run(
      `on: push\njobs:\n  bad:\n    runs-on: ubuntu-latest\n    steps:\n      - run: exit 3\n${job('plain', '    needs: bad\n')}${job(
        'far',
        '    needs: plain\n    if: failure()\n',
      )}${job('afterwards', '    needs: [bad, plain]\n    if: always()\n')}${job(
        'true-only',
        "    needs: bad\n    if: github.ref == 'refs/heads/main'\n",
      )}${job('free', '')}`,
    );
    const ends = Object.fromEntries(ran.result.jobs.map((one) => [one.id, one.conclusion]));
    expect(ends).toEqual({
      bad: 'failure',
      plain: 'skipped',
      far: 'success',
      afterwards: 'success',
      'true-only': 'skipped',
      free: 'success',
    });
    expect(ran.result.conclusion).toBe('failure');
    expect(ran.job('bad').annotations).toEqual([
      { kind: 'error', message: 'Process completed with exit code 3.' },
    ]);
  });

  test('a skipped need skips what depends on it', async () => {
    const ran = await run(`
on: push
jobs:
  off: {if: false, runs-on: x, steps: [{run: "true"}]}
  after: {needs: off, runs-on: x, steps: [{run: "true"}]}
  anyway: {needs: off, if: "!failure()", runs-on: x, steps: [{run: "true"}]}
`);
    expect(ran.result.jobs.map((job) => job.conclusion)).toEqual(['skipped', 'skipped', 'success']);
    expect(ran.result.conclusion).toBe('success');
  });

  test('a circle and an unknown need are faults', async () => {
    const job = (id: string, need: string) =>
      `  ${id}:\n    needs: ${need}\n    runs-on: x\n    steps: [{run: "true"}]\n`;
    expect(await faultOf(run(`on: push\njobs:\n${job('a', 'b')}${job('b', 'a')}`))).toBe(
      '.github/workflows/test.yml:3: jobs need each other in a circle: a, b',
    );
    expect(await faultOf(run(`on: push\njobs:\n${job('a', 'c')}`))).toBe(
      '.github/workflows/test.yml:3: job "a" needs "c", which is no job',
    );
  });
});

describe('matrix', () => {
  test('crosses axes, takes out excluded, extends and adds included', async () => {
    const ran = await run(`
on: push
jobs:
  build:
    runs-on: \${{ matrix.os }}
    strategy:
      fail-fast: false
      matrix:
        os: [linux, mac]
        node: [22, 24]
        exclude:
          - {os: mac, node: 22}
        include:
          - {os: linux, extra: yes-please}
          - {os: windows, node: 24}
    outputs:
      last: \${{ matrix.os }}
    steps:
      - run: echo "$THIS of \${{ strategy.job-total }}"
        env:
          THIS: \${{ matrix.os }}/\${{ matrix.node }}/\${{ matrix.extra }}
  after:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - run: echo \${{ needs.build.result }} \${{ needs.build.outputs.last }}
`);
    const said = ran.result.jobs.filter((job) => job.id === 'build').map((job) => job.steps[0]?.log);
    expect(said.map((log) => log?.split('\n').at(-1))).toEqual([
      'linux/22/yes-please of 4',
      'linux/24/yes-please of 4',
      'mac/24/ of 4',
      'windows/24/ of 4',
    ]);
    expect(ran.result.jobs[0]?.name).toBe('build (linux, 22, yes-please)');
    expect(ran.result.jobs[0]?.matrix).toEqual({ os: 'linux', node: 22, extra: 'yes-please' });
    expect(ran.job('after').steps[0]?.log).toContain('success windows');
  });

  test('comes from an expression, and an empty one is a fault', async () => {
    const workflow = (list: string) => `
on: push
jobs:
  plan:
    runs-on: x
    outputs: {list: "\${{ steps.s.outputs.list }}"}
    steps:
      - id: s
        run: echo 'list=${list}' >> "$GITHUB_OUTPUT"
  use:
    needs: plan
    runs-on: x
    strategy: {matrix: {item: "\${{ fromJSON(needs.plan.outputs.list) }}"}}
    steps:
      - run: echo "item \${{ matrix.item }}"
`;
    const ran = await run(workflow('["a","b"]'));
    expect(ran.result.jobs.map((job) => job.name)).toEqual(['plan', 'use (a)', 'use (b)']);
    expect(await faultOf(run(workflow('[]')))).toBe(
      '.github/workflows/test.yml:10: matrix.item must be a list with at least one value',
    );
    expect(await faultOf(run(workflow('nonsense')))).toMatch(
      /^\.github\/workflows\/test\.yml:13: .*fromJSON/s,
    );
  });
});

describe('inputs of a dispatch', () => {
  const workflow = `
on:
  workflow_dispatch:
    inputs:
      level: {type: choice, options: [low, high], default: low}
      dry: {type: boolean}
jobs:
  one:
    runs-on: x
    steps:
      - run: echo "\${{ inputs.level }} \${{ inputs.dry == false }}"
`;
  const event = { name: 'workflow_dispatch', payload: {}, ref: 'refs/heads/main', sha: 'a'.repeat(40) };

  test('have defaults and types', async () => {
    expect((await run(workflow, {}, { event })).job('one').steps[0]?.log).toContain('low true');
    const high = await run(workflow, {}, { event, inputs: { level: 'high', dry: 'true' } });
    expect(high.job('one').steps[0]?.log).toContain('high false');
  });

  test('are refused when unknown or wrong', async () => {
    expect(await faultOf(run(workflow, {}, { event, inputs: { levl: 'high' } }))).toBe(
      '.github/workflows/test.yml:1: unknown input "levl"; known here: level, dry',
    );
    expect(await faultOf(run(workflow, {}, { event, inputs: { dry: 'yes' } }))).toBe(
      '.github/workflows/test.yml:1: input "dry" must be a boolean, not "yes"',
    );
    expect(await faultOf(run(workflow))).toBe(
      '.github/workflows/test.yml:1: does not run on "push"; it runs on: workflow_dispatch',
    );
  });
});
