/** Composite actions: inputs, outputs, nesting, paths, status. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkout, faultOf, oneJob, run, zeros } from './support.ts';

const composite = (steps: string, more = '') =>
  `name: a\ndescription: b\n${more}runs:\n  using: composite\n  steps:\n${steps
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\n`;

const greet = composite(
  `
- id: say
  shell: sh
  env: {WHO: "\${{ inputs.who }}", TOKEN: "\${{ inputs.token }}"}
  run: |
    echo "hello $WHO \${#TOKEN} in $GITHUB_ACTION_PATH as $GITHUB_ACTION"
    test "$GITHUB_ACTION_PATH" = "\${{ github.action_path }}"
    env | grep ^INPUT_ && exit 9
    echo "said=hello $WHO" >> "$GITHUB_OUTPUT"
`,
  'inputs:\n  who: {description: x, required: true, default: world}\n  token: {default: "${{ github.token }}"}\n  other: {required: true}\noutputs:\n  said: {description: x, value: "${{ steps.say.outputs.said }}"}\n',
);

describe('an action of the mapped repository', () => {
  test('takes inputs and defaults, gives outputs, gets no INPUT_*', async () => {
    const ran = await run(
      oneJob(`
- id: root
  uses: custody-actions/custody@${zeros}
  with: {WHO: you}
- id: sub
  uses: custody-actions/custody/actions/hi@${zeros}
- run: echo "\${{ steps.root.outputs.said }}, \${{ steps.sub.outputs.said }}"
`),
      { 'suite/action.yml': greet, 'suite/actions/hi/action.yml': greet },
    );
    expect(ran.result.conclusion).toBe('success');
    const steps = ran.job('one').steps;
    expect(steps[0]?.outputs).toEqual({ said: 'hello you' });
    expect(steps[1]?.log).toMatch(/hello world 12 in .*\/suite\/actions\/hi as say/);
    expect(steps[2]?.log).toContain('hello you, hello world');
  });

  test('warns of an input it does not declare', async () => {
    const ran = await run(oneJob(`- uses: custody-actions/custody@${zeros}\n  with: {woh: you}`), {
      'suite/action.yml': greet,
    });
    expect(ran.job('one').annotations).toEqual([
      { kind: 'warning', message: 'Unexpected input(s) woh; valid inputs are: who, token, other' },
    ]);
  });
});

describe('nesting', () => {
  test('keeps steps, inputs and status apart; a local path is the workspace’s', async () => {
    const inner = composite(
      `
- id: say
  shell: bash
  run: |
    echo "inner sees '\${{ inputs.word }}' '\${{ inputs.outside }}' '\${{ env.FLOW }}' '$FLOW' '$GITHUB_ACTION_PATH'"
    exit \${{ inputs.code }}
- shell: bash
  run: echo never
- if: failure()
  shell: bash
  run: echo inner rescue
`,
      'inputs: {word: {}, code: {default: "0"}}\n',
    );
    const outer = composite(
      `
- uses: ./inner
  env: {FLOW: from-outer}
  with: {word: "\${{ inputs.outside }}!", code: 4}
  continue-on-error: true
- shell: bash
  run: echo "outer goes on"
`,
      'inputs: {outside: {}}\n',
    );
    const ran = await run(
      oneJob(`
- uses: ${checkout}
- id: both
  uses: ./outer
  with: {outside: x}
  env: {FLOW: from-job}
`),
      { 'inner/action.yml': inner, 'outer/action.yaml': outer },
    );
    const { log, conclusion } = ran.step('one', 'both');
    expect(log).toMatch(/inner sees 'x!' '' 'from-outer' 'from-outer' '.*\/shop\/shop\/inner'/);
    expect(log).not.toContain('never');
    expect(log).toContain('inner rescue');
    expect(log).toContain('outer goes on');
    expect(conclusion).toBe('success');
  });

  test('ends at nine', async () => {
    const files = Object.fromEntries(
      [...Array(10).keys()].map((n) => [
        `suite/actions/n${n}/action.yml`,
        composite(
          n === 9
            ? '- shell: sh\n  run: echo bottom'
            : `- uses: custody-actions/custody/actions/n${n + 1}@${zeros}`,
        ),
      ]),
    );
    const start = (n: number) => run(oneJob(`- uses: custody-actions/custody/actions/n${n}@${zeros}`), files);
    expect((await start(1)).job('one').steps[0]?.log).toContain('bottom');
    expect(await faultOf(start(0))).toBe(
      'custody-actions/custody/actions/n8/action.yml:6: composite actions nest at most 9 deep',
    );
  });
});

describe('an action file that cannot be run names its line', () => {
  const use = (action: string) =>
    faultOf(run(oneJob(`- uses: custody-actions/custody@${zeros}`), { 'suite/action.yml': action }));

  test.each([
    ['another kind', 'name: a\nruns:\n  using: node24\n  main: x.js\n', '4: unknown key in runs "main"'],
    ['docker', 'name: a\nruns:\n  using: docker\n  steps: []\n', '3: only composite actions run here'],
    ['no shell', composite('- run: echo'), '6: a step with "run" in a composite action must name its shell'],
    [
      'a timeout',
      composite('- run: echo\n  shell: sh\n  timeout-minutes: 1'),
      '8: unknown key in a step "timeout-minutes"',
    ],
    [
      'secrets',
      composite('- run: echo ${{ secrets.X }}\n  shell: sh'),
      "6: Unrecognized named-value: 'secrets'",
    ],
    ['needs', composite('- run: echo ${{ needs.x }}\n  shell: sh'), "6: Unrecognized named-value: 'needs'"],
  ])('%s', async (_, action, message) => {
    expect(await use(action)).toContain(`custody-actions/custody/action.yml:${message}`);
  });

  test('none at all', async () => {
    expect(await faultOf(run(oneJob('- uses: ./not-there')))).toBe(
      '.github/workflows/test.yml:6: no action.yml in ./not-there of the workspace (was it checked out?)',
    );
  });
});

describe('inputs that a step does not name', () => {
  const action = `
name: show
inputs: {sigstore: {default: public}, other: {}}
runs:
  using: composite
  steps:
    - shell: sh
      env: {SIGSTORE: "\${{ inputs.sigstore }}", OTHER: "\${{ inputs.other }}"}
      run: echo "sigstore=$SIGSTORE other=$OTHER"
`;
  const given = async (uses: string, inputs: string) => {
    const folder = await mkdtemp(join(tmpdir(), 'silent-'));
    await mkdir(join(folder, 'verb'));
    for (const path of ['action.yml', 'verb/action.yml']) await writeFile(join(folder, path), action);
    const mapping = {
      slug: 'custody-actions/custody',
      folder,
      ref: zeros,
      silentInputs: { '': () => ({ sigstore: 'here' }) },
    };
    const ran = await run(
      oneJob(`- id: s\n  uses: ${uses}@${zeros}\n  with: ${inputs}`),
      {},
      { action: mapping },
    );
    await rm(folder, { recursive: true });
    return ran.step('one', 's').log;
  };

  test('are those of the mapping for this very action, and the log says so', async () => {
    const log = await given('custody-actions/custody', '{other: x}');
    expect(log).toContain('Added by the sandbox: sigstore: here');
    expect(log).toContain('sigstore=here other=x');
    expect(await given('custody-actions/custody/verb', '{other: x}')).toContain('sigstore=public other=x');
  });

  test('stay away where the step names them, whatever the case', async () => {
    const log = await given('custody-actions/custody', '{SigStore: mine}');
    expect(log).not.toContain('Added by the sandbox');
    expect(log).toContain('sigstore=mine other=');
  });
});
