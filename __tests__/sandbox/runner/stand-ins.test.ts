/** The stand-ins: checkout, setup-node, and artifacts between jobs. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkout, download, faultOf, oneJob, run, setupNode, upload } from './support.ts';

describe('actions/checkout', () => {
  test('fills the workspace and empties it first', async () => {
    const ran = await run(
      oneJob(`
- run: touch before
- uses: ${checkout}
  with: {persist-credentials: false}
- id: look
  run: find . -type f | sort
- uses: ${checkout}
  with: {path: sub/tree}
- run: test -f sub/tree/a/b.txt && test -f a/b.txt
`),
      { 'a/b.txt': 'x' },
    );
    expect(ran.result.conclusion).toBe('success');
    expect(ran.step('one', 'look').log).toContain('./.github/workflows/test.yml\n./a/b.txt');
    expect(ran.step('one', 'look').log).not.toContain('before');
  });

  test('copies what git would take, or clones what is committed', async () => {
    const source = await mkdtemp(join(tmpdir(), 'runner-test-'));
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        cwd: source,
        stdio: 'pipe',
      });
    git('init', '--quiet');
    await writeFile(join(source, '.gitignore'), 'ignored\n');
    await writeFile(join(source, 'committed'), '1');
    git('add', '.');
    git('commit', '--quiet', '--message', 'x');
    await writeFile(join(source, 'ignored'), '');
    await writeFile(join(source, 'new'), '');
    const steps = oneJob(`- uses: ${checkout}\n- id: look\n  run: ls -A | sort | tr '\\n' ' '`);
    const copied = await run(steps, {}, { source });
    const cloned = await run(steps, {}, { source, checkout: 'clone' });
    await rm(source, { recursive: true });
    expect(copied.step('one', 'look').log).toContain('.gitignore committed new ');
    expect(cloned.step('one', 'look').log).toContain('.git .gitignore committed ');
    expect(cloned.step('one', 'look').log).not.toContain('new');
  });

  test.each([
    ['path: ../out', 'The path "../out" is not under the workspace'],
    ['repository: other/one', 'Only acme/shop can be checked out here, not other/one'],
    ['ref: v1', 'Only refs/heads/main can be checked out here, not v1'],
  ])('refuses %s', async (input, message) => {
    const ran = await run(oneJob(`- uses: ${checkout}\n  with: {${input}}`));
    expect(ran.job('one').annotations).toEqual([{ kind: 'error', message }]);
    expect(ran.result.conclusion).toBe('failure');
  });

  test('an input that is not imitated is a fault', async () => {
    expect(await faultOf(run(oneJob(`- uses: ${checkout}\n  with: {submodules: true}`)))).toContain(
      'test.yml:6: unknown input of actions/checkout "submodules"; known here: ref,',
    );
  });
});

describe('actions/setup-node', () => {
  test('wants a version', async () => {
    const ran = await run(
      oneJob(`- id: node\n  uses: ${setupNode}\n  with: {node-version: 24}\n- uses: ${setupNode}`),
    );
    expect(ran.step('one', 'node').outputs).toEqual({ 'node-version': '24' });
    expect(ran.job('one').annotations).toEqual([{ kind: 'error', message: 'node-version is not given' }]);
  });
});

describe('artifacts', () => {
  const uploading = (steps: string, downloading: string) => `
on: push
jobs:
  make:
    runs-on: x
    steps:
      - run: |
          mkdir -p dist/deep other .hidden && cd dist
          printf a > a.txt; printf b > deep/b.txt; printf c > deep/c.log; printf s > .secret; printf o > ../other/o.txt
          chmod +x a.txt
${steps}
  take:
    needs: make
    runs-on: x
    steps:
${downloading}
      - id: look
        run: find . -type f | sort
`;
  const up = (...inputs: string[]) => `      - {uses: ${upload}, with: {${inputs.join(', ')}}}`;
  const down = (...inputs: string[]) => `      - {uses: ${download}, with: {${inputs.join(', ')}}}`;
  const found = async (steps: string, downloading: string) => {
    const ran = await run(uploading(steps, downloading));
    expect(ran.result.conclusion).toBe('success');
    return ran.step('take', 'look').log.split('\n').slice(2);
  };

  test('a folder keeps its inner names, hidden files stay behind, modes are lost', async () => {
    expect(await found(up('name: d', 'path: dist'), down('name: d'))).toEqual([
      './a.txt',
      './deep/b.txt',
      './deep/c.log',
    ]);
    const all = up('name: d', 'path: dist', 'include-hidden-files: true');
    expect(await found(all, down('name: d', 'path: in/here'))).toContain('./in/here/.secret');
    const mode = `${down('name: d')}\n      - run: test ! -x a.txt`;
    expect(await found(up('name: d', 'path: dist'), mode)).toContain('./a.txt');
  });

  test('patterns: several lines, exclusion, the common root', async () => {
    const patterns = up('name: d', 'path: "dist/**/*.txt\\nother/*\\n!dist/deep/**"');
    expect(await found(patterns, down('name: d'))).toEqual(['./dist/a.txt', './other/o.txt']);
    expect(await found(up('path: dist/a.txt'), down('name: artifact'))).toEqual(['./a.txt']);
    expect(await found(up('path: "dist/deep/?.[l]og"'), down())).toEqual(['./artifact/c.log']);
  });

  test('several by pattern, merged or not', async () => {
    const two = `${up('name: out-a', 'path: dist/a.txt')}\n${up('name: out-b', 'path: dist/deep/b.txt')}\n${up('name: x', 'path: other')}`;
    expect(await found(two, down('pattern: out-*'))).toEqual(['./out-a/a.txt', './out-b/b.txt']);
    expect(await found(two, down('pattern: out-*', 'merge-multiple: true'))).toEqual(['./a.txt', './b.txt']);
    expect(await found(two, down('path: all'))).toHaveLength(3);
  });

  test('nothing found warns, fails or is ignored; a name is taken once', async () => {
    const ends = async (step: string) => {
      const ran = await run(uploading(step, down()));
      return [ran.job('make').conclusion, ran.job('make').annotations.map((one) => one.kind)];
    };
    expect(await ends(up('path: none'))).toEqual(['success', ['warning']]);
    expect(await ends(up('path: none', 'if-no-files-found: error'))).toEqual(['failure', ['error']]);
    expect(await ends(up('path: none', 'if-no-files-found: ignore'))).toEqual(['success', []]);
    expect(await ends(`${up('path: dist')}\n${up('path: dist')}`)).toEqual(['failure', ['error']]);
    expect(await ends(`${up('path: dist')}\n${up('path: dist', 'overwrite: true')}`)).toEqual([
      'success',
      [],
    ]);
    expect(await ends(up('path: dist', 'name: "../x"'))).toEqual(['failure', ['error']]);
  });

  test('one that is not there fails the download', async () => {
    const ran = await run(oneJob(`- uses: ${download}\n  with: {name: nothing}`));
    expect(ran.job('one').annotations[0]?.message).toBe(
      'Unable to download artifact(s): Artifact not found for name: nothing',
    );
  });
});
