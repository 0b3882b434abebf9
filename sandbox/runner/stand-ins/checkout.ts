/**
 * actions/checkout: puts the source tree into the workspace, whose old content goes.
 *
 * It knows one repository at one commit: the run's own. `copy` takes the files that git tracks or would track,
 * as they are on disk; `clone` takes what is committed.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { fullName } from '../../github/model.ts';
import { StepFailure } from '../step-frame.ts';
import type { StandIn, StandInRequest } from './stand-in.ts';

const run = promisify(execFile);

/** The stand-in; `persist-credentials`, `fetch-depth`, `clean` and `show-progress` have no effect. */
export const checkout: StandIn = {
  inputs: ['ref', 'repository', 'path', 'persist-credentials', 'fetch-depth', 'clean', 'show-progress'],
  async run(request) {
    const { options } = request.job.run;
    checkSource(request);
    const target = targetFolder(request);
    await rm(target, { recursive: true, force: true });
    await mkdir(target, { recursive: true });
    if (options.checkout === 'clone') await clone(options.source, target);
    else await copy(options.source, target);
    return { ref: options.event.ref, commit: options.event.sha };
  },
};

function checkSource({ inputs, job }: StandInRequest): void {
  const { repository, event } = job.run.options;
  const wanted = inputs['repository'] ?? '';
  if (wanted !== '' && wanted.toLowerCase() !== fullName(repository).toLowerCase()) {
    throw new StepFailure(`Only ${fullName(repository)} can be checked out here, not ${wanted}`);
  }
  const ref = inputs['ref'] ?? '';
  if (ref !== '' && ![event.ref, event.sha, event.ref.replace(/^refs\/(heads|tags)\//, '')].includes(ref)) {
    throw new StepFailure(`Only ${event.ref} can be checked out here, not ${ref}`);
  }
}

function targetFolder({ inputs, job }: StandInRequest): string {
  const target = resolve(job.folders.workspace, inputs['path'] ?? '');
  if (target !== job.folders.workspace && !target.startsWith(job.folders.workspace + sep)) {
    throw new StepFailure(`The path "${inputs['path']}" is not under the workspace`);
  }
  return target;
}

async function clone(source: string, target: string): Promise<void> {
  await run('git', ['clone', '--quiet', '--no-hardlinks', resolve(source), target]);
}

async function copy(source: string, target: string): Promise<void> {
  for (const path of await filesOf(source)) {
    const destination = join(target, path);
    await mkdir(dirname(destination), { recursive: true });
    await cp(join(source, path), destination, { recursive: true, verbatimSymlinks: true });
  }
}

/** In a git work tree the files git knows and still finds; elsewhere everything but node_modules. */
async function filesOf(source: string): Promise<readonly string[]> {
  const names = await readdir(source);
  if (!names.includes('.git')) return names.filter((name) => name !== 'node_modules');
  const list = (...more: string[]) =>
    run('git', ['ls-files', '-z', ...more], { cwd: source, maxBuffer: 2 ** 28 });
  const [known, deleted] = await Promise.all([
    list('--cached', '--others', '--exclude-standard'),
    list('--deleted'),
  ]);
  const gone = new Set(deleted.stdout.split('\0'));
  return [...new Set(known.stdout.split('\0'))].filter((path) => path !== '' && !gone.has(path));
}
