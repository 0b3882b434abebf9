/** Small workflows in temporary folders, and services that remember what they were asked. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { JobResult, RunOptions, StepResult, WorkflowResult } from '../../../sandbox/runner/index.ts';
import { runWorkflow } from '../../../sandbox/runner/index.ts';
import type { Permissions } from '../../../sandbox/runner/model.ts';
import { standInPins } from '../../../sandbox/runner/pins.ts';
import type { TokenClaims } from '../../../sandbox/sigstore/claims.ts';
import { ACTION_COMMIT } from '../../../src/model/action-reference.ts';

export const zeros = ACTION_COMMIT;
export const checkout = `actions/checkout@${standInPins['actions/checkout'].commit}`;
export const setupNode = `actions/setup-node@${standInPins['actions/setup-node'].commit}`;
export const upload = `actions/upload-artifact@${standInPins['actions/upload-artifact'].commit}`;
export const download = `actions/download-artifact@${standInPins['actions/download-artifact'].commit}`;

export const repository = {
  owner: 'acme',
  name: 'shop',
  id: 123456,
  ownerId: 42,
  ownerType: 'Organization',
  visibility: 'public',
  defaultBranch: 'main',
} as const;

export const sha = '8f6c1d3f0a1b2c3d4e5f60718293a4b5c6d7e8f9';

/** A run and what the services saw of it. */
export interface Ran {
  readonly result: WorkflowResult;
  readonly claims: readonly TokenClaims[];
  readonly permissions: readonly Permissions[];
  readonly lines: readonly string[];
  job(id: string): JobResult;
  step(job: string, name: string): StepResult;
}

const path = '.github/workflows/test.yml';

/** Runs a workflow in a tree of files that is made for it and removed after it. */
export async function run(
  workflow: string,
  files: Readonly<Record<string, string>> = {},
  options: Partial<RunOptions> = {},
): Promise<Ran> {
  const source = await mkdtemp(join(tmpdir(), 'runner-test-'));
  const claims: TokenClaims[] = [];
  const permissions: Permissions[] = [];
  const lines: string[] = [];
  try {
    await writeTree(source, { [path]: workflow, ...files });
    const result = await runWorkflow({
      workflow: join(source, path),
      source,
      sandbox: {
        apiUrl: 'http://127.0.0.1:9',
        issuerJob: (asked) => {
          claims.push(asked);
          return { requestUrl: 'http://127.0.0.1:9/token?api-version=2', requestToken: 'request-secret' };
        },
        token: (asked) => {
          permissions.push(asked);
          return 'token-secret';
        },
      },
      repository,
      event: { name: 'push', payload: { ref: 'refs/heads/main' }, ref: 'refs/heads/main', sha },
      action: { slug: 'custody-actions/custody', folder: join(source, 'suite'), ref: zeros },
      log: (line) => lines.push(line),
      ...options,
    });
    return { result, claims, permissions, lines, ...finders(result) };
  } finally {
    await rm(source, { recursive: true, force: true });
  }
}

async function writeTree(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
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

/** A workflow of one job with these steps (lines of YAML, each step indented by nothing). */
export function oneJob(steps: string, more = ''): string {
  const indented = steps
    .trim()
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');
  return `on: push\n${more}jobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n${indented}\n`;
}

/** The message of the fault with which a run is refused. */
export async function faultOf(running: Promise<unknown>): Promise<string> {
  try {
    await running;
  } catch (error) {
    if ((error as Error).name === 'WorkflowFault') return (error as Error).message;
    throw error;
  }
  throw new Error('the run was not refused');
}
