/**
 * `npm start`, run in a copy of the project, so that it can be broken: its exit code has to say whether everything went
 * as its words say.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { root } from '../support/workflow.ts';

let folder: string;
let project: string;
let elsewhere: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'custody-start-'));
  project = join(folder, 'project');
  elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  for (const part of ['dist', 'sandbox', 'scripts', 'src', 'package.json']) {
    cpSync(join(root, part), join(project, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(...paths: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/start.ts', ...paths], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: elsewhere, NODE_OPTIONS: '' },
  });
  return { status, text: stdout + stderr };
}

const replaceDist = (text: string) => writeFileSync(join(project, 'dist', 'index.js'), text);

describe('as it is', () => {
  test('seals, verifies and refuses within 30 seconds, and says where the evidence lies', () => {
    const began = performance.now();
    const { status, text } = start();
    expect(text).toMatch(/sealed, verified and stored\./);
    expect(text.match(/^ {3}exit code \d$/gm)).toEqual([
      '   exit code 0',
      '   exit code 0',
      '   exit code 1',
    ]);
    expect(text).toContain('Everything went as it should');
    expect(status).toBe(0);
    expect(performance.now() - began).toBeLessThan(30_000);
    const index = JSON.parse(readFileSync(join(project, '.custody', 'bundles', 'index.json'), 'utf8'));
    const names = index.statements[0].subjects;
    expect(names.map(({ name }: { name: string }) => name)).toContain('dist/index.js');
    expect(names.some(({ name }: { name: string }) => name.endsWith('.tgz'))).toBe(true);
  });

  test("takes a user's file from where npm was called, and leaves it as it is", () => {
    writeFileSync(join(elsewhere, 'my file.bin'), 'mine');
    const { status, text } = start('my file.bin');
    expect(text).toMatch(/^ {3}pass {5}my file\.bin {2}sha256:/m);
    expect(text).toMatch(/^ {3}fail {5}my file\.bin {2}sha256:/m);
    expect(status).toBe(0);
    expect(readFileSync(join(elsewhere, 'my file.bin'), 'utf8')).toBe('mine');
  });

  test('says so when the file is not there', () => {
    const { status, text } = start('nothing.bin');
    expect(text).toContain(`There is no file ${join(elsewhere, 'nothing.bin')}.`);
    expect(status).toBe(2);
  });
});

describe('broken', () => {
  test('a verification that passes whatever it is given is found out', () => {
    replaceDist('process.exitCode = 0;\n');
    const { status, text } = start('../project/package.json');
    expect(text).toContain('This did not go as it should: refusing the changed file.');
    expect(status).toBe(1);
  });

  test.each([
    ['sealing', 'process.exitCode = 2;'],
    ['verifying', "process.exitCode = process.argv[2] === 'seal' ? 0 : 2;"],
    // Could not decide is not decided against.
    [
      'refusing the changed file',
      "import { existsSync, mkdirSync } from 'node:fs';\nif (existsSync('../once')) process.exitCode = 2;\nelse if (process.argv[2] === 'verify') mkdirSync('../once');",
    ],
  ])('a command that could not decide is no success: %s', (what, code) => {
    replaceDist(`${code}\n`);
    const { status, text } = start('../project/package.json');
    expect(text).toContain(`This did not go as it should: ${what}.`);
    expect(status).toBe(1);
  });
});
