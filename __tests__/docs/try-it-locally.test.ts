/** The commands of "Try it locally", run in their order in a copy of the project, as a newcomer would. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Block, readPage } from '../support/pages.ts';
import { root } from '../support/workflow.ts';

const blocks = readPage('docs/recipes/try-it-locally.md').blocks.filter(({ language }) => language === 'sh');
const environment: Record<string, string> = {};
let project: string;
let service: ChildProcess | undefined;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'custody-newcomer-'));
  const parts = [
    'dist',
    'sandbox',
    'scripts',
    'src',
    'tools',
    'actions',
    'action.yml',
    'examples',
    'launcher',
    '.gitignore',
    'package.json',
    'package-lock.json',
    'README.md',
  ];
  for (const part of parts) cpSync(join(root, part), join(project, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
  // A clone has a commit.
  const someone = ['-c', 'user.name=someone', '-c', 'user.email=someone@example.com'];
  for (const words of [
    ['init', '-q'],
    [...someone, 'commit', '-q', '--allow-empty', '-m', 'first'],
  ])
    expect(spawnSync('git', words, { cwd: project }).status).toBe(0);
});
afterAll(async () => {
  if (service?.pid !== undefined) {
    const ended = new Promise((resolve) => service?.once('close', resolve));
    process.kill(-service.pid, 'SIGINT');
    await ended;
  }
  rmSync(project, { recursive: true, force: true });
});

/** What the shell of a newcomer has: nothing of this test's own. */
function variables(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, ...environment };
}

function run({ text, words, line }: Block): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', text], {
    cwd: project,
    encoding: 'utf8',
    env: variables(),
  });
  const wanted = words[0] === 'fails' ? Number(words[1]) : 0;
  expect({ line, status, said: status === wanted ? '' : stdout + stderr }).toEqual({
    line,
    status: wanted,
    said: '',
  });
  return stdout + stderr;
}

/** Starts the services and takes over what they print, as the page says. */
async function serve({ text }: Block): Promise<void> {
  service = spawn('sh', ['-c', text], { cwd: project, env: variables(), detached: true });
  const printed = await new Promise<string>((resolve, reject) => {
    let all = '';
    service?.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      all += piece;
      if (all.includes('Ctrl-C')) resolve(all);
    });
    service?.once('close', () => reject(new Error(`the sandbox ended: ${all}`)));
  });
  for (const [, name = '', value = ''] of printed.matchAll(/^export (\w+)='([^']*)'$/gm))
    environment[name] = value;
  environment['SANDBOX'] = /--sigstore (\S+)/.exec(printed)?.[1] ?? '';
  environment['ISSUER'] = /--issuer (\S+)/.exec(printed)?.[1] ?? '';
}

// The services are ended as by Ctrl-C, which Windows has no signal for.
const posix = process.platform === 'win32' ? test.skip : test;

posix(
  'every command does what the page says',
  async () => {
    const said: string[] = [];
    for (const block of blocks) {
      if (block.words[0] === 'service') await serve(block);
      else said.push(run(block));
    }
    expect(blocks.map(({ words }) => words.join(' ')).filter((words) => words !== '')).toEqual([
      'service',
      'fails 1',
      'fails 2',
    ]);
    expect(said[0]).toContain('Everything went as it should');
    expect(said[1]).toMatch(/^ {3}pass {5}README\.md {2}sha256:/m);
    expect(said[2]).toContain('Added by the sandbox: sigstore: ');
    expect(said[2]).toMatch(/^ {3}pass {5}2 files verified\.$/m);
    expect(said[2]).toContain('The workflow ended: success');
    expect(said[3]).toMatch(/^pass {5}1 file sealed, verified and stored\.$/m);
    expect(said[4]?.match(/^pass {5}1 file verified\.$/gm)).toHaveLength(2);
    expect(said[5]).toContain('CUSTODY-43');
    expect(said[6]).toContain('CUSTODY-110');
    expect(said[6]).toContain('  repository: acme/shop');
    expect(existsSync(join(project, '.custody', 'bundles', 'index.json'))).toBe(true);
  },
  60_000,
);
