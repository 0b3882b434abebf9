/** `sandbox run`: arguments, printed lines, exit code; and the services of a run. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCommits } from '../../../sandbox/github/contents.ts';
import { runCommand, type SandboxInstance, type SandboxServices } from '../../../sandbox/runner/index.ts';
import { oneJob, sha } from './support.ts';

let source: string;
beforeAll(async () => {
  source = await mkdtemp(join(tmpdir(), 'runner-test-'));
});
afterAll(() => rm(source, { recursive: true }));

function services() {
  const granted: unknown[] = [];
  const registered: string[] = [];
  const sandbox: SandboxServices & SandboxInstance = {
    folder: '/instance',
    issuer: 'http://127.0.0.1:9',
    apiUrl: 'http://127.0.0.1:9',
    github: {
      grant: (token, grant) => granted.push([token.length, grant]),
      addRepository: (repository) => registered.push(`${repository.owner}/${repository.name}`),
      repository: () => undefined,
      recordAttempt: () => undefined,
      commits: createCommits(),
    },
    sigstore: {
      registerJob: () => ({ requestUrl: 'http://127.0.0.1:9/?x', requestToken: 'request-secret' }),
    },
  };
  return { sandbox, granted, registered };
}

async function command(workflow: string, ...more: string[]) {
  const file = join(source, 'ci.yml');
  await writeFile(file, workflow);
  const lines: string[] = [];
  const { sandbox, granted, registered } = services();
  const argv = [file, '--source', source, '--sha', sha, ...more];
  const code = await runCommand(argv, sandbox, (line) => lines.push(line));
  return { code, text: lines.join('\n'), granted, registered };
}

describe('sandbox run', () => {
  test('prints the log as it comes, then each job, and exits 0', async () => {
    const workflow = oneJob(
      '- run: |\n    echo "hello from $GITHUB_WORKFLOW_REF"\n    echo "::warning file=a.ts,line=2,title=Hm::look"\n    echo "# Report" >> "$GITHUB_STEP_SUMMARY"',
      'permissions: {id-token: write, contents: none}\n',
    );
    const { code, text, granted, registered } = await command(
      workflow,
      '--ref',
      'refs/tags/v1',
      '--repository',
      'o/n',
    );
    expect(code).toBe(0);
    expect(text).toContain('   hello from o/n/.github/workflows/ci.yml@refs/tags/v1');
    expect(text.slice(text.indexOf('\none: '))).toBe(
      '\none: success\n   warning a.ts:2 Hm: look\n   summary:\n   | # Report\nThe workflow ended: success',
    );
    expect(registered).toEqual(['o/n']);
    expect(granted).toEqual([
      [40, { repository: 'o/n', permissions: { metadata: 'read', 'id-token': 'write' } }],
    ]);
  });

  test('exits 1 for a workflow that fails', async () => {
    const { code, text } = await command(oneJob('- run: exit 7'));
    expect(code).toBe(1);
    expect(text).toContain(
      'one: failure\n   error Process completed with exit code 7.\nThe workflow ended: failure',
    );
  });

  test('exits 2 for one it cannot run, and says where', async () => {
    const { code, text } = await command(oneJob('- uses: a/b@c'));
    expect(code).toBe(2);
    expect(text).toContain('.github/workflows/ci.yml:6: uses "a/b@c", which is not available here');
  });

  test('hands inputs and event on, and keeps the folder', async () => {
    const workflow = oneJob('- run: cat "$GITHUB_EVENT_PATH"; echo "got ${{ inputs.who }}"').replace(
      'on: push',
      'on: {workflow_dispatch: {inputs: {who: {}}}}',
    );
    const keep = join(source, 'kept');
    const dispatch = [
      '--event',
      'workflow_dispatch',
      '--input',
      'who=a=b',
      '--keep',
      keep,
      '--visibility',
      'private',
    ];
    const { code, text } = await command(workflow.replace('who: {}', 'who: {type: string}'), ...dispatch);
    expect(text).toContain('got a=b');
    expect(code).toBe(0);
    const event = JSON.parse(await readFile(join(keep, 'event.json'), 'utf8'));
    expect(event).toMatchObject({
      inputs: { who: 'a=b' },
      repository: { id: 123456, visibility: 'private' },
    });
  });

  test.each([
    [['--nonsense'], "Unknown option '--nonsense'"],
    [['--event', 'issues'], '--event must be one of push, workflow_dispatch, release, not "issues"'],
    [['--input', 'x'], '--input must be name=value, not "x"'],
    [['--repository', 'x'], '--repository must be owner/name, not "x"'],
    [['second.yml'], 'name one workflow file\nusage: sandbox run <workflow.yml>'],
  ])('refuses %j', async (more, message) => {
    const { code, text } = await command(oneJob('- run: "true"'), ...more);
    expect(code).toBe(2);
    expect(text).toContain(message);
  });
});
