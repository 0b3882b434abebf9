/** The time of the commit that is checked out, of repositories that git itself made. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { commitTime } from '../../../src/io/git/commit-time.ts';
import { folderWith } from '../files/support.ts';

const FIRST = 1_700_000_000;
const LAST = 1_800_000_000;

function git(folder: string, words: readonly string[], seconds = LAST): string {
  const date = `${seconds} +0200`;
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Jane > Doe',
    GIT_AUTHOR_EMAIL: 'jane@acme.example',
    // Later than the commit, and not what is asked for.
    GIT_AUTHOR_DATE: `${seconds + 5} +0000`,
    GIT_COMMITTER_NAME: 'Jane',
    GIT_COMMITTER_EMAIL: 'jane@acme.example',
    GIT_COMMITTER_DATE: date,
  };
  return execFileSync('git', words, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }).trim();
}

function repository(...init: readonly string[]): string {
  const folder = folderWith({ 'a.txt': 'a' });
  git(folder, ['init', '-q', '-b', 'main', ...init]);
  git(folder, ['add', '.']);
  git(folder, ['commit', '-q', '-m', 'first\n\ncommitter X <x@y> 1 +0000'], FIRST);
  git(folder, ['commit', '-q', '--allow-empty', '-m', 'last']);
  return folder;
}

const timeIn = async (folder: string) => {
  const time = await commitTime(folder);
  return time && time.getTime() / 1000;
};

test('of a loose commit on a branch, the committer’s time', async () => {
  expect(await timeIn(repository())).toBe(LAST);
});

test('of a detached HEAD', async () => {
  const folder = repository();
  git(folder, ['checkout', '-q', '--detach', 'HEAD~1']);
  expect(await timeIn(folder)).toBe(FIRST);
});

test('of a repository by SHA-256', async () => {
  const folder = repository('--object-format=sha256');
  expect(await timeIn(folder)).toBe(LAST);
  git(folder, ['gc', '-q']);
  expect(await timeIn(folder)).toBe(LAST);
});

test('of packed objects and packed refs', async () => {
  const folder = repository();
  git(folder, ['gc', '-q', '--prune=now']);
  expect(readdirSync(join(folder, '.git/refs/heads'))).toEqual([]);
  expect(await timeIn(folder)).toBe(LAST);
});

test('of a shallow clone, as actions/checkout makes it', async () => {
  const folder = folderWith();
  git(folder, ['clone', '-q', '--depth=1', `file://${repository()}`, 'clone']);
  expect(await timeIn(join(folder, 'clone'))).toBe(LAST);
});

test('of a work tree, whose .git is a file', async () => {
  const folder = repository();
  git(folder, ['worktree', 'add', '-q', 'tree', 'HEAD~1']);
  expect(readFileSync(join(folder, 'tree/.git'), 'utf8')).toMatch(/^gitdir: /);
  expect(await timeIn(join(folder, 'tree'))).toBe(FIRST);
  git(folder, ['gc', '-q']);
  expect(await timeIn(join(folder, 'tree'))).toBe(FIRST);
});

describe('of a commit that is packed as a difference, so that one commit has one time however it is stored', () => {
  const long = Array.from({ length: 200 }, (_, line) => `line ${line} ${'x'.repeat(line % 40)}`).join('\n');
  test.each([
    ['by offset', 'true'],
    ['by id', 'false'],
  ])(
    '%s',
    async (_, byOffset) => {
      const folder = repository();
      for (let count = 0; count < 30; count += 1) {
        const message = `${count}\n\n${long}\n${'y'.repeat(30 - count)}`;
        git(folder, ['commit', '-q', '--allow-empty', '-m', message], FIRST + count);
      }
      git(folder, ['config', 'repack.useDeltaBaseOffset', byOffset]);
      git(folder, ['repack', '-adfq', '--depth=50', '--window=50']);
      const [pack = ''] = readdirSync(join(folder, '.git/objects/pack')).filter((name) =>
        name.endsWith('.idx'),
      );
      const deltas = git(folder, ['verify-pack', '-v', `.git/objects/pack/${pack}`])
        .split('\n')
        .filter((line) => /^\S+ commit +\d+ \d+ \d+ \d+ \S+$/.test(line));
      expect(deltas.length).toBeGreaterThan(0);
      git(folder, ['checkout', '-q', '--detach']);
      for (let count = 29; count >= 0; count -= 1) {
        const id = git(folder, ['rev-parse', `main~${29 - count}`]);
        writeFileSync(join(folder, '.git/HEAD'), id);
        expect(await timeIn(folder)).toBe(FIRST + count);
      }
    },
    60_000,
  );
});

describe('where nothing is known, there is no time and no fault', () => {
  test('no repository', async () => {
    expect(await commitTime(folderWith({ 'a.txt': 'a' }))).toBeUndefined();
  });
  test('no commit yet', async () => {
    const folder = folderWith();
    git(folder, ['init', '-q']);
    expect(await commitTime(folder)).toBeUndefined();
  });
  test.each([
    ['.git/HEAD', 'ref: refs/heads/none'],
    ['.git/HEAD', 'ref: ../../../etc/passwd'],
    ['.git/HEAD', 'f'.repeat(40)],
    ['.git/HEAD', ''],
    ['.git/refs/heads/main', 'damaged'],
  ])('a damaged %s: %j', async (path, text) => {
    const folder = repository();
    writeFileSync(join(folder, path), text);
    expect(await commitTime(folder)).toBeUndefined();
  });
  test('damaged packs', async () => {
    const folder = repository();
    git(folder, ['gc', '-q', '--prune=now']);
    const packs = join(folder, '.git/objects/pack');
    for (const name of readdirSync(packs)) {
      const whole = readFileSync(join(packs, name));
      for (const length of [0, 4, 700, whole.length - 60]) {
        execFileSync('chmod', ['u+w', join(packs, name)]);
        writeFileSync(join(packs, name), whole.subarray(0, length));
        expect([undefined, LAST]).toContain(await timeIn(folder));
      }
      writeFileSync(join(packs, name), whole);
    }
    expect(await timeIn(folder)).toBe(LAST);
  });
  test('a time that no document can write', async () => {
    const folder = repository();
    const tree = git(folder, ['write-tree']);
    const commit = `tree ${tree}\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 999999999999 +0000\n\nlate\n`;
    const id = execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], {
      cwd: folder,
      input: commit,
      encoding: 'utf8',
    }).trim();
    writeFileSync(join(folder, '.git/HEAD'), id);
    expect(await commitTime(folder)).toBeUndefined();
  });
});
