/**
 * Runs workflows in the sandbox as a user's repository would: through the generated action.yml, the launcher and dist/.
 * The texts are run as they are: to steps that are silent about it, the runner gives the sandbox's Sigstore, and says so.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Repository } from '../../sandbox/github/index.ts';
import { type EventName, eventPayload } from '../../sandbox/github/webhook.ts';
import { exampleRepository, type Sandbox } from '../../sandbox/index.ts';
import {
  custodyAction,
  type JobResult,
  type RunOptions,
  runWorkflow,
  type StepResult,
  servePolicy,
  servicesOf,
  type WorkflowResult,
} from '../../sandbox/runner/index.ts';
import type { JobFaults, TokenClaims } from '../../sandbox/sigstore/index.ts';

/** The tree of the project: what `custody-actions/custody@…` means here. */
export const root = join(import.meta.dirname, '..', '..');

export const commit = '8f6c1d3f0a1b2c3d4e5f60718293a4b5c6d7e8f9';

/** How a run differs from a push to `main` of acme/shop. */
export interface Circumstances {
  /** More files of the repository; by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly repository?: Repository;
  readonly event?: EventName;
  readonly ref?: string;
  readonly runId?: number;
  readonly attempt?: number;
  /** What the token says otherwise: a job of a workflow that this runner cannot call, for example. */
  readonly claims?: Partial<TokenClaims>;
  readonly faults?: JobFaults;
  readonly env?: Readonly<Record<string, string>>;
  /** Folders in front of PATH. */
  readonly path?: readonly string[];
  readonly keepFolder?: string;
  readonly onLine?: (line: string) => void;
}

/** A run that came to its end, whatever that was. */
export interface Ran {
  readonly result: WorkflowResult;
  readonly log: string;
  job(id: string): JobResult;
  /** A step by its id or name. */
  step(job: string, name: string): StepResult;
}

let runs = 0;

/**
 * Runs the first of the workflows in a repository of its own, whose files hold something that no other run has.
 * @param workflows texts by file name in `.github/workflows/`
 */
export async function runIn(
  sandbox: Sandbox,
  workflows: Readonly<Record<string, string>>,
  circumstances: Circumstances = {},
): Promise<Ran> {
  const source = await mkdtemp(join(tmpdir(), 'custody-e2e-'));
  const lines: string[] = [];
  try {
    const [started = ''] = Object.keys(workflows);
    const texts = Object.entries(workflows).map(([name, text]) => [workflowFile(name), text]);
    await writeTree(source, { ...ownFiles(), ...circumstances.files, ...Object.fromEntries(texts) });
    const options = optionsOf(sandbox, source, circumstances);
    const onLine = (line: string) => {
      lines.push(line);
      circumstances.onLine?.(line);
    };
    const result = await runWorkflow({
      ...options,
      workflow: join(source, workflowFile(started)),
      log: onLine,
    });
    return { result, log: lines.join('\n'), ...finders(result) };
  } finally {
    await rm(source, { recursive: true, force: true });
  }
}

const workflowFile = (name: string) => `.github/workflows/${name}`;

function ownFiles(): Record<string, string> {
  return { 'README.md': `# The shop ${randomUUID()}\n`, 'src/shop.txt': `${randomUUID()}\n` };
}

function optionsOf(
  sandbox: Sandbox,
  source: string,
  circumstances: Circumstances,
): Omit<RunOptions, 'workflow' | 'log'> {
  const { repository = exampleRepository, event = 'push', ref = 'refs/heads/main' } = circumstances;
  const { runId = 7_000_000_000 + ++runs, attempt = 1, keepFolder } = circumstances;
  const services = servicesOf(sandbox, repository);
  servePolicy(sandbox.github.commits, repository, { source, issuer: sandbox.issuer });
  const path = [...(circumstances.path ?? []), dirname(process.execPath), process.env['PATH'] ?? ''];
  return {
    source,
    repository,
    event: { name: event, payload: eventPayload(event, repository, { ref, sha: commit }), ref, sha: commit },
    sandbox: {
      ...services,
      issuerJob: (claims) =>
        sandbox.sigstore.registerJob({ ...claims, ...circumstances.claims }, circumstances.faults),
    },
    action: custodyAction(root, sandbox),
    path: path.join(delimiter),
    env: circumstances.env ?? {},
    runId,
    runAttempt: attempt,
    ...(keepFolder === undefined ? {} : { keepFolder }),
  };
}

/** Writes files by their paths below a folder. */
export async function writeTree(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

function finders(result: WorkflowResult): Pick<Ran, 'job' | 'step'> {
  const job = (id: string): JobResult => {
    const found = result.jobs.find((one) => one.id === id);
    if (found === undefined)
      throw new Error(`no job ${id} among ${result.jobs.map((one) => one.id).join(', ')}`);
    return found;
  };
  const step = (id: string, name: string): StepResult => {
    const found = job(id).steps.find((one) => one.id === name || one.name === name);
    if (found === undefined) throw new Error(`no step ${name} in ${id}`);
    return found;
  };
  return { job, step };
}
