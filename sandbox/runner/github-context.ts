/** The `github` and `runner` contexts, and the GITHUB_* and RUNNER_* variables that mirror them. */
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { fullName } from '../github/model.ts';
import { refType, workflowRef } from './identity.ts';
import type { RunState } from './run-state.ts';

const serverUrl = 'https://github.com';

/** The `github` context outside any job: what job conditions and matrices see. */
export function githubContext(run: RunState): Record<string, unknown> {
  const { repository, event, sandbox, refProtected } = run.options;
  return {
    actor: run.actor.login,
    actor_id: String(run.actor.id),
    api_url: sandbox.apiUrl,
    base_ref: event.baseRef ?? '',
    event: event.payload,
    event_name: event.name,
    event_path: join(run.folder, 'event.json'),
    head_ref: event.headRef ?? '',
    ref: event.ref,
    ref_name: event.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_protected: refProtected ?? true,
    ref_type: refType(event.ref),
    repository: fullName(repository),
    repository_id: String(repository.id),
    repository_owner: repository.owner,
    repository_owner_id: String(repository.ownerId),
    repository_visibility: repository.visibility,
    run_attempt: run.runAttempt,
    run_id: run.runId,
    run_number: run.runNumber,
    server_url: serverUrl,
    sha: event.sha,
    triggering_actor: run.actor.login,
    workflow: run.root.name,
    workflow_ref: workflowRef(run, run.root.path),
    workflow_sha: event.sha,
  };
}

/** Members of `github` that also are variables; the token, for one, is not among them. */
const mirrored = [
  'action',
  'action_path',
  'action_ref',
  'action_repository',
  'actor',
  'actor_id',
  'api_url',
  'base_ref',
  'event_name',
  'event_path',
  'head_ref',
  'job',
  'ref',
  'ref_name',
  'ref_protected',
  'ref_type',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'run_attempt',
  'run_id',
  'run_number',
  'server_url',
  'sha',
  'triggering_actor',
  'workflow',
  'workflow_ref',
  'workflow_sha',
  'workspace',
] as const;

/** The GITHUB_* variables of a context. */
export function githubVariables(github: Readonly<Record<string, unknown>>): Record<string, string> {
  const present = mirrored.filter((name) => github[name] !== undefined);
  const pairs = present.map((name) => [`GITHUB_${name.toUpperCase()}`, String(github[name])]);
  return { GITHUB_ACTIONS: 'true', ...Object.fromEntries(pairs) };
}

const systems: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };
const architectures: Readonly<Record<string, string>> = {
  x64: 'X64',
  arm64: 'ARM64',
  ia32: 'X86',
  arm: 'ARM',
};

/** The `runner` context: this machine, whatever `runs-on` says. */
export function runnerContext(folders: { temp: string; tools: string }, environment: string) {
  return {
    arch: architectures[arch()] ?? arch().toUpperCase(),
    environment,
    name: 'sandbox',
    os: systems[platform()] ?? 'Linux',
    temp: folders.temp,
    tool_cache: folders.tools,
  };
}

/** The RUNNER_* variables of a context. */
export function runnerVariables(runner: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(runner).map(([name, value]) => [`RUNNER_${name.toUpperCase()}`, value]),
  );
}

/** What a process finds that no workflow has set: nothing of the caller's environment but PATH. */
export function baseEnvironment(run: RunState, home: string): Record<string, string> {
  return { ...systemEnvironment(), HOME: home, LANG: 'C.UTF-8', CI: 'true', ...run.options.env };
}

/** Windows starts no process without these. */
function systemEnvironment(): Record<string, string> {
  if (platform() !== 'win32') return {};
  const names = ['SystemRoot', 'ComSpec', 'PATHEXT', 'TEMP', 'TMP'];
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']));
}

/** The PATH a job starts with. */
export function basePath(run: RunState): string {
  return run.options.path ?? process.env['PATH'] ?? '';
}
