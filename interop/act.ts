/**
 * `npm run e2e:act`: the examples that say so run under act (https://github.com/nektos/act) in host mode, byte for byte,
 * against the sandbox. The action is mapped to a copy of this tree whose inputs default to the sandbox's instance. Ends
 * with `N passed, N failed`.
 */
import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { bootSandbox, type Sandbox } from '../sandbox/index.ts';
import { ACTION_COMMIT, ACTION_REPOSITORY } from '../src/model/action-reference.ts';
import { buildAct } from './peers.ts';
import { run } from './processes.ts';

/** What an example says that runs here. */
const MARK = 'runs under act';
const project = join(import.meta.dirname, '..');
const folder = await mkdtemp(join(tmpdir(), 'custody-act-'));
let passed = 0;
let failed = 0;

try {
  const program = await buildAct((text) => console.log(text));
  const sandbox = await bootSandbox();
  try {
    const action = await mappedAction(sandbox);
    const marked = await markedExamples();
    check('there is an example for act', marked.length > 0, '');
    for (const name of marked) await runExample(program, action, sandbox, name);
  } finally {
    await sandbox.close();
  }
} catch (error) {
  check('act', false, String(error));
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function markedExamples(): Promise<readonly string[]> {
  const names = (await readdir(join(project, 'examples'))).filter((name) => name.endsWith('.yml'));
  const texts = await Promise.all(names.map((name) => readFile(join(project, 'examples', name), 'utf8')));
  return names.filter((_, index) => texts[index]?.includes(MARK));
}

/** act ends with 0 when no job ran at all, so that what the steps said is what counts. */
async function runExample(program: string, action: string, sandbox: Sandbox, name: string): Promise<void> {
  const text = await readFile(join(project, 'examples', name), 'utf8');
  const { status, said } = await runUnderAct(program, action, sandbox, name, text);
  const sealed = /\d files? sealed, verified and stored\./.test(said);
  const verified = /\d files? verified\./.test(said);
  check(`${name} seals and verifies`, status === 0 && sealed && verified, said);
  const other = text.replaceAll('signer-workflow: .github/', 'signer-workflow: someone/else/.github/');
  const refused = await runUnderAct(program, action, sandbox, name, other);
  const named = refused.said.includes('CUSTODY-432') && !/\d files? verified\./.test(refused.said);
  check(`${name} refuses another signer`, refused.status !== 0 && named, refused.said);
}

async function runUnderAct(program: string, action: string, sandbox: Sandbox, name: string, text: string) {
  const repository = await mkdtemp(join(folder, 'repository-'));
  const workflow = `.github/workflows/${name}`;
  await mkdir(join(repository, dirname(workflow)), { recursive: true });
  await mkdir(join(repository, 'src'));
  await writeFile(join(repository, workflow), text);
  // Bytes that no other run has: evidence of an earlier one must not serve.
  await writeFile(join(repository, 'src', 'shop.txt'), repository);
  const sha = commitAll(repository);
  const ref = `acme/shop/${workflow}@refs/heads/main`;
  const commits = { sha, workflow_sha: sha, job_workflow_sha: sha };
  const job = sandbox.job({ claims: { ...commits, workflow_ref: ref, job_workflow_ref: ref } });
  const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: _, ...environment } = job;
  const words = [
    ...['push', '-W', workflow, '-P', 'ubuntu-24.04=-self-hosted', '-s', `GITHUB_TOKEN=${token}`],
    ...['--local-repository', `${ACTION_REPOSITORY}@${ACTION_COMMIT}=${action}`],
    ...Object.entries(environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
  ];
  const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`;
  const env = { PATH: path, HOME: repository };
  const { status, stdout, stderr } = await run(program, words, { cwd: repository, env, timeout: 180_000 });
  return { status, said: `${stdout}${stderr}` };
}

function commitAll(repository: string): string {
  const git = (...words: string[]) => execFileSync('git', words, { cwd: repository, encoding: 'utf8' });
  git('init', '-q', '-b', 'main');
  git('remote', 'add', 'origin', 'https://github.com/acme/shop.git');
  git('add', '-A');
  git('-c', 'user.name=someone', '-c', 'user.email=someone@example.com', 'commit', '-qm', 'first');
  return git('rev-parse', 'HEAD').trim();
}

/** What `uses:` gives, with the sandbox's instance as the default of the inputs that name one. */
async function mappedAction(sandbox: Sandbox): Promise<string> {
  const copy = join(folder, 'action');
  for (const part of ['action.yml', 'actions', 'launcher', 'dist']) {
    await cp(join(project, part), join(copy, part), { recursive: true });
  }
  const defaults = {
    'action.yml': { sigstore: sandbox.folder },
    'actions/verify/action.yml': {
      issuer: sandbox.issuer,
      'trusted-root': join(sandbox.folder, 'trusted_root.json'),
    },
  };
  for (const [path, inputs] of Object.entries(defaults)) {
    const document = parseDocument(await readFile(join(copy, path), 'utf8'));
    for (const [input, value] of Object.entries(inputs)) document.setIn(['inputs', input, 'default'], value);
    await writeFile(join(copy, path), document.toString());
  }
  return copy;
}

function check(what: string, holds: boolean, said: string): void {
  console.log(`${holds ? 'ok    ' : 'failed'}  ${what}`);
  if (holds) passed += 1;
  else {
    failed += 1;
    console.error(said.split('\n').slice(-60).join('\n'));
  }
}
