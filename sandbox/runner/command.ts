/** `sandbox run workflow.yml`: runs a workflow against a running sandbox and prints what happens. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Repository } from '../github/model.ts';
import { type EventName, eventPayload } from '../github/webhook.ts';
import { WorkflowFault } from './fault.ts';
import type { RunOptions } from './options.ts';
import { reportLines } from './report.ts';
import { runWorkflow } from './run.ts';
import { servePolicy } from './serve-policy.ts';
import { custodyAction, type SandboxInstance, type SandboxServices, servicesOf } from './services.ts';

const usage = `usage: sandbox run <workflow.yml> [options]
  --source <folder>        the tree that checkout gives (default: .)
  --clone                  check out what is committed instead of what is on disk
  --event <name>           push (default), workflow_dispatch or release
  --ref <ref>              default: refs/heads/main
  --sha <commit>           default: HEAD of the source
  --input <name=value>     an input of workflow_dispatch; repeatable
  --repository <o/n>       default: acme/shop
  --visibility <word>      public (default), private or internal
  --keep <folder>          keep workspaces, artifacts and files of the run there`;

const settings = {
  source: { type: 'string', default: '.' },
  clone: { type: 'boolean', default: false },
  event: { type: 'string', default: 'push' },
  ref: { type: 'string', default: 'refs/heads/main' },
  sha: { type: 'string' },
  input: { type: 'string', multiple: true, default: [] as string[] },
  repository: { type: 'string', default: 'acme/shop' },
  visibility: { type: 'string', default: 'public' },
  keep: { type: 'string' },
} as const;

class UsageError extends Error {}

/**
 * Runs the command.
 * @param argv what stands after `run`
 * @param print takes each line; standard output by default
 * @returns the exit code: 0 when the workflow succeeded, 1 when it did not, 2 when it could not be run
 */
export async function runCommand(
  argv: readonly string[],
  sandbox: SandboxServices & SandboxInstance,
  print: (line: string) => void = (line) => console.log(line),
): Promise<0 | 1 | 2> {
  const abort = new AbortController();
  const interrupt = (): void => abort.abort();
  process.once('SIGINT', interrupt);
  try {
    const options = readOptions(argv, sandbox);
    const result = await runWorkflow({ ...options, log: print, signal: abort.signal });
    for (const line of reportLines(result)) print(line);
    return result.conclusion === 'success' ? 0 : 1;
  } catch (error) {
    if (!(error instanceof WorkflowFault || error instanceof UsageError)) throw error;
    print(error.message);
    return 2;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

function readOptions(argv: readonly string[], sandbox: SandboxServices & SandboxInstance): RunOptions {
  const { values, workflow } = readArguments(argv);
  const source = resolve(values.source);
  const repository = readRepository(values.repository, values.visibility);
  const { ref } = values;
  const sha = values.sha ?? headOf(source);
  const name = oneOf('event', values.event, [
    'push',
    'workflow_dispatch',
    'release',
  ] as const) satisfies EventName;
  const inputs = Object.fromEntries(values.input.map(readPair));
  const payload = eventPayload(name, repository, { ref, sha, inputs });
  servePolicy(sandbox.github.commits, repository, { source, issuer: sandbox.issuer });
  const folder = fileURLToPath(new URL('../..', import.meta.url));
  return {
    workflow,
    source,
    checkout: values.clone ? 'clone' : 'copy',
    sandbox: servicesOf(sandbox, repository),
    repository,
    event: { name, payload, ref, sha },
    inputs,
    action: custodyAction(folder, sandbox),
    ...(values.keep === undefined ? {} : { keepFolder: values.keep }),
  };
}

function readArguments(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: settings, allowPositionals: true });
    const [workflow, ...more] = positionals;
    if (workflow === undefined || more.length > 0) throw new UsageError('name one workflow file');
    return { values, workflow };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usage}`);
  }
}

function readRepository(text: string, visibility: string): Repository {
  const [owner, name, ...rest] = text.split('/');
  if (!owner || !name || rest.length > 0)
    throw new UsageError(`--repository must be owner/name, not "${text}"`);
  return {
    owner,
    name,
    id: 123456,
    ownerId: 42,
    ownerType: 'Organization',
    visibility: oneOf('visibility', visibility, ['public', 'private', 'internal'] as const),
    defaultBranch: 'main',
  };
}

function oneOf<T extends string>(option: string, value: string, choices: readonly T[]): T {
  const found = choices.find((one) => one === value);
  if (found === undefined)
    throw new UsageError(`--${option} must be one of ${choices.join(', ')}, not "${value}"`);
  return found;
}

function readPair(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UsageError(`--input must be name=value, not "${text}"`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function headOf(source: string): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: source,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  } catch {
    throw new UsageError(`${source} has no commit: give --sha`);
  }
}
