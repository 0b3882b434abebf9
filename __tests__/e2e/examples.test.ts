/** Every workflow of examples/ does what it says, as a user would have it in a repository. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSandbox, exampleRepository, type Sandbox } from '../../sandbox/index.ts';
import { type Circumstances, root, runIn } from '../support/workflow.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await bootSandbox();
});
afterEach(() => expect(sandbox.githubService.violations).toEqual([]));
afterAll(() => sandbox.close());

const folder = join(root, 'examples');
const read = (path: string) => readFileSync(join(folder, path), 'utf8');

interface Example {
  readonly circumstances: () => Circumstances;
  /** Jobs in order, all of which succeed. */
  readonly jobs: readonly string[];
  /** The job that verifies, and how many files. */
  readonly verifies: readonly [job: string, files: string];
}

const policyFile = '.github/custody.yml';
const onTag = () => ({ ref: 'refs/tags/v1.2.3' });
const onMain = () => ({});

const examples: Readonly<Record<string, Example>> = {
  'seal-a-release.yml': {
    circumstances: onTag,
    jobs: ['build', 'publish'],
    verifies: ['publish', '2 files'],
  },
  'verify-in-another-job.yml': {
    circumstances: onMain,
    jobs: ['build', 'verify'],
    verifies: ['verify', '1 file'],
  },
  'matrix.yml': {
    circumstances: onTag,
    jobs: ['build', 'build', 'build', 'publish'],
    verifies: ['publish', '3 files'],
  },
  'one-job.yml': { circumstances: onMain, jobs: ['build'], verifies: ['build', '1 file'] },
  'offline-verify.yml': { circumstances: onTag, jobs: ['build', 'verify'], verifies: ['verify', '1 file'] },
  'private-instance.yml': {
    // The instance of the example is the sandbox's: its two files stand where the example says.
    circumstances: () => ({
      repository: { ...exampleRepository, name: 'vault', id: 99, visibility: 'private' },
      files: Object.fromEntries(
        ['trusted_root.json', 'signing_config.json'].map((name) => [
          `.sigstore/${name}`,
          readFileSync(join(sandbox.folder, name), 'utf8'),
        ]),
      ),
    }),
    jobs: ['build', 'verify'],
    verifies: ['verify', '1 file'],
  },
  'reusable/.github/workflows/release.yml': {
    circumstances: onTag,
    jobs: ['build/build', 'build', 'publish'],
    verifies: ['publish', '1 file'],
  },
  'policy/.github/workflows/policy.yml': {
    circumstances: () => ({ files: { [policyFile]: read(`policy/${policyFile}`) } }),
    jobs: ['build', 'publish'],
    verifies: ['publish', '1 file'],
  },
};

/** The started workflow first, and what it calls. */
function workflowsOf(path: string): Record<string, string> {
  const own = { [basename(path)]: read(path) };
  return path.startsWith('reusable/')
    ? { ...own, 'build.yml': read('reusable/.github/workflows/build.yml') }
    : own;
}

test('none is left out', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.yml'),
  );
  const called = ['reusable/.github/workflows/build.yml', `policy/${policyFile}`];
  expect(files.map((path) => path.replaceAll('\\', '/')).sort()).toEqual(
    [...Object.keys(examples), ...called].sort(),
  );
});

describe.each(Object.entries(examples))('%s', (path, { circumstances, jobs, verifies: [job, files] }) => {
  test('seals, and verifies in another job', async () => {
    const ran = await runIn(sandbox, workflowsOf(path), circumstances());
    expect(ran.log).not.toContain('CUSTODY-');
    expect(ran.result.jobs.map(({ id, conclusion }) => [id, conclusion])).toEqual(
      jobs.map((id) => [id, 'success']),
    );
    const step = ran.step(job, 'Verify');
    expect(step.outputs).toMatchObject({ verdict: 'pass' });
    expect(step.log).toMatch(new RegExp(`^pass {5}${files} verified\\.$`, 'm'));
    expect(ran.result.jobs.flatMap(({ annotations }) => annotations)).toEqual([]);
  });
});

describe('what is changed on the way', () => {
  test.each([
    ['seal-a-release.yml', 'release/shop.tar.gz', ['success', 'failure']],
    ['matrix.yml', 'shop-linux-arm64/shop-linux-arm64.tar.gz', ['success', 'success', 'success', 'failure']],
  ])('%s does not publish it', async (path, file, conclusions) => {
    const keepFolder = mkdtempSync(join(tmpdir(), 'custody-kept-'));
    const onLine = (line: string) => {
      if (/^== verify/.test(line)) appendFileSync(join(keepFolder, 'artifacts', file), 'x');
    };
    const ran = await runIn(sandbox, workflowsOf(path), { ...onTag(), keepFolder, onLine });
    rmSync(keepFolder, { recursive: true });
    expect(ran.result.jobs.map(({ conclusion }) => conclusion)).toEqual(conclusions);
    const { outputs, log } = ran.step('publish', 'Verify');
    expect(outputs).toMatchObject({ verdict: 'fail' });
    expect(log.match(/^fail {5}dist\/\S+/gm)).toEqual([`fail     dist/${basename(file)}`]);
    const after = ran.job('publish').steps.slice(2);
    expect(after.map(({ outcome }) => outcome)).toEqual(after.map(() => 'skipped'));
  });
});
