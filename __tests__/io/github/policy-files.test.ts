/** T31: a policy comes from the default branch's head or from a commit, whole, or not at all. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SandboxGitHub } from '../../../sandbox/github/index.ts';
import { githubPolicyFiles } from '../../../src/io/github/policy-files.ts';
import { limits } from '../../../src/model/limits.ts';
import { faultOf } from '../../support/faults.ts';
import { expectNoToken } from '../../support/token-search.ts';
import { booted, http, token } from './support.ts';

let github: SandboxGitHub;
const path = '.github/custody.yml';

beforeEach(async () => {
  github = await booted();
});
afterEach(async () => {
  await github.close();
});

const files = (withToken: string | undefined = token) =>
  githubPolicyFiles({ apiUrl: github.apiUrl, serverUrl: 'https://github.com', token: withToken, http });
const commit = (text: string, branch = 'trunk', repository = 'acme/shop') =>
  github.state.commits.commit(repository, branch, { [path]: text });

async function refusal(work: Promise<unknown>) {
  const fault = await faultOf(work);
  expectNoToken(fault, token);
  return `${fault.code} ${fault.message}`;
}

describe('T31 a policy', () => {
  test('T31 is read at the head of the default branch, and no other branch counts', async () => {
    const old = commit('version: 1 # old');
    const head = commit('version: 1 # é, reviewed');
    commit('version: 1 # of a pull request', 'feature/policy');
    const found = await files().onDefaultBranch('acme/shop', path);
    expect(Buffer.from(found.bytes).toString()).toBe('version: 1 # é, reviewed');
    expect(found.uri).toBe(`acme/shop@${head}:${path}`);
    const pinned = await files().atCommit('acme/shop', old, path);
    expect(Buffer.from(pinned.bytes).toString()).toBe('version: 1 # old');
    expect(github.violations).toEqual([]);
  });

  test('T31 that is longer than one line of base64 comes back whole', async () => {
    const text = `version: 1\n# ${'x'.repeat(5_000)}`;
    commit(text, 'trunk', 'acme/vault');
    const found = await files().onDefaultBranch('acme/vault', path);
    expect(Buffer.from(found.bytes).toString()).toBe(text);
  });

  test('T31 that is not there is a fault', async () => {
    expect(await refusal(files().onDefaultBranch('acme/shop', path))).toMatch(/^CUSTODY-504 .*branch trunk/);
    const head = commit('x');
    expect(await refusal(files().atCommit('acme/shop', head, 'else.yml'))).toMatch(
      /^CUSTODY-504 .*else\.yml/,
    );
    expect(await refusal(files().atCommit('acme/shop', 'f'.repeat(40), path))).toMatch(/^CUSTODY-504 /);
  });

  test('T31 of a private repository needs a token that may read it', async () => {
    const head = commit('x', 'trunk', 'acme/vault');
    expect(await refusal(files('').atCommit('acme/vault', head, path))).toMatch(/^CUSTODY-504 .*404/);
  });

  test.each([
    [429, 'rate limit'],
    [503, 'githubstatus'],
  ])('T31 that is not served (%d) is a fault, and its name is not doubted', async (status, words) => {
    const head = commit('x');
    github.state.interrupt = ({ path: asked }) =>
      asked.includes('/contents/') ? { status, body: { message: 'busy' } } : undefined;
    const fault = await faultOf(files().atCommit('acme/shop', head, path));
    expect([fault.code, fault.hint]).toEqual(['CUSTODY-504', expect.stringContaining(words)]);
    expect(fault.hint).not.toContain('Check the name');
  });

  test('T24 past the limit is a fault that names it', async () => {
    const head = commit('#'.repeat(limits.policyBytes + 1));
    expect(await refusal(files().atCommit('acme/shop', head, path))).toBe(
      `CUSTODY-404 acme/shop@${head}:${path} has ${limits.policyBytes + 1} bytes; the limit is ${limits.policyBytes}`,
    );
  });

  test.each([
    ['a folder', []],
    ['a submodule', { type: 'submodule' }],
    ['a file too large to be shown', { type: 'file', encoding: 'none', content: '', size: 9 }],
    ['less than it says', { type: 'file', encoding: 'base64', content: 'eA==', size: 9 }],
  ])('T31 that is %s is a fault', async (_, body) => {
    const head = commit('x');
    github.state.interrupt = ({ path: asked }) =>
      asked.includes('/contents/')
        ? { status: 200, headers: { 'content-type': 'application/json' }, body }
        : undefined;
    expect(await refusal(files().atCommit('acme/shop', head, path))).toMatch(/^CUSTODY-904 /);
  });

  test('T31 a branch without a commit is a fault', async () => {
    commit('x');
    github.state.interrupt = ({ path: asked }) =>
      asked.includes('/git/ref/')
        ? {
            status: 200,
            headers: { 'content-type': 'application/json' },
            body: { object: { type: 'commit', sha: 'x' } },
          }
        : undefined;
    expect(await refusal(files().onDefaultBranch('acme/shop', path))).toMatch(/^CUSTODY-904 /);
  });
});
